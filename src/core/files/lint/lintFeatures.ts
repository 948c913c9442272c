// Entitlements of an entitlements file: names that nobody knows, and a product that is not the one the file is imported as.
import { knownEntitlements } from '../../catalog';
import { entitlementKey } from '../../ids';
import { nearMatch } from '../../nearMatch';
import { appOfEntitlement, catalogOfApp, knownAppIds, likelyAppId } from '../appIds';
import type { EntitlementsFile } from '../entitlementsFile';
import { partNodes } from '../entitlementsFile';
import type { FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import { keySpan, locatedText, textOf, valueOf } from '../jsonNodes';
import type { JsonNode } from '../jsonText';
import { shortName } from '../jsonText';
import { sentence } from '../texts';
import type { LintPart } from './lintPart';

/** More different names than this are not compared with the catalog: a file shows 200 problems at most. */
const maxSearches = 2000;

/** What the portal has of the product; absent without a portal, or where its listing could not be told. */
export interface KnownProduct {
  readonly portalName: string;
  readonly title: string;
  readonly keys: readonly string[];
}

/**
 * Entitlements that nobody knows. Without the portal's word a new name is no fault, since Esri adds names: only one that is nearly a known one is told.
 */
export function lintFeatureNames(
  parts: readonly LintPart[],
  appId: string | undefined,
  product: KnownProduct | undefined,
): readonly FileProblem[] {
  const catalog = appId === undefined ? [] : catalogOfApp(appId);
  const names =
    product === undefined
      ? catalog.length > 0
        ? catalog
        : knownEntitlements
      : [...product.keys, ...catalog];
  const known = new Set((product === undefined ? knownEntitlements : names).map(entitlementKey));
  const near = new Map<string, string | undefined>();
  const problems: FileProblem[] = [];
  for (const { name, key } of parts.flatMap(part => part.features)) {
    const folded = entitlementKey(name);
    if (known.has(folded)) continue;
    if (!near.has(folded) && near.size < maxSearches) near.set(folded, nearMatch(name, names));
    const meant = near.get(folded);
    if (meant !== undefined) {
      problems.push(problem('warning', key, 'lint.unknownFeatureNear', shortName(name), meant));
    } else if (product !== undefined) {
      const whose = sentence('lint.productOn', product.title, product.portalName);
      problems.push(problem('warning', key, 'lint.unknownFeature', shortName(name), whose));
    }
  }
  return problems;
}

/**
 * The `appId` where the entitlements are of another product: none of this one, or more than half of those whose product is known of one other. Each
 * counts once, whatever the number of parts; what no product is known of does not count. An id that was chosen and is not written has its problem at
 * the first part. The product id stands beside what is signed, so that it can be repaired where the file leaves no doubt.
 */
export function wrongAppId(
  root: JsonNode,
  file: EntitlementsFile,
  parts: readonly LintPart[],
  chosen: string | undefined,
): FileProblem | undefined {
  const appId = file.appId ?? chosen;
  const first = parts[0];
  if (appId === undefined || first === undefined) return undefined;
  const apps = appsOf(parts);
  const [most = '', count = 0] = [...apps].sort(([, one], [, other]) => other - one)[0] ?? [];
  const total = [...apps.values()].reduce((sum, one) => sum + one, 0);
  const isOwn = (app: string): boolean => app.toLowerCase() === appId.toLowerCase();
  if (total === 0 || isOwn(most) || ([...apps.keys()].some(isOwn) && count * 2 <= total)) return undefined;
  const node = [root, ...parts.map(part => part.node)]
    .map(one => valueOf(one, 'appId'))
    .find(one => locatedText(one) !== undefined);
  const right = count * 2 > total ? most : (likelyAppId(file) ?? most);
  const at = node ?? keySpan(first.node, 'orgEntitlements');
  const found = problem('warning', at, 'lint.wrongAppId', shortName(appId), right);
  if (node === undefined || apps.size > 1) return found;
  const newText = JSON.stringify(right);
  return {
    ...found,
    fixes: [
      {
        title: sentence('fix.appId', right),
        edits: [{ offset: node.offset, length: node.length, newText }],
      },
    ],
  };
}

/** Each `appId` with blanks around it, or with other capital letters than Esri's: a portal compares it as it is (wire reference 14.6). */
export function misspeltAppIds(root: JsonNode): readonly FileProblem[] {
  return [...new Set([root, ...partNodes(root).map(part => part.node)])].flatMap(one => {
    const node = valueOf(one, 'appId');
    const text = textOf(node);
    const plain = text?.trim().toLowerCase() ?? '';
    if (node === undefined || text === undefined || plain === '') return [];
    const right = knownAppIds.find(id => id.toLowerCase() === plain) ?? text.trim();
    if (right === text || shortName(right) !== right) return [];
    const edits = [{ offset: node.offset, length: node.length, newText: JSON.stringify(right) }];
    const fixes = [{ title: sentence('fix.appId', right), edits }];
    return [{ ...problem('warning', node, 'lint.appIdSpelling', right), fixes }];
  });
}

/** The products that the entitlements are of, each with how many of its own there are. */
function appsOf(parts: readonly LintPart[]): ReadonlyMap<string, number> {
  const apps = new Map<string, number>();
  const names = new Set(parts.flatMap(part => part.features.map(one => entitlementKey(one.name))));
  for (const name of names) {
    const app = appOfEntitlement(name);
    if (app !== undefined) apps.set(app, (apps.get(app) ?? 0) + 1);
  }
  return apps;
}
