// One comparison on show: two read-only documents and their rows, kept in step with the file and with what others read of the portal.
import * as vscode from 'vscode';
import type { FileKind } from '../../core/files/fileKinds';
import type { RenderedForm } from '../../core/files/render/renderForm';
import { lineOf } from '../../core/files/render/renderForm';
import type { PortalConnection } from '../../core/model';
import type { App } from '../app';
import { nameOf } from '../files/openFile';
import type { TextDocuments } from '../textDocuments';
import type { Choices, Compared, Shown } from './comparisonTypes';
import type { FileToCompare } from './fileToCompare';
import { readToCompare } from './fileToCompare';
import { followFile } from './followFile';
import { compareMembers } from './memberSide';
import { compareEntitlements, compareLicense } from './portalSide';
import type { Reading } from './portalSide';

/** How long the file or the portal must rest before they are compared again. */
const settleMs = 300;
/** Tells the documents of one comparison from those of another, whose tab may still stand. */
let comparisons = 0;

export interface ComparisonSubject {
  readonly app: App;
  readonly documents: TextDocuments;
  readonly uri: vscode.Uri;
  /** What the file was said to be. */
  readonly as: FileKind | undefined;
  readonly connection: PortalConnection;
  readonly choices: Choices;
}

export interface LiveComparison {
  /** Hands the present state to the view. */
  show(): void;
  openDiff(): Promise<void>;
  /** Arguments of `vscode.diff` that open the texts at an entry. */
  diffAt(key?: string): readonly unknown[];
  /** What another command is told, so that it is about the same file, portal and product. */
  argumentsFor(command: 'simulateFile' | 'importFile'): object;
  /** Forgets the texts and closes their tab. */
  close(): Promise<void>;
}

/**
 * Reads both sides anew, then follows changes.
 * @throws PortalError what keeps the first comparison from being made
 */
export async function openComparison(
  subject: ComparisonSubject,
  onChange: (shown: Shown) => void,
): Promise<LiveComparison> {
  const { app, documents, uri, as, connection, choices } = subject;
  comparisons += 1;
  const names = { portal: `compare/${comparisons}/portal.json`, file: `compare/${comparisons}/file.json` };
  const read = await readToCompare(uri, as);
  if (!('file' in read)) throw new vscode.CancellationError();
  let compared = await comparedOf(subject, read.file, 'anew');
  let stale: string | undefined;
  let isClosed = false;
  let isShown = false;
  const put = (form: 'portal' | 'file'): vscode.Uri => documents.put(names[form], compared[form].text);
  const [left, right] = [put('portal'), put('file')];
  const title = `${connection.name} ↔ ${nameOf(uri)}`;

  const show = (): void => {
    isShown = true;
    onChange({
      fileName: nameOf(uri),
      portalId: connection.id,
      portalName: connection.name,
      choices,
      compared,
      ...(stale === undefined ? {} : { stale }),
    });
  };

  let turn = 0;
  const again = async (): Promise<void> => {
    const mine = ++turn;
    const next = await followFile(
      () => readToCompare(uri, as),
      file => comparedOf(subject, file, 'known', compared),
      {
        problem: problem => vscode.l10n.t('The file has errors, and is shown as it was before: {0}', problem),
        unknown: name =>
          vscode.l10n.t(
            'What {0} is cannot be told any more, and it is shown as it was before. Correct it, or run "Compare with Portal" again.',
            name,
          ),
        failed: message => vscode.l10n.t('What is shown is of before: {0}', message),
      },
    );
    if (next === undefined || mine !== turn || isClosed) return;
    if ('compared' in next) [compared, stale] = [next.compared, undefined];
    else stale = next.stale;
    put('portal');
    put('file');
    if (isShown) show();
  };
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void again(), settleMs);
  };
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), nameOf(uri).replace(/[[\]{}*?]/g, '[$&]')),
  );
  const following = vscode.Disposable.from(
    watcher,
    watcher.onDidChange(soon),
    watcher.onDidDelete(soon),
    vscode.workspace.onDidChangeTextDocument(event => {
      if (event.document.uri.toString() === uri.toString() && event.contentChanges.length > 0) soon();
    }),
    app.inventory.onDidChange(ref => {
      const isOurs = ref.portalId === connection.id && branches[choices.kind].includes(ref.name);
      // Rows that are still arriving are not compared yet.
      if (isOurs && app.inventory.peek(ref).state !== 'loading') soon();
    }),
  );

  const lineAt = (form: RenderedForm, key: string): vscode.Range => {
    const line = lineOf(form, key);
    return new vscode.Range(line, 0, line, 0);
  };
  const diffAt = (key?: string): readonly unknown[] => [
    left,
    right,
    title,
    key === undefined
      ? { preview: false }
      : { preview: false, preserveFocus: true, selection: lineAt(compared.file, key) },
  ];
  return {
    show,
    openDiff: async () => {
      await vscode.commands.executeCommand('vscode.diff', ...diffAt());
    },
    diffAt,
    argumentsFor: command => ({
      uri: uri.toString(),
      portalId: connection.id,
      ...(as === undefined ? {} : { kind: as }),
      ...(choices.kind === 'entitlements' ? { appId: choices.appId } : {}),
      ...(choices.kind === 'assignments' && command === 'importFile'
        ? { mode: choices.mode, ...(choices.listing === undefined ? {} : { itemId: choices.listing }) }
        : {}),
    }),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      following.dispose();
      const tabs = vscode.window.tabGroups.all
        .flatMap(group => group.tabs)
        .filter(
          ({ input }) =>
            input instanceof vscode.TabInputTextDiff && input.modified.toString() === right.toString(),
        );
      await vscode.window.tabGroups.close(tabs);
      documents.forget(names.portal);
      documents.forget(names.file);
    },
  };
}

/** Branches of the inventory that a comparison is of. */
const branches: Readonly<Record<Choices['kind'], readonly string[]>> = {
  entitlements: ['listings', 'entitlementsQueue', 'holders'],
  portalLicense: ['license', 'futureLicense', 'listings', 'holders', 'bundleHolders'],
  assignments: ['listings', 'license', 'holders'],
};

async function comparedOf(
  { app, connection, choices }: ComparisonSubject,
  { content }: FileToCompare,
  reading: Reading,
  before?: Compared,
): Promise<Compared> {
  const side = { inventory: app.inventory, portalId: connection.id, now: app.clock.now(), reading };
  if (choices.kind === 'entitlements' && content.kind === 'entitlements')
    return compareEntitlements(side, content, choices.appId);
  if (choices.kind === 'portalLicense' && content.kind === 'portalLicense')
    return compareLicense(side, content);
  if (choices.kind === 'assignments' && (content.kind === 'assignments' || content.kind === 'roster'))
    return compareMembers(app, content, connection, choices, before?.targets);
  // Typed over meanwhile: it is another kind of file now.
  throw new Error(vscode.l10n.t('The file is of another kind now. Run "Compare with Portal" again.'));
}
