// What keeps lines of assignments from being checked: a listing that the portal does not have, or none at all. And two levels in one line.
import { appName, isProLevel } from '../../catalog';
import { entitlementKey } from '../../ids';
import type { Assignment } from '../assignmentsFile';
import { findListing } from '../assignmentsToChanges';
import type { FileProblem } from '../fileProblem';
import { problem } from '../fileProblem';
import { shownName } from '../shownName';
import type { Scope, ScopedLine } from './assignmentScopes';
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
  const told = new Set<Scope>();
  for (const { line, scope } of lines) {
    if (scope.licensed !== undefined && !told.has(scope)) {
      told.add(scope);
      for (const one of notChecked(line, scope, facts.portalName)) problems.push(one);
    }
    if (scope.listing !== undefined || scope.licensed !== undefined) continue;
    if (line.listing !== undefined) {
      const name = line.listing.text;
      if (seen.has(name)) continue;
      seen.add(name);
      if (products.some(one => findListing(name, [one]) !== undefined)) continue;
      problems.push(
        problem('warning', line.listing, 'assignments.unknownListing', shownName(name), facts.portalName),
      );
      continue;
    }
    const first = line.entitlements?.[0];
    if (chosen !== undefined || isBareTold || first === undefined) continue;
    isBareTold = true;
    problems.push(problem('information', first, 'lint.listingNotChosen', facts.portalName));
  }
  return problems;
}

/** An app or extension of the license of which it is not known who holds it: that is all there is to check its lines with. */
function notChecked(
  line: Assignment,
  { licensed, holders }: Scope,
  portalName: string,
): readonly FileProblem[] {
  const at = line.listing ?? line.entitlements?.[0];
  if (licensed === undefined || at === undefined) return [];
  return holders !== undefined && holders.partial === undefined
    ? []
    : [problem('information', at, 'lint.productNotChecked', licensed.title, portalName)];
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
