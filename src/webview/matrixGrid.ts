// The table itself: a grid of which only the rows in sight are elements, whatever its length. Moves by keyboard as the authoring practices for grids have it.
import type { MatrixSort } from '../core/matrix/matrixSort';
import type { Selecting } from '../core/matrix/matrixState';
import type { MatrixData, MatrixStrings } from '../shared/matrix';
import { element } from './dom';
import { revealCell } from './gridReveal';
import { gridMove } from './gridMoves';
import type { GridPlace } from './gridMoves';
import { drawHeader, columnsOf } from './matrixHeader';
import type { GridColumn } from './matrixHeader';
import { createRow, drawRow } from './matrixRow';
import type { GridRow } from './matrixRow';
import { createMemberFollower } from './memberFollower';
import type { Found } from './memberFollower';
import type { RowWindow } from './rowWindow';

/** As in the style sheet. */
const rowHeight = 26;
/** Rows beyond the edges that are there already when they are scrolled to. */
const overscan = 10;

export interface GridActions {
  sort(sort: MatrixSort): void;
  /** @param order the one that the places are of, as they were seen */
  select(selecting: Selecting, order: number): void;
  showMember(at: number, order: number): void;
  find(member: string): Promise<Found>;
}

export interface MatrixGrid {
  readonly root: HTMLElement;
  update(data: MatrixData): void;
  /** Draws the rows in sight anew: some have arrived. */
  render(): void;
  focus(): void;
}

export function createMatrixGrid(strings: MatrixStrings, rows: RowWindow, actions: GridActions): MatrixGrid {
  let data: MatrixData | undefined;
  let columns: readonly GridColumn[] = [];
  let drawnHead = '';
  let active: GridPlace = { row: 1, column: 1 };
  /** Place of the row where a range begins. */
  let anchor: number | undefined;
  let frame = 0;
  const shown = new Map<number, GridRow>();
  const free: GridRow[] = [];

  const header = element('div', { class: 'row head-row', attributes: { role: 'row', 'aria-rowindex': '1' } });
  const body = element('div', { class: 'rows', attributes: { role: 'rowgroup' } });
  const grid = element(
    'div',
    {
      class: 'grid',
      attributes: {
        role: 'grid',
        'aria-label': strings.gridLabel,
        'aria-multiselectable': 'true',
        'aria-describedby': 'grid-hint',
      },
      on: { keydown: event => pressed(event as KeyboardEvent) },
    },
    element('div', { class: 'head-rows', attributes: { role: 'rowgroup' } }, header),
    body,
  );
  const root = element('div', { class: 'grid-scroll', on: { scroll: () => renderSoon() } }, grid);
  new ResizeObserver(() => renderSoon()).observe(root);

  const count = (): number => data?.matching ?? 0;
  const pageRows = (): number =>
    Math.max(1, Math.floor((root.clientHeight - header.offsetHeight) / rowHeight) - 1);

  /** Who has the focus; not where the row in sight is of a former order. */
  const focused = (): string | undefined =>
    active.row > 0 && rows.orderOf(active.row - 1) === data?.order
      ? rows.row(active.row - 1)?.member
      : undefined;
  /** Of what is in sight: rows of a former order stay there until those of now have come. */
  const orderAt = (place: number): number => rows.orderOf(place) ?? data?.order ?? 0;
  const all = (kind: 'all' | 'none'): void => actions.select({ kind }, data?.order ?? 0);
  const follower = createMemberFollower(
    member => actions.find(member),
    at => {
      const hadFocus = body.contains(document.activeElement);
      active = { ...active, row: at === null ? Math.min(active.row, count()) : at + 1 };
      render();
      if (hadFocus) cellAt(active)?.focus({ preventScroll: true });
    },
  );

  function renderSoon(): void {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(render);
  }

  function take(place: number): GridRow {
    const row = free.pop() ?? createRow(event => clicked(event));
    shown.set(place, row);
    row.root.dataset['place'] = String(place);
    row.root.style.transform = `translateY(${place * rowHeight}px)`;
    row.root.setAttribute('aria-rowindex', String(place + 2));
    row.drawn = '';
    if (row.root.parentNode === null) body.append(row.root);
    row.root.hidden = false;
    return row;
  }

  function render(): void {
    if (data === undefined) return;
    const first = Math.max(0, Math.floor(root.scrollTop / rowHeight) - overscan);
    const last = Math.min(
      count() - 1,
      Math.ceil((root.scrollTop + root.clientHeight) / rowHeight) + overscan,
    );
    for (const [place, row] of shown) {
      // The row with the focus stays an element, wherever it is: else the focus would be lost.
      if ((place >= first && place <= last) || (place === active.row - 1 && place < count())) continue;
      shown.delete(place);
      row.root.hidden = true;
      free.push(row);
    }
    if (last >= first) rows.need(first, last);
    for (let place = first; place <= last; place++) if (!shown.has(place)) take(place);
    const focus = active.row - 1;
    if (focus >= 0 && focus < count() && !shown.has(focus)) {
      rows.need(focus, focus);
      take(focus);
    }
    const now = Date.now();
    for (const [place, row] of shown)
      drawRow(row, rows.row(place), columns, data, { now, strings, set: id => rows.set(id) });
    mark();
  }

  /** Exactly one cell can be reached by Tab. */
  function mark(): void {
    for (const cell of grid.querySelectorAll('[tabindex="0"]')) cell.setAttribute('tabindex', '-1');
    cellAt(active)?.setAttribute('tabindex', '0');
  }

  function cellAt({ row, column }: GridPlace): HTMLElement | undefined {
    const line = row === 0 ? header : shown.get(row - 1)?.root;
    const cell = line?.children[column];
    return cell instanceof HTMLElement ? cell : undefined;
  }

  function moveTo(next: GridPlace, isKey: boolean): void {
    follower.stop();
    active = next;
    revealCell(root, active, columns, { rowHeight, header: header.offsetHeight }, isKey);
    render();
    cellAt(active)?.focus({ preventScroll: true });
  }

  function sortBy({ sort }: GridColumn): void {
    if (data === undefined || sort === undefined) return;
    const isSame =
      data.sort.by === sort.by &&
      (sort.by !== 'column' || data.sort.by !== 'column' || data.sort.column === sort.column);
    actions.sort({ ...sort, descending: isSame && !data.sort.descending });
  }

  function headerUsed(column: GridColumn): void {
    if (column.kind === 'select') all((data?.selected ?? 0) === count() ? 'none' : 'all');
    else sortBy(column);
  }

  function toggle(place: number): void {
    anchor = place;
    actions.select({ kind: 'toggle', at: place }, orderAt(place));
  }

  function rangeTo(place: number, order = orderAt(place)): void {
    anchor ??= active.row - 1;
    actions.select({ kind: 'range', from: Math.max(0, anchor), to: place }, order);
  }

  function pressed(event: KeyboardEvent): void {
    if (event.key === 'Tab' || !follower.isLooking) {
      used(event);
      return;
    }
    // Meant for the member with the focus, whose place is not known for this moment.
    event.preventDefault();
    void follower.settled().then(() => used(event));
  }

  function used(event: KeyboardEvent): void {
    const command = event.ctrlKey || event.metaKey;
    const place = active.row - 1;
    const column = columns[active.column];
    if (command && event.key.toLowerCase() === 'a') all('all');
    else if (event.key === 'Escape') all('none');
    else if (event.key === ' ' || event.key === 'Enter') {
      if (active.row === 0) {
        if (column !== undefined) headerUsed(column);
      } else if (event.key === 'Enter') actions.showMember(place, orderAt(place));
      else if (event.shiftKey) rangeTo(place);
      else toggle(place);
    } else {
      const next = gridMove(
        active,
        { key: event.key, command },
        { rows: count(), columns: columns.length, page: pageRows() },
      );
      if (next === undefined) return;
      if (event.shiftKey && next.row > 0 && place >= 0 && next.row !== active.row) rangeTo(next.row - 1);
      else if (!event.shiftKey) anchor = undefined;
      moveTo(next, true);
    }
    event.preventDefault();
  }

  function clicked(event: MouseEvent): void {
    const cell = event.target instanceof Element ? event.target.closest('.cell') : null;
    const line = cell?.parentElement;
    const place = Number(line?.dataset['place']);
    if (!line || Number.isNaN(place)) return;
    const column = [...line.children].indexOf(cell);
    if (event.type === 'dblclick') {
      actions.showMember(place, orderAt(place));
      return;
    }
    const order = orderAt(place);
    const member = rows.row(place)?.member;
    const goThere = (): void => moveTo({ row: place + 1, column }, false);
    if (event.shiftKey && follower.isLooking) {
      // Where the range begins is known in a moment.
      void follower.settled().then(() => {
        rangeTo(place, order);
        goThere();
      });
      return;
    }
    if (event.shiftKey) rangeTo(place);
    else if (columns[column]?.kind === 'select' || event.ctrlKey || event.metaKey) toggle(place);
    else anchor = place;
    goThere();
    if (data === undefined || order === data.order) return;
    // The row in sight was of a former order: its member is elsewhere by now.
    anchor = undefined;
    follower.reordered(data.order, member);
  }

  return {
    root,
    update(next) {
      const isReordered = data !== undefined && next.order !== data.order;
      const member = isReordered ? focused() : undefined;
      data = next;
      columns = columnsOf(next, strings);
      const isShort = count() === 0;
      active = {
        row: Math.min(active.row, count()),
        column: Math.min(active.column, columns.length - 1),
      };
      grid.setAttribute('aria-rowcount', String(count() + 1));
      grid.setAttribute('aria-colcount', String(columns.length));
      grid.style.setProperty('--columns', columns.map(({ width }) => `${width}px`).join(' '));
      grid.style.width = `${columns.reduce((sum, { width }) => sum + width, 0)}px`;
      body.style.height = `${count() * rowHeight}px`;
      body.hidden = isShort;
      rows.reset(next.version);
      const head = JSON.stringify([
        next.columns,
        next.sort,
        next.portals.length,
        next.selected === 0,
        next.selected === count(),
      ]);
      if (head !== drawnHead) {
        drawnHead = head;
        const hadFocus = header.contains(document.activeElement);
        drawHeader(header, columns, next, strings, index => {
          const column = columns[index];
          if (column === undefined) return;
          active = { row: 0, column: index };
          headerUsed(column);
          moveTo(active, false);
        });
        if (hadFocus) cellAt({ row: 0, column: active.column })?.focus({ preventScroll: true });
      }
      if (isReordered) {
        // Where it was, another member is by now.
        anchor = undefined;
        follower.reordered(next.order, member);
      }
      render();
    },
    render,
    focus: () => moveTo(active, false),
  };
}
