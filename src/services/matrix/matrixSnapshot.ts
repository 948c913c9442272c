// What is exported of the matrix: taken when it is asked for, so that no question on the way makes other members of it.
import { matrixCsv, matrixJson } from '../../core/matrix/matrixExport';
import type { MatrixExport } from '../../core/matrix/matrixExport';
import type { MatrixState } from '../../core/matrix/matrixState';
import type { MatrixFeed } from './matrixFeed';
import { columnGaps, rowGaps } from './matrixGaps';
import type { GapWords } from './matrixGaps';

export type MatrixFormat = 'csv' | 'json';

export interface MatrixSnapshot {
  /** Numbers of rows, in order; empty where none is selected. */
  readonly selected: readonly number[];
  /** All that match, in order. */
  readonly matching: Uint32Array;
  /**
   * The file of these rows. Cells are as the table has them now, and so is what is said of their lists; rows and columns are those of the snapshot.
   * @param at epoch ms
   * @param filter the filter in words; undefined for all members
   */
  file(
    rows: readonly number[] | Uint32Array,
    format: MatrixFormat,
    at: number,
    filter: string | undefined,
  ): {
    readonly text: string;
    readonly isWhole: boolean;
  };
}

/** Takes table, rows, columns, and why they are not all there are. */
export function matrixSnapshot(feed: MatrixFeed, state: MatrixState, words: GapWords): MatrixSnapshot {
  // Another table first: the facts of the feed are of its own.
  state.follow();
  const { table, order } = state;
  // The places of columns change when listings come; their keys do not.
  const keys = new Set(state.columns().map(column => table.heads[column]?.key));
  const gaps = rowGaps(feed, state, words);
  return {
    selected: state.selected(),
    matching: order,
    file(rows, format, at, filter) {
      const columns = table.heads.flatMap(({ key }, column) => (keys.has(key) ? [column] : []));
      const incomplete = [...gaps, ...columnGaps(feed, table, columns, words)];
      const input: MatrixExport = {
        table,
        rows,
        columns,
        portalNames: words.portalNames,
        at,
        incomplete,
        filter,
      };
      return {
        text: format === 'csv' ? matrixCsv(input) : matrixJson(input),
        isWhole: incomplete.length === 0,
      };
    },
  };
}
