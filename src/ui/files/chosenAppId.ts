// The product that an entitlements file is for: asked once per file, and remembered for the check, the simulation, the comparison and the import alike.
import type * as vscode from 'vscode';
import type { EntitlementsFile } from '../../core/files/entitlementsFile';
import type { FileChoices } from './language/fileChoices';
import { pickAppId } from './picks';

/**
 * @param uri absent for a file that is no document, of which nothing is remembered
 * @param given what a program called for: it goes first and is not remembered
 * @returns undefined when the administrator cancelled
 */
export async function chosenAppId(
  choices: Pick<FileChoices, 'of' | 'choose'>,
  uri: vscode.Uri | undefined,
  content: EntitlementsFile,
  given: string | undefined,
): Promise<string | undefined> {
  const known = given ?? content.appId ?? (uri === undefined ? undefined : choices.of(uri).appId);
  if (known !== undefined) return known;
  const picked = await pickAppId(content);
  if (picked !== undefined && uri !== undefined) await choices.choose(uri, { appId: picked });
  return picked;
}
