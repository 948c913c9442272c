// The second question before a plan that takes from more members than its policy allows unasked, or what its policy does not take: how many, and who first
// (issue 4, removal threshold).
import * as vscode from 'vscode';
import { firstNames } from '../../core/files/overAssignedText';
import { count } from '../../core/format';
import { inertText } from '../../core/inertText';
import { membersLosing, thresholdWords } from '../../core/planPolicyText';
import type { Plan } from '../../core/planTypes';
import { membersWords } from '../../core/timeline/timelineText';

/** A dialog has room for so many names. */
const namesShown = 10;

/**
 * Asks where there is something to ask.
 * @param showAll shows the plan with every name; it is then not carried out, and can be asked for again.
 */
export async function confirmRemovals(plan: Plan, showAll: () => Promise<void>): Promise<boolean> {
  if (plan.kind !== 'members') return true;
  const isOver = plan.policy?.overThreshold === true;
  const { unasked } = plan;
  if (!isOver && plan.thresholdUnknown !== true && unasked === undefined) return true;
  const losing = membersLosing(plan);
  const members = losing.length;
  const { holders = 0, threshold = {} } = plan.policy?.removals ?? {};
  const all: vscode.MessageItem = { title: vscode.l10n.t('Show All') };
  const anyway: vscode.MessageItem = {
    title:
      members === 1
        ? vscode.l10n.t('Take From 1 Member')
        : vscode.l10n.t('Take From {0} Members', count(members)),
  };
  // The first button is the one that Enter presses: it must not be the one that takes.
  const answer = await vscode.window.showWarningMessage(
    inertText(
      isOver
        ? vscode.l10n.t(
            'This plan takes something from {0} of {1} who hold something, and the policy allows less: {2}. Apply it all the same?',
            count(members),
            membersWords(holders),
            thresholdWords(threshold),
          )
        : unasked !== undefined
          ? vscode.l10n.t(
              'This saved plan takes something from {0}. The policy that it names, with the members and the day of now, does not take that from {1}. Apply it all the same?',
              membersWords(members),
              firstNames(unasked, namesShown, false),
            )
          : vscode.l10n.t(
              'This saved plan takes something from {0}. The policy that it was made of, as it was then, is not in this workspace, so how many may lose something unasked is not known. Apply it all the same?',
              membersWords(members),
            ),
    ),
    {
      modal: true,
      detail: inertText(
        [
          vscode.l10n.t('Taken from: {0}.', firstNames(losing, namesShown, false)),
          ...(isOver && unasked !== undefined
            ? [
                vscode.l10n.t(
                  'With the members and the day of now, the policy does not take that from {0}.',
                  firstNames(unasked, namesShown, false),
                ),
              ]
            : []),
        ].join('\n'),
      ),
    },
    all,
    anyway,
  );
  if (answer === all) await showAll();
  return answer === anyway;
}
