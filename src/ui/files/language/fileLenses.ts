// What can be done with a file of ours, above its first line.
import * as vscode from 'vscode';
import type { ImportableKind } from '../../../core/files/fileKinds';
import { inertText } from '../../../core/inertText';
import { Command } from '../../commandIds';
import type { CheckedFile, CheckedFiles } from './checkedFiles';

/** Which actions a kind of file has (product.md, kinds of file). A license file alone can be validated: 10.6.1 has no such operation. */
const actionsOf: Readonly<Record<ImportableKind, readonly (() => vscode.Command)[]>> = (() => {
  const compare = (): vscode.Command => ({
    command: Command.compareWithPortal,
    title: vscode.l10n.t('Compare with Portal'),
    tooltip: vscode.l10n.t('Show what the portal has and what the file says side by side'),
  });
  const simulate = (): vscode.Command => ({
    command: Command.simulateFile,
    title: vscode.l10n.t('Simulate'),
    tooltip: vscode.l10n.t(
      'Show the seats at every date of the file and of the portal, and who would be locked out',
    ),
  });
  const validate = (): vscode.Command => ({
    command: Command.validateOnPortal,
    title: vscode.l10n.t('Validate on Portal'),
    tooltip: vscode.l10n.t('Show what the portal reads in the file; nothing is imported'),
  });
  const load = (): vscode.Command => ({
    command: Command.importFile,
    title: vscode.l10n.t('Import'),
    tooltip: vscode.l10n.t('Show what an import would change; it is applied from there'),
  });
  return {
    entitlements: [compare, simulate, load],
    portalLicense: [compare, simulate, validate, load],
    assignments: [compare, load],
    roster: [compare, load],
  };
})();

/** Lenses for files whose kind is known; nothing for any other document. */
export class FileLenses implements vscode.CodeLensProvider {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;
  readonly #checked: CheckedFiles;
  readonly #link: vscode.Disposable;
  /** What was offered last, by file. */
  readonly #offered = new Map<string, string>();

  constructor(checked: CheckedFiles) {
    this.#checked = checked;
    this.#link = checked.onDidChange(uri => {
      // Most checks change nothing here, and to ask for lenses anew is to draw them anew.
      const key = uri.toString();
      const now = this.#commandsOf(uri)
        .map(({ title }) => title)
        .join('\n');
      if ((this.#offered.get(key) ?? '') === now) return;
      if (now === '') this.#offered.delete(key);
      else this.#offered.set(key, now);
      this.#changed.fire();
    });
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0);
    // Without arguments, and so about the active editor, which a click makes this one. VS Code forgets the arguments of a lens when it asks for lenses anew, as
    // it does whenever the editor gets the focus, and for half a second after that a click would do nothing ("Actual command not found" in its log).
    // What is left is VS Code's own: with a tab it draws the lenses that it kept, without their commands (`ICodeLensCache` stores the titles alone), until the
    // provider is asked again. A click in that moment does nothing for any extension.
    return this.#commandsOf(uri).map(command => new vscode.CodeLens(top, command));
  }

  #commandsOf(uri: vscode.Uri): readonly vscode.Command[] {
    const file = this.#checked.get(uri);
    if (file?.kind === undefined) return [];
    return [...actionsOf[file.kind].map(make => make()), portalCommand(file)];
  }

  dispose(): void {
    this.#link.dispose();
    this.#changed.dispose();
  }
}

function portalCommand({ portal }: CheckedFile): vscode.Command {
  return {
    command: Command.chooseFilePortal,
    title:
      portal === undefined
        ? vscode.l10n.t('Choose Portal…')
        : vscode.l10n.t('Portal: {0}', inertText(portal.name)),
    tooltip: vscode.l10n.t('Choose the portal that this file is for'),
  };
}
