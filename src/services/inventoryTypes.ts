// What is known of each portal, per branch. The tree, the charts and the commands read this; none of them talks to a portal for reading.
import type { Branch, BranchName, BranchRef, BranchValues } from '../core/branches';
import type { Event } from '../core/emitter';
import type { ItemId, PortalId, Username } from '../core/ids';
import type { Holder, PartialReason, ReadTimes } from '../core/model';

export type { Branch, BranchName, BranchRef, BranchValues } from '../core/branches';

export interface InventoryReader {
  /** Fires with the branch that changed; also several times while rows of a long list arrive. */
  readonly onDidChange: Event<BranchRef>;
  /** What is known now; starts nothing. */
  peek<N extends BranchName>(ref: BranchRef<N>): Branch<BranchValues[N]>;
}

export interface LoadOptions {
  /** Read for a row of a tree alone: ends with {@link Inventory.closeRow}. */
  readonly forRow?: boolean;
}

/** Rows that {@link Inventory.putHolders} put into a list of holders, or took out of it. */
export interface HoldersPut {
  readonly portalId: PortalId;
  readonly itemId: ItemId;
  /** By `userKey`. */
  readonly keys: ReadonlySet<string>;
}

export interface Inventory extends InventoryReader {
  /** Fires before the list changes, also for one that is not read. */
  readonly onDidPut: Event<HoldersPut>;
  /** Loads if idle or failed; shares a load under way. Never throws for a portal's failure: the result says so. */
  load<N extends BranchName>(ref: BranchRef<N>, options?: LoadOptions): Promise<Branch<BranchValues[N]>>;
  /** Reads anew, keeping the old value in sight meanwhile. */
  refresh<N extends BranchName>(ref: BranchRef<N>, options?: LoadOptions): Promise<Branch<BranchValues[N]>>;
  /**
   * The row that asked for the branch was closed: its reading ends where nobody else waits for it. What was read stays, marked.
   * @returns true where a reading was ended.
   */
  closeRow(ref: BranchRef): boolean;
  /** Refreshes every branch of the portal that is ready or failed. */
  refreshPortal(portalId: PortalId): Promise<void>;
  /** Puts rows that were just read back into the holder list, so that the tree shows a write at once. */
  putHolders(portalId: PortalId, itemId: ItemId, rows: readonly Holder[], gone: readonly Username[]): void;
  /**
   * Marks the holder list as not whole: a member whom it leaves out turned out to hold something. Until it is read anew. Undefined: it is whole
   * now, because every member whom it left out was asked for; older rows that nobody put meanwhile are dropped.
   * @param completed when they were asked
   */
  markPartial(
    portalId: PortalId,
    itemId: ItemId,
    partial: PartialReason | undefined,
    completed?: ReadTimes,
  ): void;
  /** Forgets all of a portal and aborts its loads (sign-out, removal). */
  forget(portalId: PortalId): void;
  dispose(): void;
}
