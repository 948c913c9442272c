// What the parts of the report of a time line have in common. Text of others is escaped.
import { localDateTime, utcDateTime } from '../format';
import type { Timeline } from './timelineTypes';

/** In UTC, then in the portal's zone; our own words, nothing of others that could be markup. @param at ms epoch */
export const moment = ({ timeZone }: Timeline, at: number): string =>
  `${utcDateTime(at)}, ${localDateTime(at, timeZone)}`;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Cells are Markdown already. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] => [
  row(heads),
  row(heads.map(() => '---')),
  ...rows.map(row),
  '',
];

/** As it is: escape it where it becomes markup. */
export const labelOf = (timeline: Timeline, id: string): string =>
  timeline.subjects.find(subject => subject.id === id)?.label ?? id;
