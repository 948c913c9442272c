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
   */
  open(refs: readonly BranchRef[]): void;
  close(refs: readonly BranchRef[]): void;
}

export function createRowReads({ inventory, log }: Pick<App, 'inventory' | 'log'>): RowReads {
  /** Lists whose rows were closed while they were read. */
  const left = new Set<string>();
  const keyOf = ({ portalId, name, key }: BranchRef): string => JSON.stringify([portalId, name, key ?? null]);
  const failed =
    (ref: BranchRef) =>
    (error: unknown): void =>
      log.error(`Reading ${ref.name} for the tree failed: ${messageOf(error)}`);

  return {
    open(refs) {
      for (const ref of refs) {
        const { state } = inventory.peek(ref);
        const isLeft = left.delete(keyOf(ref));
        if (state === 'idle') inventory.load(ref, { forRow: true }).catch(failed(ref));
        else if (isLeft && state === 'ready') inventory.refresh(ref, { forRow: true }).catch(failed(ref));
      }
    },
    close(refs) {
      for (const ref of refs.filter(endsWithRow)) if (inventory.closeRow(ref)) left.add(keyOf(ref));
    },
  };
}
