// The sentences of core, said in the language of the editor.
import * as vscode from 'vscode';
import { utcDateTime } from '../../core/format';
import { numbered, wording } from '../../core/files/texts';
import type { Sentence } from '../../core/files/texts';

/** What is imported, for the plan's title: what stands in the editor, also where the file on disk is another. */
export function subjectOf({
  name,
  unsaved,
  importedAt,
}: {
  readonly name: string;
  readonly unsaved: boolean;
  /** Epoch ms. */
  readonly importedAt?: number;
}): string {
  if (importedAt !== undefined)
    return vscode.l10n.t('{0}, as it was imported on {1}, again', name, utcDateTime(importedAt));
  return unsaved ? vscode.l10n.t('{0} (with unsaved changes of the editor)', name) : name;
}

/** The texts of `fileTexts` are keys of the l10n bundle; their arguments are filled in here. */
export function say(one: Sentence): string {
  return vscode.l10n.t(
    wording(one.code, one.args),
    ...one.args.map(arg => (typeof arg === 'object' ? say(arg) : numbered(arg))),
  );
}
