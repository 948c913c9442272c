// What can be done with a plan, above the first line of its document; where nothing can, why.
import * as vscode from 'vscode';
import { Command } from '../commandIds';
import { reviewedOf, reviewSelector, type PlanReview } from './planReviewDocument';
import type { PlanBoard, PlanState } from './planState';

/** Titles of what can be done, or a sentence without a command. Every command is about the plan on the desk, which is the one that is shown. */
export function planActions(
  current: PlanState,
  shownId: string | undefined,
  isTrusted: boolean,
): readonly vscode.Command[] {
  const says = (title: string): vscode.Command => ({ title, command: '' });
  const does = (command: Command, title: string, tooltip: string): vscode.Command => ({
    command,
    title,
    tooltip,
  });
  const replan = does(
    Command.planAgain,
    vscode.l10n.t('Plan Again'),
    vscode.l10n.t('Read the portal and the file once more, and make the plan anew'),
  );
  const compare = does(
    Command.comparePlan,
    vscode.l10n.t('Compare Before and After'),
    vscode.l10n.t('Show what the members hold before and after this plan side by side'),
  );
  if (current.state === 'none')
    return [says(vscode.l10n.t('This plan was closed: it cannot be applied from here any more'))];
  if (current.state === 'reading') return [says(vscode.l10n.t('A plan is being made anew…'))];
  const state = reviewedOf(current);
  if (state === undefined || state.plan.id !== shownId)
    return [
      says(vscode.l10n.t('Superseded by another plan')),
      does(
        Command.openPlanDocument,
        vscode.l10n.t('Show That Plan'),
        vscode.l10n.t('Show the plan that is in the Plan view now'),
      ),
    ];
  const { plan } = state;
  switch (state.state) {
    case 'applying':
      return [says(vscode.l10n.t('This plan is being applied…'))];
    case 'applied':
      return [
        says(vscode.l10n.t('This plan was applied')),
        // A saved plan whose members were changed is refused from then on.
        ...(isTrusted && state.source?.kind !== 'saved' ? [replan] : []),
        does(
          Command.saveReport,
          vscode.l10n.t('Save Report…'),
          vscode.l10n.t('Save what came of every member'),
        ),
        compare,
      ];
    case 'ready':
      return [
        ...(plan.requests.length === 0
          ? [says(vscode.l10n.t('Nothing to apply'))]
          : isTrusted
            ? [
                does(
                  Command.applyPlan,
                  vscode.l10n.t('Apply…'),
                  vscode.l10n.t('Ask, and then make the portal as this plan says'),
                ),
              ]
            : [says(vscode.l10n.t('Nothing is applied in Restricted Mode'))]),
        // A plan that was opened from its file is saved already.
        ...(plan.changes.length === 0 || state.source?.kind === 'saved'
          ? []
          : [
              does(
                Command.savePlan,
                vscode.l10n.t('Save Plan…'),
                vscode.l10n.t('Save it as a file, to be reviewed and applied later'),
              ),
            ]),
        ...(isTrusted ? [replan] : []),
        ...(plan.changes.length === 0 ? [] : [compare]),
      ];
  }
}

export function registerPlanLenses(board: PlanBoard, review: PlanReview): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    review.onDidChange(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.languages.registerCodeLensProvider(reviewSelector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: () =>
        planActions(board.current, review.planId(), vscode.workspace.isTrusted).map(
          command => new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command),
        ),
    }),
  );
}
