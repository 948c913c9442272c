// Which members the matrix shows. Runs over every cell on each change of the filter, so it reads columns of numbers and makes nothing per cell.
import { offlineCodes } from '../holderCells';
import { useRange } from '../holderFilter';
import type { HolderFilter } from '../holderFilter';
import { entitlementKey } from '../ids';
import type { MatrixTable } from './matrixTable';

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

/** 1 for each row that has a holding of which everything holds that the filter asks of one. */
function holdingRows(table: MatrixTable, filter: HolderFilter): Uint8Array {
  const found = new Uint8Array(table.length);
  const use = useRange(filter);
  const wanted = filter.entitlement === undefined ? undefined : entitlementKey(filter.entitlement);
  const has = Uint8Array.from(table.sets, set =>
    wanted === undefined || set.some(name => entitlementKey(name) === wanted) ? 1 : 0,
  );
  for (const index of columnsOf(table, filter)) {
    const { sets, lastUsed, offline } = table.cells(index);
    for (let row = 0; row < found.length; row++) {
      if (found[row] === 1) continue;
      const set = sets[row] ?? -1;
      if (set < 0 || has[set] !== 1) continue;
      if (filter.offline === true && offline[row] !== offlineCodes.yes) continue;
      if (use !== undefined) {
        const at = lastUsed[row] ?? NaN;
        // What is not known is later than every time.
        const passes = Number.isNaN(at) ? use.never : at >= use.from && at < use.before;
        if (!passes) continue;
      }
      found[row] = 1;
    }
  }
  return found;
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
