import { entitlementKey } from './ids';
import type { ItemId } from './ids';
import { userTypesTarget } from './policy/wishTypes';

/** True when both name the same entitlements, whatever their case and order (users-and-peers, section 8); empty strings do not count. */
export function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const keys = (set: readonly string[]): Set<string> =>
    new Set(set.filter(name => name !== '').map(entitlementKey));
  const a = keys(one);
  const b = keys(other);
  return a.size === b.size && [...a].every(key => b.has(key));
}

/** {@link sameSet} of what is held of a target; a user type is compared as it is written, because its case counts. */
export const isHeldSet = (itemId: ItemId, one: readonly string[], other: readonly string[]): boolean =>
  itemId === userTypesTarget
    ? one.length === other.length && one.every((name, at) => name === other[at])
    : sameSet(one, other);
