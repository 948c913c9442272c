// One entry of `userEntitlements`, as lists, single answers and `provisionedListings` carry it (wire reference 7.3 and 8.1).
import { username } from '../../core/ids';
import type { Holder } from '../../core/model';
import { unreadable } from '../rowTally';
import { entitlementsOf, flagOf, isRecord, textOf, timeOf } from '../schemas';

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
  const lastUsed = timeOf(raw['lastLogin']);
  const info = raw['disconnectedInfo'];
  const offlineSince = isRecord(info) ? timeOf(info['disconnectedSince']) : undefined;
  const offline = flagOf(raw['disconnected']);
  // Most have one of these two forms; written out, because there are so many of them.
  if (offlineSince === undefined)
    return lastUsed === undefined
      ? { username: username(name), entitlements, offline }
      : { username: username(name), entitlements, offline, lastUsed };
  const holder = { username: username(name), entitlements, offline, offlineSince };
  return lastUsed === undefined ? holder : { ...holder, lastUsed };
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
