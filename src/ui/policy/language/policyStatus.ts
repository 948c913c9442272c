// Which portal the policy in the editor was checked against, or why none: an entry of the language status.
import * as vscode from 'vscode';
import { localDateTime } from '../../../core/format';
import { inertText } from '../../../core/inertText';
import { differencesText } from '../../../core/policy/driftDocument';
import { Command } from '../../commandIds';
import type { CheckedPolicies, OpenPolicy } from './checkedPolicies';

export function showPolicyStatus(
  checked: CheckedPolicies,
  selector: vscode.DocumentSelector,
): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('arcgisEntitlements.policyPortal', selector);
  item.name = vscode.l10n.t('Portal of the License Policy');
  const update = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const policy = uri === undefined ? undefined : checked.get(uri);
    const { text, detail, severity } = policy === undefined ? nothingYet() : statusOf(policy);
    item.text = text;
    item.detail = detail;
    item.severity = severity ?? vscode.LanguageStatusSeverity.Information;
    item.command =
      policy?.portal === undefined
        ? undefined
        : {
            command: Command.checkDrift,
            title: vscode.l10n.t('Check Drift'),
            arguments: [policy.document.uri],
          };
    item.busy = policy?.isReading ?? false;
  };
  update();
  return vscode.Disposable.from(
    item,
    vscode.window.onDidChangeActiveTextEditor(update),
    checked.onDidChange(uri => {
      if (uri.toString() === vscode.window.activeTextEditor?.document.uri.toString()) update();
    }),
  );
}

interface Status {
  readonly text: string;
  readonly detail: string;
  readonly severity?: vscode.LanguageStatusSeverity;
}

const nothingYet = (): Status => ({ text: vscode.l10n.t('Not checked yet'), detail: '' });

const computersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

function statusOf({
  policy,
  portal,
  organization,
  readAt,
  differences = 0,
  isReading,
  failure,
}: OpenPolicy): Status {
  const alone = vscode.l10n.t('Checked by itself');
  if (portal === undefined) {
    const named = policy?.portal?.text;
    return {
      text: alone,
      detail:
        named === undefined
          ? vscode.l10n.t('The policy names no portal.')
          : vscode.l10n.t('{0} is not among your portals. Add it: Add Portal.', inertText(named)),
    };
  }
  const name = inertText(portal.name);
  if (!vscode.workspace.isTrusted)
    return {
      text: alone,
      detail: vscode.l10n.t('{0} is not asked before you trust this workspace.', name),
    };
  const severity = vscode.LanguageStatusSeverity.Warning;
  if (failure !== undefined)
    return {
      text: vscode.l10n.t('Not checked against {0}', name),
      detail: inertText(failure),
      severity,
    };
  if (isReading || organization === undefined)
    return {
      text: vscode.l10n.t('Reading {0}', name),
      detail: vscode.l10n.t('Until then the policy is checked by itself, or against what was read before.'),
    };
  return {
    text: vscode.l10n.t('Checked against {0}: {1}', name, differencesText(differences)),
    detail: vscode.l10n.t(
      'As {0}, read {1}',
      inertText(portal.username),
      readAt === undefined ? '' : localDateTime(readAt, computersZone(), vscode.env.language),
    ),
  };
}
