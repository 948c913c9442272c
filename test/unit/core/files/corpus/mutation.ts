// A mutation: a valid file with one fault or a few that belong together, and what has to be said of it, where.
import type { ItemId } from '../../../../../src/core/ids';
import type { PortalFacts } from '../../../../../src/core/files/lint/lintTypes';
import type { FileKind } from '../../../../../src/core/files/fileKinds';
import type { Cell, WrittenCsv } from './csvWriter';
import { csvStyles, writeCsv } from './csvWriter';
import type { Json, Span, Written } from './jsonWriter';
import { styles, tree, write } from './jsonWriter';

export type Severity = 'error' | 'warning' | 'information';

export interface Expected {
  readonly code: string;
  readonly severity: Severity;
  readonly at: Span;
  /** What the message has to say, in this order. */
  readonly numbers?: readonly string[];
}

/** How the file is looked at. */
export interface Circumstances {
  readonly name?: string;
  readonly facts?: PortalFacts;
  readonly appId?: string;
  readonly itemId?: ItemId;
  readonly as?: FileKind;
  /** ms epoch; a day in November 2026 where absent. */
  readonly now?: number;
  /** UTC where absent. */
  readonly timeZone?: string;
}

export interface Case {
  readonly how: Circumstances;
  readonly style: string;
  readonly text: string;
  readonly expected: readonly Expected[];
}

export interface Mutation {
  /** The code whose fault is seeded. */
  readonly code: string;
  readonly name: string;
  /** The file in every style. */
  readonly cases: () => readonly Case[];
}

/** @param numbers stand in the message, in this order; not looked at where absent */
export const said = (
  severity: Severity,
  code: string,
  at: Span,
  numbers: readonly string[] = [],
): Expected => ({ code, severity, at, numbers });

/** `mutate` edits a fresh tree, and says what is to be found in it once it is written. */
export function jsonMutation(
  code: string,
  name: string,
  make: () => unknown,
  mutate: (root: Json) => (written: Written) => readonly Expected[],
  circumstances: Circumstances = {},
): Mutation {
  return textMutation(
    code,
    name,
    make,
    root => {
      const verdict = mutate(root);
      return written => ({ text: written.text, expected: verdict(written) });
    },
    circumstances,
  );
}

/** As {@link jsonMutation}, for faults that are no tree: `edit` changes the written text. */
export function textMutation(
  code: string,
  name: string,
  make: () => unknown,
  mutate: (root: Json) => (written: Written) => Pick<Case, 'text' | 'expected'>,
  circumstances: Circumstances = {},
): Mutation {
  return {
    code,
    name,
    cases: () =>
      styles.map(style => {
        const root = tree(make());
        const edit = mutate(root);
        return { how: circumstances, style: style.name, ...edit(write(root, style)) };
      }),
  };
}

type Rows = readonly (readonly (string | Cell)[])[];

/** A roster of these rows. */
export function csvMutation(
  code: string,
  name: string,
  rows: Rows,
  verdict: (written: WrittenCsv) => readonly Expected[],
  circumstances: Circumstances = {},
): Mutation {
  return {
    code,
    name,
    cases: () =>
      csvStyles.map(style => {
        const written = writeCsv(rows, style);
        return {
          how: { name: 'members.csv', ...circumstances },
          style: style.name,
          text: written.text,
          expected: verdict(written),
        };
      }),
  };
}

/** A text that no writer makes, as it is. */
export function plainMutation(
  code: string,
  name: string,
  text: string,
  expected: readonly Expected[],
  circumstances: Circumstances = {},
): Mutation {
  return { code, name, cases: () => [{ how: circumstances, style: 'as it is', text, expected }] };
}
