// One list of members of a shortage, read from the host a hundred at a time when it is opened.
import { count } from '../core/format';
import { membersAtOnce } from '../shared/simulation';
import type { SimulationList, SimulationMember, SimulationStrings } from '../shared/simulation';
import { fill } from '../shared/strings';
import { element } from './dom';

export interface MemberRows {
  readonly rows: readonly SimulationMember[];
  readonly total: number;
}

export interface MemberActions {
  /** One page of rows, from the place given. */
  readonly read: (start: number) => Promise<MemberRows>;
  /** Copies the names of the whole list; the button waits meanwhile. */
  readonly copy: (button: { disabled: boolean }) => void;
  /** Tells a screen reader. */
  readonly say: (text: string) => void;
}

/**
 * A block that opens and closes. Nothing is asked for before it is opened.
 * @param isOpen whether it stands open from the start
 */
export function memberList(
  list: SimulationList,
  s: SimulationStrings,
  isOpen: boolean,
  { read, copy, say }: MemberActions,
): HTMLElement {
  const body = element('div', { class: 'list-body' });
  const summary = element(
    'summary',
    {},
    element('span', { class: 'list-heading' }, list.heading),
    element('span', { class: 'list-note' }, list.note),
  );
  if (list.total === 0) return element('div', { class: 'list plain' }, ...summary.childNodes);
  const root = element('details', { class: 'list' }, summary, body);
  let asked = false;

  const open = (start: number, focus: 'previous' | 'next' | undefined): void => {
    asked = true;
    if (!body.hasChildNodes()) body.append(element('p', { class: 'quiet' }, s.loading));
    read(start).then(
      answer => show(start, answer, focus),
      (error: unknown) => {
        asked = false;
        const text = fill(s.failed, error instanceof Error ? error.message : String(error));
        body.replaceChildren(element('p', { class: 'quiet' }, text));
        say(text);
      },
    );
  };
  const show = (start: number, { rows, total }: MemberRows, focus: 'previous' | 'next' | undefined): void => {
    const number = (value: number): string => count(value, s.language);
    const range = fill(s.rows, number(start + 1), number(start + rows.length), number(total));
    const turn = (which: 'previous' | 'next', label: string, to: number): HTMLElement => {
      const made = element(
        'vscode-button',
        {
          attributes: { appearance: 'secondary', 'data-turn': which },
          on: { click: () => open(to, which) },
        },
        label,
      );
      made.disabled = to < 0 || to >= total;
      return made;
    };
    const pages =
      total <= membersAtOnce
        ? []
        : [
            element(
              'div',
              { class: 'pager' },
              turn('previous', s.previous, start - membersAtOnce),
              element('span', {}, range),
              turn('next', s.next, start + membersAtOnce),
            ),
          ];
    const copying = element(
      'vscode-button',
      { attributes: { appearance: 'secondary', 'data-copy': '' }, on: { click: () => copy(copying) } },
      s.copyNames,
    );
    body.replaceChildren(
      element('div', { class: 'pager' }, copying),
      element('ol', { class: 'members', attributes: { start: String(start + 1) } }, ...rows.map(rowOf)),
      ...pages,
    );
    if (focus === undefined) return;
    say(range);
    const buttons = [...body.querySelectorAll<HTMLElement & { disabled: boolean }>('[data-turn]')];
    const same = buttons.find(button => button.dataset['turn'] === focus && !button.disabled);
    (same ?? buttons.find(button => !button.disabled))?.focus();
  };
  const rowOf = ({ name, detail, offline }: SimulationMember): HTMLElement =>
    element(
      'li',
      {},
      element('span', { class: 'member' }, name),
      element('span', { class: 'quiet' }, detail),
      ...(offline === true ? [element('span', { class: 'mark' }, s.offline)] : []),
    );

  root.addEventListener('toggle', () => {
    if (root.open && !asked) open(0, undefined);
  });
  root.open = isOpen;
  return root;
}
