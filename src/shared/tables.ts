// The table twin of every chart: the same rows in words and numbers. The page shows it, the host writes it as CSV.
import type {
  BarTarget,
  ChartModel,
  ExpirySeries,
  ListingSeries,
  Reading,
  SeatCounts,
} from '../core/series/seriesTypes';
import { bySeats, listingInView, sortedListings } from './listingOrder';
import type { Look } from './listingOrder';
import type { ChartName } from './protocol';
import { countOf, holdersOf, notCounted, readingText, useSegmentsOf, useTarget } from './readingWords';
import { fill, overEntitlementsText } from './strings';
import type { ChartStrings } from './strings';

export type Cell =
  | { readonly kind: 'text'; readonly text: string }
  /** `atLeast`: the truth may be higher; `atMost`: lower. */
  | { readonly kind: 'count'; readonly value: number; readonly atLeast?: boolean; readonly atMost?: boolean }
  /** Not a number because it is not known, or because there is none: the words say which. */
  | { readonly kind: 'none'; readonly text: string }
  /** Epoch ms; `dayOnly` when the time of day is not known. `zone` absent: UTC. */
  | { readonly kind: 'date'; readonly at: number; readonly dayOnly?: boolean; readonly local?: boolean };

export interface Column {
  readonly title: string;
  readonly numeric: boolean;
  /** Left out on the page (ids, which the tree copies) or in the file (dates of the reader's own zone). */
  readonly only?: 'page' | 'file';
}
export interface TableRow {
  readonly key: string;
  readonly cells: readonly Cell[];
  readonly over: boolean;
  readonly target?: BarTarget;
}
export interface ChartTable {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
}

/** The table of the chart that `look` names. */
export function chartTable(model: ChartModel, look: Look, s: ChartStrings): ChartTable {
  switch (look.chart) {
    case 'listings':
      return listingsTable(model, s);
    case 'entitlements':
      return entitlementsTable(model, listingInView(model, look), s);
    case 'userTypes':
      return userTypesTable(model, s);
    case 'expiries':
      return expiriesTable(model, s);
    case 'lastUse':
      return lastUseTable(model, listingInView(model, look), s);
  }
}

/** The caption of a chart, with the listing it is about. */
export function chartCaption(chart: ChartName, listing: ListingSeries | undefined, s: ChartStrings): string {
  const { caption } = s.charts[chart];
  return listing === undefined ? caption : `${caption}: ${listing.label}`;
}

const text = (value: string): Cell => ({ kind: 'text', text: value });
const none = (value: string): Cell => ({ kind: 'none', text: value });

function listingsTable(model: ChartModel, s: ChartStrings): ChartTable {
  return {
    caption: chartCaption('listings', undefined, s),
    columns: [
      { title: s.columns.listing, numeric: false },
      { title: s.columns.id, numeric: false, only: 'file' },
      { title: s.columns.status, numeric: false },
      ...seatColumns(s),
      { title: s.columns.state, numeric: false },
    ],
    rows: sortedListings(model).map(row => ({
      key: row.itemId,
      over: row.seats.over > 0 || row.overEntitlements > 0,
      target: { kind: 'listing', itemId: row.itemId },
      cells: [
        text(row.label),
        text(row.itemId),
        text(s.values[row.status]),
        ...seatCells(row.seats, row.reading, s),
        text(
          row.overEntitlements > 0
            ? `${readingText(row.reading, s)}; ${overEntitlementsText(row.overEntitlements, s)}`
            : readingText(row.reading, s),
        ),
      ],
    })),
  };
}

function entitlementsTable(
  model: ChartModel,
  listing: ListingSeries | undefined,
  s: ChartStrings,
): ChartTable {
  return {
    caption: chartCaption('entitlements', listing, s),
    columns: [
      { title: s.columns.entitlement, numeric: false },
      { title: s.columns.id, numeric: false },
      ...seatColumns(s),
      { title: s.columns.state, numeric: false, only: 'file' },
    ],
    rows:
      listing === undefined
        ? []
        : [...listing.entitlements].sort(bySeats(row => row)).map(row => ({
            key: row.entitlement,
            over: row.over > 0,
            target: { kind: 'listing', itemId: listing.itemId, entitlement: row.entitlement },
            cells: [
              text(row.label),
              text(row.entitlement),
              ...seatCells(row, listing.reading, s),
              text(readingText(listing.reading, s)),
            ],
          })),
  };
}

function seatColumns(s: ChartStrings): Column[] {
  const { total, assigned, free, over } = s.columns;
  return [total, assigned, free, over].map(title => ({ title, numeric: true }));
}

function seatCells(seats: SeatCounts, reading: Reading, s: ChartStrings): Cell[] {
  const { total, assigned, free, over, atLeast } = seats;
  const unknown = none(
    reading.state === 'notPerUser'
      ? s.values.notPerUser
      : reading.state === 'complete'
        ? s.values.notReported
        : s.values.notRead,
  );
  return [
    total === undefined ? none(s.values.notReported) : { kind: 'count', value: total },
    assigned === undefined ? unknown : { kind: 'count', value: assigned, atLeast },
    total === undefined
      ? none(s.values.notReported)
      : free === undefined
        ? unknown
        : { kind: 'count', value: free, atMost: atLeast && free > 0 },
    total === undefined
      ? none(s.values.notReported)
      : assigned === undefined
        ? unknown
        : { kind: 'count', value: over, atLeast },
  ];
}

function userTypesTable(model: ChartModel, s: ChartStrings): ChartTable {
  return {
    caption: chartCaption('userTypes', undefined, s),
    columns: [
      { title: s.columns.userType, numeric: false },
      { title: s.columns.id, numeric: false },
      { title: s.columns.maximum, numeric: true },
      { title: s.columns.current, numeric: true },
      { title: s.columns.free, numeric: true },
      { title: s.columns.over, numeric: true },
    ],
    rows: model.userTypes.rows.map(({ id, label, current, maximum, over }) => {
      const unknown = none(s.values.notReported);
      const known = current !== undefined && maximum !== undefined;
      return {
        key: id,
        over: over > 0,
        target: { kind: 'license', section: 'userTypes', key: [id] },
        cells: [
          text(label),
          text(id),
          maximum === undefined ? unknown : { kind: 'count', value: maximum },
          current === undefined ? unknown : { kind: 'count', value: current },
          known ? { kind: 'count', value: Math.max(0, maximum - current) } : unknown,
          known ? { kind: 'count', value: over } : unknown,
        ],
      };
    }),
  };
}

/** Whole days from `now` to `at`, towards zero: 0 is less than a day away. */
export function daysUntil(at: number, now: number): number {
  return Math.trunc((at - now) / 86_400_000);
}

/** What happens at a date, in words: it ends, or how many seats there are from then on. */
export function expiryWords(row: ExpirySeries, s: ChartStrings): string {
  if (row.becomes === undefined) return s.kinds[row.kind];
  const what = row.becomes === 0 ? s.values.ends : fill(s.values.becomes, row.becomes);
  return `${s.kinds[row.kind]}: ${what}`;
}

function expiriesTable(model: ChartModel, s: ChartStrings): ChartTable {
  return {
    caption: chartCaption('expiries', undefined, s),
    columns: [
      { title: s.columns.name, numeric: false },
      { title: s.columns.kind, numeric: false },
      { title: s.columns.dateUtc, numeric: false },
      {
        title: fill(s.columns.dateLocal, model.portal.timeZone ?? localZone()),
        numeric: false,
        only: 'page',
      },
      { title: s.columns.daysLeft, numeric: true },
    ],
    rows: model.expiries.rows.map(row => {
      const at = { kind: 'date', at: row.at, ...(row.dayOnly === true ? { dayOnly: true } : {}) } as const;
      return {
        key: row.key,
        over: false,
        target: row.target,
        cells: [
          text(row.label),
          text(expiryWords(row, s)),
          at,
          // A date without a time has no other day in another zone that could be known.
          row.dayOnly === true ? at : { ...at, local: true },
          { kind: 'count', value: daysUntil(row.at, model.now) },
        ],
      };
    }),
  };
}

function localZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function lastUseTable(model: ChartModel, listing: ListingSeries | undefined, s: ChartStrings): ChartTable {
  const head: Column[] = [{ title: s.columns.holders, numeric: true }];
  if (listing !== undefined) {
    return {
      caption: chartCaption('lastUse', listing, s),
      columns: [
        { title: s.charts.lastUse.tab, numeric: false },
        ...head,
        { title: s.columns.state, numeric: false, only: 'file' },
      ],
      rows: useSegmentsOf([listing]).map(bucket => ({
        key: bucket,
        over: false,
        target: useTarget(listing.itemId, bucket),
        cells: [
          text(s.segments[bucket]),
          useCell(listing, countOf(listing, bucket), s),
          text(readingText(listing.reading, s)),
        ],
      })),
    };
  }
  const buckets = useSegmentsOf(model.listings.rows);
  return {
    caption: chartCaption('lastUse', undefined, s),
    columns: [
      { title: s.columns.listing, numeric: false },
      { title: s.columns.id, numeric: false, only: 'file' },
      ...head,
      ...buckets.map(bucket => ({ title: s.segments[bucket], numeric: true })),
      { title: s.columns.state, numeric: false },
    ],
    rows: sortedListings(model).map(row => ({
      key: row.itemId,
      over: false,
      target: { kind: 'listing', itemId: row.itemId },
      cells: [
        text(row.label),
        text(row.itemId),
        useCell(row, holdersOf(row), s),
        ...buckets.map(bucket => useCell(row, countOf(row, bucket), s)),
        text(readingText(row.reading, s)),
      ],
    })),
  };
}

function useCell(row: ListingSeries, value: number | undefined, s: ChartStrings): Cell {
  if (value !== undefined) return { kind: 'count', value, atLeast: row.seats.atLeast };
  return none(notCounted(row.reading, s));
}
