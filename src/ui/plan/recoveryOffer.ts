// After a crash: says that a plan was interrupted, and reads its members again when asked (product.md rule 4).
import * as vscode from 'vscode';
import { inertText } from '../../core/inertText';
import type { ApplierDeps } from '../../services/applier';
import { closeUnfinished } from '../../services/recovery';
import { Command } from '../commandIds';

/** Reads journals only; asks the portal after the administrator's yes. */
export async function offerRecovery(deps: ApplierDeps): Promise<void> {
  for (const connection of deps.connections.list()) {
    const unfinished = await deps.journal.unfinished(connection.id);
    if (unfinished.length === 0) continue;
    const read: vscode.MessageItem = { title: vscode.l10n.t('Read Again') };
    const answer = await vscode.window.showWarningMessage(
      inertText(
        unfinished.length === 1
          ? vscode.l10n.t(
              'A plan for {0} was interrupted. Read its members again to find out what was done?',
              connection.name,
            )
          : vscode.l10n.t(
              '{0} plans for {1} were interrupted. Read their members again to find out what was done?',
              String(unfinished.length),
              connection.name,
            ),
      ),
      read,
    );
    if (answer !== read) continue;
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Reading the members of the interrupted plan…'),
      },
      () => closeUnfinished(deps, connection.id),
    );
    await vscode.commands.executeCommand(Command.showJournal, { portalId: connection.id });
  }
}
