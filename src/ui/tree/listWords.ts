// The texts of lists that were kept, and of lists that are cut and completed.
import * as vscode from 'vscode';
import { relativeTime } from '../../core/format';
import type { TreeWords } from '../../core/tree/treeModelWords';
import { count, moment } from './shownNumbers';

type ListWords = Pick<
  TreeWords,
  | 'keptFrom'
  | 'keptMeans'
  | 'completing'
  | 'completionPaused'
  | 'completionStopped'
  | 'completionInterrupted'
  | 'completionOffered'
  | 'cutShort'
  | 'completionMeans'
  | 'completed'
>;

export const listWords: ListWords = {
  keptFrom: (at, now) => vscode.l10n.t('kept, read {0}', relativeTime(at, now, vscode.env.language)),
  keptMeans: () =>
    vscode.l10n.t(
      'This is what the portal said when it was read last, kept on this computer. It is replaced as soon as it is read anew; nothing is changed at the portal because of it.',
    ),
  completing: percent => vscode.l10n.t('completing, {0}%', percent),
  completionPaused: percent => vscode.l10n.t('completion paused at {0}%', percent),
  completionStopped: (percent, why) => vscode.l10n.t('completion stands still at {0}%: {1}', percent, why),
  completionInterrupted: n => vscode.l10n.t('completion interrupted after {0} members', count(n)),
  cutShort: limit => vscode.l10n.t('Cut at {0}', count(limit)),
  completionOffered: () => vscode.l10n.t('complete it…'),
  completionMeans: () =>
    vscode.l10n.t(
      'It can be completed: every member whom the list does not show is asked for, in the background. How many requests that takes is said before.',
    ),
  completed: (from, to, joined, left) =>
    vscode.l10n.t(
      'Completed: who was not listed was asked for between {0} and {1}. Joined meanwhile: {2}; left: {3}.',
      moment(from),
      moment(to),
      count(joined),
      count(left),
    ),
};
