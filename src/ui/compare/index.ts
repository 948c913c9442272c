// Comparing a file with its portal: a bundle of its own, loaded with the first comparison.
import '../language';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import type { ImportableKind } from '../../core/files/fileKinds';
import { importableKinds } from '../../core/files/fileKinds';
import { flavourProblem } from '../../core/files/flavourProblem';
import { inertText } from '../../core/inertText';
import type { PortalConnection } from '../../core/model';
import { PortalError } from '../../core/problem';
import type { App } from '../app';
import { Command } from '../commandIds';
import { activeFile } from '../files/activeFile';
import { chosenAppId } from '../files/chosenAppId';
import { fileChoicesOf } from '../files/language/fileChoices';
import { connectionOf } from '../files/licenseImport';
import { pickKind } from '../files/picks';
import { say } from '../files/words';
import { notUnderstood } from '../notUnderstood';
import { readArguments } from '../readArguments';
import { savedPortal } from '../savedPortal';
import type { TextDocuments } from '../textDocuments';
import type { Choices } from './comparisonTypes';
import { createComparisonView } from './comparisonView';
import type { FileToCompare } from './fileToCompare';
import { readToCompare, refuse } from './fileToCompare';
import type { LiveComparison } from './liveComparison';
import { openComparison } from './liveComparison';
import { askForMembers } from './memberSide';
import { createSoleShown } from './soleShown';

/** What a program may pass instead of a file (README, "Commands"). */
const Arguments = v.strictObject({
  uri: v.optional(v.string()),
  portalId: v.optional(v.string()),
  kind: v.optional(v.picklist(importableKinds)),
  appId: v.optional(v.string()),
  itemId: v.optional(v.string()),
  mode: v.optional(v.picklist(['add', 'remove', 'set'])),
});
type Options = Omit<v.InferOutput<typeof Arguments>, 'uri'>;

export interface Comparisons extends Disposable {
  /** Arguments of a menu (uri, uris), of the palette (none: the active editor, else a dialog), or of a program. */
  compare(args: readonly unknown[]): Promise<void>;
  /** Simulates or imports the file that is compared, at the portal it is compared with. */
  follow(command: 'simulateFile' | 'importFile'): Promise<void>;
  close(): Promise<void>;
}

export function createComparisons(app: App, documents: TextDocuments): Comparisons {
  const view = createComparisonView(key => ({
    command: 'vscode.diff',
    title: vscode.l10n.t('Show in the Comparison'),
    arguments: [...(sole.current()?.diffAt(key) ?? [])],
  }));
  const sole = createSoleShown<LiveComparison>();
  return {
    compare: async args => {
      const { uri, options } = subjectOf(args);
      const choices = fileChoicesOf(app);
      const wanted = uri ?? activeFile(choices) ?? (await pickFile());
      if (wanted === undefined) return;
      const { as: treated } = choices.of(wanted);
      const found = await fileOf(wanted, options.kind ?? (treated === 'none' ? undefined : treated));
      if (found === undefined) return;
      const { file, as } = found;
      const kind = file.content.kind;
      const portalId =
        options.portalId === undefined
          ? await choices.portalFor(wanted, kind)
          : savedPortal(app.connections, options.portalId);
      if (portalId === undefined) return;
      const connection = connectionOf(app, portalId);
      refuseOtherFlavour(file, connection);
      const chosen = await askFor(app, wanted, file, connection, options);
      if (chosen === undefined) return;
      const next = await sole.replace(async () =>
        vscode.window.withProgress(
          {
            location: vscode.ProgressLocation.Notification,
            title: inertText(vscode.l10n.t('Reading what {0} has now…', connection.name)),
          },
          () =>
            openComparison({ app, documents, uri: wanted, as, connection, choices: chosen }, shown => {
              view.show(shown);
            }),
        ),
      );
      // Another comparison was asked for meanwhile.
      if (next === undefined) return;
      next.show();
      await view.reveal();
      if (sole.current() === next) await next.openDiff();
    },
    follow: async command => {
      const was = sole.current();
      if (was === undefined) return;
      await vscode.commands.executeCommand(Command[command], was.argumentsFor(command));
    },
    close: async () => {
      view.show(undefined);
      await sole.close();
    },
    dispose: () => {
      void sole.end();
      view.dispose();
    },
  };
}

function subjectOf([first]: readonly unknown[]): {
  readonly uri: vscode.Uri | undefined;
  readonly options: Options;
} {
  if (first instanceof vscode.Uri) return { uri: first, options: {} };
  const { uri, ...options } = readArguments(Arguments, first, notUnderstood);
  return { uri: uri === undefined ? undefined : vscode.Uri.parse(uri, true), options };
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Compare a File with the Portal'),
    openLabel: vscode.l10n.t('Compare'),
    canSelectMany: false,
    filters: {
      [vscode.l10n.t('Entitlement and license files, assignments')]: ['json', 'jsonc', 'csv', 'tsv'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  return picked?.[0];
}

/** The file and what it was said to be; undefined when cancelled. @throws PortalError `badInput` naming the line, as the import does */
async function fileOf(
  uri: vscode.Uri,
  kind: ImportableKind | undefined,
): Promise<{ readonly file: FileToCompare; readonly as: ImportableKind | undefined } | undefined> {
  let as = kind;
  let read = await readToCompare(uri, as);
  if ('unknown' in read) {
    as = await pickKind(read.unknown);
    if (as === undefined) return undefined;
    read = await readToCompare(uri, as);
  }
  if ('unknown' in read) return undefined;
  if ('problem' in read) return refuse(read);
  return { file: read.file, as };
}

/** @throws PortalError `badInput` where this portal takes no such file */
function refuseOtherFlavour({ content }: FileToCompare, connection: PortalConnection): void {
  if (content.kind !== 'entitlements' && content.kind !== 'portalLicense') return;
  const found = flavourProblem(content.kind, connection.kind, connection.name, content.at);
  if (found !== undefined) throw new PortalError({ kind: 'badInput' }, say(found));
}

async function askFor(
  app: App,
  uri: vscode.Uri,
  { content }: FileToCompare,
  connection: PortalConnection,
  options: Options,
): Promise<Choices | undefined> {
  switch (content.kind) {
    case 'entitlements': {
      const appId = await chosenAppId(fileChoicesOf(app), uri, content, options.appId);
      return appId === undefined ? undefined : { kind: 'entitlements', appId };
    }
    case 'portalLicense':
      return { kind: 'portalLicense' };
    case 'assignments':
    case 'roster': {
      const { itemId, mode } = options;
      return askForMembers(app, content, connection, {
        ...(itemId === undefined ? {} : { itemId }),
        ...(mode === undefined ? {} : { mode }),
      });
    }
  }
}
