// The second question before an import that leaves something over-assigned, or may: whom it locks out, by name (issue section 5).
import * as vscode from 'vscode';
import { allLockedOut } from '../../core/files/overAssigned';
import { allOver, firstNames, overAssignedLine } from '../../core/files/overAssignedText';
import { count } from '../../core/format';
import { inertText } from '../../core/inertText';
import type { OverAssigned, Plan } from '../../core/planTypes';
import { membersWords } from '../../core/timeline/timelineText';

/** A dialog has room for so many of each. */
const namesShown = 10;
const itemsShown = 6;

/**
 * Asks where there is something to ask.
 * @param showAll shows the plan with every name; the import is then not carried out, and can be asked for again.
 */
export async function confirmOverAssigned(plan: Plan, showAll: () => Promise<void>): Promise<boolean> {
  if (plan.kind !== 'import') return true;
  const { overAssigned, unknown = [] } = plan;
  if (overAssigned === undefined && unknown.length === 0) return true;
  const all: vscode.MessageItem = { title: vscode.l10n.t('Show All') };
  const anyway: vscode.MessageItem = {
    title:
      overAssigned === undefined
        ? vscode.l10n.t('Import All the Same')
        : vscode.l10n.t('Import Over-Assigned'),
  };
  // The first button is the one that Enter presses: it must not be the one that locks people out.
  const answer = await vscode.window.showWarningMessage(
    inertText(overAssigned === undefined ? notKnown() : questionOf(overAssigned)),
    {
      modal: true,
      detail: inertText(
        [
          ...(overAssigned === undefined ? [] : [overAssignedDetail(overAssigned)]),
          ...unknownDetail(unknown),
        ].join('\n\n'),
      ),
    },
    all,
    anyway,
  );
  if (answer === all) await showAll();
  return answer === anyway;
}

const notKnown = (): string =>
  vscode.l10n.t('It is not known whether this import locks members out. Import it all the same?');

/** A dialog has room for so many sentences about what could not be found out. */
const unknownShown = 4;

function unknownDetail(unknown: readonly string[]): readonly string[] {
  const more = unknown.length - unknownShown;
  return [
    ...unknown.slice(0, unknownShown),
    ...(more > 0 ? [vscode.l10n.t('and {0} more', count(more))] : []),
  ];
}

function questionOf(overAssigned: OverAssigned): string {
  const { names, atLeast } = allLockedOut(overAssigned);
  if (names.length === 0)
    return vscode.l10n.t('This import leaves more assigned than there is. Import it all the same?');
  if (overAssigned.items.every(({ onlyIf }) => onlyIf !== undefined))
    return vscode.l10n.t(
      'Depending on how this portal behaves, this import locks out members until it is corrected: {0}. Import it all the same?',
      count(names.length),
    );
  if (atLeast)
    return vscode.l10n.t(
      'This import locks out at least {0} until it is corrected. Import it all the same?',
      membersWords(names.length),
    );
  return names.length === 1
    ? vscode.l10n.t('This import locks out 1 member until it is corrected. Import it all the same?')
    : vscode.l10n.t(
        'This import locks out {0} members until it is corrected. Import it all the same?',
        count(names.length),
      );
}

/** What is over-assigned, who is locked out, and who would have to give a seat back. */
export function overAssignedDetail(overAssigned: OverAssigned): string {
  const { items } = overAssigned;
  const { names, atLeast } = allLockedOut(overAssigned);
  const over = allOver(overAssigned);
  const more = items.length - itemsShown;
  return [
    ...items.slice(0, itemsShown).map(overAssignedLine),
    ...(more > 0 ? [vscode.l10n.t('and {0} more', count(more))] : []),
    '',
    ...(names.length === 0
      ? []
      : [vscode.l10n.t('Locked out: {0}.', firstNames(names, namesShown, atLeast))]),
    ...(over.length === 0
      ? []
      : [vscode.l10n.t('Too many, least used first: {0}.', firstNames(over, namesShown, false))]),
  ].join('\n');
}
