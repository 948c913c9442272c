// The header of the matrix: who the member is, then a column for each listing with its seats and whether its list is whole.
import type { MatrixSort } from '../core/matrix/matrixSort';
import type { MatrixData, MatrixStrings, PageColumn } from '../shared/matrix';
import { element, icon } from './dom';

export interface GridColumn {
  readonly kind: 'select' | 'user' | 'name' | 'type' | 'portal' | 'listing';
  readonly title: string;
  /** CSS pixels. */
  readonly width: number;
  /** Stays in sight when the table is scrolled sideways. */
  readonly fixed: boolean;
  /** Absent: cannot be sorted by. */
  readonly sort?: MatrixSort;
  readonly listing?: PageColumn;
}

const checkIcon = 'M13.5 3.5 6 11 2.5 7.5l-.7.7L6 12.4l8.2-8.2-.7-.7z';
const someIcon = 'M3 7.5h10v1H3z';
const warningIcon =
  'M7.56 1h.88l6.54 12.26-.44.74H1.44l-.42-.74L7.56 1zM8 2.28 2.28 13H13.7L8 2.28zM8.625 12v-1h-1.25v1h1.25zm-1.25-2V6h1.25v4h-1.25z';

const up = (by: 'name' | 'fullName' | 'userType' | 'portal'): MatrixSort => ({ by, descending: false });

/** The columns of now: the portal's only where there are several. */
export function columnsOf(data: MatrixData, { columns }: MatrixStrings): readonly GridColumn[] {
  return [
    { kind: 'select', title: columns.select, width: 32, fixed: true },
    { kind: 'user', title: columns.user, width: 176, fixed: true, sort: up('name') },
    { kind: 'name', title: columns.name, width: 160, fixed: false, sort: up('fullName') },
    { kind: 'type', title: columns.type, width: 136, fixed: false, sort: up('userType') },
    ...(data.portals.length > 1
      ? [{ kind: 'portal' as const, title: columns.portal, width: 216, fixed: false, sort: up('portal') }]
      : []),
    ...data.columns.map(listing => ({
      kind: 'listing' as const,
      title: listing.title,
      // Of two of one name the part that differs must be in sight.
      width: listing.tag === undefined ? 180 : 230,
      fixed: false,
      sort: { by: 'column' as const, column: listing.key, descending: false },
      listing,
    })),
  ];
}

/** An empty or a ticked box, or one with a dash for some. */
export function tick(state: 'none' | 'some' | 'all'): HTMLElement {
  return element(
    'span',
    { class: `tick ${state}`, attributes: { 'aria-hidden': 'true' } },
    ...(state === 'none' ? [] : [icon(state === 'all' ? checkIcon : someIcon)]),
  );
}

/** @param used told the place of the column whose header was clicked */
export function drawHeader(
  into: HTMLElement,
  columns: readonly GridColumn[],
  data: MatrixData,
  strings: MatrixStrings,
  used: (index: number) => void,
): void {
  let left = 0;
  into.replaceChildren(
    ...columns.map((column, index) => {
      const made = headerCell(column, data, strings);
      made.setAttribute('aria-colindex', String(index + 1));
      made.addEventListener('click', () => used(index));
      if (column.fixed) {
        made.classList.add('fixed');
        made.style.left = `${left}px`;
        left += column.width;
      }
      return made;
    }),
  );
}

function headerCell(column: GridColumn, data: MatrixData, strings: MatrixStrings): HTMLElement {
  const attributes = { role: 'columnheader', tabindex: '-1' };
  if (column.kind === 'select') {
    const state = data.selected === 0 ? 'none' : data.selected === data.matching ? 'all' : 'some';
    const label = state === 'all' ? strings.selectNone : strings.selectAll;
    return element(
      'div',
      { class: 'cell head select', attributes: { ...attributes, title: label, 'aria-label': label } },
      tick(state),
    );
  }
  const { sort } = column;
  const isSorted =
    sort !== undefined &&
    data.sort.by === sort.by &&
    (sort.by !== 'column' || (data.sort.by === 'column' && data.sort.column === sort.column));
  const { descending } = data.sort;
  const listing = column.listing;
  const name = listing?.tag === undefined ? column.title : `${column.title} (${listing.tag})`;
  const details = [listing?.seats, listing?.overText, listing?.stateText].filter(
    text => text !== undefined && text !== '',
  );
  const made = element(
    'div',
    {
      class: `cell head${listing === undefined ? '' : ` ${listing.state}${listing.over > 0 ? ' over' : ''}`}`,
      attributes: {
        ...attributes,
        title: [name, ...details].join('\n'),
        'aria-label': [name, ...details].join(', '),
        ...(isSorted ? { 'aria-sort': descending ? 'descending' : 'ascending' } : {}),
      },
    },
    element(
      'span',
      { class: 'title' },
      element('span', { class: 'words' }, column.title),
      ...(listing?.tag === undefined ? [] : [element('span', { class: 'tag' }, listing.tag)]),
      ...(isSorted
        ? [
            element(
              'span',
              { class: 'sorted', attributes: { 'aria-hidden': 'true' } },
              descending ? '▼' : '▲',
            ),
          ]
        : []),
    ),
  );
  if (listing === undefined) return made;
  made.append(
    element(
      'span',
      { class: 'seats' },
      ...(listing.over > 0 || listing.state === 'partial' || listing.state === 'failed'
        ? [icon(warningIcon)]
        : []),
      element('span', { class: 'words' }, stateOf(listing, strings)),
    ),
  );
  return made;
}

/** What stands below the title: the seats, and what is wrong with them. */
function stateOf(listing: PageColumn, strings: MatrixStrings): string {
  const { states } = strings;
  const more = [
    listing.over > 0 ? states.over : '',
    // A list that is cut has its sign and a plus behind the number; why, stands in the tooltip.
    listing.state === 'complete' || listing.state === 'partial' ? '' : states[listing.state],
  ].filter(text => text !== '');
  return [listing.seats, ...more].filter(text => text !== '').join(' · ');
}
