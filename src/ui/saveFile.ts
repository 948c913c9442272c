// Saving what a page made: always where the administrator says, never by itself.
import * as vscode from 'vscode';
import { utcDay } from '../core/format';

/**
 * Asks where, and writes.
 * @param name the proposed file name, in the first folder of the workspace
 * @returns false when the dialog was closed
 * @throws what the file system throws
 */
export async function saveFile(
  bytes: Uint8Array,
  name: string,
  filters: Readonly<Record<string, string[]>>,
): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    defaultUri: folder === undefined ? vscode.Uri.file(name) : vscode.Uri.joinPath(folder, name),
    filters: { ...filters },
  });
  if (uri === undefined) return false;
  await vscode.workspace.fs.writeFile(uri, bytes);
  return true;
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
