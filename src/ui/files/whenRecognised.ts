// Waits for the first document of ours. Loaded with activation: nothing of the file features is, before there is one.
import * as vscode from 'vscode';
import { recognise } from './recognise';

/**
 * Calls `found` once, as soon as a document of ours is open: one of now, or one that is opened later.
 * @param state the workspace's, which remembers what an administrator said that a file is.
 */
export function whenRecognised(state: vscode.Memento, found: () => void): vscode.Disposable {
  const look = (document: vscode.TextDocument): boolean => {
    if (!recognise(document, state)) return false;
    watch.dispose();
    found();
    return true;
  };
  const watch = vscode.workspace.onDidOpenTextDocument(look);
  vscode.workspace.textDocuments.some(look);
  return watch;
}
