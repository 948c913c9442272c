// The first activation in a fresh extension host: what it costs, what it loads, and that it asks nothing of the network.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import Module from 'node:module';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/extension';
import { portalId, username } from '../../src/core/ids';
import type { PortalConnection } from '../../src/core/model';
import { connectionsKey } from '../../src/services/savedPortalIds';
import { sessionKey } from '../../src/ui/auth/sessionStore';
import { activatedAgain, testApi, type Composition } from './loadedParts';
import { costOf, eventually, pause, type Cost } from './hostMeasures';
import { watchNetwork, type NetworkWatch } from './networkWatch';

/** Issue, "What must hold at the end", line 9. */
const activationLimitMs = 50;
const loadedLimitBytes = 200_000;

/** An address of documentation (RFC 5737): no network has a route to it. */
const unroutable: PortalConnection = {
  id: portalId('unroutable'),
  name: 'Out of reach',
  url: 'https://192.0.2.1/portal',
  kind: 'enterprise',
  orgId: '0123456789ABCDEF',
  username: username('gis_admin'),
};

/** Signed in there, so that nothing but the rule keeps the extension from asking. */
const session = {
  id: 'unroutable',
  portalId: unroutable.id,
  username: unroutable.username,
  label: 'gis_admin (192.0.2.1)',
  record: { kind: 'token', accessToken: 'not-a-token-of-any-portal' },
};

const extension =
  vscode.extensions.getExtension('entitlement-tools.arcgis-entitlements') ??
  assert.fail('VS Code does not know the extension');
const bundle = path.join(extension.extensionPath, 'dist', 'extension.js');

interface Exports {
  readonly activate: (context: vscode.ExtensionContext) => TestApi | undefined;
}
type Loader = (module: NodeJS.Module, filename: string) => void;
const loaders = (Module as unknown as { readonly _extensions: Record<string, Loader> })._extensions;
interface Compiling {
  _compile(source: string, filename: string): void;
}

/**
 * Ends the extension and activates it as if the window had just opened: VS Code may have activated it before the first test, for its own settings are
 * JSON. The bundle is read and compiled anew; a comment keeps V8 from taking the code that it has.
 */
async function activateAgain(before: (context: vscode.ExtensionContext) => Promise<void>): Promise<{
  readonly api: TestApi;
  readonly load: Cost;
  readonly activate: Cost;
}> {
  const { context } = await testApi();
  // VS Code closes a log channel of this name for good: the first one stays.
  for (const part of context.subscriptions.splice(0)) if (!('show' in part)) part.dispose();
  for (const file of loadedFiles())
    Reflect.deleteProperty(require.cache, path.join(extension.extensionPath, file));
  await before(context);
  const original = loaders['.js'] ?? assert.fail('Node has no loader for .js');
  loaders['.js'] = (module, filename) => {
    if (filename !== bundle) original(module, filename);
    else
      (module as unknown as Compiling)._compile(
        `${readFileSync(filename, 'utf8')}\n// ${performance.now()}`,
        filename,
      );
  };
  try {
    const { result: own, cost: load } = costOf(() => Module.createRequire(bundle)(bundle) as Exports);
    const { result: api, cost: activate } = costOf(() => own.activate(context));
    return { api: api ?? assert.fail('activate returned no test API'), load, activate };
  } finally {
    loaders['.js'] = original;
  }
}

/** Files of the extension that this process has loaded, tests apart. */
const loadedFiles = (): readonly string[] =>
  Object.keys(require.cache)
    .map(file => path.relative(extension.extensionPath, file).split(path.sep).join('/'))
    .filter(file => file.startsWith('dist/') && !file.startsWith('dist/test/'));

describe('activation', () => {
  let network: NetworkWatch;
  let timed: { readonly load: Cost; readonly activate: Cost };
  let api: TestApi;
  let parts: Composition;
  let loaded: readonly string[];
  let loadedForForeign: readonly string[];
  let openedByActivation: readonly string[];

  before(async () => {
    const again = await activateAgain(async context => {
      await context.globalState.update(connectionsKey, [unroutable]);
      await context.secrets.store(sessionKey(unroutable.id), JSON.stringify(session));
      network = watchNetwork();
    });
    [timed, api] = [again, again.api];
    activatedAgain(api);
    // What activation starts without waiting for it would show within this time.
    await pause(1_500);
    openedByActivation = [...network.opened];
    loaded = loadedFiles();
    // JSON of other programs, one of them with a name of ours.
    for (const content of ['{ "users": "of another program" }', '[1, 2]'])
      await vscode.workspace.openTextDocument({ language: 'json', content });
    const foreign = vscode.Uri.file(path.join(os.tmpdir(), `activation-${process.pid}`, 'entitlements.json'));
    await vscode.workspace.fs.writeFile(foreign, Buffer.from('{ "com.example.security.sandbox": true }'));
    await vscode.workspace.openTextDocument(foreign);
    await pause(500);
    loadedForForeign = loadedFiles();
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(foreign, '..'), { recursive: true });
    parts = await api.load();
  });
  after(async () => {
    network.stop();
    await parts.sessions.remove(session.id);
    await parts.app.connections.remove(unroutable.id);
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('takes less than 50 ms with a saved portal that is out of reach, the loading of the bundle included', () => {
    const { load, activate } = timed;
    const numbers = JSON.stringify({ load, activate });
    console.log(`      activation: ${numbers}`);
    const own = (cost: Cost): number => cost.wallMs - cost.waitedMs;
    assert.ok(own(load) + own(activate) < activationLimitMs, numbers);
  });

  it('loads one file of at most 200 KB, and nothing more by itself', () => {
    assert.deepEqual(loaded, ['dist/extension.js']);
    assert.ok(statSync(bundle).size <= loadedLimitBytes, `${statSync(bundle).size} bytes`);
  });

  it('loads nothing for a JSON file of another program, whatever its name', () => {
    assert.deepEqual(loadedForForeign, ['dist/extension.js']);
  });

  it('finds the portal and its session again', async () => {
    assert.deepEqual(
      parts.app.connections.list().map(one => one.id),
      [unroutable.id],
    );
    assert.equal((await parts.sessions.of(unroutable.id))?.id, session.id);
  });

  it('asks nothing of the network until the Portals view is shown', async () => {
    assert.equal(parts.tree.view.visible, false);
    assert.deepEqual(openedByActivation, []);
    await vscode.commands.executeCommand('arcgisEntitlements.portals.focus');
    // And then it does, so that the count above is of something that can be counted.
    await eventually(() => network.opened.find(one => one.includes('192.0.2.1')), 'the view read nothing');
  });
});
