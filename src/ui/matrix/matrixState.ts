// What the administrator looks at in the matrix: filter, order, columns in sight and selected members. The page asks for rows by their places in the order of now.
import { entitlementName, userTypeName } from '../../core/catalog';
import type { HolderFilter } from '../../core/holderFilter';
import { mayMiss } from '../../core/matrix/matrixFilter';
import { createMatrixOrders } from '../../core/matrix/matrixSort';
import type { MatrixSort } from '../../core/matrix/matrixSort';
import type { MatrixTable } from '../../core/matrix/matrixTable';
import { plain } from '../../core/tree/treeModelText';
import type { MatrixView, PageCell, PageRow, PageRows, PageSet, Selecting } from '../../shared/matrix';

export interface MatrixState {
  /** Grows with every change of what the page shows. */
  readonly version: number;
  /** Grows when a place becomes another member. */
  readonly orderVersion: number;
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
  /** The places of the columns in sight. */
  columns(): readonly number[];
  setFilter(filter: HolderFilter): void;
  setSort(sort: MatrixSort): void;
  setHidden(keys: readonly string[]): void;
  select(selecting: Selecting): void;
  /** The number of the row at a place; undefined where there is none. */
  rowAt(place: number): number | undefined;
  /** Takes up what changed in the table. */
  refresh(): void;
  /** Rows as the page shows them. */
  rows(from: number, count: number): PageRows;
}

/** @param tableNow another object where the portals changed: what was selected of the former one is selected no more */
export function createMatrixState(
  tableNow: () => MatrixTable,
  portalName: (portal: number) => string,
  heldWord: () => string,
  first: Partial<MatrixView> = {},
): MatrixState {
  let table = tableNow();
  let orders = createMatrixOrders(table);
  let filter: HolderFilter = first.filter ?? {};
  let sort: MatrixSort = first.sort ?? { by: 'name', descending: false };
  let hidden: ReadonlySet<string> = new Set(first.hidden);
  let version = 1;
  let orderVersion = 1;
  let order: Uint32Array = new Uint32Array();
  let selected = new Set<number>();

  function recompute(): void {
    const now = tableNow();
    const isOther = now !== table;
    if (isOther) {
      table = now;
      orders = createMatrixOrders(table);
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
    }
    version++;
  }

  const columns = (): readonly number[] =>
    table.heads.flatMap(({ key }, index) => (hidden.has(key) ? [] : [index]));

  return {
    get version() {
      return version;
    },
    get orderVersion() {
      return orderVersion;
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
    refresh: recompute,
    rows(from, count) {
      const inSight = columns();
      const sets: Record<number, PageSet> = {};
      const rows = Array.from(order.subarray(from, from + count), (row): PageRow => {
        const member = table.memberAt(row);
        const type = table.userTypeAt(row);
        return {
          user: plain(table.nameAt(row)),
          name: plain(member?.fullName ?? ''),
          type: type === undefined ? '' : plain(userTypeName(type)),
          portal: portalName(table.portalAt(row)),
          disabled: member?.disabled === true,
          selected: selected.has(row),
          cells: inSight.map(column => {
            const cell = pageCell(table, row, column);
            if (typeof cell === 'object') sets[cell[0]] ??= pageSet(table, cell[0], heldWord);
            return cell;
          }),
        };
      });
      return { version, from, rows, sets };
    },
  };
}

function pageCell(table: MatrixTable, row: number, column: number): PageCell {
  const cell = table.cellAt(row, column);
  switch (cell.kind) {
    case 'none':
      return 0;
    case 'unknown':
      return 1;
    case 'absent':
      return 2;
    case 'held':
      return [cell.set, cell.lastUsed ?? null, cell.offline ? (cell.offlineSince ?? true) : false];
  }
}

/** The first entitlement and how many more; all of them for the tooltip. A provider's listing has its item id as its only one. */
function pageSet(table: MatrixTable, set: number, heldWord: () => string): PageSet {
  const keys = (table.sets[set] ?? []).filter(key => key !== '');
  const isOwnId = (key: string): boolean =>
    table.heads.some(({ parts }) => parts.some(({ listing }) => listing.itemId === key));
  const names = keys.map(key => (isOwnId(key) ? heldWord() : plain(entitlementName(key))));
  const [name = ''] = names;
  // Where a listing has one entitlement only, the column has said which.
  const short = names.length === 1 && isOnlyOne(table, keys[0]) ? heldWord() : name.replace(/^ArcGIS /, '');
  return { short: names.length > 1 ? `${short} +${names.length - 1}` : short, whole: names.join(', ') };
}

const isOnlyOne = (table: MatrixTable, key: string | undefined): boolean => {
  const pools = table.heads
    .flatMap(({ parts }) => parts.map(({ listing }) => listing.pools))
    .filter(all => all.some(pool => pool.key === key));
  return pools.length > 0 && pools.every(all => all.length === 1);
};
