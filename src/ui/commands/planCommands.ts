// The Plan view's actions.
import * as vscode from 'vscode';
import { PortalError } from '../../core/problem';
import type { App } from '../app';
import { Command } from '../commandIds';
import type { Desk } from '../plan/planDesk';
import { documentOf } from '../plan/documentOf';
import type { PlanBoard } from '../plan/planState';

export type PlanCommand =
  | typeof Command.applyPlan
  | typeof Command.pauseApply
  | typeof Command.resumeApply
  | typeof Command.cancelApply
  | typeof Command.planAgain
  | typeof Command.discardPlan
  | typeof Command.toggleNotification
  | typeof Command.openPlanDocument
  | typeof Command.comparePlan
  | typeof Command.saveReport;

interface Deps {
  readonly app: Pick<App, 'connections'>;
  readonly desk: Desk;
  readonly board: PlanBoard;
  /** Shows the plan that is on the desk. */
  readonly showPlan: () => Promise<void>;
  /** Shows what its members hold before and after it. */
  readonly comparePlan: () => Promise<void>;
}

export function planHandlers({
  app,
  desk,
  board,
  showPlan,
  comparePlan,
}: Deps): Readonly<Record<PlanCommand, (...args: unknown[]) => unknown>> {
  return {
    [Command.applyPlan]: () => desk.apply(),
    [Command.pauseApply]: () => desk.pause(),
    [Command.resumeApply]: () => desk.goOn(),
    [Command.cancelApply]: () => desk.cancel(),
    [Command.planAgain]: () => desk.planAgain(),
    [Command.discardPlan]: () => desk.discard(),
    [Command.toggleNotification]: () => desk.toggleNotification(),
    [Command.openPlanDocument]: async () => {
      if (board.current.state === 'none')
        throw new PortalError({ kind: 'badInput' }, vscode.l10n.t('There is no plan on the desk.'));
      await showPlan();
    },
    [Command.comparePlan]: comparePlan,
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
        : documentOf(board, app.connections);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    },
  };
}
