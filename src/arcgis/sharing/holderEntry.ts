// One entry of `userEntitlements`, as lists, single answers and `provisionedListings` carry it (wire reference 7.3 and 8.1).
import { username } from '../../core/ids';
import type { Holder } from '../../core/model';
import { unreadable } from '../paging';
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
