// Which listings the charts show, and in which order.
import type { ChartModel, ListingSeries, SeatCounts } from '../core/series/seriesTypes';
import type { ViewState } from './protocol';

/** What a chart is looked at with. */
export type Look = Pick<ViewState, 'chart' | 'listing'>;

/** The listing the entitlements chart shows: the chosen one, else the first with entitlements, else the first. */
export function listingInView(model: ChartModel, look: Look): ListingSeries | undefined {
  const rows = sortedListings(model);
  return (
    rows.find(row => row.itemId === look.listing) ??
    (look.chart === 'entitlements' ? (rows.find(row => row.entitlements.length > 0) ?? rows[0]) : undefined)
  );
}

/** Listings as the charts order them: most seats first, those without a number of seats last, then by name. */
export function sortedListings(model: ChartModel): readonly ListingSeries[] {
  return [...model.listings.rows].sort(bySeats(row => row.seats));
}

/** The order of bars with seats: most first. */
export function bySeats<T extends { readonly label: string }>(
  counts: (row: T) => SeatCounts,
): (a: T, b: T) => number {
  const size = (row: T): number => counts(row).total ?? counts(row).assigned ?? -1;
  return (a, b) => size(b) - size(a) || a.label.localeCompare(b.label);
}
