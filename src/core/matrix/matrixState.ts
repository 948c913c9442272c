// What the administrator looks at in the matrix: filter, order, columns in sight and selected members. The page asks for rows by their places in the order of now.
import type { HolderFilter } from '../holderFilter';
import { mayMiss } from './matrixFilter';
import { createMatrixOrders } from './matrixSort';
import type { MatrixSort } from './matrixSort';
import type { MatrixTable } from './matrixTable';

/** By places in the order of now. `toggle` one row; `range` exactly these; `all` that match; `none`. */
export type Selecting =
  | { readonly kind: 'toggle'; readonly at: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'all' | 'none' };

export interface MatrixState {
  /** The table that every number of a row and of a column here is of; what a row means is asked of this one alone. */
  readonly table: MatrixTable;
  /** Grows with every change of what the page shows. */
  readonly version: number;
  /** Grows when a place becomes another member. */
  readonly orderVersion: number;
  /** Grows when other members are selected than before. */
  readonly selectionVersion: number;
  readonly filter: HolderFilter;
  readonly sort: MatrixSort;
  readonly hidden: ReadonlySet<string>;
  readonly matching: number;
  readonly mayMiss: boolean;
  /** Numbers of the rows that match, in order. */
  readonly order: Uint32Array;
  /** Numbers of the selected rows, in the order of now. */
  selected(): readonly number[];
  readonly selectedCount: number;
  isSelected(row: number): boolean;
  /** The places of the columns in sight. */
  columns(): readonly number[];
  setFilter(filter: HolderFilter): void;
  setSort(sort: MatrixSort): void;
  setHidden(keys: readonly string[]): void;
  select(selecting: Selecting): void;
  /** The number of the row at a place; undefined where there is none. */
  rowAt(place: number): number | undefined;
  /** Names the member of a row for {@link MatrixState.placeOf}, also after the table was read anew. */
  memberKey(row: number): string;
  /** Where a member is in the order of now; undefined for one whom the filter does not let through, or who is gone. */
  placeOf(memberKey: string): number | undefined;
  /** Takes up what changed in the table. */
  refresh(): void;
  /** Takes up another table, where there is one. */
  follow(): void;
  /** Whether a place of this {@link MatrixState.orderVersion} is still the same member. Takes up another table first. */
  isSameOrder(orderVersion: number): boolean;
  /** Whether still the members are selected that were so at this {@link MatrixState.selectionVersion}. Takes up another table first. */
  isSameSelection(selectionVersion: number): boolean;
}

/**
 * @param tableNow another object where the portals changed: what was selected of the former one is selected no more
 * @param first what is set from the beginning
 */
export function createMatrixState(
  tableNow: () => MatrixTable,
  first: {
    readonly filter?: HolderFilter;
    readonly sort?: MatrixSort;
    /** Keys of columns. */
    readonly hidden?: readonly string[];
  } = {},
): MatrixState {
  let table = tableNow();
  let orders = createMatrixOrders(table);
  let filter: HolderFilter = first.filter ?? {};
  let sort: MatrixSort = first.sort ?? { by: 'name', descending: false };
  let hidden: ReadonlySet<string> = new Set(first.hidden);
  let version = 1;
  let orderVersion = 1;
  let selectionVersion = 1;
  let order: Uint32Array = new Uint32Array();
  let selected = new Set<number>();

  function recompute(): void {
    const now = tableNow();
    const isOther = now !== table;
    if (isOther) {
      table = now;
      orders = createMatrixOrders(table);
      if (selected.size > 0) selectionVersion++;
      selected.clear();
    }
    const before = order;
    order = orders.rows(filter, sort);
    if (isOther || before.length !== order.length || before.some((row, place) => order[place] !== row))
      orderVersion++;
    // Who is not in sight must not be changed by a command on the selection.
    if (selected.size > 0) {
      const former = selected;
      selected = new Set();
      for (const row of order) if (former.has(row)) selected.add(row);
      if (selected.size < former.size) selectionVersion++;
    }
    version++;
  }

  function follow(): void {
    if (tableNow() !== table) recompute();
  }

  const columns = (): readonly number[] =>
    table.heads.flatMap(({ key }, index) => (hidden.has(key) ? [] : [index]));

  return {
    get table() {
      return table;
    },
    get version() {
      return version;
    },
    get orderVersion() {
      return orderVersion;
    },
    get selectionVersion() {
      return selectionVersion;
    },
    get filter() {
      return filter;
    },
    get sort() {
      return sort;
    },
    get hidden() {
      return hidden;
    },
    get order() {
      return order;
    },
    get matching() {
      return order.length;
    },
    get mayMiss() {
      return mayMiss(table, filter);
    },
    get selectedCount() {
      return selected.size;
    },
    selected: () => [...order].filter(row => selected.has(row)),
    isSelected: row => selected.has(row),
    columns,
    setFilter(next) {
      filter = next;
      recompute();
    },
    setSort(next) {
      sort = next;
      recompute();
    },
    setHidden(keys) {
      hidden = new Set(keys);
      version++;
    },
    select(selecting) {
      version++;
      selectionVersion++;
      switch (selecting.kind) {
        case 'none':
          selected.clear();
          return;
        case 'all':
          selected = new Set(order);
          return;
        case 'range': {
          const [from, to] = [selecting.from, selecting.to].sort((a, b) => a - b);
          selected = new Set(order.subarray(from, (to ?? 0) + 1));
          return;
        }
        case 'toggle': {
          const row = order[selecting.at];
          if (row !== undefined && !selected.delete(row)) selected.add(row);
        }
      }
    },
    rowAt: place => order[place],
    memberKey: row => `${table.portals[table.portalAt(row)] ?? ''}\n${table.nameAt(row)}`,
    placeOf(key) {
      const end = key.indexOf('\n');
      const portal = table.portals.findIndex(id => id === key.slice(0, end));
      const row = table.findRow(portal, key.slice(end + 1));
      const place = row === undefined ? -1 : order.indexOf(row);
      return place < 0 ? undefined : place;
    },
    refresh: recompute,
    follow,
    isSameOrder(was) {
      follow();
      return was === orderVersion;
    },
    isSameSelection(was) {
      follow();
      return was === selectionVersion;
    },
  };
}
