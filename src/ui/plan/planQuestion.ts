// What is asked before a plan is carried out: the sentences below the question, and what has to be typed.
import * as vscode from 'vscode';
import { count } from '../../core/format';
import { inertText } from '../../core/inertText';
import type { MemberPlan, Plan } from '../../core/planTypes';
import { warningWords } from './planWords';

/** What is said below the question. */
export function detailOf(plan: Plan): string {
  switch (plan.kind) {
    case 'members':
      return memberDetail(plan);
    case 'import':
      return warned([plan.title], plan.warnings);
    case 'operation':
      return warned([plan.title, ...plan.does], plan.warnings);
  }
}

/** How many requests a plan sends. */
export function requestsOf(plan: Plan): number {
  if (plan.kind === 'members') return plan.requests.length;
  return plan.kind === 'operation' && plan.operation.name === 'releaseLicense'
    ? plan.operation.releases.length
    : 1;
}

/** True when the text was typed: a click is too quick for what it would do. */
export async function askToType(title: string, typed: string): Promise<boolean> {
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
  const members = new Set(plan.changes.map(change => change.username)).size;
  const losing = plan.changes.filter(change => change.before.some(key => !change.after.includes(key))).length;
  return [
    plan.title,
    vscode.l10n.t('{0} members change, with {1} requests.', count(members), count(plan.requests.length)),
    losing === 0
      ? vscode.l10n.t('Nobody loses anything.')
      : vscode.l10n.t('{0} members lose what the plan names.', count(losing)),
    // Seats that nobody asked for, and levels that do not go: to be known before the answer.
    ...plan.warnings
      .filter(warning => warning.kind === 'includedLevel' || warning.kind === 'includedUnread')
      .map(warning => `${warningWords(plan, warning)}.`),
    plan.suppressCustomerEmail
      ? vscode.l10n.t('Members get no e-mail.')
      : vscode.l10n.t('Members get an e-mail from the portal.'),
  ].join('\n');
}
