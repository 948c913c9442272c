// Domain to chart series: what each chart of the seat charts draws, as data. Pure; the page and the CSV export both read it.
import { entitlementName } from '../catalog';
import { day, hour as hourMs } from '../format';
import { nameOfUserType } from '../licenseNames';
import type { Holder, Listed, Listing } from '../model';
import type { Rows } from '../rows';
import { lastUseCounts, listingSeats } from '../seats';
import type { LastUseBucket } from '../seats';
import { expirySeries } from './seriesExpiries';
import { readingOf, userTypesOf, valueOf } from './seriesReading';
import type { ChartInput, ChartModel, ListingSeries, Part, SeatCounts, UserTypeSeries } from './seriesTypes';
import { plainLabel } from '../tree/treeModelText';
import type { LoadState } from '../tree/treeModelTypes';
import { freshPart } from '../olderRows';

/** The series of every chart of one portal. Never throws: what is not known is said to be unknown. */
export function chartModel(input: ChartInput): ChartModel {
  const { portal, now } = input;
  const listings = valueOf(input.listings) ?? [];
  const labels = uniqueLabels(listings);
  const rows = listings.map((listing, index) =>
    listingSeries(listing, labels[index] ?? listing.title, input.holders(listing.itemId), now),
  );
  const done = rows.filter(row => row.reading.state !== 'unread' && row.reading.state !== 'loading').length;
  return {
    portal: {
      id: portal.id,
      name: portal.name,
      kind: portal.kind,
      ...(portal.timeZone === undefined ? {} : { timeZone: portal.timeZone }),
    },
    now,
    listings: { reading: readingOf(input.listings), rows },
    userTypes: userTypePart(input),
    expiries: expirySeries(input, labels),
    holders: { done, of: rows.length, reading: input.readingHolders && done < rows.length },
  };
}

// Counting 10,000 holders takes milliseconds and happens on every change of any branch: the last result per list is kept,
// weakly, so that a list that was replaced is freed. Buckets depend on the day, so that the hour of counting is part of the key.
interface Counted {
  readonly listing: Listing;
  readonly hour: number;
  readonly atLeast: boolean;
  readonly series: Pick<ListingSeries, 'seats' | 'entitlements' | 'overEntitlements' | 'lastUse'>;
}
const counted = new WeakMap<Rows<Holder>, Counted>();

function listingSeries(
  listing: Listing,
  label: string,
  branch: LoadState<Listed<Holder>>,
  now: number,
): ListingSeries {
  const reading = readingOf(branch);
  const holders = valueOf(branch);
  const head = { itemId: listing.itemId, label, status: listing.status, reading };
  // Rows that are still arriving are a list that is not whole, whatever the list says of itself.
  const arriving = reading.state === 'loading';
  const atLeast = arriving || holders?.partial !== undefined;
  const hour = Math.floor(now / hourMs);
  const known = holders === undefined ? undefined : counted.get(holders.items);
  if (known?.listing === listing && known.hour === hour && known.atLeast === atLeast) {
    return { ...head, ...known.series };
  }
  const rows = listingSeats(
    listing,
    holders !== undefined && arriving && holders.partial === undefined
      ? { ...holders, partial: { kind: 'paged' } }
      : holders,
  );
  const counts = (row: SeatCounts | undefined): SeatCounts => ({
    atLeast,
    over: row?.over ?? 0,
    ...(row?.total === undefined ? {} : { total: row.total }),
    ...(row?.assigned === undefined ? {} : { assigned: row.assigned }),
    ...(row?.free === undefined ? {} : { free: row.free }),
  });
  const entitlements = rows.flatMap(row =>
    row.entitlement === undefined
      ? []
      : [
          {
            entitlement: row.entitlement,
            label: plainLabel(entitlementName(row.entitlement)),
            ...counts(row),
          },
        ],
  );
  const series = {
    seats: counts(rows.find(row => row.entitlement === undefined)),
    entitlements,
    overEntitlements: entitlements.filter(row => row.over > 0).length,
    ...(holders === undefined ? {} : { lastUse: lastUseCounts(freshPart(holders).items, now) }),
  };
  if (holders !== undefined) counted.set(holders.items, { listing, hour, atLeast, series });
  return { ...head, ...series };
}

/** The last uses that fall into a bucket, as the tree's filter takes them: `usedFrom` and `usedBefore` in epoch ms, or `neverUsed`. */
export function lastUseRange(
  bucket: LastUseBucket,
  now: number,
): { readonly usedFrom?: number; readonly usedBefore?: number; readonly neverUsed?: true } {
  // The bucket of n days holds what is less than n days old, in whole milliseconds; `usedBefore` of the older one begins right there.
  const from = (days: number): number => now - days * day + 1;
  switch (bucket) {
    case 'today':
      return { usedFrom: from(1) };
    case 'days30':
      return { usedFrom: from(30), usedBefore: from(1) };
    case 'days90':
      return { usedFrom: from(90), usedBefore: from(30) };
    case 'days365':
      return { usedFrom: from(365), usedBefore: from(90) };
    case 'older':
      return { usedBefore: from(365) };
    case 'never':
      return { neverUsed: true };
  }
}

/**
 * Titles, with the item id behind those that occur twice (titles are not unique: wire reference, section 6): as much of its beginning as
 * tells them apart, at least 6 characters.
 */
export function uniqueLabels(listings: readonly Listing[]): readonly string[] {
  const ids = new Map<string, string[]>();
  for (const { title, itemId } of listings) ids.set(title, [...(ids.get(title) ?? []), itemId]);
  return listings.map(({ title, itemId }) => {
    const same = ids.get(title) ?? [];
    if (same.length < 2 || title === itemId) return plainLabel(title);
    let length = 6;
    while (length < itemId.length && new Set(same.map(id => id.slice(0, length))).size < same.length)
      length++;
    return `${plainLabel(title)} (${itemId.slice(0, length)}${length < itemId.length ? '…' : ''})`;
  });
}

function userTypePart(input: ChartInput): Part<UserTypeSeries> {
  const rows = userTypesOf(input).map(type => ({
    id: type.id,
    label: plainLabel(nameOfUserType(type)),
    ...(type.current === undefined ? {} : { current: type.current }),
    ...(type.maximum === undefined ? {} : { maximum: type.maximum }),
    over:
      type.current === undefined || type.maximum === undefined ? 0 : Math.max(0, type.current - type.maximum),
  }));
  const fromTypes = readingOf(input.userTypes);
  // Either resource is enough to draw the chart; the one that failed matters only when the other gave nothing.
  const fromLicense = readingOf(input.license);
  const reading =
    fromTypes.state !== 'complete' && fromLicense.state === 'complete' && rows.length > 0
      ? fromLicense
      : fromTypes;
  return { reading, rows };
}
