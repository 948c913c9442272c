// The Plan view's actions, and the records: journal and log.
import * as vscode from 'vscode';
import { PortalError } from '../../core/problem';
import { journalText } from '../../core/journalText';
import type { JournalStore } from '../../services/journalTypes';
import type { App } from '../app';
import { Command } from '../commandIds';
import type { Desk } from '../plan/planDesk';
import { planDocument } from '../plan/planDocument';
import type { PlanBoard } from '../plan/planState';
import { targetsOf } from '../tree/nodeTarget';

export type PlanCommand =
  | typeof Command.applyPlan
  | typeof Command.cancelApply
  | typeof Command.planAgain
  | typeof Command.discardPlan
  | typeof Command.toggleNotification
  | typeof Command.openPlanDocument
  | typeof Command.saveReport
  | typeof Command.showJournal;

interface Deps {
  readonly app: Pick<App, 'connections' | 'pickPortal'>;
  readonly desk: Desk;
  readonly board: PlanBoard;
  readonly journal: JournalStore;
  /** Shows the plan that is on the desk. */
  readonly showPlan: () => Promise<void>;
  /** Shows read-only text in an editor tab. */
  readonly showText: (name: string, text: string) => Promise<void>;
}

export function planHandlers({
  app,
  desk,
  board,
  journal,
  showText,
  showPlan,
}: Deps): Readonly<Record<PlanCommand, (...args: unknown[]) => unknown>> {
  const documentText = (): string =>
    planDocument(board.current, plan => app.connections.get(plan.portalId)?.name ?? plan.portalId);

  return {
    [Command.applyPlan]: () => desk.apply(),
    [Command.cancelApply]: () => desk.cancel(),
    [Command.planAgain]: () => desk.planAgain(),
    [Command.discardPlan]: () => desk.discard(),
    [Command.toggleNotification]: () => desk.toggleNotification(),
    [Command.openPlanDocument]: async () => {
      if (board.current.state === 'none')
        throw new PortalError({ kind: 'badInput' }, vscode.l10n.t('There is no plan on the desk.'));
      await showPlan();
    },
    [Command.saveReport]: async () => {
      const { current } = board;
      if (current.state !== 'applied')
        throw new PortalError(
          { kind: 'badInput' },
          vscode.l10n.t('There is no report yet: apply a plan first.'),
        );
      const day = new Date(current.report.endedAt).toISOString().slice(0, 10);
      const uri = await vscode.window.showSaveDialog({
        title: vscode.l10n.t('Save the report'),
        filters: { Markdown: ['md'], JSON: ['json'] },
        defaultUri: vscode.Uri.joinPath(
          vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/'),
          `license-report-${day}.md`,
        ),
      });
      if (uri === undefined) return;
      const text = uri.path.endsWith('.json')
        ? JSON.stringify({ plan: current.plan, report: current.report }, null, 2) + '\n'
        : documentText();
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    },
    [Command.showJournal]: async (...args) => {
      const portalId = targetsOf(args[0], args[1])[0]?.portalId ?? (await app.pickPortal());
      if (portalId === undefined) return;
      await showText('journal.md', journalText(await journal.read(portalId)));
    },
  };
}
