// The time line of what ends and what starts, as bars between today and a date.
import { day, utcDay } from '../core/format';
import type { ChartModel } from '../core/series/seriesTypes';
import { chartCaption, daysUntil, expiryWords } from '../shared/tables';
import { fill } from '../shared/strings';
import type { BarRow, BarSpec } from './specs';
import type { Words } from './words';

/** Ends within this time are marked. */
const soonDays = 90;
/** What lies further away than this is drawn at the edge: one date in 2099 must not squash the rest. */
const horizonDays = 5 * 365;
const pastDays = 365;

/** The time line: one bar per date, from today to then. */
export function expirySpec(model: ChartModel, words: Words): BarSpec {
  const s = words.strings;
  const { now } = model;
  const caption = chartCaption('expiries', undefined, s);
  const all = model.expiries.rows;
  const inSight = all
    .map(row => row.at)
    .filter(at => at <= now + horizonDays * day && at >= now - pastDays * day);
  const latest = Math.max(now + soonDays * day, ...inSight);
  const earliest = Math.min(now, ...inSight);
  const pad = (latest - earliest) * 0.02;
  const [min, max] = [earliest - pad, latest + pad];
  const rows = all.map((row): BarRow => {
    const days = daysUntil(row.at, now);
    const segment =
      row.becomes !== undefined && row.becomes > 0 ? 3 : row.at <= now ? 0 : days <= soonDays ? 1 : 2;
    const left =
      days === 0
        ? s.values.withinADay
        : days > 0
          ? fill(s.values.inDays, words.count(days))
          : fill(s.values.daysAgo, words.count(-days));
    const shown = Math.min(Math.max(row.at, min), max);
    return {
      key: row.key,
      label: `${row.label} · ${s.kindNames[row.kind]}`,
      values: [0, 1, 2, 3].map(at => (at === segment ? 1 : 0)),
      range: [Math.min(now, shown), Math.max(now, shown)],
      note: `${utcDay(row.at)} · ${left}`,
      tone: segment === 0 ? 'error' : 'plain',
      tips: [
        expiryWords(row, s),
        words.cell({ kind: 'date', at: row.at, ...(row.dayOnly === true ? { dayOnly: true } : {}) }),
        left,
        ...(row.at > max || row.at < min ? [s.values.beyond] : []),
      ],
      target: row.target,
    };
  });
  const has = (segment: number): number => rows.filter(row => row.values[segment] === 1).length;
  return {
    chart: 'expiries',
    caption,
    summary: fill(s.summaries.expiries, caption, rows.length, has(0), has(1)),
    segments: [
      { fill: 'expired', label: s.segments.expired },
      { fill: 'soon', label: s.segments.soon },
      { fill: 'later', label: s.segments.later },
      { fill: 'starts', label: s.segments.starts },
    ],
    rows,
    axis: 'time',
    min,
    max,
    mark: now,
  };
}

/** Ticks of a time axis between two instants: the firsts of months, quarters or years in UTC, at most `most` of them. */
export function timeTicks(min: number, max: number, most: number): readonly number[] {
  const start = new Date(min);
  for (const months of [1, 2, 3, 6, 12, 24, 60]) {
    const ticks: number[] = [];
    const first = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
    for (let month = first; ; month += months) {
      const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
      if (at > max) break;
      if (at >= min) ticks.push(at);
    }
    if (ticks.length <= most) return ticks;
  }
  return [];
}
