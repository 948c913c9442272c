// Edits of a text, and how it is laid out.
import type { TextSpan } from '../files/fileProblem';

/** Puts `newText` in the place of a stretch of the text. */
export interface TextEdit extends TextSpan {
  readonly newText: string;
}

/** The text with all edits made. Their places are those of the text as it was, and they do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.offset - b.offset || a.length - b.length)) {
    result += text.slice(at, edit.offset) + edit.newText;
    at = edit.offset + edit.length;
  }
  return result + text.slice(at);
}

/** The edits in order: those inside of a larger one are left out, and those that touch become one. */
export function mergedEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  const inOrder = [...edits].sort((a, b) => a.offset - b.offset || a.length - b.length);
  const merged: TextEdit[] = [];
  for (const edit of inOrder) {
    const last = merged.at(-1);
    const end = last === undefined ? -1 : last.offset + last.length;
    if (last === undefined || edit.offset > end) merged.push(edit);
    else if (edit.offset === end) {
      merged[merged.length - 1] = {
        offset: last.offset,
        length: last.length + edit.length,
        newText: last.newText + edit.newText,
      };
    } else if (edit.offset === last.offset && edit.length > last.length) merged[merged.length - 1] = edit;
  }
  return merged;
}

export interface Layout {
  /** One step of indentation. */
  readonly indent: string;
  readonly eol: string;
}

/** How a JSON text is indented, from its first indented line; two blanks where there is none. */
export function layoutOf(text: string): Layout {
  const indent = /[{[][^\S\r\n]*\r?\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return { indent, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}

/** The blanks at the start of the line that a place is in. */
export function marginAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}
