// How long a seat has to be unused before it counts as idle.
import * as vscode from 'vscode';

const usual = [30, 90, 180, 365] as const;
const most = 3_650;

/** @param proposed whole days, the first choice @returns undefined when the administrator cancelled */
export async function askDays(proposed: number): Promise<number | undefined> {
  const choices = [...new Set([proposed, ...usual])];
  const own = vscode.l10n.t('Another number of days…');
  const items: readonly (vscode.QuickPickItem & { readonly days?: number })[] = [
    ...choices.map((days, index) => ({
      label: vscode.l10n.t('{0} days', days),
      ...(index === 0 ? { description: vscode.l10n.t('as chosen before, or in the settings') } : {}),
      days,
    })),
    { label: own },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Offline Radar and Idle Seats'),
    placeHolder: vscode.l10n.t('Idle means not started for how long?'),
  });
  if (picked === undefined || picked.days !== undefined) return picked?.days;
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Offline Radar and Idle Seats'),
    prompt: vscode.l10n.t('Idle means not started for so many days'),
    value: String(proposed),
    validateInput: value =>
      daysOf(value) === undefined ? vscode.l10n.t('A whole number from 1 to {0}.', most) : undefined,
  });
  return text === undefined ? undefined : daysOf(text);
}

function daysOf(text: string): number | undefined {
  const days = Number(text.trim());
  return Number.isInteger(days) && days >= 1 && days <= most ? days : undefined;
}
