import { entitlementKey } from './ids';

/** True when both name the same entitlements, whatever their case and order (users-and-peers, section 8); empty strings do not count. */
export function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const keys = (set: readonly string[]): Set<string> =>
    new Set(set.filter(name => name !== '').map(entitlementKey));
  const a = keys(one);
  const b = keys(other);
  return a.size === b.size && [...a].every(key => b.has(key));
}
