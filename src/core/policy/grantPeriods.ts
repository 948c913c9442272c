// When a grant is in force, and where it stands in the text.
import type { TextSpan } from '../files/fileProblem';
import { endOfDay, startOfDay } from './policyDays';
import { defaultPriority } from './policyTypes';
import type { Grant, People, Policy, Selector } from './policyTypes';
import type { WishReason } from './wishTypes';

/** Half-open, in ms epoch: from `start`, before `end`. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

/** From the first instant of `from` to the last one of `until`, as days of the zone; without them, always. */
export const periodOf = ({ from, until }: Grant, timeZone: string): Period => ({
  start: from === undefined ? Number.NEGATIVE_INFINITY : startOfDay(from.text, timeZone),
  end: until === undefined ? Number.POSITIVE_INFINITY : endOfDay(until.text, timeZone),
});

export const isInForce = ({ start, end }: Period, now: number): boolean => start <= now && now < end;

export const overlaps = (one: Period, other: Period): boolean =>
  one.start < other.end && other.start < one.end;

export const priorityOf = ({ priority }: Grant): number => priority ?? defaultPriority;

/** The zone that the document's days are counted in. */
export const zoneOf = (policy: Policy, organizationZone: string): string =>
  policy.timeZone?.text ?? organizationZone;

/** Line (from 1) of every place, found in the time of a look-up. */
export function createLines(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return offset => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

/** The place of a rule as the reason of a row. */
export const reasonAt = (at: TextSpan, text: string, lineOf: (offset: number) => number): WishReason => ({
  line: lineOf(at.offset),
  offset: at.offset,
  length: at.length,
  text,
});

/** What a rule is called in a plan: its note, or what it gives to whom. Text of the document: never markup. */
export function grantText({ note, give, to }: Grant): string {
  if (note !== undefined && note.trim() !== '') return shortened(note.trim());
  const what = give.map(one => one.text).join(' + ');
  const whom = peopleText(to);
  return shortened(what === '' ? whom : `${what} → ${whom}`);
}

const shortened = (text: string): string => (text.length <= 120 ? text : `${text.slice(0, 119)}…`);

/** Names a selection in few words: teams and keys, and at most two members. */
export const peopleText = ({ selectors }: People): string => selectors.map(selectorText).join(', ');

function selectorText(selector: Selector): string {
  const names = selector.members.map(one => one.text);
  const parts = [
    ...selector.teams.map(one => one.text),
    ...(names.length <= 3 ? names : [`${names.slice(0, 2).join(', ')} +${names.length - 2}`]),
    ...selector.rosters.map(one => one.text),
    ...[...selector.userTypes, ...selector.roles, ...selector.groups].map(one => one.text),
    ...(selector.everyone ? ['*'] : []),
  ];
  const all = parts.join(', ');
  return selector.except === undefined ? all : `${all} − (${peopleText(selector.except)})`;
}
