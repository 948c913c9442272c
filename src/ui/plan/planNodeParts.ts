// What the rows of every plan have in common: the head, warnings, groups and pages.
import * as vscode from 'vscode';
import { count } from '../../core/format';
import type { PortalId } from '../../core/ids';
import { l10n } from 'vscode';
import type { MemberProgress } from '../../core/planWords';
import type { PlanState } from './planState';
import { requestsWords } from '../../core/planWords';

export interface PlanNode {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Plain text: never markup. */
  readonly tooltip?: string;
  readonly icon?: vscode.ThemeIcon;
  readonly context?: string;
  readonly username?: string;
  /** Whose kept files the row's commands are about. */
  readonly snapshotsOf?: { readonly portalId: PortalId; readonly appId?: string };
  readonly expanded?: boolean;
  readonly children?: () => readonly PlanNode[];
}

const warningsInSight = 3;
export const icons: Record<MemberProgress, vscode.ThemeIcon> = {
  sending: new vscode.ThemeIcon('sync~spin'),
  waiting: new vscode.ThemeIcon('sync~spin'),
  done: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  notDone: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  unknown: new vscode.ThemeIcon('question', new vscode.ThemeColor('list.warningForeground')),
};

function phaseWords({ phase, sent, of, until }: Extract<PlanState, { state: 'applying' }>): string {
  switch (phase) {
    case 'checking':
      return l10n.t('checking the current state…');
    case 'sending':
      return l10n.t('{0} of {1} sent', count(sent), requestsWords(of));
    case 'paused':
      return l10n.t('paused: {0} of {1} sent', count(sent), requestsWords(of));
    case 'readingBack':
      return l10n.t('reading back…');
    case 'restarting':
      return until === undefined
        ? l10n.t('the portal restarts; waiting until it answers…')
        : l10n.t('the portal restarts; waiting until it answers, at most until {0}…', wallClock(until));
  }
}

/** Epoch ms as the clock on the wall shows it. */
const wallClock = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(at);

export function headNode(state: PlanState, title: string, summary: string): PlanNode {
  if (state.state === 'applying') {
    const phase = phaseWords(state);
    return {
      id: 'head',
      label: title,
      description: phase,
      icon: new vscode.ThemeIcon(state.phase === 'paused' ? 'debug-pause' : 'sync~spin'),
    };
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
    ...(report.operationOutcome === undefined ? [] : [report.operationOutcome.outcome]),
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
export function warningNodes(texts: readonly string[]): readonly PlanNode[] {
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

export function group(
  id: string,
  label: string,
  size: number,
  expanded: boolean,
  children: () => readonly PlanNode[],
): PlanNode | undefined {
  return size === 0 ? undefined : { id, label, description: count(size), expanded, children };
}
