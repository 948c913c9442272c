// Formatting: indentation and blanks. Lines stay as they are, because a short rule on one line is how policies are read, and so do comments.
import { format } from 'jsonc-parser';
import type { TextSpan } from '../files/fileProblem';
import type { TextEdit } from './textEdits';
import { layoutOf } from './textEdits';

export interface FormatOptions {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

/** The edits that format a policy, or a stretch of it. The content stays the same. */
export function formatPolicy(text: string, options: FormatOptions, range?: TextSpan): readonly TextEdit[] {
  const { eol } = layoutOf(text);
  return format(text, range, { ...options, eol, keepLines: true })
    .map(({ offset, length, content }) => {
      // It puts blanks inside of the brackets of a list on one line; this document, and VS Code's own formatter, put none.
      const isInBrackets = text[offset - 1] === '[' || text[offset + length] === ']';
      return { offset, length, newText: isInBrackets && content === ' ' ? '' : content };
    })
    .filter(one => text.slice(one.offset, one.offset + one.length) !== one.newText);
}
