// What the chart does not show, in words: what is being read, what is cut, what failed, what there is none of.
import { utcDateTime } from '../core/format';
import type { ChartModel, ListingSeries, Reading } from '../core/series/seriesTypes';
import type { ViewState } from '../shared/protocol';
import { fill } from '../shared/strings';
import { listingInView } from '../shared/listingOrder';
import { readingText, useSegmentsOf } from '../shared/readingWords';
import type { Words } from './words';
import { mostRows } from './specs';

export interface Notice {
  readonly tone: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly action?: 'retry' | 'stop' | 'readRest';
  readonly busy?: true;
}

/** Everything to say above the chart of this view, most important first. */
export function noticesOf(model: ChartModel, view: ViewState, words: Words): readonly Notice[] {
  return [...chartNotices(model, view, words), ...cutNotice(model, view, words)];
}

function chartNotices(model: ChartModel, view: ViewState, words: Words): readonly Notice[] {
  const s = words.strings;
  const { messages } = s;
  const title = s.charts[view.chart].tab;
  switch (view.chart) {
    case 'listings':
      return [
        ...readingNotices(model.listings.reading, title, words),
        ...emptyNotice(model.listings.reading, model.listings.rows.length, messages.noListings),
        ...listNotices(model, words),
      ];
    case 'lastUse':
    case 'entitlements': {
      const listing = listingInView(model, view);
      return [
        ...readingNotices(model.listings.reading, title, words),
        ...emptyNotice(model.listings.reading, model.listings.rows.length, messages.noListings),
        ...(listing === undefined ? listNotices(model, words) : listingNotices(listing, view, words)),
      ];
    }
    case 'userTypes':
      return [
        ...readingNotices(model.userTypes.reading, title, words),
        ...emptyNotice(model.userTypes.reading, model.userTypes.rows.length, messages.noUserTypes),
      ];
    case 'expiries': {
      const { expiries } = model;
      return [
        ...readingNotices(expiries.reading, title, words),
        ...(expiries.reading.state === 'failed'
          ? []
          : expiries.missing.map(({ kind, problem }): Notice => ({
              tone: 'error',
              text: fill(messages.datesMissing, s.kindNames[kind], problem),
              action: 'retry',
            }))),
        ...emptyNotice(expiries.reading, expiries.rows.length, messages.noExpiries),
        ...(expiries.withoutEnd > 0
          ? [{ tone: 'info', text: fill(messages.withoutEnd, words.count(expiries.withoutEnd)) } as const]
          : []),
      ];
    }
  }
}

/** A chart with more rows than a canvas may be high says that it lacks some. */
function cutNotice(model: ChartModel, view: ViewState, words: Words): Notice[] {
  const rows = chartRows(model, view);
  if (rows <= mostRows) return [];
  const text = fill(words.strings.messages.chartCut, words.count(mostRows), words.count(rows));
  return [{ tone: 'info', text }];
}

/** The bars there would be in a chart without an end. */
function chartRows(model: ChartModel, view: ViewState): number {
  const listing = listingInView(model, view);
  switch (view.chart) {
    case 'listings':
      return model.listings.rows.length;
    case 'entitlements':
      return listing?.entitlements.length ?? 0;
    case 'userTypes':
      return model.userTypes.rows.length;
    case 'expiries':
      return model.expiries.rows.length;
    case 'lastUse':
      return listing === undefined ? model.listings.rows.length : useSegmentsOf([listing]).length;
  }
}

function readingNotices(reading: Reading, what: string, words: Words): Notice[] {
  const { messages } = words.strings;
  switch (reading.state) {
    case 'unread':
    case 'loading':
      return [{ tone: 'info', text: messages.loading, busy: true }];
    case 'failed':
      return [
        {
          tone: 'error',
          text:
            reading.readAt === undefined
              ? fill(messages.failed, what, reading.problem ?? '')
              : fill(messages.failedStale, what, reading.problem ?? '', utcDateTime(reading.readAt)),
          action: 'retry',
        },
      ];
    case 'notPerUser':
      return [{ tone: 'info', text: messages.listingNotPerUser }];
    case 'partial':
      return [{ tone: 'warning', text: readingText(reading, words.strings) }];
    case 'complete':
      return [];
  }
}

function emptyNotice(reading: Reading, rows: number, text: string): Notice[] {
  return rows === 0 && reading.state === 'complete' ? [{ tone: 'info', text }] : [];
}

/** For a chart over all listings: how far the reading of the holders is, which lists are cut, which failed. */
function listNotices(model: ChartModel, words: Words): Notice[] {
  const { messages } = words.strings;
  const { done, of, reading } = model.holders;
  const notices: Notice[] = [];
  for (const row of model.listings.rows) {
    if (row.reading.state === 'failed') {
      notices.push({
        tone: 'error',
        text: fill(messages.failed, row.label, row.reading.problem ?? ''),
        action: 'retry',
      });
    }
  }
  // One bad listing never hides the others, and twenty bad ones must not hide the chart.
  if (notices.length > 3) {
    const rest = notices.length - 2;
    notices.splice(2, rest, {
      tone: 'error',
      text: fill(messages.failedListings, words.count(rest)),
      action: 'retry',
    });
  }
  const without = model.listings.rows.filter(row => row.reading.state === 'notPerUser');
  if (without.length > 0) {
    const names = without.slice(0, 3).map(row => row.label);
    const list = [...names, ...(without.length > names.length ? ['…'] : [])].join(', ');
    notices.push({ tone: 'info', text: fill(messages.notPerUser, list) });
  }
  const cut = model.listings.rows.filter(row => row.reading.state === 'partial');
  const first = cut[0];
  if (cut.length === 1 && first !== undefined) {
    notices.push({
      tone: 'warning',
      text: `${first.label}: ${readingText(first.reading, words.strings)}`,
    });
  } else if (cut.length > 1) {
    notices.push({ tone: 'warning', text: fill(messages.partialListings, words.count(cut.length)) });
  }
  if (done < of) {
    notices.push(
      reading
        ? {
            tone: 'info',
            text: fill(messages.readingHolders, words.count(done), words.count(of)),
            action: 'stop',
            busy: true,
          }
        : {
            tone: 'warning',
            text: fill(messages.readingStopped, words.count(done), words.count(of)),
            action: 'readRest',
          },
    );
  }
  return notices;
}

function listingNotices(listing: ListingSeries, view: ViewState, words: Words): Notice[] {
  const { messages } = words.strings;
  const notices: Notice[] = [];
  if (listing.reading.state === 'unread') {
    notices.push({ tone: 'info', text: messages.listingNotRead, action: 'readRest' });
  } else if (listing.reading.state === 'loading') {
    notices.push({ tone: 'info', text: messages.listingLoading, busy: true });
  } else {
    notices.push(...readingNotices(listing.reading, listing.label, words));
  }
  if (
    view.chart === 'entitlements' &&
    listing.entitlements.length === 0 &&
    listing.reading.state === 'complete'
  ) {
    notices.push({ tone: 'info', text: messages.noEntitlements });
  }
  if (view.chart === 'lastUse' && listing.lastUse !== undefined && listing.reading.state === 'complete') {
    if (listing.seats.assigned === 0) notices.push({ tone: 'info', text: messages.noHolders });
  }
  return notices;
}
