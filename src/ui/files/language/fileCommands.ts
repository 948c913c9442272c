// "Treat as…" and "Choose Portal for File…": what an administrator says about a file, remembered for it.
import * as v from 'valibot';
import * as vscode from 'vscode';
import { importableKinds } from '../../../core/files/fileKinds';
import { seenKind } from '../../../core/files/importFile';
import { portalId } from '../../../core/ids';
import { PortalError } from '../../../core/problem';
import type { App } from '../../app';
import { parsedUri } from '../../parsedUri';
import { nameOf, openText } from '../openFile';
import type { CheckedFiles } from './checkedFiles';
import type { FileChoices, TreatedAs } from './fileChoices';

export interface FileCommands {
  /** Asks what a file is, or takes it from `{ uri, as }`, and remembers it. @throws PortalError `badInput` for arguments that are none, or without a file */
  treatAs(args: readonly unknown[]): Promise<void>;
  /** Asks for the portal of a file, or takes it from `{ uri, portalId }`, and remembers it. @throws PortalError `badInput` as above, and for a portal that is not saved */
  chooseFilePortal(args: readonly unknown[]): Promise<void>;
}

const TreatArguments = v.strictObject({
  uri: v.optional(v.string()),
  as: v.optional(v.picklist([...importableKinds, 'none'])),
});
const PortalArguments = v.strictObject({ uri: v.optional(v.string()), portalId: v.optional(v.string()) });

export function fileCommands(app: App, choices: FileChoices, checked: CheckedFiles): FileCommands {
  return {
    treatAs: async args => {
      const { uri, ...said } = readArguments(args, TreatArguments);
      const file = fileOf(uri);
      const as = said.as ?? (await askTreatment(file, choices.of(file).as));
      if (as === undefined) return;
      await choices.choose(file, { as });
      if (as === 'none') return;
      const document = await vscode.workspace.openTextDocument(file);
      checked.include(document, undefined);
      await vscode.window.showTextDocument(document, { preview: false });
    },
    chooseFilePortal: async args => {
      const { uri, ...said } = readArguments(args, PortalArguments);
      const file = fileOf(uri);
      if (said.portalId === undefined) {
        await choices.choosePortal(file, vscode.l10n.t('Which portal is {0} for?', nameOf(file)));
        return;
      }
      const id = portalId(said.portalId);
      if (app.connections.get(id) === undefined)
        throw new PortalError(
          { kind: 'badInput' },
          vscode.l10n.t('There is no portal with the id {0}. Add it with "Add Portal…" first.', id),
        );
      await choices.choose(file, { portalId: id });
    },
  };
}

/** A URI of a menu, or the object that a program gives. */
function readArguments<T extends { readonly uri?: string | undefined }>(
  [first]: readonly unknown[],
  schema: v.GenericSchema<unknown, T>,
): T {
  const parsed = v.safeParse(schema, first instanceof vscode.Uri ? { uri: first.toString() } : (first ?? {}));
  if (parsed.success) return parsed.output;
  const what = parsed.issues.map(issue => [v.getDotPath(issue), issue.message].filter(Boolean).join(': '));
  throw new PortalError(
    { kind: 'badInput' },
    vscode.l10n.t(
      'The command was called with arguments it does not understand ({0}). The README lists them.',
      what.join('; '),
    ),
  );
}

/** @throws PortalError `badInput` where no file is named and none is open */
function fileOf(text: string | undefined): vscode.Uri {
  const uri = text === undefined ? vscode.window.activeTextEditor?.document.uri : parsedUri(text);
  if (uri !== undefined) return uri;
  throw new PortalError(
    { kind: 'badInput' },
    vscode.l10n.t('Open the file first, or right-click it in the Explorer.'),
  );
}

/** Asks, with what the content shows in the first row. A file that cannot be read as text shows nothing. */
async function askTreatment(file: vscode.Uri, now: TreatedAs | undefined): Promise<TreatedAs | undefined> {
  const name = nameOf(file);
  return pickTreatment(name, now, seenKind(name, (await openText(file)).getText()));
}

async function pickTreatment(
  name: string,
  now: TreatedAs | undefined,
  seen: TreatedAs | undefined,
): Promise<TreatedAs | undefined> {
  const rows: readonly (vscode.QuickPickItem & { readonly value: TreatedAs })[] = [
    {
      value: 'entitlements',
      label: vscode.l10n.t('Entitlements file'),
      detail: vscode.l10n.t(
        'For ArcGIS Enterprise 10.6.1 and earlier, from License Server Administrator or My Esri',
      ),
    },
    {
      value: 'portalLicense',
      label: vscode.l10n.t('Portal license file'),
      detail: vscode.l10n.t('For ArcGIS Enterprise 10.7 and later, from My Esri'),
    },
    {
      value: 'assignments',
      label: vscode.l10n.t('Member assignments'),
      detail: vscode.l10n.t('JSON with users and their entitlements'),
    },
    {
      value: 'roster',
      label: vscode.l10n.t('Roster'),
      detail: vscode.l10n.t('CSV with a column of user names'),
    },
    {
      value: 'none',
      label: vscode.l10n.t('Not ours'),
      detail: vscode.l10n.t('No problems, hovers or actions of this extension in this file'),
    },
  ];
  const picked = await vscode.window.showQuickPick(
    // What is in the first row is taken with Enter.
    [...rows.filter(({ value }) => value === seen), ...rows.filter(({ value }) => value !== seen)].map(
      row => {
        const notes = [
          ...(row.value === seen ? [vscode.l10n.t('by its content')] : []),
          ...(row.value === now ? [vscode.l10n.t('now')] : []),
        ];
        return { ...row, description: notes.join(', ') };
      },
    ),
    {
      placeHolder:
        seen === undefined
          ? vscode.l10n.t('What is {0}?', name)
          : vscode.l10n.t(
              'What is {0}? By its content: {1}.',
              name,
              rows.find(({ value }) => value === seen)?.label ?? '',
            ),
      matchOnDetail: true,
    },
  );
  return picked?.value;
}
