// Formatting a policy, as a source action: rules that stand on one line stay there.
import * as vscode from 'vscode';
import { formatPolicy } from '../../../core/policy/formatPolicy';
import { rangeOf } from '../../files/fileDiagnostics';

/**
 * A second formatter of JSON would make VS Code ask for a default one, for all JSON there is ("There are multiple formatters"), and its own breaks
 * every rule into lines. A source action stands beside it, and can be done with every save (`editor.codeActionsOnSave`).
 */
export const formatKind = vscode.CodeActionKind.Source.append('formatLicensePolicy');

export function formatAction(): vscode.CodeActionProvider {
  return {
    provideCodeActions: (document, _, { only }) => {
      if (only === undefined || !only.contains(formatKind)) return [];
      const { options } = vscode.window.visibleTextEditors.find(one => one.document === document) ?? {};
      const tabSize = typeof options?.tabSize === 'number' ? options.tabSize : 2;
      const insertSpaces = options?.insertSpaces !== false;
      const edits = formatPolicy(document.getText(), { tabSize, insertSpaces });
      if (edits.length === 0) return [];
      const action = new vscode.CodeAction(vscode.l10n.t('Format License Policy'), formatKind);
      action.edit = new vscode.WorkspaceEdit();
      for (const edit of edits) action.edit.replace(document.uri, rangeOf(document, edit), edit.newText);
      return [action];
    },
  };
}
