// The page around the matrix: filter, buttons, notices and counts. Knows nothing of messages; what it asks for is handed in.
import type { HolderFilter } from '../core/holderFilter';
import type { MatrixSort } from '../core/matrix/matrixSort';
import type { Selecting } from '../core/matrix/matrixState';
import type { MatrixAction, MatrixData, MatrixStrings, PageRows } from '../shared/matrix';
import { fill } from '../shared/strings';
import { element } from './dom';
import { createMatrixFilters } from './matrixFilters';
import type { Found } from './memberFollower';
import { createMatrixGrid } from './matrixGrid';
import { fillNoticeBar } from './noticeBar';
import { createRowWindow } from './rowWindow';

/** What the page asks of the host; every one may fail, and the page then shows the message. */
export interface MatrixPageActions {
  rows(version: number, from: number, count: number): Promise<PageRows>;
  filter(filter: HolderFilter): Promise<unknown>;
  sort(sort: MatrixSort): Promise<unknown>;
  select(order: number, selecting: Selecting): Promise<unknown>;
  showMember(order: number, at: number): Promise<unknown>;
  /** Where a member is now. */
  find(member: string): Promise<Found>;
  /** Answers what to say. */
  act(selection: number, action: MatrixAction): Promise<string>;
}

/** Counts are spoken when nothing has changed for so long, ms: not at every key. */
const speakAfterMs = 600;

export function createMatrixPage(
  root: HTMLElement,
  strings: MatrixStrings,
  actions: MatrixPageActions,
): { update(data: MatrixData): void } {
  let data: MatrixData | undefined;
  let speaking: ReturnType<typeof setTimeout> | undefined;
  let said = '';

  const live = element('div', { class: 'spoken', attributes: { 'aria-live': 'polite', role: 'status' } });
  const toast = element('div', { class: 'notice toast', attributes: { hidden: '' } });
  const notices = element('div', { class: 'notices' });
  const summary = element('div', { class: 'summary' });
  const empty = element('p', { class: 'nobody', attributes: { hidden: '' } });

  const tell = (text: string, tone: 'info' | 'error'): void => {
    toast.className = `notice toast ${tone}`;
    toast.textContent = text;
    toast.hidden = false;
    live.textContent = text;
  };
  const failed = (error: unknown): void =>
    tell(fill(strings.failed, error instanceof Error ? error.message : String(error)), 'error');

  const rows = createRowWindow(
    (version, from, count) => actions.rows(version, from, count),
    () => grid.render(),
    failed,
  );
  const grid = createMatrixGrid(strings, rows, {
    sort: sort => void actions.sort(sort).catch(failed),
    select: (selecting, order) => void actions.select(order, selecting).catch(failed),
    showMember: (at, order) => void actions.showMember(order, at).catch(failed),
    find: member => actions.find(member),
  });
  const filters = createMatrixFilters(strings, filter => void actions.filter(filter).catch(failed));

  const button = (action: MatrixAction, primary = false): HTMLElement & { disabled: boolean } =>
    element(
      'vscode-button',
      {
        attributes: { id: `act-${action}`, appearance: primary ? 'primary' : 'secondary' },
        on: { click: () => act(action) },
      },
      strings.actions[action],
    );
  const act = (action: MatrixAction): void => {
    toast.hidden = true;
    actions.act(data?.selection ?? 0, action).then(text => {
      if (text !== '') tell(text, 'info');
    }, failed);
  };
  const portals = button('portals');
  const provision = button('provision', true);
  const revoke = button('revoke', true);
  const heading = element('h1', {}, strings.title);
  const controls = element(
    'div',
    { class: 'tools' },
    portals,
    button('columns'),
    button('savedFilters'),
    button('saveFilter'),
    button('export'),
    button('refresh'),
  );
  const bar = element(
    'div',
    { class: 'bar' },
    summary,
    element('div', { class: 'tools' }, provision, revoke),
  );
  root.classList.add('matrix');
  root.replaceChildren(
    element('header', { class: 'head' }, heading, controls),
    filters.root,
    toast,
    notices,
    bar,
    grid.root,
    empty,
    element('p', { class: 'spoken', attributes: { id: 'grid-hint' } }, strings.gridHint),
    live,
  );

  return {
    update(next) {
      data = next;
      const isNone = next.portals.length === 0;
      heading.textContent =
        next.portals.length === 1 ? `${strings.title}: ${next.portals[0]?.name ?? ''}` : strings.title;
      portals.hidden = !next.canChoosePortals;
      for (const part of [filters.root, bar, controls]) part.hidden = isNone;
      filters.update(next);
      fillNoticeBar(notices, next.notices, button);
      summary.textContent = next.summary;
      for (const one of [provision, revoke]) {
        one.disabled = next.selected === 0;
        one.toggleAttribute('disabled', one.disabled);
      }
      grid.root.hidden = isNone;
      empty.hidden = next.matching > 0;
      empty.textContent = isNone
        ? strings.noPortal
        : next.total === 0
          ? strings.nobodyYet
          : next.mayMiss
            ? strings.nobodyKnown
            : strings.nobody;
      grid.update(next);
      clearTimeout(speaking);
      speaking = setTimeout(() => {
        // Progress is seen, not spoken at every step.
        if (next.notices.some(({ busy }) => busy === true) || next.summary === said) return;
        said = next.summary;
        live.textContent = next.summary;
      }, speakAfterMs);
    },
  };
}
