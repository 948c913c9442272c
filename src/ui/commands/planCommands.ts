// The Plan view's actions, and the records: journal and log.
import * as v from 'valibot';
import * as vscode from 'vscode';
import { portalId } from '../../core/ids';
import type { JournalPage } from '../../core/journal';
import { PortalError } from '../../core/problem';
import { journalText } from '../../core/journalText';
import type { JournalStore } from '../../services/journal/journalTypes';
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

const JournalArgument = v.strictObject({
  portalId: v.pipe(v.string(), v.transform(portalId)),
  page: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

/**
 * Which plans to show, where they do not all fit one text: nothing is asked where they do.
 * @returns the number of the page, 1 for the newest plans; undefined where the administrator dismissed the question.
 */
async function pickPage(pages: readonly JournalPage[]): Promise<number | undefined> {
  if (pages.length < 2) return 1;
  const day = (at: number | undefined): string =>
    at === undefined ? '' : new Date(at).toISOString().slice(0, 10);
  let newer = 0;
  const items = pages.map(({ plans, from, until }, index) => {
    const first = newer + 1;
    newer += plans ?? 0;
    return {
      page: index + 1,
      label:
        plans === undefined
          ? vscode.l10n.t('Plans from before the journal had a file for each')
          : index === 0
            ? vscode.l10n.t('The newest plans')
            : plans === 1
              ? vscode.l10n.t('Plan {0}, counted from the newest', first)
              : vscode.l10n.t('Plans {0} to {1}, counted from the newest', first, newer),
      description: day(from) === day(until) ? day(from) : `${day(from)} – ${day(until)}`,
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Show Journal'),
    placeHolder: vscode.l10n.t('Which plans?'),
  });
  return picked?.page;
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
      const asked = v.safeParse(JournalArgument, args[0]);
      const portal = asked.success
        ? asked.output.portalId
        : (targetsOf(args[0], args[1])[0]?.portalId ?? (await app.pickPortal()));
      if (portal === undefined) return;
      const pages = await journal.pages(portal);
      const page = asked.success ? asked.output.page : await pickPage(pages);
      if (page === undefined) return;
      await showText('journal.md', journalText(await journal.read(portal, page), page, pages));
    },
  };
}
