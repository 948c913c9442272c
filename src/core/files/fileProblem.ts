// A problem of a file, at its text.
import type { Sentence, SentencePart, TextCode } from './texts';
import { sentence } from './texts';

export type Severity = 'error' | 'warning' | 'information';

/** `offset` and `length` are in UTF-16 units and lie inside the text. An error keeps the file from being imported. */
export interface FileProblem extends Sentence {
  readonly offset: number;
  readonly length: number;
  readonly severity: Severity;
  /** What would repair it, the best one first. None edits what is signed. */
  readonly fixes?: readonly FileFix[];
}

/** A change of the text that repairs a problem. `edits` do not overlap; their places are those of the text that was read. */
export interface FileFix {
  readonly title: Sentence;
  readonly edits: readonly (TextSpan & { readonly newText: string })[];
  /** What it writes is likely and not known: an administrator has to choose it, no "fix all" may. */
  readonly isGuess?: true;
}

/** A stretch of the text: a JSON node, a cell of a roster. */
export interface TextSpan {
  readonly offset: number;
  readonly length: number;
}

/** A name as the file writes it, with where it stands. */
export interface LocatedText extends TextSpan {
  readonly text: string;
}

export function problem(
  severity: Severity,
  at: TextSpan,
  code: TextCode,
  ...args: readonly SentencePart[]
): FileProblem {
  const { message } = sentence(code, ...args);
  return { code, args, message, severity, offset: at.offset, length: at.length };
}

export const isBlocking = (problems: readonly FileProblem[]): boolean =>
  problems.some(one => one.severity === 'error');

/** The same span, moved and cut so that it lies inside the text; at least one character where there is one. */
export function insideText(span: TextSpan, textLength: number): TextSpan {
  const offset = Math.max(0, Math.min(span.offset, textLength - 1));
  return { offset, length: Math.max(0, Math.min(Math.max(1, span.length), textLength - offset)) };
}

/** At most `limit` problems, errors first by place; one more line says how many were left out. */
export function limited(problems: readonly FileProblem[], limit = 200): readonly FileProblem[] {
  if (problems.length <= limit) return problems;
  const rank = { error: 0, warning: 1, information: 2 };
  const kept = [...problems].sort((a, b) => rank[a.severity] - rank[b.severity]).slice(0, limit);
  const first = kept[0] ?? { offset: 0, length: 0 };
  return [...kept, problem('information', first, 'json.tooMany', problems.length - limit)];
}

/** The line (from 1) that an offset is in. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
