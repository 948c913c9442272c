// Refusing a file: an error that names the line, the problem in the panel, and the editor at its place.
import * as vscode from 'vscode';
import type { FileProblem } from '../../core/files/fileProblem';
import type { FileKind } from '../../core/files/fileKinds';
import { PortalError } from '../../core/problem';
import type { FileDiagnostics } from './fileDiagnostics';
import { rangeOf } from './fileDiagnostics';
import type { Upload } from './upload';
import { say } from './words';

/** The document being imported, and where its problems are shown. */
export interface OpenedFile {
  /** Absent for a file that was kept of an earlier import: it is never shown, it holds license strings. */
  readonly document?: vscode.TextDocument;
  readonly name: string;
  readonly text: string;
  /** What is sent where it is imported as it is. */
  readonly upload: Upload;
  /** The text is not what is saved. */
  readonly unsaved: boolean;
  /** Of a file that was kept: when it was imported, epoch ms. */
  readonly importedAt?: number;
  readonly as: FileKind | undefined;
  readonly diagnostics: FileDiagnostics;
  /** What the file itself has wrong, warnings only once it may be imported. */
  readonly problems: readonly FileProblem[];
}

/**
 * Shows `found` next to the file's other problems, opens the file at the first error and throws.
 * @throws PortalError `badInput` always
 */
export async function refuse(file: OpenedFile, found: readonly FileProblem[]): Promise<never> {
  const { document, diagnostics, name } = file;
  const errors = found.filter(one => one.severity === 'error');
  const first = errors[0] ?? found[0];
  if (document !== undefined) diagnostics.show(document, [...new Set([...found, ...file.problems])], file.as);
  if (first === undefined) throw new PortalError({ kind: 'badInput' }, name);
  if (document === undefined)
    throw new PortalError({ kind: 'badInput' }, vscode.l10n.t('{0}: {1}', name, say(first)));
  const range = rangeOf(document, first);
  await vscode.window.showTextDocument(document, { selection: range, preview: true });
  const line = range.start.line + 1;
  const more = errors.length - 1;
  throw new PortalError(
    { kind: 'badInput' },
    more > 0
      ? vscode.l10n.t(
          '{0}, line {1}: {2} ({3} more in the Problems panel.)',
          file.name,
          line,
          say(first),
          more,
        )
      : vscode.l10n.t('{0}, line {1}: {2}', file.name, line, say(first)),
  );
}
