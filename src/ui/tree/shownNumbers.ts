// Numbers and moments as the rows of trees say them.
import * as vscode from 'vscode';
import { isTimeZone, localDateTime, utcDateTime } from '../../core/format';

/** Asking for the zone takes a tenth of a millisecond, and a page of rows has hundreds of dates; a changed zone of the computer is seen after this. */
const zoneForMs = 10_000;
let zoneAsked = { zone: '', until: -Infinity };
export function localZone(): string {
  const now = performance.now();
  if (now >= zoneAsked.until)
    zoneAsked = { zone: Intl.DateTimeFormat().resolvedOptions().timeZone, until: now + zoneForMs };
  return zoneAsked.zone;
}

/** Day and minute. The portal counts in UTC, so that comes first (users-and-peers, finding 8). */
export function moment(at: number, timeZone?: string): string {
  const utc = utcDateTime(at);
  if (timeZone !== undefined && isTimeZone(timeZone))
    return timeZone === 'UTC'
      ? utc
      : vscode.l10n.t('{0} ({1} in {2})', utc, localDateTime(at, timeZone, vscode.env.language), timeZone);
  const zone = localZone();
  return zone === 'UTC'
    ? utc
    : vscode.l10n.t('{0} ({1} local time)', utc, localDateTime(at, zone, vscode.env.language));
}

// One format for all: toLocaleString looks its own up each time.
const numbers = new Intl.NumberFormat('en');
export const count = (n: number): string => numbers.format(n);
