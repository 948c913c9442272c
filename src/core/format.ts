// Dates, durations and counts for people. Nothing here reads the clock, the computer's locale or its time zone: each is a parameter.

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A latest value that a Date can hold (ECMA-262 21.4.1.1). */
const lastDate = 8.64e15;

const isDate = (at: number): boolean => Number.isFinite(at) && Math.abs(at) <= lastDate;

/** Epoch ms → `2026-07-01` in UTC, the day the portal itself counts by. A value that is no date comes back as its number. */
export function utcDay(at: number): string {
  return isDate(at) ? new Date(at).toISOString().slice(0, 10) : String(at);
}

/** Epoch ms → ISO 8601 in UTC, as programs read it; empty for never. A value that is no date comes back as its number. */
export function isoTime(at: number | undefined): string {
  if (at === undefined) return '';
  return isDate(at) ? new Date(at).toISOString() : String(at);
}

/** Whether the instant is on a minute: else its seconds are shown, so that 23:59:59 does not read as a minute earlier. */
const isFullMinute = (at: number): boolean => Math.floor(at / second) % 60 === 0;

/** Epoch ms → `2026-07-01 08:30 UTC`, with seconds where they are not 0: `2026-06-30 23:59:59 UTC`. */
export function utcDateTime(at: number): string {
  if (!isDate(at)) return String(at);
  const text = new Date(at).toISOString();
  return `${text.slice(0, isFullMinute(at) ? 16 : 19).replace('T', ' ')} UTC`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(
  locale: string,
  timeZone: string,
  style: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  // Making an Intl format takes tens of microseconds, and lists format thousands of dates.
  const key = `${locale}|${timeZone}|${style.timeStyle ?? ''}|${style.timeZoneName ?? ''}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { ...style, timeZone });
  formats.set(key, made);
  return made;
}

/**
 * Epoch ms → the day in a time zone, such as "Jul 1, 2026".
 * @param timeZone an IANA name such as `Europe/Zurich`.
 * @throws RangeError for a time zone that the runtime does not know.
 */
export function localDay(at: number, timeZone: string, locale = 'en'): string {
  return isDate(at) ? dateFormat(locale, timeZone, { dateStyle: 'medium' }).format(at) : String(at);
}

/**
 * Epoch ms → day, time and offset in a time zone, such as "Jul 1, 2026, 8:30 AM GMT-7", with seconds where they are not 0. The offset tells the two
 * hours apart that have the same time when summer time ends.
 * @throws RangeError for an unknown time zone
 */
export function localDateTime(at: number, timeZone: string, locale = 'en'): string {
  if (!isDate(at)) return String(at);
  const timeStyle = isFullMinute(at) ? 'short' : 'medium';
  const text = dateFormat(locale, timeZone, { dateStyle: 'medium', timeStyle }).format(at);
  const offset = dateFormat('en', timeZone, { timeZoneName: 'shortOffset' })
    .formatToParts(at)
    .find(part => part.type === 'timeZoneName');
  return offset === undefined ? text : `${text} ${offset.value}`;
}

/** Whether the runtime knows the IANA zone, for checking a setting before it is used. */
export function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

const relativeUnits = [
  ['year', 365 * day],
  ['month', 30 * day],
  ['day', day],
  ['hour', hour],
  ['minute', minute],
] as const;

const relativeFormats = new Map<string, Intl.RelativeTimeFormat>();

/**
 * "in 9 days", "3 hours ago", "now" (less than a minute either way). Days are counted up to 60 and months up to two years, since licence
 * dates are planned in days. Rounded towards now: 36 hours are "in 1 day".
 */
export function relativeTime(at: number, now: number, locale = 'en'): string {
  const distance = at - now;
  const size = Math.abs(distance);
  if (!Number.isFinite(distance)) return String(at);
  const format = relativeFormats.get(locale) ?? new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  relativeFormats.set(locale, format);
  for (const [unit, length] of relativeUnits) {
    const enough = unit === 'year' || unit === 'month' ? 2 * length : length;
    if (size >= enough) return format.format(Math.trunc(distance / length), unit);
  }
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second');
}

/** Length of a piece of work: `850 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`. Units are the same in every language. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '0 ms';
  if (ms < second) return `${Math.round(ms)} ms`;
  if (ms < 59.95 * second) return `${(ms / second).toFixed(1)} s`;
  const seconds = Math.round(ms / second);
  if (seconds < 3600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
}

function joined(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

const numberFormats = new Map<string, Intl.NumberFormat>();

/** 1437 → `1,437`. */
export function count(value: number, locale = 'en'): string {
  const known = numberFormats.get(locale) ?? new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  numberFormats.set(locale, known);
  return known.format(value);
}

/** A count that may be a lower bound: `10,000+` when it is. */
export function atLeastCount(value: number, atLeast: boolean, locale = 'en'): string {
  return atLeast ? `${count(value, locale)}+` : count(value, locale);
}

/** Seats as `assigned / total`: `38 / 40`, `10,000+ / 12,000`, `38` when the total is not known. */
export function seatCount(
  seats: { readonly assigned?: number; readonly total?: number; readonly atLeast: boolean },
  locale = 'en',
): string {
  const held = seats.assigned === undefined ? '?' : atLeastCount(seats.assigned, seats.atLeast, locale);
  return seats.total === undefined ? held : `${held} / ${count(seats.total, locale)}`;
}
