// Days of a policy: `2027-01-10` is the whole day in an IANA zone, from its first instant to the first of the next day.
import { day as dayMs, hour } from '../format';

const pattern = /^(\d{4})-(\d{2})-(\d{2})$/;

/** By text: a policy repeats its days, one for each loan. */
const midnights = new Map<string, number | undefined>();
const mostDays = 4000;

/** Midnight UTC of the day; undefined where there is no such day (`2027-02-30`) or the text is none. */
function utcMidnight(text: string): number | undefined {
  const known = midnights.get(text);
  if (known !== undefined || midnights.has(text)) return known;
  if (midnights.size >= mostDays) midnights.clear();
  const found = midnightOf(text);
  midnights.set(text, found);
  return found;
}

function midnightOf(text: string): number | undefined {
  const [, year, month, date] = pattern.exec(text) ?? [];
  if (year === undefined || Number(year) < 1970) return undefined;
  const at = Date.UTC(Number(year), Number(month) - 1, Number(date));
  return new Date(at).toISOString().slice(0, 10) === text ? at : undefined;
}

/** Whether the text is a day from 1970 on, such as `2027-01-10`. */
export const isDay = (text: string): boolean => utcMidnight(text) !== undefined;

const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The day in a zone, such as `2027-01-10`.
 * @param at ms epoch
 * @throws RangeError for a zone that the runtime does not know
 */
export function dayIn(at: number, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    // The Swedish form is ISO 8601, and the calendar has to be named: some systems have another by default.
    format = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format.format(at);
}

/** First instants that were looked for, by zone and day: it takes some thirty questions to the calendar, and a policy repeats its days. */
const starts = new Map<string, number>();

/**
 * The first instant of a day in a zone, in ms epoch. Also where clocks are put forward at midnight, and where a whole day is left out (Samoa,
 * 30 December 2011): then it is the first instant after it.
 * @param text a day of {@link isDay}
 * @throws RangeError for a zone that the runtime does not know, and for a text that is no day
 */
export function startOfDay(text: string, timeZone: string): number {
  const midnight = utcMidnight(text);
  if (midnight === undefined) throw new RangeError(`${text} is no day.`);
  const name = `${timeZone} ${text}`;
  let start = starts.get(name);
  if (start === undefined) {
    if (starts.size >= mostDays) starts.clear();
    starts.set(name, (start = firstInstant(text, midnight, timeZone)));
  }
  return start;
}

/** @param midnight of the day in UTC, ms epoch */
function firstInstant(text: string, midnight: number, timeZone: string): number {
  // Zones are at most 14 hours ahead of UTC and 12 behind it; the day's text only ever grows with time.
  let before = midnight - 26 * hour;
  let from = midnight + 26 * hour;
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    const found = dayIn(middle, timeZone);
    // From the year 10000 on a text is longer, and later.
    if (found.length > text.length || found >= text) from = middle;
    else before = middle;
  }
  return from;
}

/**
 * The first instant after a day in a zone: the end of a grant that names it as its last day. There is none after 9999-12-31, which other systems
 * write for "for ever".
 * @throws as {@link startOfDay}
 */
export function endOfDay(text: string, timeZone: string): number {
  const midnight = utcMidnight(text);
  if (midnight === undefined) throw new RangeError(`${text} is no day.`);
  const next = new Date(midnight + dayMs);
  return next.getUTCFullYear() > 9999
    ? Number.POSITIVE_INFINITY
    : startOfDay(next.toISOString().slice(0, 10), timeZone);
}
