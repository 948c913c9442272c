// Plan state → rows of the Plan view. Rows are made when their parent opens, a page at a time.
import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { count } from '../../core/format';
import type { ImportPlan, ImportRow, LedgerRow, MemberChange, MemberPlan } from '../../core/planTypes';
import { hasChanged, isFileKept, validatedRows } from '../../core/files/importPlanText';
import { importRowName, importRowWords, importSectionName } from '../../core/files/importRowText';
import { lockedOutWords, overAssignedSeats, overAssignedWhen } from '../../core/files/overAssignedText';
import { paged } from '../pagedNodes';
import { group, headNode, icons, warningNodes, type PlanNode } from './planNodeParts';
import { operationNodes } from './planOperationNodes';
import type { PlanBoard, PlanState } from './planState';
import {
  deltaWords,
  entitlementWords,
  movedSeats,
  ledgerWords,
  progressWords,
  requestWords,
  setWords,
  skipWords,
  summaryWords,
  titleOf,
  warningWords,
} from '../../core/planWords';

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
  switch (state.plan.kind) {
    case 'members':
      return memberNodes(state, state.plan, board);
    case 'import':
      return importNodes(state, state.plan);
    case 'operation':
      return operationNodes(state, state.plan, board);
  }
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
        label:
          row.entitlement === undefined
            ? titleOf(plan, row.itemId)
            : entitlementWords(plan, row.itemId, row.entitlement),
        description: ledgerWords(row),
        tooltip: `${titleOf(plan, row.itemId)} · ${row.entitlement ?? l10n.t('users of the listing')}`,
        icon: new vscode.ThemeIcon(seatIcon(row)),
      })),
    ),
    group('skipped', l10n.t('Skipped'), plan.skipped.length, plan.changes.length === 0, () =>
      paged('skipped', plan.skipped, (skip, index) => ({
        id: `skipped/${index}`,
        label: skip.username,
        description: skipWords(plan, skip),
        tooltip: `${skip.username} · ${titleOf(plan, skip.itemId)} · ${skipWords(plan, skip)}`,
        icon: new vscode.ThemeIcon(skip.reason === 'unchanged' ? 'dash' : 'circle-slash'),
        context: 'hasUser',
        username: skip.username,
      })),
    ),
    group('requests', l10n.t('Requests'), plan.requests.length, false, () =>
      paged('requests', plan.requests, request => ({
        id: `requests/${request.id}`,
        label: titleOf(plan, request.itemId),
        description: requestWords(plan, request),
        tooltip: request.users.join('\n'),
        icon: new vscode.ThemeIcon('send'),
      })),
    ),
  ].filter(node => node !== undefined);
}

function changeNode(plan: MemberPlan, change: MemberChange, board: PlanBoard): PlanNode {
  const id = `changes/${change.itemId}/${change.username}`;
  const progress = board.progressOf(change.itemId, change.username);
  const before = l10n.t('Before: {0}', setWords(plan, change.itemId, change.before));
  const after = l10n.t('After: {0}', setWords(plan, change.itemId, change.after));
  const delta =
    plan.targets.length > 1
      ? `${deltaWords(plan, change)}  · ${titleOf(plan, change.itemId)}`
      : deltaWords(plan, change);
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
    ...(state.state === 'applied' && isFileKept(state.report) ? [keptNode(plan)] : []),
    ...(outcome?.reason === undefined
      ? []
      : [{ id: 'outcome', label: outcome.reason, icon: icons[outcome.outcome] }]),
    ...warningNodes(plan.warnings),
    validatedNode(plan),
    comparisonNode(plan, state.state === 'applied' ? (state.report.importComparison ?? []) : []),
    overAssignedNode(plan),
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

/** The way back: what was imported before this. */
const keptNode = ({ portalId, appId }: ImportPlan): PlanNode => ({
  id: 'kept',
  label: l10n.t('This file and earlier ones are kept'),
  description: l10n.t('they can be imported again'),
  icon: new vscode.ThemeIcon('history'),
  context: 'keptFiles',
  snapshotsOf: { portalId, ...(appId === undefined ? {} : { appId }) },
});

/** What the portal answered to `validateLicense`, before anything is imported (issue section 5). */
function validatedNode({ validated, rows: named }: ImportPlan): PlanNode | undefined {
  if (validated === undefined) return undefined;
  const titles = new Map(named.map(row => [`${row.section} ${row.name}`, importRowName(row)]));
  const rows = validatedRows(validated).map(row => ({
    ...row,
    name: titles.get(`${row.section} ${row.id}`) ?? row.name,
  }));
  const label =
    validated.version === undefined
      ? l10n.t('Validated by the portal: {0} entries', count(rows.length))
      : l10n.t('Validated by the portal: version {0}, {1} entries', validated.version, count(rows.length));
  return {
    id: 'validated',
    label,
    tooltip: `${label}\n${l10n.t('The portal accepts the file: this is what it read in it, before the import.')}`,
    icon: new vscode.ThemeIcon('verified'),
    children: () =>
      paged('validated', rows, (row, index) => {
        const words = [
          importSectionName(row.section),
          ...(row.seats === ''
            ? []
            : [row.seats === '1' ? l10n.t('1 seat') : l10n.t('{0} seats', row.seats)]),
          ...(row.starts === '' ? [] : [l10n.t('from {0}', row.starts)]),
          ...(row.ends === '' ? [] : [l10n.t('ends {0}', row.ends)]),
        ].join(' · ');
        return {
          id: `validated/${index}`,
          label: row.name,
          description: words,
          tooltip: `${row.name} (${row.id})\n${words}`,
          icon: new vscode.ThemeIcon('tag'),
        };
      }),
  };
}

/** What the portal itself says after the import; what has not changed is in the document. */
function comparisonNode(plan: ImportPlan, rows: readonly ImportRow[]): PlanNode | undefined {
  // What the preview called something keeps its name.
  const titles = new Map(plan.rows.map(row => [`${row.section} ${row.name}`, row]));
  const nameOf = (row: ImportRow): string => importRowName(titles.get(`${row.section} ${row.name}`) ?? row);
  const changed = rows.filter(hasChanged);
  return group('compared', l10n.t('What the portal says now'), changed.length, changed.length <= 10, () =>
    paged('compared', changed, (row, index) => ({
      id: `compared/${index}`,
      label: nameOf(row),
      description: importRowWords(row),
      tooltip: `${importSectionName(row.section)} · ${row.name}`,
      icon: new vscode.ThemeIcon('diff'),
    })),
  );
}

/** What would be over-assigned; below each, who is locked out by it. */
function overAssignedNode({ overAssigned }: ImportPlan): PlanNode | undefined {
  if (overAssigned === undefined) return undefined;
  const { items, rosters } = overAssigned;
  return group('over', l10n.t('Over-assigned after this import'), items.length, items.length <= 3, () =>
    paged('over', items, (item, index) => {
      const names = item.lockedOut.roster === undefined ? [] : (rosters[item.lockedOut.roster] ?? []);
      const words = `${overAssignedWhen(item)} · ${overAssignedSeats(item)} · ${lockedOutWords(item)}`;
      return {
        id: `over/${index}`,
        label: item.label,
        description: words,
        tooltip: `${item.label}\n${words}`,
        icon: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
        ...(names.length === 0
          ? {}
          : {
              children: () =>
                paged(`over/${index}/members`, names, name => ({
                  id: `over/${index}/members/${name}`,
                  label: name,
                  icon: new vscode.ThemeIcon('account'),
                  context: 'hasUser',
                  username: name,
                })),
            }),
      };
    }),
  );
}

/** Fewer seats than are held, or something that the portal has and then no more. */
const isLoss = ({ before, after, held }: ImportPlan['rows'][number]): boolean =>
  (after ?? 0) < (held ?? 0) || (after === 0 && (before ?? 0) > 0);

function seatIcon(row: LedgerRow): string {
  if (row.total !== undefined && row.after - (row.maybe?.after ?? 0) > row.total) return 'warning';
  return row.after > row.before ? 'arrow-up' : row.after < row.before ? 'arrow-down' : 'dash';
}
