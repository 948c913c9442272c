// Tells the conditions of menus which files were said to be ours, or not to be. Loaded with activation: menus stand before anything else runs.
import * as vscode from 'vscode';
import { saidOfFiles } from './recognise';

/** @param state the workspace's, which remembers what an administrator said that a file is. */
export function tellFileMenus(state: Pick<vscode.Memento, 'get'>): void {
  const { treated, foreign } = saidOfFiles(state, uri => vscode.Uri.parse(uri));
  void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.treatedFiles', treated);
  void vscode.commands.executeCommand('setContext', 'arcgisEntitlements.foreignFiles', foreign);
}
