// Which holders of a listing are shown. Runs over 60,000 rows on every change of the filter, so each row is looked at once, as columns, and nothing is copied.
import { cellsOf, chooseRows, isNumbered } from './holderCells';
import type { HolderCells } from './holderCells';
import { entitlementKey } from './ids';
import type { Holder } from './model';
import type { Rows } from './rows';

/**
 * All that are given must hold; of several listings, what is said of a holding must hold of one of them. Times are epoch ms. The tree filters the
 * list of one listing, which knows neither user types nor other listings: {@link ofOneList}.
 */
export interface HolderFilter {
  /** Part of the user name, or of the full name where that is known; in any case. */
  readonly text?: string;
  /** Id of the member's user type. */
  readonly userType?: string;
  /** Item id of a listing that the member holds. */
  readonly listing?: string;
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

/** The filter without some of its criteria. */
export const without = (filter: HolderFilter, ...keys: readonly (keyof HolderFilter)[]): HolderFilter =>
  Object.fromEntries(Object.entries(filter).filter(([key]) => !keys.some(gone => gone === key)));

/** What of a filter the list of one listing can be asked for. */
export const ofOneList = (filter: HolderFilter): HolderFilter => without(filter, 'userType', 'listing');

/** Which last uses a filter lets through: times from `from`, before `before` (epoch ms), and whether never. */
export interface UseRange {
  readonly from: number;
  readonly before: number;
  readonly never: boolean;
}

/**
 * The last uses that the filter lets through; undefined where the filter does not look at them. A use that is not known passes no such filter: it
 * is neither never nor long ago.
 */
export function useRange({ neverUsed, idleSince, usedFrom, usedBefore }: HolderFilter): UseRange | undefined {
  if (neverUsed !== true && idleSince === undefined && usedFrom === undefined && usedBefore === undefined)
    return undefined;
  return {
    from: usedFrom ?? -Infinity,
    before: neverUsed === true ? -Infinity : Math.min(idleSince ?? Infinity, usedBefore ?? Infinity),
    never: usedFrom === undefined && usedBefore === undefined,
  };
}

/** Whether a row has an entitlement, told by its place; a table's few hundred sets are looked into once each. */
function holdsOf(cells: HolderCells, key: string): (index: number) => boolean {
  const holds = (index: number): boolean => cells.setAt(index).some(name => entitlementKey(name) === key);
  const numbered = isNumbered(cells) ? cells : undefined;
  if (numbered === undefined) return holds;
  const known: boolean[] = [];
  return index => (known[numbered.setIdAt(index)] ??= holds(index));
}

/** Says by its place whether the filter lets a row of these cells through. */
export function cellMatcher(cells: HolderCells, filter: HolderFilter): (index: number) => boolean {
  const text = filter.text?.trim().toLowerCase() ?? '';
  const key = filter.entitlement === undefined ? undefined : entitlementKey(filter.entitlement);
  const use = useRange(filter);
  const has = key === undefined ? (): boolean => true : holdsOf(cells, key);
  return index => {
    if (filter.offline === true && !cells.isOfflineAt(index)) return false;
    if (use !== undefined) {
      const at = cells.lastUsedAt(index);
      const passes =
        at === undefined ? use.never && !cells.isUseUnknownAt(index) : at >= use.from && at < use.before;
      if (!passes) return false;
    }
    if (!has(index)) return false;
    return text === '' || cells.nameAt(index).toLowerCase().includes(text);
  };
}

interface Kept {
  readonly filter: HolderFilter;
  readonly rows: Rows<Holder>;
}
// The last result per list: paging asks for the same rows again and again. Keyed weakly, so that a list that was replaced is freed.
const kept = new WeakMap<Rows<Holder>, Kept>();

/** The holders the filter lets through, in the portal's order; the list itself when the filter is empty. */
export function filterHolders(holders: Rows<Holder>, filter: HolderFilter | undefined): Rows<Holder> {
  if (filter === undefined || isEmptyFilter(filter)) return holders;
  const known = kept.get(holders);
  if (known?.filter === filter) return known.rows;
  const cells = cellsOf(holders);
  const matches = cellMatcher(cells, filter);
  const places = new Uint32Array(cells.length);
  let found = 0;
  for (let index = 0; index < cells.length; index++) if (matches(index)) places[found++] = index;
  const rows = chooseRows(holders, places.slice(0, found));
  kept.set(holders, { filter, rows });
  return rows;
}
