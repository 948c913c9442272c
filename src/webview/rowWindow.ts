// The rows of a long list that were asked for so far: blocks around what is in sight, asked for once, and dropped when the list changes.
import type { PageRow, PageRows, PageSet } from '../shared/matrix';

/** Rows of one request. */
export const blockRows = 100;
/** Blocks that are kept: those used last. */
const keptBlocks = 12;

export interface RowWindow {
  /** The row at a place, or what it was before the last change until the new one is here. */
  row(place: number): PageRow | undefined;
  /** {@link PageRows.order} that the row at a place is of; undefined where there is none yet. */
  orderOf(place: number): number | undefined;
  set(id: number): PageSet | undefined;
  /** The list has changed: what is known is out of date, and shown until it was read anew. */
  reset(version: number): void;
  /** Asks for what is missing between two places. */
  need(from: number, to: number): void;
}

/**
 * @param read asks the host
 * @param arrived told when rows are there that were not
 * @param failed told what a request failed with
 */
export function createRowWindow(
  read: (version: number, from: number, count: number) => Promise<PageRows>,
  arrived: () => void,
  failed: (error: unknown) => void,
): RowWindow {
  let version = 0;
  let blocks = new Map<number, PageRows>();
  let before = new Map<number, PageRows>();
  const asked = new Set<number>();
  const sets = new Map<number, PageSet>();

  async function ask(block: number): Promise<void> {
    asked.add(block);
    const of = version;
    try {
      const answer = await read(of, block * blockRows, blockRows);
      // An answer to what the list was before: what it is now has been asked for already.
      if (of !== version) return;
      asked.delete(block);
      if (answer.version < of) return;
      for (const [id, set] of Object.entries(answer.sets)) sets.set(Number(id), set);
      blocks.set(block, answer);
      while (blocks.size > keptBlocks) {
        const [oldest] = blocks.keys();
        if (oldest === undefined) break;
        blocks.delete(oldest);
      }
      arrived();
    } catch (error) {
      if (of !== version) return;
      asked.delete(block);
      failed(error);
    }
  }

  const blockOf = (place: number): PageRows | undefined => {
    const block = Math.floor(place / blockRows);
    return blocks.get(block) ?? before.get(block);
  };

  return {
    row: place => blockOf(place)?.rows[place % blockRows],
    orderOf: place => {
      const known = blockOf(place);
      return known?.rows[place % blockRows] === undefined ? undefined : known.order;
    },
    set: id => sets.get(id),
    reset(next) {
      if (next === version) return;
      version = next;
      if (blocks.size > 0) before = blocks;
      blocks = new Map();
      asked.clear();
    },
    need(from, to) {
      for (
        let block = Math.floor(from / blockRows);
        block <= Math.floor(Math.max(from, to) / blockRows);
        block++
      ) {
        const known = blocks.get(block);
        if (known !== undefined) {
          // Used last now.
          blocks.delete(block);
          blocks.set(block, known);
        } else if (!asked.has(block)) void ask(block);
      }
    },
  };
}
