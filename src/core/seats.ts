// Who sits on which seat of a listing: totals, free and over-assigned seats, idle and offline holders.
import { day } from './format';
import { cellsOf, countBySet } from './holderCells';
import { entitlementKey } from './ids';
import type { Entitlement } from './ids';
import type { Holder, Listed, Listing } from './model';
import type { Rows } from './rows';
import { freshPart } from './olderRows';

/** Seats of one entitlement of a listing, or of its distinct members. */
export interface SeatRow {
  /** Absent: the distinct members that hold the listing, against `maxUsers`. */
  readonly entitlement?: Entitlement;
  /** Seats owned; absent when the portal does not say. */
  readonly total?: number;
  /** Seats held; absent while the holders are not known. */
  readonly assigned?: number;
  /** True: the list of holders was cut, so `assigned` and `over` are lower bounds and `free` an upper one. */
  readonly atLeast: boolean;
  /** Never negative. */
  readonly free?: number;
  /** Seats held beyond `total`; 0 when not known. */
  readonly over: number;
}

function seatRow(
  entitlement: Entitlement | undefined,
  total: number | undefined,
  assigned: number | undefined,
  atLeast: boolean,
): SeatRow {
  const known = total !== undefined && assigned !== undefined;
  return {
    ...(entitlement !== undefined && { entitlement }),
    ...(total !== undefined && { total }),
    ...(assigned !== undefined && { assigned }),
    atLeast,
    ...(known && { free: Math.max(0, total - assigned) }),
    over: known ? Math.max(0, assigned - total) : 0,
  };
}

/**
 * Seats of a listing (wire reference 8.3): first a row for its distinct members (always; `total` only where `maxUsers` is known), then one per
 * pool in the portal's order, then one without `total` per entitlement that is held and in no pool.
 * @param holders what `userEntitlements` says; undefined while unknown, which leaves `assigned` out.
 */
export function listingSeats(
  listing: Pick<Listing, 'pools' | 'maxUsers'>,
  holders: Listed<Holder> | undefined,
): SeatRow[] {
  const atLeast = holders?.partial !== undefined;
  // The inventory keeps each distinct set once: 10,000 holders are a few hundred sets to look into.
  const bySet = countBySet(holders === undefined ? [] : freshPart(holders).items);
  const held = new Map<string, { key: Entitlement; assigned: number }>();
  let members = 0;
  for (const [entitlements, count] of bySet) {
    let any = false;
    for (const [folded, key] of new Map(entitlements.map(key => [entitlementKey(key), key]))) {
      if (folded === '') continue; // the documentation's sample shows [""] (wire reference 8.1)
      any = true;
      const row = held.get(folded);
      if (row) row.assigned += count;
      else held.set(folded, { key, assigned: count });
    }
    if (any) members += count;
  }
  const rows = [seatRow(undefined, listing.maxUsers, holders && members, atLeast)];
  for (const pool of listing.pools) {
    const folded = entitlementKey(pool.key);
    const assigned = held.get(folded)?.assigned ?? 0;
    held.delete(folded);
    rows.push(seatRow(pool.key, pool.num, holders && assigned, atLeast));
  }
  for (const { key, assigned } of held.values()) rows.push(seatRow(key, undefined, assigned, atLeast));
  return rows;
}

/** True when any row is over-assigned: Pro then locks the whole organization out (wire reference 8.3). */
export const isOverAssigned = (rows: readonly SeatRow[]): boolean => rows.some(row => row.over > 0);

type Use = Pick<Holder, 'lastUsed' | 'useUnknown'>;

/** Never started the app: false where that is not known. */
export const isNeverUsed = ({ lastUsed, useUnknown }: Use): boolean =>
  lastUsed === undefined && useUnknown !== true;

/**
 * Holders that have not started the app for `days` days at `now` (epoch ms), longest idle first, those who never did in front. Those of whom it is not
 * known when they did are not among them.
 * @param days whole days; 0 gives everyone who has not started it at this very instant.
 */
export function idleSince<H extends Use>(holders: readonly H[], days: number, now: number): H[] {
  const limit = now - days * day;
  return holders
    .filter(one => isNeverUsed(one) || (one.lastUsed !== undefined && one.lastUsed <= limit))
    .sort((a, b) => (a.lastUsed ?? -Infinity) - (b.lastUsed ?? -Infinity) || 0);
}

/** Whole days since the last start, or undefined when there was none or nothing says when. A start in the future (a wrong clock) counts as 0. */
export function idleDays(holder: Pick<Holder, 'lastUsed'>, now: number): number | undefined {
  return holder.lastUsed === undefined ? undefined : Math.max(0, Math.floor((now - holder.lastUsed) / day));
}

/** Buckets of the last-use chart, in order: within a day, 30, 90, 365 days, longer ago, never. */
export const lastUseBuckets = ['today', 'days30', 'days90', 'days365', 'older', 'never'] as const;
export type LastUseBucket = (typeof lastUseBuckets)[number];

/** Which bucket a last start falls into at `now`. `today` is the last 24 hours, so that it does not depend on a time zone. */
export function lastUseBucket(lastUsed: number | undefined, now: number): LastUseBucket {
  if (lastUsed === undefined) return 'never';
  const age = now - lastUsed;
  if (age < day) return 'today';
  if (age < 30 * day) return 'days30';
  if (age < 90 * day) return 'days90';
  return age < 365 * day ? 'days365' : 'older';
}

/** Holders per bucket; every bucket is present. `unknown`: those of whom nothing says when they used it, absent where there are none. */
export type LastUseCounts = Readonly<Record<LastUseBucket, number>> & { readonly unknown?: number };

export function lastUseCounts(holders: Rows<Holder>, now: number): LastUseCounts {
  const counts = { today: 0, days30: 0, days90: 0, days365: 0, older: 0, never: 0 };
  const cells = cellsOf(holders);
  let unknown = 0;
  for (let index = 0; index < cells.length; index++) {
    if (cells.isUseUnknownAt(index)) unknown += 1;
    else counts[lastUseBucket(cells.lastUsedAt(index), now)] += 1;
  }
  return unknown === 0 ? counts : { ...counts, unknown };
}

/** Holders whose licence is on another machine: the portal refuses to change them (wire reference, section 10). */
export function offlineHolders<H extends Pick<Holder, 'offline'>>(holders: readonly H[]): H[] {
  return holders.filter(holder => holder.offline);
}
