// Which documents an administrator has open for editing: those that a tab shows, and not what a view of changes shows.
import * as vscode from 'vscode';

/** Not what a view of changes or an extension shows: only what the administrator can edit is a file of theirs. */
export const isEditable = ({ scheme }: vscode.Uri): boolean =>
  scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(scheme) === true;

export const documentOf = (uri: vscode.Uri): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find(one => one.uri.toString() === uri.toString());

export function urisOf({ input }: vscode.Tab): readonly vscode.Uri[] {
  if (input instanceof vscode.TabInputText) return [input.uri];
  return input instanceof vscode.TabInputTextDiff ? [input.original, input.modified] : [];
}

export function isInTab(uri: vscode.Uri): boolean {
  const wanted = uri.toString();
  return vscode.window.tabGroups.all
    .flatMap(group => group.tabs)
    .some(tab => urisOf(tab).some(one => one.toString() === wanted));
}
