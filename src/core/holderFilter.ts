// Which holders of a listing are shown. Runs over 60,000 rows on every change of the filter, so each row is looked at once and nothing is copied.
import { entitlementKey } from './ids';
import type { Holder } from './model';

/** All that are given must hold. Times are epoch ms. */
export interface HolderFilter {
  /** Part of the user name, in any case. */
  readonly text?: string;
  /** Holds this entitlement, in any case. */
  readonly entitlement?: string;
  /** Not used since then: last use earlier, or never. */
  readonly idleSince?: number;
  /** Last use at or after; leaves out those who never used it. */
  readonly usedFrom?: number;
  /** Last use before; leaves out those who never used it. */
  readonly usedBefore?: number;
  readonly offline?: true;
  readonly neverUsed?: true;
}

/** True when the filter lets everything through. */
export function isEmptyFilter(filter: HolderFilter | undefined): boolean {
  return filter === undefined || Object.values(filter).every(value => value === undefined || value === '');
}

/** True when the filter lets this holder through. */
export function holderMatcher(filter: HolderFilter): (holder: Holder) => boolean {
  const text = filter.text?.trim().toLowerCase() ?? '';
  const key = filter.entitlement === undefined ? undefined : entitlementKey(filter.entitlement);
  const { idleSince, usedFrom, usedBefore } = filter;
  return holder => {
    if (filter.offline === true && !holder.offline) return false;
    if (filter.neverUsed === true && holder.lastUsed !== undefined) return false;
    if (idleSince !== undefined && holder.lastUsed !== undefined && holder.lastUsed >= idleSince)
      return false;
    if (usedFrom !== undefined && (holder.lastUsed === undefined || holder.lastUsed < usedFrom)) return false;
    if (usedBefore !== undefined && (holder.lastUsed === undefined || holder.lastUsed >= usedBefore))
      return false;
    if (key !== undefined && !holder.entitlements.some(name => entitlementKey(name) === key)) return false;
    return text === '' || holder.username.toLowerCase().includes(text);
  };
}

interface Kept {
  readonly filter: HolderFilter;
  readonly rows: readonly Holder[];
}
// The last result per list: paging asks for the same rows again and again. Keyed weakly, so that a list that was replaced is freed.
const kept = new WeakMap<readonly Holder[], Kept>();

/** The holders the filter lets through, in the portal's order; the list itself when the filter is empty. */
export function filterHolders(
  holders: readonly Holder[],
  filter: HolderFilter | undefined,
): readonly Holder[] {
  if (filter === undefined || isEmptyFilter(filter)) return holders;
  const known = kept.get(holders);
  if (known?.filter === filter) return known.rows;
  const rows = holders.filter(holderMatcher(filter));
  kept.set(holders, { filter, rows });
  return rows;
}
