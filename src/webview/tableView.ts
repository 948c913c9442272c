// The table twin as a real HTML table: caption, header cells with scope, columns that sort, rows that open in the tree.
import type { BarTarget } from '../core/series/seriesTypes';
import { fill } from '../shared/strings';
import type { Cell, ChartTable, TableRow } from '../shared/tables';
import { element } from './dom';
import type { Words } from './words';

export interface TableView {
  readonly root: HTMLElement;
  update(table: ChartTable, words: Words): void;
}

interface Order {
  readonly column: string;
  readonly descending: boolean;
}

/** @param open what a click or Enter on a row's name does. */
export function createTableView(open: (target: BarTarget) => void): TableView {
  const root = element('div', { class: 'table-region', attributes: { role: 'region', tabindex: '0' } });
  let current: { table: ChartTable; words: Words } | undefined;
  let order: Order | undefined;

  const show = (focusColumn?: string): void => {
    if (current === undefined) return;
    const { table, words } = current;
    const columns = table.columns.flatMap((column, index) =>
      column.only === 'file' ? [] : [{ ...column, index }],
    );
    const sorting = columns.find(column => column.title === order?.column);
    const rows =
      sorting === undefined ? table.rows : sorted(table.rows, sorting.index, order?.descending === true);
    const head = columns.map(column => {
      const direction =
        order?.column !== column.title ? 'none' : order.descending ? 'descending' : 'ascending';
      const button = element(
        'button',
        {
          class: 'sort',
          attributes: { type: 'button', title: fill(words.strings.controls.sortBy, column.title) },
          on: {
            click: () => {
              order = {
                column: column.title,
                // Numbers are looked at from the top, names from A.
                descending: order?.column === column.title ? !order.descending : column.numeric,
              };
              show(column.title);
            },
          },
        },
        element('span', {}, column.title),
        element('span', { class: `arrow ${direction}`, attributes: { 'aria-hidden': 'true' } }),
      );
      if (column.title === focusColumn) queueMicrotask(() => button.focus());
      return element(
        'th',
        { class: column.numeric ? 'number' : '', attributes: { scope: 'col', 'aria-sort': direction } },
        button,
      );
    });
    const scroll = [root.scrollTop, root.scrollLeft] as const;
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset['row'] : undefined;
    root.setAttribute('aria-label', table.caption);
    root.replaceChildren(
      element(
        'table',
        {},
        element('caption', {}, table.caption),
        element('thead', {}, element('tr', {}, ...head)),
        element('tbody', {}, ...rows.map(row => bodyRow(row, columns, words))),
      ),
    );
    root.scrollTo(scroll[1], scroll[0]);
    // Data that arrives must not take the focus away from the row one is on.
    if (focused !== undefined) {
      root.querySelector<HTMLElement>(`[data-row="${CSS.escape(focused)}"]`)?.focus();
    }
  };

  const bodyRow = (
    row: TableRow,
    columns: readonly { readonly index: number; readonly numeric: boolean }[],
    words: Words,
  ): HTMLElement => {
    const cells = columns.map(({ index, numeric }, place) => {
      const cell = row.cells[index] ?? { kind: 'text', text: '' };
      const text = words.cell(cell);
      const long = !numeric && text.length > 24;
      const kind = [numeric ? 'number' : '', cell.kind === 'none' ? 'none' : '', long ? 'long' : '']
        .filter(word => word !== '')
        .join(' ');
      if (place > 0) return element('td', { class: kind }, text);
      const { target } = row;
      return element(
        'th',
        { class: kind, attributes: { scope: 'row' } },
        target === undefined
          ? text
          : element(
              'button',
              {
                class: 'row-link',
                attributes: {
                  type: 'button',
                  'data-row': row.key,
                  title: fill(words.strings.controls.reveal, text),
                },
                on: { click: () => open(target) },
              },
              text,
            ),
      );
    });
    return element('tr', { class: row.over ? 'over' : '' }, ...cells);
  };

  return {
    root,
    update(table, words) {
      if (current?.table.caption !== table.caption) order = undefined;
      current = { table, words };
      show();
    },
  };
}

/** Rows by one column; what is not known comes last either way. */
export function sorted(rows: readonly TableRow[], column: number, descending: boolean): readonly TableRow[] {
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [x, y] = [a.cells[column], b.cells[column]];
    const unknown =
      Number(x === undefined || x.kind === 'none') - Number(y === undefined || y.kind === 'none');
    return unknown !== 0 ? unknown : sign * compare(x, y);
  });
}

function compare(x: Cell | undefined, y: Cell | undefined): number {
  if (x?.kind === 'count' && y?.kind === 'count') return x.value - y.value;
  if (x?.kind === 'date' && y?.kind === 'date') return x.at - y.at;
  if (x?.kind === 'text' && y?.kind === 'text')
    return x.text.localeCompare(y.text, undefined, { numeric: true });
  return 0;
}
