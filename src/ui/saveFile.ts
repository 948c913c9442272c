// Saving what a page made: always where the administrator says, never by itself.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { utcDay } from '../core/format';
import { privateFolder } from './privateFolder';

/**
 * Asks where, and writes.
 * @param name the proposed file name
 * @param where it is proposed: in the first folder of the workspace, or for what must not be committed in a private one
 * @returns false when the dialog was closed
 * @throws what the file system throws
 */
export async function saveFile(
  bytes: Uint8Array,
  name: string,
  filters: Readonly<Record<string, string[]>>,
  where: 'workspace' | 'private' = 'workspace',
): Promise<boolean> {
  const folder = where === 'private' ? ownFolder() : vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: folder === undefined ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder, name),
    filters: { ...filters },
  });
  if (uri === undefined) return false;
  await vscode.workspace.fs.writeFile(uri, bytes);
  return true;
}

/** Documents, else the home folder. */
function ownFolder(): vscode.Uri {
  const home = homedir();
  const documents = path.join(home, 'Documents');
  const open = (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => uri.fsPath);
  return vscode.Uri.file(privateFolder(existsSync(documents) ? [documents, home] : [home], open));
}

/** `seats-listings-riverbend-university-2026-11-22.csv`: letters and digits of names alone, since they are a portal's or a file's text. */
export function proposedName(parts: readonly string[], at: number, extension: string): string {
  const plain = parts.map(part =>
    part
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 40),
  );
  return [...plain, utcDay(at)].filter(part => part !== '').join('-') + `.${extension}`;
}
