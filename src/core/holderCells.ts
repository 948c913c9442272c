// How lists of holders are filtered and summed, whatever they are kept as: value by value, so that no row is made for it.
import type { HolderDirectory } from './holderDirectory';
import { userKey } from './ids';
import type { Entitlement, Username } from './ids';
import type { Holder } from './model';
import type { Rows } from './rows';

/** Holders by their place in a list, value by value: what filters and sums read, so that no row is made for them. Times are epoch ms. */
export interface HolderCells {
  readonly length: number;
  nameAt(index: number): Username;
  /** Within one portal always the same object for the same set. */
  setAt(index: number): readonly Entitlement[];
  /** Absent: never, unless {@link isUseUnknownAt}. */
  lastUsedAt(index: number): number | undefined;
  /** Nothing says when, or whether, it was used. */
  isUseUnknownAt(index: number): boolean;
  /** False also where {@link isOfflineUnknownAt}. */
  isOfflineAt(index: number): boolean;
  isOfflineUnknownAt(index: number): boolean;
  offlineSinceAt(index: number): number | undefined;
}

/** In a column of last uses where nothing says when: after all moments, so that who may use it today stands with those who do. */
export const unknownUse = Infinity;
/** In a column of flags: whether the license is offline. */
export const offlineCodes = { no: 0, yes: 1, unknown: 2 } as const;

/** Cells of a portal's own table, with the numbers that its lists share. */
export interface NumberedCells extends HolderCells {
  readonly directory: HolderDirectory;
  /** {@link HolderDirectory.keyOf} of the member: equal in all lists of the portal. */
  memberAt(index: number): number;
  /** The set's number in the directory. */
  setIdAt(index: number): number;
}

/** A list of holders that is kept as columns. */
export interface ColumnRows extends Rows<Holder> {
  readonly cells: NumberedCells;
  /** The rows at these places of this list, in this order, without copying one. */
  choose(places: Uint32Array): ColumnRows;
  /**
   * The list with some rows replaced, added, or taken out (undefined); the order of the others stays.
   * @param puts by {@link userKey}.
   * @param addAt rows are added before this one, and those from it on are replaced by rows before it; at the end when absent
   */
  withRows(puts: ReadonlyMap<string, Holder | undefined>, addAt?: number): ColumnRows;
}

/** True for a list that is kept as columns. Not told by its class: each bundle of the program has its own copy of that. */
export const hasColumns = (rows: Rows<Holder>): rows is ColumnRows => 'cells' in rows;

/** True where members and sets have numbers. */
export const isNumbered = (cells: HolderCells): cells is NumberedCells => 'directory' in cells;

/** Any list of holders value by value. */
export function cellsOf(rows: Rows<Holder>): HolderCells {
  if (hasColumns(rows)) return rows.cells;
  const list = Array.isArray(rows) ? (rows as readonly Holder[]) : [...rows];
  const row = (index: number): Holder => {
    const found = list[index];
    if (found === undefined) throw new RangeError(`There is no row ${index}.`);
    return found;
  };
  return {
    length: list.length,
    nameAt: index => row(index).username,
    setAt: index => row(index).entitlements,
    lastUsedAt: index => row(index).lastUsed,
    isUseUnknownAt: index => row(index).useUnknown === true,
    isOfflineAt: index => row(index).offline,
    isOfflineUnknownAt: index => row(index).offlineUnknown === true,
    offlineSinceAt: index => row(index).offlineSince,
  };
}

/** The rows at these places; of a table without copying one. */
export function chooseRows(rows: Rows<Holder>, places: Uint32Array): Rows<Holder> {
  if (hasColumns(rows)) return rows.choose(places);
  return Array.from(places, place => rows.at(place)).filter(row => row !== undefined);
}

/** A member's row, however the name is spelled. */
export function findHolder(rows: Rows<Holder>, name: string): Holder | undefined {
  if (!hasColumns(rows)) {
    const key = userKey(name);
    return rows.find(row => userKey(row.username) === key);
  }
  const { cells } = rows;
  const member = cells.directory.findKey(name);
  if (member === undefined) return undefined;
  for (let index = 0; index < cells.length; index++)
    if (cells.memberAt(index) === member) return rows.at(index);
  return undefined;
}

/** How many rows have each set. */
export function countBySet(rows: Rows<Holder>): ReadonlyMap<readonly Entitlement[], number> {
  const cells = cellsOf(rows);
  const counts = new Map<readonly Entitlement[], number>();
  for (let index = 0; index < cells.length; index++) {
    const set = cells.setAt(index);
    counts.set(set, (counts.get(set) ?? 0) + 1);
  }
  return counts;
}
