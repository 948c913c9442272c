// One entry of `userEntitlements`, as lists, single answers and `provisionedListings` carry it (wire reference 7.3 and 8.1).
import { username } from '../../core/ids';
import type { Holder } from '../../core/model';
import { unreadable } from '../rowTally';
import { entitlementsOf, flagOf, isNever, isRecord, textOf, timeOf } from '../schemas';

/**
 * An entry of `userEntitlements`, read by hand: lists hold 10,000. Undefined with an empty set: that is no holder. `unreadable` for a set of
 * unknown shape, and for a set that is nobody's: somebody may hold something there.
 */
export function holderOf(raw: unknown): Holder | undefined | typeof unreadable {
  if (raw === null || raw === undefined) return undefined;
  if (!isRecord(raw)) return unreadable;
  const name = textOf(raw['username']);
  const entitlements = entitlementsOf(raw['entitlements']);
  if (entitlements?.length === 0) return undefined;
  if (name === undefined || entitlements === undefined) return unreadable;
  const used = raw['lastLogin'];
  const lastUsed = startOf(used);
  const info = raw['disconnectedInfo'];
  const flag = raw['disconnected'];
  // Most have one of these two forms; written out, because there are so many of them.
  if (info === undefined && typeof flag === 'boolean') {
    if (lastUsed !== undefined) return { username: username(name), entitlements, offline: flag, lastUsed };
    if (isNever(used)) return { username: username(name), entitlements, offline: flag };
  }
  const use = lastUsed !== undefined ? { lastUsed } : isNever(used) ? {} : { useUnknown: true as const };
  return { username: username(name), entitlements, ...offlineOf(flag, info), ...use };
}

/** A time in seconds, or a small number of any other meaning, would pass for one of 1970: so long ago nobody started anything. */
const earliestStart = Date.UTC(1990, 0);

/** Epoch ms; undefined for never and for what is no time. */
function startOf(value: unknown): number | undefined {
  const time = timeOf(value);
  return time !== undefined && time >= earliestStart ? time : undefined;
}

/**
 * Whether the license is offline. `disconnectedInfo` is there only when it is (wire reference 8.1), so a day in it says so where the flag is absent
 * or cannot be read. A flag that says no beside such a day is as little known as one that is not there.
 */
function offlineOf(
  flag: unknown,
  info: unknown,
): Pick<Holder, 'offline' | 'offlineUnknown' | 'offlineSince'> {
  const day = isRecord(info) ? info['disconnectedSince'] : undefined;
  const offlineSince = timeOf(day);
  const isOn = flagOf(flag);
  const isOff = flag === false || flag === 'false';
  if (isOn || (offlineSince !== undefined && !isOff))
    return { offline: true, ...(offlineSince === undefined ? {} : { offlineSince }) };
  return isOff && (day === undefined || isNever(day))
    ? { offline: false }
    : { offline: false, offlineUnknown: true };
}

/** The last entries of a list that is being read, one of each form. */
let plainEntry: unknown;
let entryWithInfo: unknown;
/** The forms of the entries that the portal sent last, and what {@link holderOf} makes of them. */
const forms: { sent: readonly unknown[]; made: readonly unknown[] } = { sent: [], made: [] };

/** As {@link holderOf}, for an entry of a list after which {@link keepEntryForms} is called. */
export function listedHolderOf(raw: unknown): Holder | undefined | typeof unreadable {
  if (isRecord(raw) && raw['disconnectedInfo'] === undefined) plainEntry = raw;
  else entryWithInfo = raw;
  return holderOf(raw);
}

const masked = (_: string, value: unknown): unknown => (typeof value === 'string' ? 'a' : value);

/**
 * Keeps the forms of the entries that were read last, without their texts. Where no object of a form is left, the engine throws away the code
 * that reads it: 10,000 rows of the next list then take half as long again.
 */
export function keepEntryForms(): void {
  const entries = [plainEntry, entryWithInfo].filter(isRecord);
  plainEntry = undefined;
  entryWithInfo = undefined;
  const sent = entries.flatMap(entry =>
    // With a time and without: both are forms of what becomes of it.
    [-1, 1.7e12].map(lastLogin => JSON.parse(JSON.stringify({ ...entry, lastLogin }, masked)) as unknown),
  );
  forms.made = sent.map(holderOf);
  forms.sent = sent;
}
