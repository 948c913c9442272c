// Which portal the file in the editor was checked against, in the status bar.
import * as vscode from 'vscode';
import { inertText } from '../../../core/inertText';
import { markdownText } from '../../../core/markdown';
import { Command } from '../../commandIds';
import type { CheckedFile, CheckedFiles } from './checkedFiles';

/** Shown for files of ours alone; choosing it asks for another portal. */
export function showFileStatus(checked: CheckedFiles): vscode.Disposable {
  const item = vscode.window.createStatusBarItem(
    'arcgisEntitlements.filePortal',
    vscode.StatusBarAlignment.Right,
    100,
  );
  item.name = vscode.l10n.t('Portal of the Entitlements File');
  const update = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const file = uri === undefined ? undefined : checked.get(uri);
    if (file?.kind === undefined) {
      item.hide();
      return;
    }
    const { text, tooltip } = statusOf(file);
    item.text = text;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: text.replace(/\$\([\w~-]+\) ?/g, '') };
    item.command = { command: Command.chooseFilePortal, title: '', arguments: [file.document.uri] };
    item.show();
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

function statusOf({ portal, facts, isReading, failure }: CheckedFile): {
  readonly text: string;
  readonly tooltip: vscode.MarkdownString;
} {
  const tooltip = new vscode.MarkdownString();
  const add = (line: string): unknown => tooltip.appendMarkdown(`${markdownText(line)}\n\n`);
  if (portal === undefined) {
    add(
      vscode.l10n.t(
        'The file is checked by itself. Choose a portal to check it against what members hold there.',
      ),
    );
    return { text: `$(file) ${vscode.l10n.t('File only')}`, tooltip };
  }
  const name = inertText(portal.name);
  if (failure !== undefined) {
    add(vscode.l10n.t('The check against {0} failed: {1}', portal.name, failure));
    add(vscode.l10n.t('It is repeated when the file is edited or the portal is refreshed.'));
    return { text: `$(warning) ${vscode.l10n.t('Not checked against {0}', name)}`, tooltip };
  }
  if (facts === undefined || isReading) {
    add(vscode.l10n.t('{0} is being read; until then the file is checked by itself.', portal.name));
    return { text: `$(loading~spin) ${vscode.l10n.t('Reading {0}', name)}`, tooltip };
  }
  add(
    facts.isComputersZone === true
      ? vscode.l10n.t(
          "Checked against what {0} says, in this computer's time zone ({1}): none is set for the portal.",
          portal.name,
          facts.timeZone,
        )
      : vscode.l10n.t('Checked against what {0} says, in the time zone {1}.', portal.name, facts.timeZone),
  );
  for (const { what, why } of facts.unread) add(vscode.l10n.t('Not known ({0}): {1}', factWords(what), why));
  const isPart = facts.unread.length > 0;
  return {
    text: isPart
      ? `$(warning) ${vscode.l10n.t('Checked in part against {0}', name)}`
      : `$(check) ${vscode.l10n.t('Checked against {0}', name)}`,
    tooltip,
  };
}

function factWords(what: NonNullable<CheckedFile['facts']>['unread'][number]['what']): string {
  switch (what) {
    case 'listings':
      return vscode.l10n.t('licensed products');
    case 'license':
      return vscode.l10n.t('license');
    case 'futureLicense':
      return vscode.l10n.t('future license');
    case 'queue':
      return vscode.l10n.t('queue');
    case 'holders':
      return vscode.l10n.t('who holds what');
    case 'members':
      return vscode.l10n.t('members');
    case 'userTypes':
      return vscode.l10n.t('user types');
  }
}
