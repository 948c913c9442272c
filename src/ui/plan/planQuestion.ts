// What is asked before a plan is carried out: the sentences below the question, and what has to be typed.
import * as vscode from 'vscode';
import { count } from '../../core/format';
import { inertText } from '../../core/inertText';
import type { MemberPlan, Plan } from '../../core/planTypes';
import { firstChanges } from '../../services/apply/previewHolds';
import type { PlanOwner } from './planState';
import { warningWords, changedWords } from '../../core/planWords';
import { losingWords } from '../../core/planPolicyText';

/**
 * Asks whether to carry a plan out.
 * @param as whose plan it is, and where.
 * @param changes what of an import is otherwise than it was shown before, in sentences.
 */
export async function askToApply(plan: Plan, as: PlanOwner, changes: readonly string[]): Promise<boolean> {
  const where = vscode.l10n.t('{0} as {1}', as.name, as.username);
  const yes: vscode.MessageItem = {
    title: plan.kind === 'import' ? vscode.l10n.t('Import') : vscode.l10n.t('Apply'),
  };
  const question =
    plan.kind === 'import'
      ? vscode.l10n.t('Import {0} to {1}?', plan.fileName, where)
      : vscode.l10n.t('Apply this plan to {0}?', where);
  const answer = await vscode.window.showWarningMessage(
    inertText(question),
    { modal: true, detail: inertText(detailOf(plan, changes)) },
    yes,
  );
  if (answer !== yes) return false;
  return plan.kind !== 'operation' || plan.typed === undefined || askToType(plan.title, plan.typed);
}

/** What is said below the question. */
function detailOf(plan: Plan, changes: readonly string[]): string {
  switch (plan.kind) {
    case 'members':
      return memberDetail(plan);
    case 'import':
      return warned([plan.title, ...changedSince(changes)], plan.warnings);
    case 'operation':
      return warned([plan.title, ...plan.does], plan.warnings);
  }
}

const changedSince = (changes: readonly string[]): readonly string[] =>
  changes.length === 0
    ? []
    : [
        vscode.l10n.t('The portal has changed since the preview, which now shows what it has:'),
        ...firstChanges(changes),
      ];

/** How many requests a plan sends. */
export function requestsOf(plan: Plan): number {
  if (plan.kind === 'members') return plan.requests.length;
  return plan.kind === 'operation' && plan.operation.name === 'releaseLicense'
    ? plan.operation.releases.length
    : 1;
}

/** True when the text was typed: a click is too quick for what it would do. */
async function askToType(title: string, typed: string): Promise<boolean> {
  const text = await vscode.window.showInputBox({
    title: inertText(title),
    prompt: vscode.l10n.t('Type {0} to confirm', inertText(typed)),
    ignoreFocusOut: true,
    validateInput: value =>
      value.trim() === typed ? undefined : vscode.l10n.t('Type {0}, exactly as it is written.', typed),
  });
  return text?.trim() === typed;
}

/** A dialog has room for so many warnings. */
const warningsShown = 8;

/** @param head sentences that are always shown, before the first warnings. */
function warned(head: readonly string[], warnings: readonly string[]): string {
  const more = warnings.length - warningsShown;
  const lines = [...head, ...warnings.slice(0, more > 0 ? warningsShown : undefined)];
  if (more === 1) lines.push(vscode.l10n.t('and 1 more warning, in the preview'));
  if (more > 1) lines.push(vscode.l10n.t('and {0} more warnings, in the preview', count(more)));
  return lines.join('\n');
}

function memberDetail(plan: MemberPlan): string {
  return [
    plan.title,
    `${changedWords(plan)}.`,
    losingWords(plan),
    // Seats that nobody asked for, and levels that do not go: to be known before the answer.
    ...plan.warnings
      .filter(warning => warning.kind === 'includedLevel' || warning.kind === 'includedUnread')
      .map(warning => `${warningWords(plan, warning)}.`),
    plan.suppressCustomerEmail
      ? vscode.l10n.t('Members get no e-mail.')
      : vscode.l10n.t('Members get an e-mail from the portal.'),
  ].join('\n');
}
