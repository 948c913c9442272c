// What can be done with a policy, above its first line.
import * as vscode from 'vscode';
import { Command } from '../../commandIds';

/** The commands have no arguments, and so are about the active editor, for the reason that fileLenses.ts gives. */
export function policyLenses(): vscode.CodeLensProvider {
  return {
    provideCodeLenses: () => {
      const top = new vscode.Range(0, 0, 0, 0);
      const commands: readonly vscode.Command[] = [
        {
          command: Command.planPolicy,
          title: vscode.l10n.t('Plan'),
          tooltip: vscode.l10n.t(
            'Show what would make the portal as this policy says; it is applied from there',
          ),
        },
        {
          command: Command.checkDrift,
          title: vscode.l10n.t('Check Drift'),
          tooltip: vscode.l10n.t('Show where the portal is not as this policy says; nothing is changed'),
        },
        {
          command: Command.adoptState,
          title: vscode.l10n.t('Adopt…'),
          tooltip: vscode.l10n.t('Write a new policy of what a portal has now'),
        },
      ];
      return commands.map(command => new vscode.CodeLens(top, command));
    },
  };
}
