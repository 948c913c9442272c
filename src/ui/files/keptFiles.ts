// Files that were imported from here, and what the portal answered before: import one again, or save one elsewhere (issue section 5).
import * as v from 'valibot';
import * as vscode from 'vscode';
import { appName } from '../../core/catalog';
import { utcDateTime } from '../../core/format';
import { sentence } from '../../core/files/texts';
import { inertLabel, inertText } from '../../core/inertText';
import type { PortalId } from '../../core/ids';
import type { Outcome } from '../../core/planTypes';
import { PortalError } from '../../core/problem';
import { createSnapshotStore } from '../../services/snapshots/snapshotStore';
import type {
  KeptAnswers,
  KeptFile,
  SnapshotStore,
  SnapshotSubject,
} from '../../services/snapshots/snapshotTypes';
import type { App } from '../app';
import { notUnderstood } from '../notUnderstood';
import { readArguments } from '../readArguments';
import { proposedName, saveFile } from '../saveFile';
import { savedPortal } from '../savedPortal';
import { targetsOf } from '../tree/nodeTarget';
import { say } from './words';

/** What keybindings, tasks and tests may pass (README, "Commands"): `id` answers the question which one. */
const Arguments = v.strictObject({
  portalId: v.optional(v.string()),
  appId: v.optional(v.string()),
  id: v.optional(v.string()),
});

interface Asked {
  readonly portalId: PortalId;
  readonly appId?: string;
  readonly id?: string;
}

export const snapshotsOf = ({ files, log }: Pick<App, 'files' | 'log'>): SnapshotStore =>
  createSnapshotStore({ files, log });

/** The row of the Plan view after an import says whose it was. */
function planRowOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'snapshotsOf' in value ? value.snapshotsOf : value;
}

/**
 * Whose snapshots: of a row, of a caller, else the portal is asked for.
 * @returns undefined where the administrator cancelled.
 * @throws PortalError `badInput` that names an argument which is not understood.
 */
async function askedOf(app: App, args: readonly unknown[]): Promise<Asked | undefined> {
  const row = targetsOf(args[0], args[1])[0];
  const first = planRowOf(args[0]);
  // A row of the Plan view that is about something else says nothing.
  const given = row ?? (isPlanRow(first) ? {} : readArguments(Arguments, first, notUnderstood));
  const portalId =
    given.portalId === undefined ? await app.pickPortal() : savedPortal(app.connections, given.portalId);
  if (portalId === undefined) return undefined;
  return {
    portalId,
    ...(given.appId === undefined ? {} : { appId: given.appId }),
    ...('id' in given && given.id !== undefined ? { id: given.id } : {}),
  };
}

/** VS Code hands the title's commands the row that has the focus. */
const isPlanRow = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'label' in value;

/**
 * The kept file to import again.
 * @returns undefined where the administrator cancelled.
 * @throws PortalError `badInput` where nothing was imported to the portal from here, or where it is not there any more.
 */
export async function chooseKeptFile(
  app: App,
  args: readonly unknown[],
): Promise<{ readonly kept: KeptFile; readonly bytes: Uint8Array } | undefined> {
  const asked = await askedOf(app, args);
  if (asked === undefined) return undefined;
  await app.requireWrite(asked.portalId);
  const snapshots = snapshotsOf(app);
  const files = (await snapshots.list(asked.portalId)).files.filter(isAbout(asked));
  if (files.length === 0) throw nothingKept(app, asked.portalId);
  const kept =
    asked.id === undefined
      ? await choose(files.map(itemOfFile), vscode.l10n.t('Import an Earlier File Again'))
      : files.find(one => one.id === asked.id);
  if (kept === undefined) {
    if (asked.id === undefined) return undefined;
    throw nothingKept(app, asked.portalId);
  }
  return { kept, bytes: await snapshots.readFile(kept) };
}

/** Asks which one and where, and writes it there: the one way for a snapshot out of the extension's storage. */
export async function saveSnapshot(app: App, args: readonly unknown[]): Promise<void> {
  const asked = await askedOf(app, args);
  if (asked === undefined) return;
  const snapshots = snapshotsOf(app);
  const { files, answers } = await snapshots.list(asked.portalId);
  const items = [
    ...withHead(
      vscode.l10n.t('Imported files: can be imported again, and hold license strings'),
      files.filter(isAbout(asked)).map(itemOfFile),
    ),
    ...withHead(
      vscode.l10n.t('What the portal said before: for comparison, cannot be imported again'),
      answers.filter(isAbout(asked)).map(itemOfAnswers),
    ),
  ];
  if (items.length === 0) throw nothingKept(app, asked.portalId);
  const chosen =
    asked.id === undefined
      ? await choose<KeptFile | KeptAnswers>(items, vscode.l10n.t('Save Snapshot As'))
      : [...files, ...answers].find(one => one.id === asked.id);
  if (chosen === undefined) {
    if (asked.id === undefined) return;
    throw nothingKept(app, asked.portalId);
  }
  if ('imports' in chosen) await saveKeptFile(snapshots, chosen);
  else await saveAnswers(app, snapshots, chosen);
}

async function saveKeptFile(snapshots: SnapshotStore, kept: KeptFile): Promise<void> {
  const bytes = await snapshots.readFile(kept);
  const save: vscode.MessageItem = { title: vscode.l10n.t('Save') };
  const answer = await vscode.window.showWarningMessage(
    inertText(vscode.l10n.t('Save {0}?', kept.name)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It holds license strings, in full: whoever can read the file has them. Keep it where you keep the original, and do not commit it.',
      ),
    },
    save,
  );
  if (answer !== save) return;
  await saveFile(bytes, kept.name, { JSON: ['json'], [vscode.l10n.t('All files')]: ['*'] }, 'private');
}

async function saveAnswers(app: App, snapshots: SnapshotStore, kept: KeptAnswers): Promise<void> {
  const text = await snapshots.readAnswers(kept);
  const portal = app.connections.get(kept.portalId)?.name ?? '';
  // In the name as well, in English whatever the language: the file goes among others.
  const name = proposedName(
    ['portal-answers', portal, kept.appId ?? '', 'cannot-be-imported'],
    kept.at,
    'json',
  );
  await saveFile(new TextEncoder().encode(text), name, { JSON: ['json'] }, 'private');
}

const isAbout =
  ({ appId }: Asked) =>
  (one: SnapshotSubject): boolean =>
    appId === undefined || one.appId === appId;

interface Item<T> extends vscode.QuickPickItem {
  readonly value?: T;
}

const withHead = <T>(label: string, items: readonly Item<T>[]): readonly Item<T>[] =>
  items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];

async function choose<T>(items: readonly Item<T>[], title: string): Promise<T | undefined> {
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Which one?'),
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusOut: true,
  });
  return picked?.value;
}

const productOf = ({ operation, appId }: SnapshotSubject): string =>
  operation === 'importLicense' ? vscode.l10n.t('portal license') : appName(appId ?? '');

function itemOfFile(kept: KeptFile): Item<KeptFile> {
  const last = kept.imports.at(-1);
  const words = [
    ...(last === undefined
      ? []
      : [vscode.l10n.t('imported {0}: {1}', utcDateTime(last.at), outcomeWords(last.outcome))]),
    ...(kept.imports.length > 1 ? [vscode.l10n.t('{0} times', kept.imports.length)] : []),
  ];
  return {
    value: kept,
    label: inertLabel(kept.name),
    description: `${productOf(kept)} · ${vscode.l10n.t('{0} bytes', kept.size.toLocaleString('en'))} · SHA-256 ${kept.hash.slice(0, 12)}`,
    detail: words.join(' · '),
  };
}

function itemOfAnswers(kept: KeptAnswers): Item<KeptAnswers> {
  return {
    value: kept,
    label: inertLabel(vscode.l10n.t('{0}, read {1}', productOf(kept), utcDateTime(kept.at))),
    description: vscode.l10n.t('cannot be imported again'),
  };
}

function outcomeWords(outcome: Outcome | undefined): string {
  switch (outcome) {
    case 'done':
      return vscode.l10n.t('done');
    case 'notDone':
      return vscode.l10n.t('not done');
    case 'unknown':
    case undefined:
      return vscode.l10n.t('not known, see the journal');
  }
}

function nothingKept(app: App, portalId: PortalId): PortalError {
  const connection = app.connections.get(portalId);
  const name = connection?.name ?? portalId;
  if (connection?.kind === 'online')
    return new PortalError({ kind: 'badInput' }, say(sentence('flavour.online', name)));
  return new PortalError(
    { kind: 'badInput' },
    vscode.l10n.t(
      'Nothing of that kind is kept for {0}: files are kept here from their first import with this extension on. Import the file with "Import to Portal…".',
      name,
    ),
  );
}
