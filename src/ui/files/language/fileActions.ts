// Quick fixes of problems, at their places in the text that was checked.
import * as vscode from 'vscode';
import type { FileProblem } from '../../../core/files/fileProblem';
import { rangeOf } from '../fileDiagnostics';
import { say } from '../words';
import type { CheckedFile } from './checkedFiles';

/** The latest check of each file that is looked after. */
interface Checked {
  get(uri: vscode.Uri): Pick<CheckedFile, 'version' | 'problems'> | undefined;
}

/** Offers the fixes of the problems that a range touches. A text that was edited since its check gets none until it is checked again. */
export function fileActions(checked: Checked): vscode.CodeActionProvider {
  return {
    provideCodeActions: (document, range, { diagnostics }) => {
      const file = checked.get(document.uri);
      if (file?.version !== document.version) return [];
      return file.problems
        .filter(one => one.fixes !== undefined && rangeOf(document, one).intersection(range) !== undefined)
        .flatMap(one => {
          const about = diagnostics.filter(
            diagnostic => diagnostic.code === one.code && diagnostic.range.isEqual(rangeOf(document, one)),
          );
          return actionsOf(document, one, about);
        });
    },
  };
}

function actionsOf(
  document: vscode.TextDocument,
  problem: FileProblem,
  diagnostics: readonly vscode.Diagnostic[],
): readonly vscode.CodeAction[] {
  return (problem.fixes ?? []).map((fix, index) => {
    const action = new vscode.CodeAction(say(fix.title), vscode.CodeActionKind.QuickFix);
    action.edit = new vscode.WorkspaceEdit();
    for (const edit of fix.edits) action.edit.replace(document.uri, rangeOf(document, edit), edit.newText);
    action.diagnostics = [...diagnostics];
    // A guess is an administrator's to choose: "Auto Fix" and "fix all" take what is preferred without a question.
    action.isPreferred = index === 0 && fix.isGuess !== true;
    return action;
  });
}
