// A row of the matrix as elements that are used again for other members when the table is scrolled.
import type { MatrixData, MatrixStrings, PageRow, PageSet } from '../shared/matrix';
import { fill } from '../shared/strings';
import { element } from './dom';
import { drawCell } from './matrixCells';
import { tick } from './matrixHeader';
import type { GridColumn } from './matrixHeader';

export interface GridRow {
  readonly root: HTMLElement;
  /** What it shows, to leave alone what has not changed. */
  drawn: string;
}

export interface RowContext {
  /** Epoch ms. */
  readonly now: number;
  readonly strings: MatrixStrings;
  readonly set: (id: number) => PageSet | undefined;
}

export function createRow(clicked: (event: MouseEvent) => void): GridRow {
  const heard = (event: Event): void => clicked(event as MouseEvent);
  return {
    root: element('div', {
      class: 'row',
      attributes: { role: 'row' },
      on: { click: heard, dblclick: heard },
    }),
    drawn: '',
  };
}

/** @param member undefined: was asked for, and is not here yet */
export function drawRow(
  row: GridRow,
  member: PageRow | undefined,
  columns: readonly GridColumn[],
  data: MatrixData,
  context: RowContext,
): void {
  const now = `${columns.length}/${data.columns.length}/${JSON.stringify(member ?? null)}`;
  if (row.drawn === now) return;
  row.drawn = now;
  const { root } = row;
  while (root.children.length > columns.length) root.lastElementChild?.remove();
  while (root.children.length < columns.length)
    root.append(element('div', { class: 'cell', attributes: { role: 'gridcell', tabindex: '-1' } }));
  root.classList.toggle('selected', member?.selected === true);
  root.setAttribute('aria-selected', String(member?.selected === true));
  let left = 0;
  let listing = 0;
  for (const [index, column] of columns.entries()) {
    const cell = root.children[index];
    if (!(cell instanceof HTMLElement)) continue;
    cell.setAttribute('aria-colindex', String(index + 1));
    cell.setAttribute('role', column.kind === 'user' ? 'rowheader' : 'gridcell');
    cell.style.left = column.fixed ? `${left}px` : '';
    left += column.width;
    if (column.kind === 'listing') {
      const held = member?.cells[listing++];
      drawCell(
        cell,
        held,
        typeof held === 'object' ? context.set(held[0]) : undefined,
        context.now,
        context.strings,
      );
    } else drawMember(cell, column, member, context.strings);
    cell.classList.toggle('fixed', column.fixed);
  }
}

function drawMember(
  cell: HTMLElement,
  { kind, title }: GridColumn,
  member: PageRow | undefined,
  strings: MatrixStrings,
): void {
  if (kind === 'select') {
    const isSelected = member?.selected === true;
    cell.className = 'cell select';
    // The box says its own name and state; a cell of a grid has no state of being ticked.
    cell.removeAttribute('aria-label');
    const box = tick(isSelected ? 'all' : 'none');
    box.removeAttribute('aria-hidden');
    box.setAttribute('role', 'checkbox');
    box.setAttribute('aria-checked', String(isSelected));
    box.setAttribute(
      'aria-label',
      member === undefined ? title : fill(strings.columns.selectUser, member.user),
    );
    cell.replaceChildren(box);
    return;
  }
  const text =
    member === undefined
      ? ''
      : { user: member.user, name: member.name, type: member.type, portal: member.portal, listing: '' }[kind];
  const isDisabled = kind === 'user' && member?.disabled === true;
  const whole = isDisabled ? `${text}, ${strings.cells.disabled}` : text;
  cell.className = `cell member ${member === undefined ? 'waiting' : kind}`;
  cell.title = whole;
  cell.setAttribute(
    'aria-label',
    member === undefined ? strings.cells.loading : whole === '' ? strings.cells.unknown : whole,
  );
  cell.replaceChildren(
    element('span', { class: 'words' }, text),
    ...(isDisabled ? [element('span', { class: 'badge' }, strings.cells.disabled)] : []),
  );
}
