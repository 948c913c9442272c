// Long lists of rows in a tree view: a page at a time.
import * as vscode from 'vscode';
import { count } from '../core/format';

/** Rows shown at first, and by each row that opens to more. */
const pageSize = 100;

/** The row that opens to the rest; a row of any of our tree views. */
interface MoreNode<N> {
  readonly id: string;
  readonly label: string;
  readonly icon: vscode.ThemeIcon;
  readonly children: () => readonly (N | MoreNode<N>)[];
}

/** A hundred rows, and one that opens to the next hundred. Only the rows of the page are made. */
export function paged<T, N>(
  id: string,
  items: readonly T[],
  make: (item: T, index: number) => N,
  from = 0,
): readonly (N | MoreNode<N>)[] {
  const rows = items.slice(from, from + pageSize).map((item, index) => make(item, from + index));
  const rest = items.length - from - rows.length;
  if (rest <= 0) return rows;
  return [
    ...rows,
    {
      id: `${id}/more/${from + pageSize}`,
      label: vscode.l10n.t('{0} more', count(rest)),
      icon: new vscode.ThemeIcon('ellipsis'),
      children: () => paged(id, items, make, from + pageSize),
    },
  ];
}
