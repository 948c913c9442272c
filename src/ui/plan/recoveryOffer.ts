// After a crash, or after a sign-in that was given up: says that a plan was interrupted, and reads what it was about again when asked (product.md rule 4).
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import { inertText } from '../../core/inertText';
import { interruptedQuestion, readingInterrupted } from '../../core/interruptedText';
import type { DamagedFile } from '../../core/journal';
import type { PortalId } from '../../core/ids';
import type { PortalConnection } from '../../core/model';
import { messageOf } from '../../core/problem';
import type { ApplierDeps } from '../../services/apply/applier';
import type { Log } from '../../services/ports';
import { closeUnfinished } from '../../services/apply/recovery';
import { Command } from '../commandIds';

interface Deps extends ApplierDeps {
  /** Until it is disposed, reads of the portal wait for a person where nobody is signed in. */
  readonly holdSignIn: (portalId: PortalId) => Disposable;
}

/**
 * Reads journals only; asks the portal after the administrator's yes. What is wrong with one portal or its journal keeps no other from its turn.
 * @param only the portal to look at; all by default.
 */
export async function offerRecovery(deps: Deps, only?: PortalId): Promise<void> {
  for (const connection of deps.connections.list().filter(({ id }) => only === undefined || id === only))
    try {
      await offerFor(deps, connection);
    } catch (error) {
      deps.log.error(
        `The interrupted plans of ${connection.name} could not be looked at: ${messageOf(error)}`,
      );
      void vscode.window.showErrorMessage(
        inertText(
          vscode.l10n.t('The journal of {0} could not be looked at: {1}', connection.name, messageOf(error)),
        ),
      );
    }
}

async function offerFor(deps: Deps, connection: PortalConnection): Promise<void> {
  const unfinished = await deps.journal.unfinished(connection);
  if (unfinished.length === 0) return;
  const kinds = unfinished.map(({ planned }) => planned.plan.kind);
  const read: vscode.MessageItem = { title: vscode.l10n.t('Read Again') };
  const answer = await vscode.window.showWarningMessage(
    inertText(interruptedQuestion(connection.name, kinds)),
    read,
  );
  if (answer !== read) return;
  const hold = deps.holdSignIn(connection.id);
  try {
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: inertText(readingInterrupted(connection.name, kinds)),
      },
      () => closeUnfinished(deps, connection.id),
    );
  } finally {
    hold.dispose();
  }
  await vscode.commands.executeCommand(Command.showJournal, { portalId: connection.id, page: 1 });
}

/** Tells of a file of the journal that cannot be trusted; the journal itself says which lines. */
export function tellDamage({ file, problem, lines }: DamagedFile, log: Log): void {
  const why = problem ?? JSON.stringify(lines);
  log.error(`The journal's file ${file} is damaged (${why}).`);
  void vscode.window.showWarningMessage(
    inertText(
      vscode.l10n.t(
        'The journal’s file {0} is damaged. What it says of an interrupted plan may be wrong or missing: refresh the portal, and look at Show Journal.',
        file,
      ),
    ),
  );
}
