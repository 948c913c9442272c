// Reads that rows ask for: begun when a row is opened, ended when it is closed, unless somebody else waits for them (issue 5, section 1).
import { messageOf } from '../../core/problem';
import type { BranchRef } from '../../services/inventoryTypes';
import type { App } from '../app';

/** Long lists, whose reading ends with their row; the others are one request each. */
const endsWithRow = (ref: BranchRef): boolean => ref.name === 'holders' || ref.name === 'bundleHolders';

export interface RowReads {
  /**
   * Reads what was never read, and anew what a closed row has left in the middle. What failed waits for Retry, so that a portal out of reach is not
   * asked again by every redraw.
   * @param row the id of the row that shows them.
   */
  open(row: string, refs: readonly BranchRef[]): void;
  /** Ends what this row, and those below it, were reading, unless another open row shows the same. */
  close(row: string): void;
}

/** @param isShown whether the tree still has a row of this id: one that went is not closed any more. */
export function createRowReads(
  { inventory, log }: Pick<App, 'inventory' | 'log'>,
  isShown: (row: string) => boolean,
): RowReads {
  /** The long lists of open rows, by the row's id. */
  const rows = new Map<string, readonly BranchRef[]>();
  /** Lists whose rows were closed while they were read. */
  const left = new Set<string>();
  const keyOf = ({ portalId, name, key }: BranchRef): string => JSON.stringify([portalId, name, key ?? null]);
  const failed =
    (ref: BranchRef) =>
    (error: unknown): void =>
      log.error(`Reading ${ref.name} for the tree failed: ${messageOf(error)}`);

  return {
    open(row, refs) {
      const lists = refs.filter(endsWithRow);
      if (lists.length > 0) rows.set(row, lists);
      for (const ref of refs) {
        const { state } = inventory.peek(ref);
        const isLeft = left.delete(keyOf(ref));
        if (state === 'idle') inventory.load(ref, { forRow: true }).catch(failed(ref));
        else if (isLeft && state === 'ready') inventory.refresh(ref, { forRow: true }).catch(failed(ref));
      }
    },
    close(row) {
      const closed = new Map<string, BranchRef>();
      for (const [id, lists] of rows) {
        const isClosed = id === row || id.startsWith(`${row}/`);
        if (isClosed) for (const ref of lists) closed.set(keyOf(ref), ref);
        if (isClosed || !isShown(id)) rows.delete(id);
      }
      const open = new Set([...rows.values()].flat().map(keyOf));
      for (const [key, ref] of closed) if (!open.has(key) && inventory.closeRow(ref)) left.add(key);
    },
  };
}
