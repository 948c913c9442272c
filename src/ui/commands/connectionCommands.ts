// Adding, signing in and out of, renaming and removing portals.
import * as v from 'valibot';
import * as vscode from 'vscode';
import { inertText } from '../../core/inertText';
import type { PortalId } from '../../core/ids';
import type { PortalKind } from '../../core/model';
import type { JournalStore } from '../../services/journal/journalTypes';
import { removeKept } from '../../services/snapshots/removeKept';
import { createSnapshotStore } from '../../services/snapshots/snapshotStore';
import type { App } from '../app';
import type { Connecting } from '../auth/signInFlow';
import type { SessionStore } from '../auth/sessionStore';
import { Command } from '../commandIds';
import { notUnderstood } from '../notUnderstood';
import { readArguments } from '../readArguments';
import { savedPortal } from '../savedPortal';
import { targetsOf } from '../tree/nodeTarget';
import { isTreeElement } from '../tree/treeRows';
import { pickTimeZone, timeZoneOf, withZone } from './timeZone';

const AddArguments = v.strictObject({
  url: v.optional(v.string()),
  method: v.optional(v.picklist(['oauth', 'password', 'token'])),
  username: v.optional(v.string()),
  clientId: v.optional(v.string()),
});
const SampleArguments = v.strictObject({
  flavor: v.optional(v.picklist(['online', 'enterprise', 'legacy'])),
  scale: v.optional(v.picklist(['S', 'M', 'L', 'XL'])),
});

const ZoneArguments = v.strictObject({
  portalId: v.optional(v.string()),
  timeZone: v.optional(v.string()),
});
const PortalArguments = v.strictObject({ portalId: v.optional(v.string()) });

interface Deps {
  readonly app: Pick<App, 'connections' | 'inventory' | 'completions' | 'pickPortal' | 'files' | 'log'>;
  readonly connecting: Connecting;
  readonly sessions: SessionStore;
  /** The journal of this window, which knows what it is carrying out. */
  readonly journal: () => Promise<Pick<JournalStore, 'alone' | 'isBusy'>>;
}

type ConnectionCommand =
  | typeof Command.addPortal
  | typeof Command.connectSamplePortal
  | typeof Command.signIn
  | typeof Command.signOut
  | typeof Command.removePortal
  | typeof Command.renamePortal
  | typeof Command.setTimeZone;

export function connectionHandlers({
  app,
  connecting,
  sessions,
  journal,
}: Deps): Readonly<Record<ConnectionCommand, (...args: unknown[]) => Promise<unknown>>> {
  /** The portal of a row or of a caller; a name that no saved portal has is an error, not a question. */
  function named(args: readonly unknown[]): PortalId | undefined {
    const row = targetsOf(args[0], args[1])[0]?.portalId;
    const given = row ?? readArguments(PortalArguments, args[0], notUnderstood).portalId;
    return given === undefined ? undefined : savedPortal(app.connections, given);
  }
  const portalOf = async (args: readonly unknown[]): Promise<PortalId | undefined> =>
    named(args) ?? app.pickPortal();

  async function show(portalId: PortalId): Promise<void> {
    app.inventory.forget(portalId);
    await vscode.commands.executeCommand('arcgisEntitlements.portals.focus');
  }

  return {
    [Command.addPortal]: async (...args) => {
      const given = readArguments(AddArguments, callerOf(args), notUnderstood);
      const connection = await connecting.addPortal({
        ...(given.url === undefined ? {} : { url: given.url }),
        ...(given.method === undefined ? {} : { method: given.method }),
        ...(given.username === undefined ? {} : { username: given.username }),
        ...(given.clientId === undefined ? {} : { clientId: given.clientId }),
      });
      await show(connection.id);
    },
    [Command.connectSamplePortal]: async (...args) => {
      const given = readArguments(SampleArguments, callerOf(args), notUnderstood);
      const flavor = given.flavor ?? (await pickFlavor());
      if (flavor === undefined) return undefined;
      const scale =
        given.scale ??
        vscode.workspace
          .getConfiguration('arcgisEntitlements')
          .get<'S' | 'M' | 'L' | 'XL'>('samplePortal.scale', 'M');
      const connection = await connecting.connectSample({ flavor, scale });
      await show(connection.id);
      // Whoever called the command learns so that it went well: a failure has been told, and gives nothing.
      return connection.id;
    },
    [Command.signIn]: async (...args) => {
      // Also the way on from a first sign-in that failed: then there is no portal to sign in to yet.
      if (named(args) === undefined && app.connections.list().length === 0) {
        await show((await connecting.addPortal({})).id);
        return;
      }
      const portalId = await portalOf(args);
      if (portalId === undefined) return;
      await connecting.signIn(portalId);
      await show(portalId);
    },
    [Command.signOut]: async (...args) => {
      const portalId = await portalOf(args);
      const session = portalId === undefined ? undefined : await sessions.of(portalId);
      if (session === undefined) return;
      await connecting.signOut(session);
      app.inventory.forget(session.portalId);
    },
    [Command.removePortal]: async (...args) => {
      const portalId = await portalOf(args);
      const connection = portalId === undefined ? undefined : app.connections.get(portalId);
      if (connection === undefined) return;
      const snapshots = createSnapshotStore(app);
      const { files, answers } = await snapshots.list(connection.id);
      const yes: vscode.MessageItem = { title: vscode.l10n.t('Remove') };
      const answer = await vscode.window.showWarningMessage(
        inertText(vscode.l10n.t('Remove {0} from the list of portals?', connection.name)),
        {
          modal: true,
          detail: inertText(
            [
              vscode.l10n.t(
                'You are signed out of it here. Nothing changes at the portal, and its journal is kept.',
              ),
              ...(files.length === 0
                ? []
                : [
                    vscode.l10n.t(
                      'The files that were imported to it from here ({0}) are deleted with their license strings. Save first what you need, with "Save Snapshot As…".',
                      files.length,
                    ),
                  ]),
              ...(answers.length === 0
                ? []
                : [
                    vscode.l10n.t(
                      'What the portal said before imports, kept for comparison ({0}), is deleted too.',
                      answers.length,
                    ),
                  ]),
            ].join(' '),
          ),
        },
        yes,
      );
      if (answer !== yes) return;
      await removeKept({ journal: await journal(), snapshots }, connection, async () => {
        const session = await sessions.of(connection.id);
        if (session !== undefined) await connecting.signOut(session);
        await app.completions.remove(connection.id);
        app.inventory.forget(connection.id);
        await app.connections.remove(connection.id);
      });
    },
    [Command.renamePortal]: async (...args) => {
      const portalId = await portalOf(args);
      const connection = portalId === undefined ? undefined : app.connections.get(portalId);
      if (connection === undefined) return;
      const name = await vscode.window.showInputBox({
        title: vscode.l10n.t('Rename {0}', connection.name),
        value: connection.name,
      });
      if (name === undefined || name.trim() === '') return;
      await app.connections.save({ ...connection, name: name.trim() });
    },
    [Command.setTimeZone]: async (...args) => {
      const row = targetsOf(args[0], args[1])[0]?.portalId;
      const given = row === undefined ? readArguments(ZoneArguments, args[0], notUnderstood) : {};
      const asked = row ?? given.portalId;
      const portalId = asked === undefined ? await app.pickPortal() : savedPortal(app.connections, asked);
      const connection = portalId === undefined ? undefined : app.connections.get(portalId);
      if (connection === undefined) return;
      const chosen =
        given.timeZone === undefined ? await pickTimeZone(connection) : timeZoneOf(given.timeZone);
      if (chosen === undefined) return;
      await app.connections.save(withZone(connection, chosen));
    },
  };
}

async function pickFlavor(): Promise<PortalKind | undefined> {
  const choices: readonly (vscode.QuickPickItem & { readonly flavor: PortalKind })[] = [
    {
      flavor: 'online',
      label: vscode.l10n.t('ArcGIS Online'),
      detail: vscode.l10n.t('An organization with listings, trials and app bundles'),
    },
    {
      flavor: 'enterprise',
      label: vscode.l10n.t('ArcGIS Enterprise 10.7 and later'),
      detail: vscode.l10n.t('User types, the license resource and portal license files'),
    },
    {
      flavor: 'legacy',
      label: vscode.l10n.t('ArcGIS Enterprise 10.6.1 and earlier'),
      detail: vscode.l10n.t('Entitlements files with a queue'),
    },
  ];
  const picked = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Connect the sample portal'),
    placeHolder: vscode.l10n.t('What should it be?'),
  });
  return picked?.flavor;
}

/** What a program handed over. From the title of a view VS Code passes the row that has the focus there, which these commands are not about. */
const callerOf = ([first]: readonly unknown[]): unknown => (isTreeElement(first) ? undefined : first);
