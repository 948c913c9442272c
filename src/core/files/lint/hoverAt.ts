// What a name in a file is, and what the chosen portal says of it now. License strings and signatures are never shown.
import { findNodeAtOffset } from 'jsonc-parser';
import { appName } from '../../catalog';
import type { ItemId } from '../../ids';
import { l10n } from '../../l10n';
import type { AssignmentsFile } from '../assignmentsFile';
import { findListing } from '../assignmentsToChanges';
import type { EntitlementsFile } from '../entitlementsFile';
import type { TextSpan } from '../fileProblem';
import { readWithTree } from '../importFile';
import type { JsonNode } from '../jsonText';
import { shortName } from '../jsonText';
import { textOf } from '../jsonNodes';
import { licenseBody } from '../licenseFile';
import type { Sentence } from '../texts';
import { sentence } from '../texts';
import type { HoverText } from './hoverTexts';
import { entitlementHover, grantHover } from './hoverTexts';
import { lintedProduct } from './lintEntitlements';
import { isForeign } from './lintFile';
import { grantSections } from './grantNodes';
import type { GrantSection } from './grantNodes';
import type { LintInput } from './lintTypes';

/** `title` is plain text: the name of a product, or the file's own word. */
export interface FileHover extends TextSpan {
  readonly title: string;
  readonly lines: readonly Sentence[];
}

/**
 * Over the name of an entitlement, user type, app, extension, bundle or capability: what it is and, with facts, its seats, how many are held and how many of
 * those are idle: not used for 365 days, or never. Over a license string or a signature: that it is secret. Undefined elsewhere. Never throws.
 * @param offset in UTF-16 units
 */
export function hoverAt(input: LintInput, offset: number): FileHover | undefined {
  const file = readWithTree(input.name, input.text, input.as);
  if (isForeign(input, file)) return undefined;
  const { content, root } = file;
  if (content?.kind === 'assignments' || content?.kind === 'roster')
    return assignmentHover(input, content, offset);
  const node = root === undefined ? undefined : findNodeAtOffset(root, offset);
  const name = textOf(node);
  if (root === undefined || node === undefined || name === undefined || content === undefined)
    return undefined;
  const found =
    secretHover(node) ??
    (content.kind === 'entitlements'
      ? featureHover(input, content, node, name)
      : licenseHover(input, root, node, name));
  return found && { offset: node.offset, length: node.length, ...found };
}

/** The key of the property that the node is the value of. */
const keyOf = (node: JsonNode | undefined): string | undefined =>
  node?.parent?.type === 'property' && node.parent.children?.[1] === node
    ? textOf(node.parent.children[0])
    : undefined;

/** Said by the key alone: the value is not looked at. */
function secretHover(node: JsonNode): HoverText | undefined {
  const key = keyOf(node);
  if (key !== 'license' && key !== 'signature') return undefined;
  const title = key === 'license' ? l10n.t('License string') : l10n.t('Signature');
  return { title, lines: [sentence('hover.secret')] };
}

function featureHover(
  input: LintInput,
  file: EntitlementsFile,
  node: JsonNode,
  name: string,
): HoverText | undefined {
  if (keyOf(node) === 'appId') {
    return { title: appName(shortName(name)), lines: [sentence('hover.product')] };
  }
  const property = node.parent;
  const isFeature =
    property?.type === 'property' &&
    property.children?.[0] === node &&
    keyOf(property.parent) === 'entitlements' &&
    keyOf(property.parent?.parent?.parent) === 'orgEntitlements';
  if (!isFeature) return undefined;
  return entitlementHover(name, lintedProduct(input, file).listing?.itemId, input);
}

function assignmentHover(input: LintInput, file: AssignmentsFile, offset: number): FileHover | undefined {
  for (const { entitlements, listing } of file.assignments) {
    const at = entitlements?.find(one => offset >= one.offset && offset < one.offset + one.length);
    if (at === undefined) continue;
    const listings = input.facts?.listings ?? [];
    const itemId =
      listing === undefined
        ? input.itemId
        : (findListing(listing.text, listings)?.itemId ?? findListing(listing.text, licensed(input))?.itemId);
    return {
      offset: at.offset,
      length: at.length,
      ...entitlementHover(at.text, itemId, input),
    };
  }
  return undefined;
}

/** Apps and extensions of the license, which can be named like listings. */
const licensed = ({ facts }: LintInput): readonly { readonly itemId: ItemId; readonly title: string }[] =>
  [...(facts?.license?.apps ?? []), ...(facts?.license?.extensions ?? [])].map(({ id, itemId }) => ({
    itemId,
    title: appName(id),
  }));

const idKeys = ['id', 'itemId', 'appBundleItemId'];

function licenseHover(input: LintInput, root: JsonNode, node: JsonNode, name: string): HoverText | undefined {
  const key = keyOf(node);
  if (key === undefined) return undefined;
  const entry = node.parent?.parent;
  if (idKeys.includes(key)) {
    const section = sectionOf(entry, root);
    return section === undefined ? undefined : grantHover(section, name, input);
  }
  if (key !== 'apiName') return undefined;
  // provision.apps[].entitlements[].apiName
  const app = entry?.parent?.parent?.parent;
  if (sectionOf(app, root) === undefined) return undefined;
  const id = app?.children?.find(one => textOf(one.children?.[0]) === 'id')?.children?.[1];
  const own = textOf(id);
  const item = [...(input.facts?.license?.apps ?? []), ...(input.facts?.license?.extensions ?? [])];
  return entitlementHover(name, item.find(one => one.id === own)?.itemId, input, own);
}

/** The list of `provision` or `definitions` that the entry stands in. */
function sectionOf(entry: JsonNode | undefined, root: JsonNode): GrantSection | undefined {
  const list = entry?.parent;
  const section = keyOf(list);
  const holder = list?.parent?.parent;
  const outer = keyOf(holder);
  if (outer !== 'provision' && outer !== 'definitions') return undefined;
  if (holder?.parent?.parent !== licenseBody(root)) return undefined;
  return grantSections.find(one => one === section);
}
