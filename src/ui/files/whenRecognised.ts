// Waits for the first document of ours. Loaded with activation: nothing of what looks after it is, before there is one.
import type * as vscode from 'vscode';

type Workspace = Pick<
  typeof vscode.workspace,
  'textDocuments' | 'onDidOpenTextDocument' | 'onDidChangeTextDocument'
>;

/**
 * Calls `found` once, as soon as a document of ours is open: one of now, one that is opened later, or an empty one that is filled, as by pasting.
 * Each edit of a document of another name costs the look at its name.
 * @param isOurs has to be quick: it is asked about every document that is opened, and at every edit.
 */
export function whenRecognised(
  workspace: Workspace,
  isOurs: (document: vscode.TextDocument) => boolean,
  found: () => void,
): { dispose(): void } {
  let links: readonly vscode.Disposable[] = [];
  let isOver = false;
  const dispose = (): void => {
    isOver = true;
    for (const link of links) link.dispose();
    links = [];
  };
  const look = (document: vscode.TextDocument): boolean => {
    if (isOver || !isOurs(document)) return false;
    dispose();
    found();
    return true;
  };
  if (workspace.textDocuments.some(look)) return { dispose };
  links = [
    workspace.onDidOpenTextDocument(look),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) look(document);
    }),
  ];
  return { dispose };
}
