// The texts of the rows of policies and of what is due by their dates.
import * as vscode from 'vscode';
import { utcDateTime } from '../../core/format';
import type { TreeWords } from '../../core/tree/treeModelWords';

type PolicyWords = Pick<
  TreeWords,
  | 'policies'
  | 'policiesMeans'
  | 'policiesDiffer'
  | 'policiesMayBeDue'
  | 'policyMatches'
  | 'policyDiffers'
  | 'policyNotCompared'
  | 'policyComparing'
  | 'policyFailed'
  | 'policyPartly'
  | 'comparedAt'
  | 'lastCompared'
  | 'policyRule'
  | 'policyLine'
  | 'dueGrants'
  | 'nothingDue'
  | 'grantStarts'
  | 'grantEnds'
  | 'dueIn'
  | 'dueToday'
  | 'overdueBy'
  | 'dueUnknown'
  | 'protectedKeeps'
  | 'notPlannedYet'
>;

const numbers = new Intl.NumberFormat('en');
const count = (n: number): string => numbers.format(n);

export const policyWords: PolicyWords = {
  policies: () => vscode.l10n.t('License policies'),
  policiesMeans: () =>
    vscode.l10n.t(
      'Policies of this workspace that name this portal. They are compared with it when this is opened.',
    ),
  policiesMayBeDue: () => vscode.l10n.t('dates not compared yet'),
  policiesDiffer: n =>
    n === 1 ? vscode.l10n.t('1 policy differs') : vscode.l10n.t('{0} policies differ', count(n)),
  policyMatches: () => vscode.l10n.t('matches'),
  policyDiffers: n =>
    n === 1 ? vscode.l10n.t('1 member differs') : vscode.l10n.t('{0} members differ', count(n)),
  policyNotCompared: () => vscode.l10n.t('not compared yet'),
  policyComparing: () => vscode.l10n.t('being compared…'),
  policyFailed: why => vscode.l10n.t('could not be compared: {0}', why),
  policyPartly: () => vscode.l10n.t('compared in part'),
  comparedAt: at => vscode.l10n.t('compared {0}', utcDateTime(at - (at % 60_000))),
  lastCompared: () => vscode.l10n.t('Last comparison'),
  policyRule: () => vscode.l10n.t('Rule of the policy'),
  policyLine: (line, text) => vscode.l10n.t('line {0}: {1}', line, text),
  dueGrants: n => (n === 1 ? vscode.l10n.t('1 grant due') : vscode.l10n.t('{0} grants due', count(n))),
  nothingDue: () => vscode.l10n.t('Nothing is due.'),
  grantStarts: day => vscode.l10n.t('starts {0}', day),
  grantEnds: day => vscode.l10n.t('ends {0}', day),
  dueIn: n => (n === 1 ? vscode.l10n.t('in 1 day') : vscode.l10n.t('in {0} days', count(n))),
  dueToday: () => vscode.l10n.t('due today'),
  overdueBy: n =>
    n === 1 ? vscode.l10n.t('overdue by 1 day') : vscode.l10n.t('overdue by {0} days', count(n)),
  dueUnknown: () => vscode.l10n.t('what is held could not be read'),
  protectedKeeps: () => vscode.l10n.t('protected: keeps it'),
  notPlannedYet: () => vscode.l10n.t('It can be planned when it is due.'),
};
