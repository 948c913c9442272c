// Import of files in a real VS Code: problems at exact ranges, and plans against the sample portal. Nothing is applied here.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { PortalKind } from '../../src/core/model';
import type { ImportPlan, Plan } from '../../src/core/planTypes';
import { Command } from '../../src/ui/commandIds';
import { loadedParts, type Composition } from './loadedParts';

const folder = (): vscode.Uri =>
  vscode.workspace.workspaceFolders?.[0]?.uri ?? assert.fail('no folder is open');
const example = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);

/** `line:from-to code` of the problems that are ours, lines and columns from 1. */
const problemsOf = (uri: vscode.Uri): readonly string[] =>
  vscode.languages
    .getDiagnostics(uri)
    .filter(one => one.source === 'Entitlements for ArcGIS')
    .map(one => {
      const { start, end } = one.range;
      return `${start.line + 1}:${start.character + 1}-${end.character + 1} ${one.code as string}`;
    });

async function eventually(check: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 15_000; !check();) {
    if (Date.now() > end) assert.fail(what);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

describe('importing files', () => {
  let api: Composition;
  const portals = new Map<PortalKind, string>();

  /** Imports, and gives the plan that is then on the desk; undefined when there is none. */
  async function planOf(uri: vscode.Uri, options: object): Promise<Plan | undefined> {
    const { board } = await api.changes.load();
    board.set({ state: 'none' });
    await vscode.commands.executeCommand(Command.importFile, { uri: uri.toString(), ...options });
    return board.current.state === 'ready' ? board.current.plan : undefined;
  }

  before(async function () {
    this.timeout(60_000);
    api = await loadedParts();
    for (const flavor of ['legacy', 'enterprise', 'online'] as const) {
      await vscode.commands.executeCommand(Command.connectSamplePortal, { flavor, scale: 'S' });
      const connection = api.app.connections.list().find(one => one.sample?.flavor === flavor);
      portals.set(flavor, connection?.id ?? assert.fail(`no ${flavor} sample portal is connected`));
    }
  });

  // In a browser VS Code saves by itself after a second, and what is unsaved is what one of these tests is about.
  const saving = (value: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration('files').update('autoSave', value, vscode.ConfigurationTarget.Global);
  before(() => saving('off'));
  after(() => saving(undefined));

  afterEach(async () => {
    (await api.changes.load()).board.set({ state: 'none' });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows the mistakes of a broken file at their ranges, and sends nothing', async () => {
    const uri = example('broken.entitlements.json');
    assert.equal(await planOf(uri, { portalId: portals.get('legacy') }), undefined);
    assert.deepEqual(problemsOf(uri), [
      '5:5-16 json.syntax',
      '8:46-51 file.masked',
      '10:7-20 json.duplicateKey',
      '10:85-86 json.trailingComma',
    ]);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
    assert.equal(vscode.window.activeTextEditor.selection.start.line, 4);
  });

  it('takes the problems away with the last tab of the file', async () => {
    const uri = example('broken.entitlements.json');
    await planOf(uri, { portalId: portals.get('legacy') });
    assert.equal(problemsOf(uri).length, 4);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await eventually(() => problemsOf(uri).length === 0, 'the problems outlive the editor');
  });

  it('takes a problem away when its text is mended', async () => {
    const uri = example('broken.entitlements.json');
    await planOf(uri, { portalId: portals.get('legacy') });
    const document = await vscode.workspace.openTextDocument(uri);
    const text = document.getText();
    const mended = text
      .replace('"maxUsers": 60', '"maxUsers": 60,')
      .replace('"***"', '"SAMPLE"')
      .replace(/,\s*"desktopStdN": \{ "num": 20[^}]*\},/, '');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, new vscode.Range(document.positionAt(0), document.positionAt(text.length)), mended);
    await vscode.workspace.applyEdit(edit);
    await eventually(() => problemsOf(uri).length === 0, `left: ${problemsOf(uri).join(', ')}`);
    // Unsaved text counts.
    const plan = await planOf(uri, { portalId: portals.get('legacy') });
    assert.equal((plan as ImportPlan | undefined)?.fileSize, mended.length);
    assert.match(plan?.title ?? '', /broken\.entitlements\.json \(with unsaved changes of the editor\)/);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('plans an entitlements file against a portal of 10.6.1', async () => {
    const plan = await planOf(example('entitlements.json'), { portalId: portals.get('legacy') });
    assert.ok(plan?.kind === 'import');
    assert.deepEqual([plan.operation, plan.appId], ['importEntitlements', 'arcgisprodesktop']);
    assert.doesNotMatch(plan.title, /unsaved/);
    assert.match(plan.fileHash, /^[0-9a-f]{64}$/);
    const analyst = plan.rows.find(row => row.name === 'networkAnalystN');
    assert.equal(analyst?.after, 15);
    assert.ok((analyst.before ?? 0) > 0 && (analyst.held ?? 0) > 0);
    assert.ok(plan.rows.some(row => row.section === 'queue' && row.effective === '01-Jul-2027'));
    assert.ok(
      !JSON.stringify(plan).includes('NOT-A-'),
      'license strings and signatures are no part of a plan',
    );
  });

  it('takes the product that was chosen for the file before, and does not ask again', async () => {
    const uri = example('no-product.entitlements.json');
    const part = {
      orgEntitlements: {
        maxUsers: 60,
        startDate: 0,
        startDateStr: '01-Jan-2026',
        entitlements: { newThingN: { num: 5, license: 'NOT-A-LICENSE' } },
      },
      signature: 'NOT-A-SIGNATURE',
      licenseManagerInfo: { hostname: 'lm1.riverbend.example', port: 27000 },
    };
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(part)));
    const { fileChoices } = api.app;
    try {
      await fileChoices.choose(uri, { appId: 'navigator' });
      const plan = await planOf(uri, { portalId: portals.get('legacy') });
      assert.ok(plan?.kind === 'import');
      assert.equal(plan.appId, 'navigator');
      const called = await planOf(uri, { portalId: portals.get('legacy'), appId: 'drone2map' });
      assert.equal(called?.kind === 'import' ? called.appId : undefined, 'drone2map');
      assert.equal(fileChoices.of(uri).appId, 'navigator', 'what a program called for is not remembered');
    } finally {
      await fileChoices.choose(uri, { appId: undefined, portalId: undefined });
      await vscode.workspace.fs.delete(uri);
    }
  });

  it('plans a portal license file against a portal of 10.7, once it has validated it', async () => {
    const plan = await planOf(example('portal-license.entitlements.json'), {
      portalId: portals.get('enterprise'),
    });
    assert.ok(plan?.kind === 'import');
    assert.equal(plan.operation, 'importLicense');
    const creators = plan.rows.find(row => row.name === 'creatorUT');
    assert.deepEqual([creators?.section, creators?.after], ['userType', 40]);
    assert.ok((creators?.held ?? 0) > 0);
    assert.ok(plan.warnings.some(warning => warning.includes('Insights Analyst')));
  });

  it('refuses the file of another flavour at its line', async () => {
    for (const [name, flavor, problem] of [
      ['entitlements.json', 'enterprise', '5:7-24 flavour.needsLicense'],
      ['portal-license.entitlements.json', 'legacy', '2:3-11 flavour.needsEntitlements'],
      ['entitlements.json', 'online', '5:7-24 flavour.online'],
    ] as const) {
      assert.equal(await planOf(example(name), { portalId: portals.get(flavor) }), undefined);
      // Its check finds more in the file itself.
      const told = problemsOf(example(name)).filter(one => one.includes(' flavour.'));
      assert.deepEqual(told, [problem]);
    }
  });

  it("shows a portal's refusal of a license file as a problem of the file", async () => {
    const uri = vscode.Uri.joinPath(folder(), 'refused.json');
    await vscode.workspace.fs.writeFile(
      uri,
      new TextEncoder().encode('{\n  "MyEsri": { "provision": {} }\n}\n'),
    );
    assert.equal(await planOf(uri, { portalId: portals.get('enterprise') }), undefined);
    // Beside what the check of the file finds in it meanwhile; a problem that names the portal has it in its source, too.
    const told = vscode.languages.getDiagnostics(uri).filter(one => one.code === 'portal.refused');
    assert.deepEqual(
      told.map(({ range: { start, end } }) => [start.line, start.character, end.line, end.character]),
      [[1, 2, 1, 10]],
    );
    assert.ok(told.every(one => one.source?.startsWith('Entitlements for ArcGIS')));
    await vscode.workspace.fs.delete(uri);
  });

  it('takes the active editor where it can be imported, and asks for a file where it cannot', async () => {
    const { board } = await api.changes.load();
    const config = vscode.workspace.getConfiguration('files');
    // The dialog of the system cannot be closed from here.
    await config.update('simpleDialog.enable', true, vscode.ConfigurationTarget.Global);
    try {
      const readme = example('README.md');
      await vscode.window.showTextDocument(readme);
      let isOver = false;
      const done = vscode.commands
        .executeCommand(Command.importFile, { portalId: portals.get('legacy') })
        .then(() => (isOver = true));
      await new Promise(resolve => setTimeout(resolve, 2_000));
      assert.equal(isOver, false, 'no file is asked for');
      assert.deepEqual(problemsOf(readme), []);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await done;
      assert.equal(board.current.state, 'none');
      await vscode.window.showTextDocument(example('entitlements.json'));
      await vscode.commands.executeCommand(Command.importFile, { portalId: portals.get('legacy') });
      assert.equal(board.current.state, 'ready');
    } finally {
      await config.update('simpleDialog.enable', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('names the kinds where it is called with one that there is not', async () => {
    const files = example('entitlements.json').toString();
    assert.equal(await planOf(example('entitlements.json'), { kind: 'x', uri: files }), undefined);
  });

  it('plans member assignments and a roster', async () => {
    for (const [name, options] of [
      ['assignments.entitlements.json', { mode: 'add' }],
      ['roster.csv', { mode: 'set' }],
    ] as const) {
      const plan = await planOf(example(name), { portalId: portals.get('online'), ...options });
      assert.ok(plan?.kind === 'members', name);
      const named = new Set([...plan.changes, ...plan.skipped].map(one => one.username));
      assert.ok(named.has('Ana.Keller' as never), name);
      assert.equal(named.size, 4, name);
    }
  });

  it('takes the listing of a file that names none from its caller', async () => {
    const listings = await api.app.connections.client(portals.get('online') as never).purchases();
    const pro = listings.find(one => one.title === 'ArcGIS Pro')?.itemId;
    const plan = await planOf(example('as-returned.entitlements.json'), {
      portalId: portals.get('online'),
      itemId: pro,
      mode: 'set',
    });
    assert.deepEqual(plan?.kind === 'members' ? plan.targets.map(target => target.itemId) : undefined, [pro]);
  });
});
