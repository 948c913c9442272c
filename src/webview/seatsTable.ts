// The table twin of the step chart: every subject at every boundary, with the seats, who holds them, and how many are too many.
import { count } from '../core/format';
import type {
  SimulationCell,
  SimulationData,
  SimulationStrings,
  SimulationSubject,
} from '../shared/simulation';
import { fill } from '../shared/strings';
import { element } from './dom';

export interface SeatsTable {
  readonly root: HTMLElement;
  /** @param chosen key of the subject that the chart shows */
  update(data: SimulationData, subjects: readonly SimulationSubject[], chosen: string | undefined): void;
}

/** @param choose what a click or Enter on a subject does: the chart shows it. */
export function createSeatsTable(s: SimulationStrings, choose: (key: string) => void): SeatsTable {
  const root = element('div', {
    class: 'table-region seats',
    attributes: { role: 'region', tabindex: '0', 'aria-label': s.table },
  });

  return {
    root,
    update(data, subjects, chosen) {
      const focused =
        document.activeElement instanceof HTMLElement ? document.activeElement.dataset['row'] : undefined;
      const hasBefore = subjects.some(one => one.before !== undefined);
      const scroll = [root.scrollLeft, root.scrollTop] as const;
      root.replaceChildren(
        element(
          'table',
          {},
          element('caption', {}, s.table),
          element(
            'thead',
            {},
            element(
              'tr',
              {},
              element('th', { attributes: { scope: 'col' } }, s.subject),
              element('th', { class: 'number', attributes: { scope: 'col' } }, s.heldColumn),
              ...(hasBefore
                ? [element('th', { class: 'number', attributes: { scope: 'col' } }, s.beforeColumn)]
                : []),
              ...data.boundaries.map(({ short, when, causes }) =>
                element(
                  'th',
                  {
                    class: 'number',
                    attributes: { scope: 'col', title: [when, ...causes].join('\n') },
                  },
                  short,
                ),
              ),
            ),
          ),
          element('tbody', {}, ...subjects.map(subject => rowOf(subject, subject.key === chosen))),
        ),
      );
      root.scrollTo(scroll[0], scroll[1]);
      if (focused !== undefined)
        root.querySelector<HTMLElement>(`[data-row="${CSS.escape(focused)}"]`)?.focus();
    },
  };

  function rowOf(subject: SimulationSubject, isChosen: boolean): HTMLElement {
    const held = subject.cells[0];
    return element(
      'tr',
      { class: isChosen ? 'chosen' : '' },
      element(
        'th',
        { attributes: { scope: 'row' } },
        element(
          'button',
          {
            class: 'row-link',
            attributes: { type: 'button', 'data-row': subject.key, 'aria-pressed': String(isChosen) },
            on: { click: () => choose(subject.key) },
          },
          subject.label,
        ),
        ...(subject.group === undefined ? [] : [element('div', { class: 'group' }, subject.group)]),
      ),
      element('td', { class: held?.held === undefined ? 'number none' : 'number' }, heldText(held, s)),
      ...[...(subject.before === undefined ? [] : [subject.before]), ...subject.cells].map(cell =>
        element(
          'td',
          { class: `number${cell.over > 0 ? ' over' : ''}${cell.seats === undefined ? ' none' : ''}` },
          seatsText(cell, s),
          ...(cell.over > 0
            ? [element('div', { class: 'over-by' }, `▲ ${fill(s.overBy, amount(cell.over, cell, s))}`)]
            : []),
        ),
      ),
    );
  }
}

/** A count of a cell that may be a lower bound: `10,000+`. */
function amount(value: number, cell: SimulationCell, s: SimulationStrings): string {
  return `${count(value, s.language)}${cell.atLeast === true ? '+' : ''}`;
}

/** Who holds it, or that it is not known; never 0 for what was not read. */
export function heldText(cell: SimulationCell | undefined, s: SimulationStrings): string {
  return cell?.held === undefined ? s.notKnown : amount(cell.held, cell, s);
}

/** The seats there are, or that it is not known. */
export function seatsText(cell: SimulationCell, s: SimulationStrings): string {
  return cell.seats === undefined ? s.notKnown : count(cell.seats, s.language);
}
