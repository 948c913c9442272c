// Composition root: makes the parts and hands them to each other. No logic, no network.
import './ui/language';
import * as vscode from 'vscode';
import type { PortalId } from './core/ids';
import type { Connections } from './services/connectionTypes';
import { createConnections } from './services/connections';
import { createInventory } from './services/inventory';
import { createNodeFileStore } from './services/journal/nodeFileStore';
import { createLog, keyValueStoreOf, secretsOf, systemClock } from './ui/adapters';
import type { App } from './ui/app';
import { registerAuthentication } from './ui/auth/authenticationProvider';
import { askForSignIn } from './ui/auth/askForSignIn';
import { createBrowserSignIn } from './ui/auth/browserSignIn';
import { createClientFactory } from './ui/auth/clientFactory';
import { SessionStore } from './ui/auth/sessionStore';
import { createSignInFlow } from './ui/auth/signInFlow';
import { SignInPause } from './ui/auth/signInPause';
import { Command } from './ui/commandIds';
import { connectionHandlers } from './ui/commands/connectionCommands';
import { registerCommands } from './ui/commands/registerCommands';
import { lazyCharts } from './ui/lazyCharts';
import { lazyChanges, type LazyChanges } from './ui/lazyChanges';
import { lazyFileFeatures } from './ui/lazyFiles';
import { createWriteGuard } from './ui/permission';
import { pickPortal } from './ui/pickPortal';
import { createReporter } from './ui/report';
import { createSamplePortals } from './ui/sample/samplePortals';
import { createTextDocuments } from './ui/textDocuments';
import { createMemberView, type MemberView } from './ui/tree/memberView';
import { createPortalsTree, type PortalsTree } from './ui/tree/portalsTree';
import { treeHandlers } from './ui/tree/treeCommands';

/** What integration tests reach for; undefined outside of them. */
export interface TestApi {
  readonly app: App;
  readonly sessions: SessionStore;
  readonly changes: LazyChanges;
  readonly tree: PortalsTree;
  readonly memberView: MemberView;
}

export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const clock = systemClock;
  const log = createLog();
  const report = createReporter(log);
  const files = createNodeFileStore(context.globalStorageUri.fsPath);
  const sessions = new SessionStore(secretsOf(context), () => connections.list().map(({ id }) => id), log);
  const samples = createSamplePortals({
    extensionPath: context.extensionPath,
    storagePath: context.globalStorageUri.fsPath,
    clock,
    log,
  });
  const timeoutMs = (): number =>
    vscode.workspace.getConfiguration('arcgisEntitlements').get('requestTimeoutSeconds', 60) * 1000;
  const pause = new SignInPause(portal =>
    askForSignIn({ connections, sessions, flow: () => connecting, report }, portal),
  );
  const connections = createConnections({
    store: keyValueStoreOf(context.globalState),
    factory: createClientFactory({ sessions, samples, pause, clock, log, timeoutMs }),
    log,
  });
  const inventory = createInventory({ connections, clock, log });
  const browser = createBrowserSignIn(context, clock);
  const connecting = createSignInFlow({ sessions, connections, samples, browser, pause, clock, log });

  const base = {
    context,
    clock,
    log,
    files,
    connections,
    inventory,
    report,
    requireWrite: createWriteGuard(inventory),
    holdSignIn: (portalId: PortalId, signal?: AbortSignal) => pause.hold(portalId, signal),
    signInAgain: (portalId: PortalId, signal: AbortSignal | undefined) => pause.wait(portalId, signal),
    pickPortal: (placeHolder?: string) => pickPortal(connections, placeHolder),
  };
  const documents = createTextDocuments();
  const changes = lazyChanges(base, log, documents);
  const app: App = { ...base, plans: changes.plans };

  const tree = createPortalsTree(app);
  const memberView = createMemberView(app);
  const charts = lazyCharts(app, target => tree.revealTarget(target));
  const fileFeatures = lazyFileFeatures(app);

  const rows = treeHandlers(app, tree, memberView, async ({ url, sample }) =>
    // A sample portal may have another port than when it was saved, or not run yet.
    sample === undefined ? url : (await samples.ensure(sample)).url,
  );

  context.subscriptions.push(
    log,
    sessions,
    samples,
    inventory,
    browser,
    documents,
    changes,
    // Another window may have changed the list of portals.
    vscode.window.onDidChangeWindowState(({ focused }) => focused && connections.reload()),
    tree,
    memberView,
    charts,
    fileFeatures,
    offerRecoveryOnce(tree, connections, changes, report),
    registerAuthentication(sessions, connecting),
    // Also what the Accounts menu and other windows do: what was known under a session that came or went is forgotten.
    sessions.onDidChange(({ added, removed }) => {
      for (const { portalId } of [...added, ...removed])
        // A plan that waited for this sign-in goes on with what it is reading; it is the same user's (askForSignIn.ts).
        if (!pause.isHeld(portalId) || !added.some(session => session.portalId === portalId))
          inventory.forget(portalId);
      // What a plan left open when its sign-in was given up can be read now; a plan that waited for this sign-in goes on by itself.
      for (const { portalId } of added)
        if (!pause.isHeld(portalId))
          changes
            .load()
            .then(loaded => loaded.offerRecovery(portalId))
            .catch(report);
      if (removed.some(({ portalId }) => portalId === memberView.shown?.portalId)) memberView.clear();
    }),
    registerCommands(
      {
        ...connectionHandlers({ app, connecting, sessions }),
        ...rows,
        [Command.refreshAll]: () => rows[Command.refresh](),
        [Command.searchMember]: () => rows[Command.findMember](),
        ...changes.handlers,
        [Command.showLog]: () => log.show(),
        [Command.showCharts]: (...args) => charts.showFor(args),
        [Command.importFile]: (...args) => fileFeatures.importFile(args),
      },
      report,
    ),
  );
  return context.extensionMode === vscode.ExtensionMode.Test
    ? { app, sessions, changes, tree, memberView }
    : undefined;
}

/** When the Portals view is first seen: asks about plans that a crash interrupted. Reads journals, and nothing from the network. */
function offerRecoveryOnce(
  tree: PortalsTree,
  connections: Connections,
  changes: LazyChanges,
  report: (error: unknown) => void,
): vscode.Disposable {
  const offer = (): void => {
    watch.dispose();
    if (connections.list().length > 0)
      changes
        .load()
        .then(loaded => loaded.offerRecovery())
        .catch(report);
  };
  const watch = tree.view.onDidChangeVisibility(({ visible }) => {
    if (visible) offer();
  });
  if (tree.view.visible) offer();
  return watch;
}

export function deactivate(): void {
  // Everything is in context.subscriptions.
}
