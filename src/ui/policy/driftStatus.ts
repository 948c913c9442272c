// One entry of the status bar: whether the portals are as the policies of the workspace say. Hidden as long as nothing was compared.
import * as vscode from 'vscode';
import { inertText } from '../../core/inertText';
import type { PolicyStandings } from '../../services/policy/policyStandings';
import type { App } from '../app';
import { Command } from '../commandIds';
import { policyWords } from '../tree/policyWords';

export function showDriftStatus(
  { connections }: Pick<App, 'connections'>,
  standings: Pick<PolicyStandings, 'peek' | 'onDidChange'>,
): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'arcgisEntitlements.drift',
    vscode.StatusBarAlignment.Left,
    0,
  );
  item.name = vscode.l10n.t('Drift of License Policies');
  item.command = Command.endDrift;
  const update = (): void => {
    const all = standings.peek();
    if (!all.some(({ found, failure }) => found !== undefined || failure !== undefined)) {
      item.hide();
      return;
    }
    const members = all.reduce((sum, { found }) => sum + (found?.members ?? 0), 0);
    const isFailed = all.some(({ failure }) => failure !== undefined);
    const text =
      members > 0
        ? policyWords.policyDiffers(members)
        : isFailed
          ? vscode.l10n.t('Licenses not compared')
          : vscode.l10n.t('Licenses match');
    item.text = `${members > 0 ? '$(warning)' : '$(law)'} ${text}`;
    item.backgroundColor = members > 0 ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.tooltip = all
      .map(({ name, portalId, found, failure }) => {
        const portal = connections.get(portalId)?.name ?? '';
        const says =
          failure !== undefined
            ? policyWords.policyFailed(failure)
            : found === undefined
              ? policyWords.policyNotCompared()
              : [
                  found.members > 0 ? policyWords.policyDiffers(found.members) : policyWords.policyMatches(),
                  ...(found.isWhole ? [] : [policyWords.policyPartly()]),
                  policyWords.comparedAt(found.readAt),
                ].join(' · ');
        return inertText(`${name} (${portal}): ${says}`);
      })
      .join('\n');
    item.accessibilityInformation = { label: `${item.name}: ${text}` };
    item.show();
  };
  update();
  return vscode.Disposable.from(item, standings.onDidChange(update));
}
