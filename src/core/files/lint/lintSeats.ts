// More seats than there are.
import { includedProLevel, memberSeats, proLevelRank } from '../../catalog';
import { entitlementKey, userKey } from '../../ids';
import type { FileProblem, LocatedText } from '../fileProblem';
import { problem } from '../fileProblem';
import { licensedPools } from '../../licensedProducts';
import type { LicensedProduct } from '../../licensedProducts';
import type { Holder, Listing } from '../../model';
import type { Rows } from '../../rows';
import { listingSeats } from '../../seats';
import type { Scope, ScopedLine } from './assignmentScopes';
import { membership } from './lintNames';
import type { PortalFacts } from './lintTypes';

interface Demand {
  readonly free: number;
  readonly wanted: Set<string>;
  /** Where the file first wants more than is free. */
  over?: LocatedText;
}

/**
 * One problem per entitlement and listing, at the first line that more members want than seats are free. Counted are members of the portal who do
 * not hold it now; a level of ArcGIS Pro that comes with the user type takes no seat (wire reference 8.3). Only where the list of holders is complete.
 */
export function lintSeats(lines: readonly ScopedLine[], facts: PortalFacts): readonly FileProblem[] {
  const isMember = membership(facts);
  const included = new Map(
    facts.members?.items.flatMap(({ username, userType }) => {
      const level = userType === undefined ? undefined : includedProLevel(userType);
      return level === undefined ? [] : [[userKey(username), proLevelRank(level)] as const];
    }),
  );
  const demands = new Map<Scope, Map<string, Demand>>();
  for (const { line, scope } of lines) {
    let demand = demands.get(scope);
    if (demand === undefined) demands.set(scope, (demand = freeSeats(scope)));
    if (demand.size === 0) continue;
    // Each once: a line may name one entitlement as often as it names members.
    const asked = new Set<string>();
    for (const one of line.entitlements ?? []) {
      const key = entitlementKey(one.text);
      const seats = demand.get(key);
      if (seats === undefined || asked.has(key)) continue;
      asked.add(key);
      const rank = proLevelRank(key);
      for (const user of line.users) {
        const name = userKey(user.text);
        const holds = scope.holderOf.get(name)?.entitlements.some(held => entitlementKey(held) === key);
        const isIncluded = rank > 0 && (included.get(name) ?? 0) >= rank;
        if (holds !== true && !isIncluded && isMember(user.text) !== false) seats.wanted.add(name);
      }
      if (seats.wanted.size > seats.free) seats.over ??= one;
    }
    const whole = demand.get(memberSeats);
    const [first] = line.entitlements ?? [];
    if (whole === undefined || first === undefined) continue;
    for (const user of line.users) {
      const holds = scope.holderOf.get(userKey(user.text))?.entitlements.some(held => held !== '');
      if (holds !== true && isMember(user.text) !== false) whole.wanted.add(userKey(user.text));
    }
    if (whole.wanted.size > whole.free) whole.over ??= first;
  }
  return [...demands].flatMap(([{ listing, licensed }, demand]) =>
    [...demand].flatMap(([key, { over, wanted, free }]) => {
      const title = (listing ?? licensed)?.title;
      if (over === undefined || title === undefined) return [];
      return [
        problem(
          'warning',
          over,
          'lint.tooManySeats',
          key === memberSeats ? title : over.text,
          wanted.size,
          title,
          facts.portalName,
          free,
        ),
      ];
    }),
  );
}

/** Free seats per entitlement; empty where they are not known. */
function freeSeats({ listing, licensed, holders }: Scope): Map<string, Demand> {
  if (holders === undefined || holders.partial !== undefined) return new Map();
  const product = listing ?? (licensed && licensedSeats(licensed, holders.items));
  if (product === undefined) return new Map();
  return new Map(
    listingSeats(product, holders).flatMap(({ entitlement, free }) => {
      if (free === undefined || (entitlement === undefined && listing !== undefined)) return [];
      const key = entitlement === undefined ? memberSeats : entitlementKey(entitlement);
      return [[key, { free, wanted: new Set<string>() }] as const];
    }),
  );
}

/** Seats of an app or extension of the license: of its entitlement where it has one alone, else of whoever holds any, as the maximum is of the whole. */
function licensedSeats(
  licensed: LicensedProduct,
  holders: Rows<Holder>,
): Pick<Listing, 'pools' | 'maxUsers'> {
  const { maximum } = licensed;
  const pools = licensedPools(licensed, holders).flatMap(({ key, total }) =>
    total === undefined ? [] : [{ key, num: total }],
  );
  return { pools, ...(pools.length > 0 || maximum === undefined ? {} : { maxUsers: maximum }) };
}
