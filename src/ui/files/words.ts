// The sentences of core, said in the language of the editor.
import * as vscode from 'vscode';
import { fileTexts } from '../../core/files/texts';
import type { Sentence } from '../../core/files/texts';

/** The texts of `fileTexts` are keys of the l10n bundle; their arguments are filled in here. */
export function say(one: Sentence): string {
  return vscode.l10n.t(
    fileTexts[one.code],
    ...one.args.map(arg => (typeof arg === 'object' ? say(arg) : arg)),
  );
}
