// Which members the matrix shows. Runs over every cell on each change of the filter, so it reads columns of numbers and makes nothing per cell.
import { offlineCodes } from '../holderCells';
import { useRange } from '../holderFilter';
import type { HolderFilter, UseRange } from '../holderFilter';
import { entitlementKey } from '../ids';
import type { MatrixTable } from './matrixTable';
import type { ColumnCells } from './matrixTypes';

/** Whether the filter asks for something of a holding, and not of the member alone. */
const looksAtHoldings = (filter: HolderFilter): boolean =>
  filter.listing !== undefined ||
  filter.entitlement !== undefined ||
  filter.offline === true ||
  useRange(filter) !== undefined;

/** The columns that a filter looks at: that of its listing, else all. */
function columnsOf(table: MatrixTable, { listing }: HolderFilter): readonly number[] {
  return table.heads.flatMap(({ parts }, index) =>
    listing === undefined || parts.some(part => part.listing.itemId === listing) ? [index] : [],
  );
}

/**
 * 1 for each row that has a holding of which everything holds that the filter asks of one. Each cell takes the same steps whatever it holds: a processor
 * that guesses wrong which cells pass takes three times as long for all of them.
 */
function holdingRows(table: MatrixTable, filter: HolderFilter): Uint8Array {
  const found = new Uint8Array(table.length);
  const use = useRange(filter);
  const wanted = filter.entitlement === undefined ? undefined : entitlementKey(filter.entitlement);
  const has = Uint8Array.from([undefined, ...table.sets], set =>
    set !== undefined && (wanted === undefined || set.some(name => entitlementKey(name) === wanted)) ? 1 : 0,
  );
  const codes = Object.values(offlineCodes);
  const offline = new Uint8Array(codes.length);
  for (const code of codes) offline[code] = filter.offline !== true || code === offlineCodes.yes ? 1 : 0;
  for (const index of columnsOf(table, filter)) {
    const cells = table.cells(index);
    if (use === undefined) addHolders(found, { has, offline }, cells);
    else addUsers(found, { has, offline }, cells, use);
  }
  return found;
}

interface Wanted {
  /** 1 for each set that has what is wanted, at its number plus 1; what holds nothing is at 0. */
  readonly has: Uint8Array;
  /** 1 for each {@link offlineCodes} that is wanted. */
  readonly offline: Uint8Array;
}

/** Marks the rows that hold what is wanted in this column. */
function addHolders(found: Uint8Array, { has, offline }: Wanted, cells: ColumnCells): void {
  const { sets, offline: codes } = cells;
  for (let row = 0; row < found.length; row++)
    found[row] = (found[row] ?? 0) | ((has[(sets[row] ?? -1) + 1] ?? 0) & (offline[codes[row] ?? 0] ?? 0));
}

/** Those of them whose last use is one of these. */
function addUsers(
  found: Uint8Array,
  { has, offline }: Wanted,
  cells: ColumnCells,
  { from, before, never }: UseRange,
): void {
  const { sets, offline: codes, lastUsed } = cells;
  const ifNever = Number(never);
  for (let row = 0; row < found.length; row++) {
    const at = lastUsed[row] ?? NaN;
    // NaN is within no range; what is not known is later than every time.
    const isUsed = (Number(at >= from) & Number(at < before)) | (ifNever & Number(Number.isNaN(at)));
    found[row] =
      (found[row] ?? 0) | (isUsed & (has[(sets[row] ?? -1) + 1] ?? 0) & (offline[codes[row] ?? 0] ?? 0));
  }
}

/** 1 for each row of the table that the filter lets through. A cell that is not known matches nothing. */
export function matchingRows(table: MatrixTable, filter: HolderFilter): Uint8Array {
  const rows = looksAtHoldings(filter) ? holdingRows(table, filter) : new Uint8Array(table.length).fill(1);
  const text = filter.text?.trim().toLowerCase() ?? '';
  const { userType } = filter;
  if (text === '' && userType === undefined) return rows;
  for (let row = 0; row < rows.length; row++) {
    if (rows[row] === 0) continue;
    const matches =
      (userType === undefined || table.userTypeAt(row) === userType) &&
      (text === '' || table.foldedName(row).includes(text) || table.foldedFullName(row).includes(text));
    if (!matches) rows[row] = 0;
  }
  return rows;
}

/** Whether the filter asks for something of the member that only the list of members says, or for nothing, which all members match. */
const looksAtMembers = (filter: HolderFilter): boolean =>
  filter.userType !== undefined || (filter.text ?? '') !== '' || !looksAtHoldings(filter);

/** Whether there may be more who match than are found: a list that the filter looks at is not whole, or is not in the table. */
export function mayMiss(table: MatrixTable, filter: HolderFilter): boolean {
  if (looksAtMembers(filter) && !table.hasAllMembers) return true;
  if (!looksAtHoldings(filter)) return false;
  return lacksListing(table, filter) || columnsOf(table, filter).some(index => !table.isWhole(index));
}

/** Whether the filter asks for a listing that no portal of the table has, as one that was saved for another portal. */
export const lacksListing = (table: MatrixTable, filter: HolderFilter): boolean =>
  filter.listing !== undefined && columnsOf(table, filter).length === 0;
