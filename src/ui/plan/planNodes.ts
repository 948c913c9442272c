// Plan state → rows of the Plan view. Rows are made when their parent opens, a page at a time.
import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { ImportPlan, LedgerRow, MemberChange, MemberPlan } from '../../core/planTypes';
import { entitlementName } from '../../core/catalog';
import { importRowName, importRowWords, importSectionName } from '../../core/files/importRowText';
import type { MemberProgress, PlanBoard, PlanState } from './planState';
import {
  count,
  deltaWords,
  movedSeats,
  ledgerWords,
  progressWords,
  requestWords,
  setWords,
  skipWords,
  summaryWords,
  titleOf,
  warningWords,
} from './planWords';

export interface PlanNode {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Plain text: never markup. */
  readonly tooltip?: string;
  readonly icon?: vscode.ThemeIcon;
  readonly context?: string;
  readonly username?: string;
  readonly expanded?: boolean;
  readonly children?: () => readonly PlanNode[];
}

const pageSize = 100;
const warningsInSight = 3;
const icons: Record<MemberProgress, vscode.ThemeIcon> = {
  sending: new vscode.ThemeIcon('sync~spin'),
  waiting: new vscode.ThemeIcon('sync~spin'),
  done: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  notDone: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  unknown: new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground')),
};

/** The top rows for a state. */
export function planNodes(state: PlanState, board: PlanBoard): readonly PlanNode[] {
  if (state.state === 'none') return [];
  if (state.state === 'reading') {
    return [
      {
        id: 'reading',
        label: state.title,
        description: l10n.t('reading the current state…'),
        icon: new vscode.ThemeIcon('loading~spin'),
      },
    ];
  }
  return state.plan.kind === 'import'
    ? importNodes(state, state.plan)
    : memberNodes(state, state.plan, board);
}

function memberNodes(state: PlanState, plan: MemberPlan, board: PlanBoard): readonly PlanNode[] {
  const open = plan.requests.length > 0;
  const seats = movedSeats(plan);
  return [
    headNode(state, plan.title, summaryWords(plan)),
    ...warningNodes(plan.warnings.map(warning => warningWords(plan, warning))),
    ...(open
      ? [
          {
            id: 'notification',
            label: plan.suppressCustomerEmail
              ? l10n.t('Members get no e-mail')
              : l10n.t('Members get an e-mail from the portal'),
            icon: new vscode.ThemeIcon(plan.suppressCustomerEmail ? 'bell-slash' : 'mail'),
            context: state.state === 'ready' ? 'notification' : '',
          },
        ]
      : []),
    group('changes', l10n.t('Changes'), plan.changes.length, plan.changes.length <= 25, () =>
      paged('changes', plan.changes, change => changeNode(plan, change, board)),
    ),
    group('seats', l10n.t('Seats'), seats.length, true, () =>
      paged('seats', seats, (row, index) => ({
        id: `seats/${index}`,
        label: row.entitlement === undefined ? titleOf(plan, row.itemId) : entitlementName(row.entitlement),
        description: ledgerWords(row),
        tooltip: `${titleOf(plan, row.itemId)} · ${row.entitlement ?? l10n.t('users of the listing')}`,
        icon: new vscode.ThemeIcon(seatIcon(row)),
      })),
    ),
    group('skipped', l10n.t('Skipped'), plan.skipped.length, plan.changes.length === 0, () =>
      paged('skipped', plan.skipped, (skip, index) => ({
        id: `skipped/${index}`,
        label: skip.username,
        description: skipWords(skip),
        tooltip: `${skip.username} · ${titleOf(plan, skip.itemId)} · ${skipWords(skip)}`,
        icon: new vscode.ThemeIcon(skip.reason === 'unchanged' ? 'dash' : 'circle-slash'),
        context: 'hasUser',
        username: skip.username,
      })),
    ),
    group('requests', l10n.t('Requests'), plan.requests.length, false, () =>
      paged('requests', plan.requests, request => ({
        id: `requests/${request.id}`,
        label: titleOf(plan, request.itemId),
        description: requestWords(request),
        tooltip: request.users.join('\n'),
        icon: new vscode.ThemeIcon('send'),
      })),
    ),
  ].filter(node => node !== undefined);
}

function headNode(state: PlanState, title: string, summary: string): PlanNode {
  if (state.state === 'applying') {
    const phase =
      state.phase === 'checking'
        ? l10n.t('checking the current state…')
        : state.phase === 'readingBack'
          ? l10n.t('reading back…')
          : l10n.t('{0} of {1} requests sent', count(state.sent), count(state.of));
    return { id: 'head', label: title, description: phase, icon: new vscode.ThemeIcon('sync~spin') };
  }
  if (state.state !== 'applied')
    return {
      id: 'head',
      label: title,
      description: summary,
      icon: new vscode.ThemeIcon('checklist'),
      tooltip: `${title}\n${summary}`,
    };
  const { report } = state;
  const outcomes = [
    ...report.results.map(result => result.outcome),
    ...(report.importOutcome === undefined ? [] : [report.importOutcome.outcome]),
  ];
  const of = (outcome: string): number => outcomes.filter(one => one === outcome).length;
  const words = [
    l10n.t('{0} done', count(of('done'))),
    ...(of('notDone') > 0 ? [l10n.t('{0} not done', count(of('notDone')))] : []),
    ...(of('unknown') > 0 ? [l10n.t('{0} not known', count(of('unknown')))] : []),
    ...(report.cancelled ? [l10n.t('cancelled')] : []),
  ].join(' · ');
  const worst: MemberProgress = of('unknown') > 0 ? 'unknown' : of('notDone') > 0 ? 'notDone' : 'done';
  return { id: 'head', label: title, description: words, icon: icons[worst], tooltip: `${title}\n${words}` };
}

/** The first warnings, and a row that opens to the rest: many must not hide what would change. */
function warningNodes(texts: readonly string[]): readonly PlanNode[] {
  const icon = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  const nodes = texts.map((text, index) => ({ id: `warning/${index}`, label: text, tooltip: text, icon }));
  if (nodes.length <= warningsInSight + 1) return nodes;
  const rest = nodes.slice(warningsInSight);
  return [
    ...nodes.slice(0, warningsInSight),
    {
      id: 'warnings/more',
      label: l10n.t('{0} more warnings', count(rest.length)),
      icon,
      children: () => rest,
    },
  ];
}

function changeNode(plan: MemberPlan, change: MemberChange, board: PlanBoard): PlanNode {
  const id = `changes/${change.itemId}/${change.username}`;
  const progress = board.progressOf(change.itemId, change.username);
  const before = l10n.t('Before: {0}', setWords(change.before));
  const after = l10n.t('After: {0}', setWords(change.after));
  const delta =
    plan.targets.length > 1 ? `${deltaWords(change)}  · ${titleOf(plan, change.itemId)}` : deltaWords(change);
  return {
    id,
    label: change.username,
    description:
      progress === undefined ? delta : `${delta}  · ${progressWords(progress.state, progress.reason)}`,
    tooltip: [
      change.username,
      titleOf(plan, change.itemId),
      before,
      after,
      ...(progress?.reason === undefined ? [] : [progress.reason]),
    ].join('\n'),
    icon: progress === undefined ? new vscode.ThemeIcon('account') : icons[progress.state],
    context: 'hasUser',
    username: change.username,
    expanded: plan.changes.length <= 3,
    children: () => [
      {
        id: `${id}/before`,
        label: before,
        icon: new vscode.ThemeIcon('circle-outline'),
        tooltip: change.before.join('\n'),
      },
      {
        id: `${id}/after`,
        label: after,
        icon: new vscode.ThemeIcon('circle-filled'),
        tooltip: change.after.join('\n'),
      },
    ],
  };
}

function importNodes(state: PlanState, plan: ImportPlan): readonly PlanNode[] {
  const outcome = state.state === 'applied' ? state.report.importOutcome : undefined;
  return [
    headNode(state, plan.title, l10n.t('1 request · replaces everything the portal has of it')),
    ...(outcome?.reason === undefined
      ? []
      : [{ id: 'outcome', label: outcome.reason, icon: icons[outcome.outcome] }]),
    ...warningNodes(plan.warnings),
    group('rows', l10n.t('Before and after'), plan.rows.length, true, () =>
      paged('rows', plan.rows, (row, index) => ({
        id: `rows/${index}`,
        label: importRowName(row),
        description: importRowWords(row),
        tooltip: `${importSectionName(row.section)} · ${row.name}`,
        icon: new vscode.ThemeIcon(
          row.effective !== undefined ? 'calendar' : isLoss(row) ? 'warning' : 'tag',
        ),
      })),
    ),
  ].filter(node => node !== undefined);
}

/** Fewer seats than are held, or something that the portal has and then no more. */
const isLoss = ({ before, after, held }: ImportPlan['rows'][number]): boolean =>
  (after ?? 0) < (held ?? 0) || (after === 0 && (before ?? 0) > 0);

function group(
  id: string,
  label: string,
  size: number,
  expanded: boolean,
  children: () => readonly PlanNode[],
): PlanNode | undefined {
  return size === 0 ? undefined : { id, label, description: count(size), expanded, children };
}

function seatIcon(row: LedgerRow): string {
  if (row.total !== undefined && row.after - (row.maybe?.after ?? 0) > row.total) return 'warning';
  return row.after > row.before ? 'arrow-up' : row.after < row.before ? 'arrow-down' : 'dash';
}

/** A hundred rows, and one that opens to the next hundred. */
function paged<T>(
  id: string,
  items: readonly T[],
  make: (item: T, index: number) => PlanNode,
  from = 0,
): readonly PlanNode[] {
  const rows = items.slice(from, from + pageSize).map((item, index) => make(item, from + index));
  const rest = items.length - from - rows.length;
  if (rest <= 0) return rows;
  return [
    ...rows,
    {
      id: `${id}/more/${from + pageSize}`,
      label: l10n.t('{0} more', count(rest)),
      icon: new vscode.ThemeIcon('ellipsis'),
      children: () => paged(id, items, make, from + pageSize),
    },
  ];
}
