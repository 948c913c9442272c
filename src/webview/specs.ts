// What each chart draws, worked out without a canvas: rows, segments, the words beside a bar, and what a click on it means.
import type { BarTarget, ChartModel, ListingSeries, SeatCounts } from '../core/series/seriesTypes';
import type { ChartName, ViewState } from '../shared/protocol';
import { bySeats, listingInView, sortedListings } from '../shared/listingOrder';
import { countOf, holdersOf, notCounted, useSegmentsOf, useTarget } from '../shared/readingWords';
import { chartCaption } from '../shared/tables';
import { fill, overEntitlementsText } from '../shared/strings';
import { expirySpec } from './timeLine';
import type { Words } from './words';

export const fillNames = [
  'assigned',
  'free',
  'over',
  'unknown',
  'today',
  'days30',
  'days90',
  'days365',
  'older',
  'never',
  'expired',
  'soon',
  'later',
  'starts',
] as const;
export type FillName = (typeof fillNames)[number];

export interface BarRow {
  readonly key: string;
  readonly label: string;
  /** One value per segment of the chart; 0 draws nothing. */
  readonly values: readonly number[];
  /** For a time line: from and to, in epoch ms, instead of a stack that starts at 0. */
  readonly range?: readonly [number, number];
  /** Beside the bar. */
  readonly note: string;
  readonly tone: 'plain' | 'error' | 'muted';
  /** Lines of the tooltip and of what a screen reader hears. */
  readonly tips: readonly string[];
  readonly target?: BarTarget;
  /** A target per segment, where a part of the bar means something of its own. */
  readonly segmentTargets?: readonly (BarTarget | undefined)[];
}

export interface BarSpec {
  readonly chart: ChartName;
  readonly caption: string;
  /** Says the whole chart in a sentence: the name of the picture. */
  readonly summary: string;
  readonly segments: readonly { readonly fill: FillName; readonly label: string }[];
  readonly rows: readonly BarRow[];
  readonly axis: 'count' | 'percent' | 'time';
  readonly min: number;
  readonly max?: number;
  /** The instant to mark on a time line. */
  readonly mark?: number;
}

/** A canvas has a greatest height; the table has none. */
export const mostRows = 200;

/** The chart that the view names. Pure: the same model and view give the same chart. */
export function barSpec(model: ChartModel, view: ViewState, words: Words): BarSpec {
  const spec = wholeSpec(model, view, words);
  return spec.rows.length > mostRows ? { ...spec, rows: spec.rows.slice(0, mostRows) } : spec;
}

function wholeSpec(model: ChartModel, view: ViewState, words: Words): BarSpec {
  switch (view.chart) {
    case 'listings':
      return seatSpec(
        'listings',
        undefined,
        sortedListings(model).map(row => ({
          key: row.itemId,
          label: row.label,
          seats: row.seats,
          overEntitlements: row.overEntitlements,
          perUser: row.reading.state !== 'notPerUser',
          target: { kind: 'listing', itemId: row.itemId },
        })),
        view,
        words,
      );
    case 'entitlements': {
      const listing = listingInView(model, view);
      const rows = [...(listing?.entitlements ?? [])].sort(bySeats(row => row)).map(row => ({
        key: row.entitlement,
        label: row.label,
        seats: row,
        perUser: listing?.reading.state !== 'notPerUser',
        target: { kind: 'listing', itemId: listing?.itemId ?? '', entitlement: row.entitlement } as const,
      }));
      return seatSpec('entitlements', listing, rows, view, words);
    }
    case 'userTypes':
      return seatSpec(
        'userTypes',
        undefined,
        model.userTypes.rows
          .map(row => ({
            key: row.id,
            label: row.label,
            seats: {
              atLeast: false,
              over: row.over,
              ...(row.maximum === undefined ? {} : { total: row.maximum }),
              ...(row.current === undefined ? {} : { assigned: row.current }),
              ...(row.current === undefined || row.maximum === undefined
                ? {}
                : { free: Math.max(0, row.maximum - row.current) }),
            },
            target: { kind: 'license', section: 'userTypes', key: [row.id] } as const,
          }))
          .sort(bySeats(row => row.seats)),
        view,
        words,
      );
    case 'expiries':
      return expirySpec(model, words);
    case 'lastUse':
      return lastUseSpec(model, view, words);
  }
}

interface SeatBar {
  readonly key: string;
  readonly label: string;
  readonly seats: SeatCounts;
  readonly overEntitlements?: number;
  /** False for a listing that is not licensed per user; true by default. */
  readonly perUser?: boolean;
  readonly target: BarTarget;
}

function seatSpec(
  chart: ChartName,
  listing: ListingSeries | undefined,
  bars: readonly SeatBar[],
  view: ViewState,
  words: Words,
): BarSpec {
  const s = words.strings;
  const caption = chartCaption(chart, listing, s);
  const heldWord = chart === 'userTypes' ? s.columns.current : s.segments.assigned;
  const rows = bars.map(({ key, label, seats, overEntitlements = 0, perUser = true, target }): BarRow => {
    const { total, assigned, free, over } = seats;
    const whole = view.percent ? (total ?? assigned ?? 0) : 100;
    const scaled = (value: number): number =>
      view.percent ? (whole === 0 ? (value > 0 ? 100 : 0) : (value / whole) * 100) : value;
    const held = assigned ?? 0;
    const used = total !== undefined && assigned !== undefined ? (assigned / Math.max(1, total)) * 100 : 0;
    const note =
      (assigned === undefined && total !== undefined && chart === 'userTypes'
        ? fill(s.values.maximumOnly, words.count(total))
        : words.seats(seats, perUser)) +
      (view.percent && total !== undefined && total > 0 && assigned !== undefined
        ? ` · ${words.percent(used)}${seats.atLeast ? '+' : ''}`
        : '') +
      (overEntitlements > 0 ? ` · ${overEntitlementsText(overEntitlements, s)}` : '');
    return {
      key,
      label,
      note,
      target,
      tone: over > 0 || overEntitlements > 0 ? 'error' : assigned === undefined ? 'muted' : 'plain',
      values: [
        scaled(Math.min(held, total ?? held)),
        scaled(seats.atLeast ? 0 : (free ?? 0)),
        scaled(over),
        // Of a list that is cut nobody knows what lies between the seats seen as assigned and the total.
        scaled(assigned === undefined ? (total ?? 0) : seats.atLeast ? (free ?? 0) : 0),
      ],
      tips: [
        `${heldWord}: ${assigned === undefined ? (perUser ? unknownWord(chart, words) : s.values.notPerUser) : words.atLeast(assigned, seats.atLeast)}`,
        `${chart === 'userTypes' ? s.columns.maximum : s.columns.total}: ${total === undefined ? s.values.noLimit : words.count(total)}`,
        ...(free === undefined
          ? []
          : [
              `${s.segments.free}: ${words.cell({ kind: 'count', value: free, atMost: seats.atLeast && free > 0 })}`,
            ]),
        ...(over > 0 ? [`${s.segments.over}: ${words.atLeast(over, seats.atLeast)}`] : []),
        ...(overEntitlements > 0 ? [overEntitlementsText(overEntitlements, s)] : []),
      ],
    };
  });
  const overRows = rows.filter(row => row.tone === 'error').length;
  const segments: BarSpec['segments'] = [
    { fill: 'assigned', label: heldWord },
    { fill: 'free', label: s.segments.free },
    { fill: 'over', label: s.segments.over },
    { fill: 'unknown', label: s.segments.unknown },
  ];
  return {
    chart,
    caption,
    summary: fill(s.summaries.seats, caption, rows.length, overRows),
    segments,
    rows,
    axis: view.percent ? 'percent' : 'count',
    min: 0,
  };
}

function unknownWord(chart: ChartName, words: Words): string {
  return chart === 'userTypes' ? words.strings.values.notReported : words.strings.values.notRead;
}

function lastUseSpec(model: ChartModel, view: ViewState, words: Words): BarSpec {
  const s = words.strings;
  const listing = listingInView(model, view);
  const caption = chartCaption('lastUse', listing, s);
  const buckets = useSegmentsOf(listing === undefined ? model.listings.rows : [listing]);
  const segments = buckets.map(bucket => ({ fill: bucket, label: s.segments[bucket] }));
  const axis = view.percent ? 'percent' : 'count';
  const share = (value: number, whole: number): number =>
    view.percent ? (whole === 0 ? 0 : (value / whole) * 100) : value;
  if (listing !== undefined) {
    const whole = holdersOf(listing) ?? 0;
    const rows = buckets.map((bucket, at): BarRow => {
      const value = countOf(listing, bucket);
      const counted =
        value === undefined ? notCounted(listing.reading, s) : words.atLeast(value, listing.seats.atLeast);
      const part = value === undefined || whole === 0 ? '' : ` · ${words.percent((value / whole) * 100)}`;
      return {
        key: bucket,
        label: s.segments[bucket],
        values: segments.map((_, index) => (index === at ? share(value ?? 0, whole) : 0)),
        note: counted + part,
        tone: value === undefined ? 'muted' : 'plain',
        tips: [`${s.columns.holders}: ${counted}${part}`],
        target: useTarget(listing.itemId, bucket),
      };
    });
    return {
      chart: 'lastUse',
      caption,
      summary: fill(s.summaries.rows, caption, rows.length),
      segments,
      rows,
      axis,
      min: 0,
    };
  }
  const rows = sortedListings(model).map((row): BarRow => {
    const whole = holdersOf(row);
    const use = row.lastUse;
    return {
      key: row.itemId,
      label: row.label,
      values: buckets.map(bucket => share(countOf(row, bucket) ?? 0, whole ?? 0)),
      note: whole === undefined ? notCounted(row.reading, s) : words.atLeast(whole, row.seats.atLeast),
      tone: whole === undefined ? 'muted' : 'plain',
      tips:
        use === undefined
          ? [notCounted(row.reading, s)]
          : buckets.map(
              bucket => `${s.segments[bucket]}: ${words.atLeast(use[bucket] ?? 0, row.seats.atLeast)}`,
            ),
      target: { kind: 'listing', itemId: row.itemId },
      segmentTargets: buckets.map(bucket => useTarget(row.itemId, bucket)),
    };
  });
  return {
    chart: 'lastUse',
    caption,
    summary: fill(s.summaries.rows, caption, rows.length),
    segments,
    rows,
    axis,
    min: 0,
  };
}

/** Segments that at least one row has: the legend names nothing that is not there. */
export function usedSegments(spec: BarSpec): readonly number[] {
  return spec.segments.flatMap((_, index) =>
    spec.rows.some(row => (row.values[index] ?? 0) > 0) ? [index] : [],
  );
}
