// The rows of the matrix in words, for its page.
import { entitlementName, userTypeName } from '../../core/catalog';
import type { MatrixState } from '../../core/matrix/matrixState';
import type { MatrixTable } from '../../core/matrix/matrixTable';
import { plain } from '../../core/tree/treeModelText';
import type { PageCell, PageRow, PageRows, PageSet } from '../../shared/matrix';

/**
 * Rows as the page shows them: `count` places from `from` on, fewer at the end.
 * @param portalName names the place of a portal in the table
 * @param heldWord stands for an entitlement that says no more than its column
 */
export function matrixRows(
  state: MatrixState,
  place: { readonly from: number; readonly count: number },
  portalName: (portal: number) => string,
  heldWord: () => string,
): PageRows {
  const { table, version, orderVersion, order } = state;
  const { from, count } = place;
  const inSight = state.columns();
  const sets: Record<number, PageSet> = {};
  const rows = Array.from(order.subarray(from, from + count), (row): PageRow => {
    const member = table.memberAt(row);
    const type = table.userTypeAt(row);
    return {
      member: state.memberKey(row),
      user: plain(table.nameAt(row)),
      name: plain(member?.fullName ?? ''),
      type: type === undefined ? '' : plain(userTypeName(type)),
      portal: portalName(table.portalAt(row)),
      disabled: member?.disabled === true,
      selected: state.isSelected(row),
      cells: inSight.map(column => {
        const cell = pageCell(table, row, column);
        if (typeof cell === 'object') sets[cell[0]] ??= pageSet(table, cell[0], heldWord);
        return cell;
      }),
    };
  });
  return { version, order: orderVersion, from, rows, sets };
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
      return [
        cell.set,
        cell.useUnknown === true ? '?' : (cell.lastUsed ?? null),
        cell.offlineUnknown === true ? '?' : cell.offline ? (cell.offlineSince ?? true) : false,
      ];
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
