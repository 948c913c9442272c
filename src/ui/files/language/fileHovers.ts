// Hovers over the names of a file: what they are, and what the portal says of them.
import * as vscode from 'vscode';
import type { Sentence } from '../../../core/files/texts';
import { markdownText } from '../../../core/markdown';
import { isAbort } from '../../../core/problem';
import { withAbort } from '../../adapters';
import { rangeOf } from '../fileDiagnostics';
import { say } from '../words';
import type { CheckedFiles } from './checkedFiles';
import type { SchemaHelp } from './schemaHelp';

/** Text of the portal and of the file stays text: nothing in it becomes markup, a link or a command. */
export function fileHovers(checked: CheckedFiles, schema: SchemaHelp): vscode.HoverProvider {
  return {
    provideHover: async (document, position, token) => {
      const kind = checked.get(document.uri)?.kind;
      if (kind === undefined) return undefined;
      const offset = document.offsetAt(position);
      try {
        const found = await withAbort(token, signal => checked.hover(document.uri, offset, signal));
        if (found === undefined) {
          const meant = await schema.hover(document, kind, offset);
          return (
            meant &&
            new vscode.Hover(new vscode.MarkdownString(markdownText(meant.text)), rangeOf(document, meant))
          );
        }
        return new vscode.Hover(hoverText(found), rangeOf(document, found));
      } catch (error) {
        if (isAbort(error)) return undefined;
        throw error;
      }
    },
  };
}

/** A title and lines as text: nothing in them becomes markup, a link or a command. */
export function hoverText({
  title,
  lines,
}: {
  readonly title: string;
  readonly lines: readonly Sentence[];
}): vscode.MarkdownString {
  const text = new vscode.MarkdownString(`**${markdownText(title)}**`);
  for (const line of lines) text.appendMarkdown(`\n\n${markdownText(say(line))}`);
  return text;
}
