// The file that a command is about when it is called without one: from the palette, a keybinding, or above the first line of the file.
import * as vscode from 'vscode';
import { isForImport } from '../../core/files/importFile';
import type { FileChoices } from './language/fileChoices';

/** The file of the active editor where its name, its content or what was chosen for it says that it is ours. */
export function activeFile(choices: Pick<FileChoices, 'of'>): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) return undefined;
  const { as } = choices.of(document.uri);
  if (as === 'none') return undefined;
  const name = document.uri.path.split('/').at(-1) ?? '';
  return as !== undefined || isForImport(name, document.getText()) ? document.uri : undefined;
}
