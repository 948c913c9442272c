// Composition root: makes the parts and hands them to each other. No logic, no network. A bundle of its own, loaded with the first row, command or recognised file.
import './ui/language';
import * as vscode from 'vscode';
import type { Disposable } from './core/emitter';
import type { PortalId } from './core/ids';
import type { Connections } from './services/connectionTypes';
import { createConnections } from './services/connections';
import { createCompletions } from './services/completion/completions';
import { createInventory } from './services/inventory';
import { createJournalFeed, type JournalFeed } from './services/journal/journalFeed';
import { createKeptInventory } from './services/keptInventory/keptInventory';
import { createNodeFileStore } from './services/journal/nodeFileStore';
import type { KeyValueStore } from './services/ports';
import { createPortalPaces } from './services/portalPaces';
import { systemClock } from './services/systemClock';
import type { LogChannel } from './ui/adapters';
import type { App } from './ui/app';
import type { SignInFlow } from './ui/auth/authenticationProvider';
import { askForSignIn } from './ui/auth/askForSignIn';
import { createBrowserSignIn } from './ui/auth/browserSignIn';
import { createClientFactory } from './ui/auth/clientFactory';
import type { SessionStore } from './ui/auth/sessionStore';
import { createSignInFlow } from './ui/auth/signInFlow';
import { SignInPause } from './ui/auth/signInPause';
import { Command } from './ui/commandIds';
import { connectionHandlers } from './ui/commands/connectionCommands';
import type { Handlers } from './ui/commands/registerCommands';
import { lazyCharts, type LazyCharts } from './ui/lazyCharts';
import { lazyChanges, type LazyChanges } from './ui/lazyChanges';
import { lazyCompare } from './ui/lazyCompare';
import { FileChoices } from './ui/files/language/fileChoices';
import { lazyFileFeatures, type LazyFiles } from './ui/lazyFiles';
import { lazyMatrix, type LazyMatrix } from './ui/lazyMatrix';
import { lazyPolicies, type LazyPolicies } from './ui/lazyPolicies';
import { lazyIdle } from './ui/lazyIdle';
import { lazySimulation } from './ui/lazySimulation';
import { createWriteGuard } from './ui/permission';
import { pickPortal } from './ui/pickPortal';
import { createSamplePortals } from './ui/sample/samplePortals';
import type { TextDocuments } from './ui/textDocuments';
import { createCompleteLists } from './ui/completion/completeLists';
import { createMemberView, type MemberView } from './ui/tree/memberView';
import type { LatePortalsView } from './ui/tree/latePortalsView';
import { createPortalsTree, type PortalsTree } from './ui/tree/portalsTree';
import { treeHandlers } from './ui/tree/treeCommands';

/** What activation has made already, and what it asks for when it is needed. */
export interface Activated {
  readonly context: vscode.ExtensionContext;
  readonly log: LogChannel;
  readonly report: (error: unknown) => void;
  readonly store: KeyValueStore;
  readonly sessions: SessionStore;
  readonly documents: TextDocuments;
  /** Addresses of this extension that the browser came back with. */
  readonly onUri: vscode.Event<vscode.Uri>;
  readonly portalsView: LatePortalsView;
}

/** The program behind the registrations of activation. Integration tests reach for its parts. */
export interface Composition extends Disposable {
  readonly app: App;
  readonly sessions: SessionStore;
  readonly changes: LazyChanges;
  readonly tree: PortalsTree;
  readonly memberView: MemberView;
  readonly charts: LazyCharts;
  readonly matrix: LazyMatrix;
  readonly files: LazyFiles;
  readonly policies: LazyPolicies;
  readonly connecting: SignInFlow;
  readonly handlers: Handlers;
}

export function compose(activated: Activated): Composition {
  const { context, log, report, store, sessions, documents, onUri, portalsView } = activated;
  const clock = systemClock;
  const files = createNodeFileStore(context.globalStorageUri.fsPath);
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
  const paces = createPortalPaces();
  const connections = createConnections({
    store,
    factory: createClientFactory({ paces, sessions, samples, pause, clock, log, timeoutMs }),
    log,
  });
  const inventory = createInventory({
    connections,
    clock,
    log,
    pace: id => paces.of(id),
    earlier: (ref, directory) => kept.earlier(ref, directory),
  });
  const kept = createKeptInventory({
    inventory,
    connections,
    files,
    clock,
    log,
    isOn: () => vscode.workspace.getConfiguration('arcgisEntitlements').get('keepInventory', true),
  });
  const completions = createCompletions({
    connections,
    inventory,
    files,
    clock,
    log,
    holdSignIn: (portalId, signal) => pause.hold(portalId, signal),
    pace: id => paces.of(id),
  });
  const browser = createBrowserSignIn(context, onUri, clock);
  const connecting = createSignInFlow({ sessions, connections, samples, browser, pause, clock, log });

  const base = {
    context,
    clock,
    log,
    files,
    connections,
    inventory,
    completions,
    kept,
    report,
    requireWrite: createWriteGuard(inventory),
    holdSignIn: (portalId: PortalId, signal?: AbortSignal) => pause.hold(portalId, signal),
    signInAgain: (portalId: PortalId, signal: AbortSignal | undefined) => pause.wait(portalId, signal),
    pickPortal: (placeHolder?: string) => pickPortal(connections, placeHolder),
  };
  const fileChoices = new FileChoices(base, () => vscode.workspace.isTrusted);
  const changes = lazyChanges({ ...base, fileChoices }, log, documents);
  const app: App = { ...base, fileChoices, plans: changes.plans };

  const journals = createJournalFeed({
    store: async () => (await changes.load()).journal,
    site: portalId => connections.get(portalId),
    clock,
  });
  const policies = lazyPolicies(app, documents, async id => (await sessions.of(id)) !== undefined);
  const tree = createPortalsTree(app, portalsView, journals, policies.feed);
  const memberView = createMemberView(app);
  const completeLists = createCompleteLists(app, completions);
  const charts = lazyCharts(app, target => tree.revealTarget(target));
  const matrix = lazyMatrix(app);
  const fileFeatures = lazyFileFeatures(app, documents);
  const simulation = lazySimulation(app);
  const compare = lazyCompare(app, documents);
  const idleSeats = lazyIdle(app, documents, async () => (await changes.load()).journal);

  const rows = treeHandlers(app, tree, memberView, journals, async ({ url, sample }) =>
    // A sample portal may have another port than when it was saved, or not run yet.
    sample === undefined ? url : (await samples.ensure(sample)).url,
  );

  const parts = vscode.Disposable.from(
    samples,
    completions,
    kept,
    vscode.workspace.onDidChangeConfiguration(event => {
      if (event.affectsConfiguration('arcgisEntitlements.keepInventory')) void kept.review().catch(report);
    }),
    inventory,
    browser,
    changes,
    // Another window may have changed the list of portals.
    vscode.window.onDidChangeWindowState(({ focused }) => focused && connections.reload()),
    changes.plans.onDidApply(() => void journals.refresh()),
    journals,
    tree,
    memberView,
    charts,
    matrix,
    fileChoices,
    fileFeatures,
    simulation,
    compare,
    idleSeats,
    policies,
    offerRecoveryOnce(
      tree,
      connections,
      changes,
      journals,
      report,
      () => completeLists.offerInterrupted(),
      // Nothing is in sight of a portal that somebody has signed out of.
      id => void sessions.of(id).then(session => session && kept.restore(id), report),
    ),
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
            .then(() => journals.refresh())
            .catch(report);
      if (removed.some(({ portalId }) => portalId === memberView.shown?.portalId)) memberView.clear();
      // Whoever signs out wants it out of sight.
      for (const { portalId } of removed) kept.hide(portalId);
    }),
  );
  return {
    app,
    sessions,
    changes,
    tree,
    memberView,
    charts,
    matrix,
    files: fileFeatures,
    policies,
    connecting,
    handlers: {
      ...connectionHandlers({
        app,
        connecting,
        sessions,
        journal: async () => (await changes.load()).journal,
      }),
      ...rows,
      [Command.refreshAll]: () => rows[Command.refresh](),
      [Command.searchMember]: () => rows[Command.findMember](),
      ...completeLists.handlers,
      ...changes.handlers,
      [Command.showLog]: () => log.show(),
      [Command.showCharts]: (...args) => charts.showFor(args),
      [Command.showMatrix]: (...args) => matrix.showFor(args),
      [Command.importFile]: (...args) => fileFeatures.importFile(args),
      [Command.validateOnPortal]: (...args) => fileFeatures.validateOnPortal(args),
      [Command.treatAs]: (...args) => fileFeatures.treatAs(args),
      [Command.chooseFilePortal]: (...args) => fileFeatures.chooseFilePortal(args),
      [Command.importSnapshot]: (...args) => fileFeatures.importSnapshot(args),
      [Command.saveSnapshot]: (...args) => fileFeatures.saveSnapshot(args),
      ...compare.handlers,
      ...idleSeats.handlers,
      ...policies.handlers,
      [Command.simulateFile]: (...args) => simulation.simulateFile(args),
      [Command.simulatePortal]: (...args) => simulation.simulatePortal(args),
    },
    dispose: () => {
      parts.dispose();
    },
  };
}

/** When the Portals view is first seen: shows what was kept, asks about plans that a crash interrupted. Reads journals, and nothing from the network. */
function offerRecoveryOnce(
  tree: PortalsTree,
  connections: Connections,
  changes: LazyChanges,
  journals: Pick<JournalFeed, 'refresh'>,
  report: (error: unknown) => void,
  then: () => Promise<void>,
  restore: (portalId: PortalId) => void,
): vscode.Disposable {
  const offer = (): void => {
    watch.dispose();
    for (const { id } of connections.list()) restore(id);
    if (connections.list().length > 0)
      changes
        .load()
        .then(loaded => loaded.offerRecovery())
        .then(() => journals.refresh())
        .then(then)
        .catch(report);
  };
  const watch = tree.view.onDidChangeVisibility(({ visible }) => {
    if (visible) offer();
  });
  if (tree.view.visible) offer();
  return watch;
}
