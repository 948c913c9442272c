// How a fault of an entitlements file is stated: in a part of a layout, or in every part of every layout.
import type { Layout, PartWords } from './entitlementsBase';
import { layouts } from './entitlementsBase';
import { legacy } from './facts';
import type { Json } from './jsonWriter';
import { at } from './jsonWriter';
import type { Circumstances, Expected, Mutation, Severity } from './mutation';
import { jsonMutation, said } from './mutation';

export type Path = readonly (string | number)[];
/** `numbers` stand in the message, in this order. */
export type Found = readonly [severity: Severity, code: string, at: Json, numbers?: readonly string[]];

/** A fault of one part in one layout. */
export function inPart(
  code: string,
  name: string,
  layout: Layout,
  index: number,
  mutate: (root: Json, path: Path) => readonly Found[],
  circumstances: Circumstances = {},
  words: PartWords = {},
): Mutation {
  return jsonMutation(
    code,
    `${name}; ${layout.name}, part ${index + 1}`,
    () => layout.make(words),
    root => {
      const found = mutate(root, layout.parts[index] ?? []);
      return ({ span }) =>
        found.map(([severity, what, node, numbers]): Expected => said(severity, what, span(node), numbers));
    },
    { name: 'entitlements.json', ...circumstances },
  );
}

/** The same fault in every part of every layout. */
export const everywhere = (
  code: string,
  name: string,
  mutate: (root: Json, path: Path) => readonly Found[],
  circumstances: Circumstances = {},
  words: PartWords = {},
): readonly Mutation[] =>
  layouts.flatMap(layout =>
    layout.parts.map((_, index) => inPart(code, name, layout, index, mutate, circumstances, words)),
  );

export const org = (path: Path, ...rest: Path): Path => [...path, 'orgEntitlements', ...rest];
export const features = (path: Path, ...rest: Path): Path => org(path, 'entitlements', ...rest);
export const feature = { num: 3, license: 'FEATURE SIGN=7f3a' };

/** The license manager of a part, beside or inside what is signed. */
export function manager(root: Json, path: Path, key: 'hostname' | 'port'): Path {
  const beside = [...path, 'licenseManagerInfo', key];
  try {
    at(root, ...beside);
    return beside;
  } catch {
    return org(path, 'licenseManagerInfo', key);
  }
}

export const withPortal: Circumstances = { facts: legacy };
