// Everything that is checked of an entitlements file beyond reading it (issue 3, "Language support").
import { likelyAppId } from '../appIds';
import type { EntitlementsFile } from '../entitlementsFile';
import type { FileProblem } from '../fileProblem';
import type { JsonNode } from '../jsonText';
import { productState } from '../productState';
import { lintDates } from './lintDates';
import { lintFeatureNames, wrongAppId } from './lintFeatures';
import { lintHeld } from './lintHeld';
import { lintHosts } from './lintHosts';
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
  const problems = [...lintDates(parts, now), ...lintHosts(parts, facts?.portalUrl)];
  const wrong = wrongAppId(root, file, parts, input.appId);
  // Against another product every entitlement would be unknown and every pool dropped: one fault is told once.
  if (wrong !== undefined) return [...problems, wrong];
  const appId = file.appId ?? input.appId ?? likelyAppId(file);
  if (facts?.listings === undefined) return [...problems, ...lintFeatureNames(parts, appId, undefined)];
  const queue = facts.queue?.appId === appId ? facts.queue : undefined;
  const { listing, withHolders } = productState(file, queue, facts.listings, appId ?? '');
  const holders = listing === undefined ? undefined : facts.holders?.[listing.itemId];
  const product =
    listing === undefined
      ? undefined
      : { portalName: facts.portalName, title: listing.title, keys: listing.pools.map(pool => pool.key) };
  return [
    ...problems,
    ...lintFeatureNames(parts, appId, product),
    ...lintHeld(parts, {
      portalName: facts.portalName,
      state: withHolders(undefined),
      ...(listing === undefined ? {} : { listing }),
      ...(holders === undefined ? {} : { holders }),
    }),
  ];
}
