// Rows of a plan that is an operation of the portal's license.
import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { OfflineRelease, OperationPlan } from '../../core/planTypes';
import { paged } from '../pagedNodes';
import { group, headNode, icons, warningNodes, type PlanNode } from './planNodeParts';
import type { PlanBoard, PlanState } from './planState';
import { offlineWords, progressWords, requestsWords } from '../../core/planWords';

/** Rows of an operation of the portal's license. */
export function operationNodes(state: PlanState, plan: OperationPlan, board: PlanBoard): readonly PlanNode[] {
  const outcome = state.state === 'applied' ? state.report.operationOutcome : undefined;
  const releases = plan.operation.name === 'releaseLicense' ? plan.operation.releases : [];
  return [
    headNode(state, plan.title, requestsWords(Math.max(1, releases.length))),
    ...(outcome?.reason === undefined
      ? []
      : [
          {
            id: 'outcome',
            label: outcome.reason,
            tooltip: outcome.reason,
            icon: icons[outcome.outcome],
          },
        ]),
    ...warningNodes(plan.warnings),
    group('does', l10n.t('What it does'), plan.does.length, true, () =>
      plan.does.map((text, index) => ({
        id: `does/${index}`,
        label: text,
        tooltip: text,
        icon: new vscode.ThemeIcon('info'),
      })),
    ),
    group('releases', l10n.t('Offline licenses'), releases.length, true, () =>
      paged('releases', releases, release => releaseNode(release, board)),
    ),
    group('now', l10n.t('What the portal says now'), plan.now.length, true, () =>
      paged('now', plan.now, ({ name, value }, index) => ({
        id: `now/${index}`,
        label: name,
        description: value,
        icon: new vscode.ThemeIcon('tag'),
      })),
    ),
  ].filter(node => node !== undefined);
}

function releaseNode(release: OfflineRelease, board: PlanBoard): PlanNode {
  const { itemId, username, title } = release;
  const progress = board.progressOf(itemId, username);
  const what = [title, offlineWords(release)].join(' · ');
  return {
    id: `releases/${release.id}`,
    label: username,
    description:
      progress === undefined ? what : `${what}  · ${progressWords(progress.state, progress.reason)}`,
    tooltip: [username, what, ...(progress?.reason === undefined ? [] : [progress.reason])].join('\n'),
    icon: progress === undefined ? new vscode.ThemeIcon('debug-disconnect') : icons[progress.state],
    context: 'hasUser',
    username,
  };
}
