// What VS Code loads first: registers what it can ask for, and stands in for the rest until somebody does. No logic, no network.
import './ui/language';
import * as vscode from 'vscode';
import type { Composition } from './composition';
import { isPolicyName } from './core/policy/policyName';
import { savedPortalIds } from './services/savedPortalIds';
import { createLog, keyValueStoreOf, secretsOf } from './ui/adapters';
import { registerAuthentication } from './ui/auth/authenticationProvider';
import { SessionStore } from './ui/auth/sessionStore';
import { chartsViewType } from './ui/charts/viewType';
import { Command } from './ui/commandIds';
import { registerCommands } from './ui/commands/registerCommands';
import { tellFileMenus } from './ui/files/fileMenus';
import { fileChoicesState, recognise } from './ui/files/recognise';
import { whenRecognised } from './ui/files/whenRecognised';
import { lazily } from './ui/lazily';
import { matrixViewType } from './ui/matrix/viewType';
import { createReporter } from './ui/report';
import { createTextDocuments } from './ui/textDocuments';
import { whenDriftIsWatched } from './ui/whenDriftIsWatched';
import { createLatePortalsView } from './ui/tree/latePortalsView';

/** What integration tests reach for; undefined outside of them. */
export interface TestApi {
  readonly context: vscode.ExtensionContext;
  readonly load: () => Promise<Composition>;
}

/** What is left to write when the window closes; nothing before activation. */
let atTheEnd: () => Promise<unknown> = () => Promise.resolve();

export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const log = createLog();
  const report = createReporter(log);
  const store = keyValueStoreOf(context.globalState);
  const sessions = new SessionStore(secretsOf(context), () => savedPortalIds(store), log);
  const documents = createTextDocuments();
  const uris = new vscode.EventEmitter<vscode.Uri>();
  const composition = lazily(() =>
    import('./composition').then(bundle =>
      bundle.compose({ context, log, report, store, sessions, documents, onUri: uris.event, portalsView }),
    ),
  );
  atTheEnd = async () => (await composition.loaded)?.app.kept.flush();
  const portalsView = createLatePortalsView(() => composition.load());
  // Menus of the view and the walkthrough depend on it; reading the saved portals themselves is left to the composition.
  void vscode.commands.executeCommand(
    'setContext',
    'arcgisEntitlements.hasPortals',
    savedPortalIds(store).length > 0,
  );
  // Menus on files that were said to be ours yesterday, or not to be.
  const choices = fileChoicesState(context, () => vscode.workspace.isTrusted);
  tellFileMenus(choices);

  context.subscriptions.push(
    log,
    sessions,
    documents,
    uris,
    composition,
    portalsView,
    registerCommands(
      Object.values(Command),
      async (command, args) =>
        command === Command.showLog ? log.show() : (await composition.load()).handlers[command](...args),
      report,
    ),
    registerAuthentication(sessions, {
      signIn: async portal => (await composition.load()).connecting.signIn(portal),
      signOut: async session => (await composition.load()).connecting.signOut(session),
    }),
    vscode.window.registerUriHandler({
      handleUri: async uri => {
        await composition.load();
        uris.fire(uri);
      },
    }),
    whenRecognised(
      vscode.workspace,
      document => recognise(document, choices),
      () => void composition.load().then(({ files }) => files.watch(), report),
    ),
    whenRecognised(
      vscode.workspace,
      ({ uri }) => isPolicyName(uri.path),
      () => void composition.load().then(({ policies }) => policies.watch(), report),
    ),
    whenDriftIsWatched(() => void composition.load().then(({ policies }) => policies.feed.look(), report)),
    // A panel that stood when the window was reloaded.
    vscode.window.registerWebviewPanelSerializer(chartsViewType, {
      deserializeWebviewPanel: async (panel, state: unknown) =>
        (await composition.load()).charts.restore(panel, state),
    }),
    vscode.window.registerWebviewPanelSerializer(matrixViewType, {
      deserializeWebviewPanel: async (panel, state: unknown) =>
        (await composition.load()).matrix.restore(panel, state),
    }),
  );
  return context.extensionMode === vscode.ExtensionMode.Test
    ? { context, load: () => composition.load() }
    : undefined;
}

/**
 * VS Code waits for it, and disposes what is in `context.subscriptions` meanwhile: a list that was read a moment ago is in sight at the next start, too.
 */
export async function deactivate(): Promise<void> {
  await atTheEnd();
}
