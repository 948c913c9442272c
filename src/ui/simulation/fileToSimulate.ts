// The file a simulation is of: read through the editor, so that unsaved text counts, and as far as its seats can be told.
import * as vscode from 'vscode';
import type { NamedKind } from '../../core/files/importFile';
import { readImportFile } from '../../core/files/importFile';
import type { FileProblem } from '../../core/files/fileProblem';
import type { EntitlementsFile } from '../../core/files/entitlementsFile';
import type { LicenseFile } from '../../core/files/licenseFile';
import { PortalError } from '../../core/problem';
import { activeFile } from '../files/activeFile';
import type { FileChoices } from '../files/language/fileChoices';
import { nameOf, openText } from '../files/openFile';
import { pickKind } from '../files/picks';
import { say } from '../files/words';

export interface FileToSimulate {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly unsaved: boolean;
  readonly content: EntitlementsFile | LicenseFile;
  /** Why it could not be imported as it is, in words; its seats can be told all the same. */
  readonly faults: readonly string[];
  /** What the administrator said it is, where its layout is not recognised. */
  readonly as: NamedKind | undefined;
}

const membersAlone: readonly string[] = ['assignments', 'roster', 'licensePolicy'];

/**
 * The document of `uri`, else one that the administrator picks.
 * @param as what the file was said to be before
 * @returns undefined when the administrator cancelled
 * @throws PortalError `badInput` naming the line, for a file whose seats cannot be told
 */
export async function fileToSimulate(
  uri: vscode.Uri | undefined,
  as: NamedKind | undefined,
): Promise<FileToSimulate | undefined> {
  const wanted = uri ?? (await pickFile());
  if (wanted === undefined) return undefined;
  const document = await openText(wanted);
  const name = nameOf(document.uri);
  const text = document.getText();
  let kind = as;
  let read = readImportFile(name, text, kind);
  if (read.kind === 'unknown' && read.content === undefined) {
    kind = await pickKind(name);
    if (kind === undefined) return undefined;
    read = readImportFile(name, text, kind);
  }
  const { content, problems } = read;
  const errors = problems.filter(one => one.severity === 'error');
  if (content?.kind !== 'entitlements' && content?.kind !== 'portalLicense') {
    const [first] = errors;
    if (content === undefined && first !== undefined) return refused(document, name, first);
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t(
        '{0} changes no seats, so there is nothing to simulate: only entitlements files and portal license files do.',
        name,
      ),
    );
  }
  return {
    uri: document.uri,
    name,
    unsaved: document.isDirty,
    content,
    faults: errors.map(one => placed(document, name, one)),
    as: kind,
  };
}

const placed = (document: vscode.TextDocument, name: string, problem: FileProblem): string =>
  vscode.l10n.t('{0}, line {1}: {2}', name, document.positionAt(problem.offset).line + 1, say(problem));

async function refused(document: vscode.TextDocument, name: string, problem: FileProblem): Promise<never> {
  const selection = new vscode.Range(
    document.positionAt(problem.offset),
    document.positionAt(problem.offset + problem.length),
  );
  await vscode.window.showTextDocument(document, { selection, preview: true });
  throw new PortalError({ kind: 'badInput' }, placed(document, name, problem));
}

/** The file of the active editor, unless that is of members alone. */
export function activeToSimulate(choices: Pick<FileChoices, 'of'>): vscode.Uri | undefined {
  const uri = activeFile(choices);
  const text = vscode.window.activeTextEditor?.document.getText() ?? '';
  if (uri === undefined) return undefined;
  const { as } = choices.of(uri);
  const { kind } = readImportFile(nameOf(uri), text, as === 'none' ? undefined : as);
  return membersAlone.includes(kind) ? undefined : uri;
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Simulate an Entitlements or License File'),
    openLabel: vscode.l10n.t('Simulate'),
    canSelectMany: false,
    filters: {
      [vscode.l10n.t('Entitlements and license files')]: ['json', 'jsonc'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  return picked?.[0];
}
