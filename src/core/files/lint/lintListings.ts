// What keeps lines of assignments from being checked: a listing that the portal does not have, or none at all. And two levels in one line.
import { appName, isProLevel } from '../../catalog';
import { entitlementKey } from '../../ids';
import { findListing } from '../assignmentsToChanges';
import type { FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import type { ScopedLine } from './assignmentScopes';
import type { PortalFacts } from './lintTypes';

/**
 * One problem per name of a listing that the portal does not have or has more than once, at its first line; one for all lines that name none, where
 * none was chosen. Only where the portal's listings are known. Apps and extensions of the license count as listings.
 * @param chosen the listing of lines that name none
 */
export function lintListings(
  lines: readonly ScopedLine[],
  facts: PortalFacts,
  chosen: string | undefined,
): readonly FileProblem[] {
  if (facts.listings === undefined) return [];
  const licensed = [...(facts.license?.apps ?? []), ...(facts.license?.extensions ?? [])];
  const products = licensed.flatMap(({ id, itemId }) => [
    { itemId, title: appName(id) },
    { itemId, title: id },
  ]);
  const problems: FileProblem[] = [];
  const seen = new Set<string>();
  let isBareTold = false;
  for (const { line, scope } of lines) {
    if (scope.listing !== undefined) continue;
    if (line.listing !== undefined) {
      const name = line.listing.text;
      if (seen.has(name)) continue;
      seen.add(name);
      if (products.some(one => findListing(name, [one]) !== undefined)) continue;
      problems.push(problem('warning', line.listing, 'assignments.unknownListing', name, facts.portalName));
      continue;
    }
    const first = line.entitlements?.[0];
    if (chosen !== undefined || isBareTold || first === undefined) continue;
    isBareTold = true;
    problems.push(problem('information', first, 'lint.listingNotChosen', facts.portalName));
  }
  return problems;
}

/** A second level of ArcGIS Pro in one line: a member holds one at most (wire reference 9.2). */
export function lintTwoLevels(lines: readonly ScopedLine[]): readonly FileProblem[] {
  return lines.flatMap(({ line }) => {
    const list = line.entitlements;
    if (list === undefined || list.length < 2) return [];
    const first = list.find(one => isProLevel(one.text));
    if (first === undefined) return [];
    const second = list.find(
      one => isProLevel(one.text) && entitlementKey(one.text) !== entitlementKey(first.text),
    );
    return second === undefined
      ? []
      : [problem('warning', second, 'lint.twoLevels', first.text, second.text)];
  });
}
