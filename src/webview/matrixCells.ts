// One cell of the matrix in signs and in words: what is held, since when it is idle, whether it is offline or not known.
import { utcDay } from '../core/format';
import type { MatrixStrings, PageCell, PageSet } from '../shared/matrix';
import { fill } from '../shared/strings';
import { element, icon } from './dom';

const dayMs = 24 * 60 * 60 * 1000;
const offlineIcon =
  'M13.6 2.4a3.7 3.7 0 0 0-5.2 0L7 3.8l.7.7 1.4-1.4a2.7 2.7 0 0 1 3.8 3.8l-1.4 1.4.7.7 1.4-1.4a3.7 3.7 0 0 0 0-5.2zM8.3 11.5l-1.4 1.4a2.7 2.7 0 0 1-3.8-3.8l1.4-1.4-.7-.7-1.4 1.4a3.7 3.7 0 0 0 5.2 5.2L9 12.2l-.7-.7zM2.4 1.7l-.7.7 11.9 11.9.7-.7L2.4 1.7z';

/** How long ago, short: "12 d", "5 mo", "2 y". @param now epoch ms */
export function shortAge(at: number, now: number, { cells }: Pick<MatrixStrings, 'cells'>): string {
  const days = Math.floor((now - at) / dayMs);
  if (days < 1) return cells.today;
  if (days < 60) return fill(cells.days, String(days));
  if (days < 730) return fill(cells.months, String(Math.floor(days / 30)));
  return fill(cells.years, String(Math.floor(days / 365)));
}

const ageWord = (lastUsed: number | null | '?', now: number, strings: MatrixStrings): string =>
  lastUsed === null ? strings.cells.never : lastUsed === '?' ? lastUsed : shortAge(lastUsed, now, strings);

/** The whole of a cell in words, for the tooltip and for screen readers. */
export function cellWords(
  cell: PageCell | undefined,
  set: PageSet | undefined,
  strings: MatrixStrings,
): string {
  const { cells } = strings;
  if (cell === undefined) return cells.loading;
  if (cell === 0) return cells.none;
  if (cell === 1) return cells.unknown;
  if (cell === 2) return cells.absent;
  const [, lastUsed, offline] = cell;
  return [
    set?.whole ?? '',
    fill(
      cells.lastUsed,
      lastUsed === null ? cells.never : lastUsed === '?' ? cells.unknown : utcDay(lastUsed),
    ),
    offlineWords(offline, cells),
  ]
    .filter(text => text !== '')
    .join(', ');
}

function offlineWords(offline: number | boolean | '?', cells: MatrixStrings['cells']): string {
  if (offline === '?') return cells.offlineUnknown;
  if (typeof offline === 'number') return fill(cells.offlineSince, utcDay(offline));
  return offline ? cells.offline : '';
}

/** Fills an element with a cell. Colour is never alone: each state has a sign or a word of its own. */
export function drawCell(
  into: HTMLElement,
  cell: PageCell | undefined,
  set: PageSet | undefined,
  now: number,
  strings: MatrixStrings,
): void {
  const words = cellWords(cell, set, strings);
  into.title = words;
  into.setAttribute('aria-label', words);
  if (cell === undefined) {
    into.className = 'cell waiting';
    into.replaceChildren();
    return;
  }
  if (typeof cell === 'number') {
    into.className = `cell ${cell === 0 ? 'none' : cell === 1 ? 'unknown' : 'absent'}`;
    into.replaceChildren(...(cell === 1 ? ['?'] : cell === 2 ? ['–'] : []));
    return;
  }
  const [, lastUsed, offline] = cell;
  const isNever = lastUsed === null;
  into.className = `cell held${isNever ? ' never' : ''}${offline === false || offline === '?' ? '' : ' offline'}`;
  into.replaceChildren(
    ...(offline === false ? [] : [icon(offlineIcon), ...(offline === '?' ? ['?'] : [])]),
    element('span', { class: 'set' }, set?.short ?? ''),
    element('span', { class: 'age' }, ageWord(lastUsed, now, strings)),
  );
}
