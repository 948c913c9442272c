// Everything that is checked of an entitlements file beyond reading it (issue 3, "Language support").
import type { Listing } from '../../model';
import { likelyAppId } from '../appIds';
import type { EntitlementsFile } from '../entitlementsFile';
import type { ProductState } from '../entitlementsPlanRows';
import type { FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import { isCount, keySpan, valueOf } from '../jsonNodes';
import type { JsonNode } from '../jsonText';
import { productState } from '../productState';
import { lintDates } from './lintDates';
import { lintFeatureNames, wrongAppId } from './lintFeatures';
import type { HeldProduct } from './lintHeld';
import { lintBeginning, lintHeld, productUse } from './lintHeld';
import { lintHosts } from './lintHosts';
import type { LintPart } from './lintPart';
import { lintParts } from './lintPart';
import type { LintInput } from './lintTypes';

/** In no order. Without facts the checks that need a portal are left out; never throws. */
export function lintEntitlements(
  input: LintInput,
  root: JsonNode,
  file: EntitlementsFile,
): readonly FileProblem[] {
  const { facts, now } = input;
  const parts = lintParts(root, file, now);
  const problems = [...lintHosts(parts, facts?.portalUrl), ...parts.flatMap(unreadMaximum)];
  const wrong = wrongAppId(root, file, parts, input.appId);
  // Against another product every entitlement would be unknown and every pool dropped: one fault is told once.
  if (wrong !== undefined) return [...problems, ...lintDates(parts, now), wrong];
  const { appId, listing, state } = lintedProduct(input, file);
  const product =
    listing === undefined || facts === undefined
      ? undefined
      : { portalName: facts.portalName, title: listing.title, keys: listing.pools.map(pool => pool.key) };
  const names = lintFeatureNames(parts, appId, product);
  if (facts === undefined) return [...problems, ...lintDates(parts, now), ...names];
  const holders = listing === undefined ? undefined : facts.holders?.[listing.itemId];
  const held: HeldProduct = {
    portalName: facts.portalName,
    state,
    ...(listing === undefined ? {} : { listing }),
    ...(holders === undefined ? {} : { holders }),
  };
  const use = productUse(held);
  return [
    ...problems,
    ...names,
    ...lintDates(parts, now, use),
    ...lintBeginning(parts, now, use),
    ...lintHeld(parts, held),
  ];
}

/** Members that a part allows, where that is no number: nothing could be compared with it. */
function unreadMaximum({ org, node }: LintPart): readonly FileProblem[] {
  const maximum = valueOf(org, 'maxUsers');
  if (maximum === undefined)
    return [problem('information', keySpan(node, 'orgEntitlements'), 'lint.maximumMissing')];
  return isCount(maximum) ? [] : [problem('warning', maximum, 'lint.maximumUnreadable')];
}

/** The product that the file is for, and what the facts have of it. `listing` is absent where no purchase could be told to be it. */
export function lintedProduct(
  { appId: chosen, facts }: LintInput,
  file: EntitlementsFile,
): { readonly appId: string | undefined; readonly listing?: Listing; readonly state: ProductState } {
  const appId = file.appId ?? chosen ?? likelyAppId(file);
  const queue = facts?.queue?.appId === appId ? facts?.queue : undefined;
  const { listing, withHolders } = productState(file, queue, facts?.listings ?? [], appId ?? '');
  return { appId, state: withHolders(undefined), ...(listing === undefined ? {} : { listing }) };
}
