// Tells the conditions of menus which files were said to be ours, or not to be. Loaded with activation: menus stand before anything else runs.
import * as vscode from 'vscode';
import type { ChoicesState } from './recognise';
import { saidOfFiles } from './recognise';

/** @param state remembers what an administrator said that a file is (`fileChoicesState`). */
export function tellFileMenus(state: ChoicesState): void {
  const { treated, foreign } = saidOfFiles(state, uri => vscode.Uri.parse(uri));
  void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.treatedFiles', treated);
  void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.foreignFiles', foreign);
}
