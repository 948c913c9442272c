// Which file a command is about, read through the editor so that unsaved text and virtual workspaces count.
import * as vscode from 'vscode';
import { PortalError, messageOf } from '../../core/problem';
import { activeFile } from './activeFile';
import type { FileChoices } from './language/fileChoices';

export const nameOf = (uri: vscode.Uri): string => uri.path.split('/').at(-1) ?? uri.path;

/**
 * The document of the command's argument, else of the active editor where that is a file of ours, else one that the administrator picks.
 * @returns undefined when the administrator cancelled
 * @throws PortalError `badInput` for several files at once, and for what cannot be opened as text
 */
export async function openFile(
  choices: Pick<FileChoices, 'of'>,
  uri: vscode.Uri | undefined,
  uris: readonly vscode.Uri[] | undefined,
): Promise<vscode.TextDocument | undefined> {
  if (uris !== undefined && uris.length > 1) {
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t(
        'Import one file at a time: each import is a plan of its own. {0} files are selected.',
        uris.length,
      ),
    );
  }
  const wanted = uri ?? uris?.[0] ?? activeFile(choices) ?? (await pickFile());
  return wanted === undefined ? undefined : openText(wanted);
}

/** @throws PortalError `badInput` for what cannot be opened as text */
export async function openText(uri: vscode.Uri): Promise<vscode.TextDocument> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch (error) {
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t('{0} cannot be opened as text: {1}', nameOf(uri), messageOf(error)),
      { cause: error },
    );
  }
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import Entitlements or Assignments'),
    openLabel: vscode.l10n.t('Import'),
    canSelectMany: false,
    filters: {
      [vscode.l10n.t('Entitlement and license files, assignments')]: ['json', 'jsonc', 'csv', 'tsv'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  return picked?.[0];
}
