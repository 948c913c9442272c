// What the matrix is made of: columns of listings, and what stands in a cell.
import type { Listing } from '../model';

/** A listing of one portal within a column. */
export interface ColumnPart {
  /** Place of the portal in {@link MatrixTable.portals}. */
  readonly portal: number;
  readonly listing: Listing;
}

/** One listing, or listings of several portals that are the same product. */
export interface ColumnHead {
  /** Stays the same over reads and reloads. */
  readonly key: string;
  /** Text of others. */
  readonly title: string;
  readonly parts: readonly ColumnPart[];
}

/** A cell that is held. Times are epoch ms. */
export interface HeldCell {
  readonly kind: 'held';
  readonly set: number;
  /** Absent: never, unless {@link useUnknown}. */
  readonly lastUsed?: number;
  readonly useUnknown?: true;
  readonly offline: boolean;
  /** Nothing says whether it is offline; `offline` is false then. */
  readonly offlineUnknown?: true;
  readonly offlineSince?: number;
}
/** `unknown`: the list of the listing is not whole, so that nobody can say the member holds nothing. `absent`: the portal does not have the listing. */
export type MatrixCell = HeldCell | { readonly kind: 'none' | 'unknown' | 'absent' };

/** What the filter and the sort read of one column, by row. */
export interface ColumnCells {
  /** -1: holds nothing that is known. */
  readonly sets: Int32Array;
  /** NaN: never; `unknownUse` of holderCells: nothing says when. */
  readonly lastUsed: Float64Array;
  /** `offlineCodes` of holderCells. */
  readonly offline: Uint8Array;
}
