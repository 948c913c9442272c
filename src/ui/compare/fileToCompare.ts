// The file of a comparison, read through the editor so that unsaved text counts. Its license strings and signatures end here.
import * as vscode from 'vscode';
import type { FileKind } from '../../core/files/fileKinds';
import type { FileProblem } from '../../core/files/fileProblem';
import { isBlocking } from '../../core/files/fileProblem';
import type { FileContent } from '../../core/files/importFile';
import { readGivenFile } from '../../core/files/importFile';
import { PortalError } from '../../core/problem';
import { nameOf, openText } from '../files/openFile';
import { say } from '../files/words';

export interface FileToCompare {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly content: FileContent;
}

/** What a file says, or the problem that keeps it from being read, in words with its line. */
export type ReadFile =
  | { readonly file: FileToCompare }
  | { readonly problem: string; readonly at: FileProblem; readonly document: vscode.TextDocument }
  /** A layout that is not recognised: somebody has to say what it is. */
  | { readonly unknown: string };

/**
 * Reads a file as the import does.
 * @param as what it is said to be
 * @throws PortalError `badInput` for what cannot be opened as text
 */
export async function readToCompare(uri: vscode.Uri, as: FileKind | undefined): Promise<ReadFile> {
  const document = await openText(uri);
  const name = nameOf(uri);
  const { content, kind, problems } = readGivenFile(name, document.getText(), as).read;
  if (kind === 'unknown' && content === undefined && !isBlocking(problems)) return { unknown: name };
  const first =
    problems.find(one => one.severity === 'error') ?? (content === undefined ? problems[0] : undefined);
  if (first !== undefined) return { problem: placed(document, name, problems, first), at: first, document };
  if (content === undefined) return { unknown: name };
  return { file: { uri, name, content } };
}

function placed(
  document: vscode.TextDocument,
  name: string,
  problems: readonly FileProblem[],
  first: FileProblem,
): string {
  const line = document.positionAt(first.offset).line + 1;
  const more = problems.filter(one => one.severity === 'error').length - 1;
  return more > 0
    ? vscode.l10n.t('{0}, line {1}: {2} ({3} more in the Problems panel.)', name, line, say(first), more)
    : vscode.l10n.t('{0}, line {1}: {2}', name, line, say(first));
}

/** Opens the file at its first error and throws. @throws PortalError `badInput` always */
export async function refuse(read: Extract<ReadFile, { readonly problem: string }>): Promise<never> {
  const { document, at } = read;
  const selection = new vscode.Range(
    document.positionAt(at.offset),
    document.positionAt(at.offset + at.length),
  );
  await vscode.window.showTextDocument(document, { selection, preview: true });
  throw new PortalError({ kind: 'badInput' }, read.problem);
}
