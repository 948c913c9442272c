import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { itemId, username } from '../../../../src/core/ids';
import type { SamplePortalOptions } from '../../../../src/samplePortal/start';
import { createInventory } from '../../../../src/services/inventory';
import type { BranchName, BranchRef, Inventory } from '../../../../src/services/inventoryTypes';
import { createNodeFileStore } from '../../../../src/services/journal/nodeFileStore';
import {
  createKeptInventory,
  keptFolder,
  keptPath,
} from '../../../../src/services/keptInventory/keptInventory';
import type { KeptInventory } from '../../../../src/services/keptInventory/keptInventory';
import { keptIdentity } from '../../../../src/services/portalIdentity';
import type { FileStore } from '../../../../src/services/ports';
import { largestListing, portal, startBench } from '../bench';
import type { Bench } from '../bench';

describe('what was read of a portal', () => {
  let bench: Bench;
  let isOn = true;
  const open: { dispose(): void }[] = [];

  async function start(options: SamplePortalOptions = {}): Promise<void> {
    bench = await startBench({ scale: 'S', ...options });
    isOn = true;
  }
  afterEach(async () => {
    for (const one of open.splice(0)) one.dispose();
    await bench.close();
  });

  const keep = (inventory: Inventory, files: FileStore = bench.files): KeptInventory => {
    const { connections, clock, log } = bench;
    const made = createKeptInventory({ inventory, connections, files, clock, log, isOn: () => isOn });
    open.push(made);
    return made;
  };
  /** As after a start of the program: nothing is known. */
  const anew = (): Inventory => {
    const inventory = createInventory(bench.deps);
    open.push(inventory);
    return inventory;
  };
  const refs = (names: readonly BranchName[], id: string): BranchRef[] =>
    names.map(name => ({ portalId: portal, name, ...(name.endsWith('olders') ? { key: id } : {}) }));
  /** Rows of any list, and everything else, as plain values. */
  const plain = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'items' in value
      ? { ...value, items: [...(value.items as Iterable<unknown>)] }
      : value;

  for (const [flavor, names] of [
    ['online', ['organization', 'listings', 'userTypes', 'appBundles', 'holders', 'bundleHolders']],
    ['enterprise', ['organization', 'listings', 'license', 'futureLicense', 'userTypes', 'holders']],
    ['legacy', ['organization', 'listings', 'systemLicenses', 'holders']],
  ] as const) {
    it(`is shown at the next start as it was, marked, and replaced when it is read anew (${flavor})`, async () => {
      await start({ flavor });
      const kept = keep(bench.inventory);
      const id = largestListing(bench);
      const bundle = [...bench.sample.state.bundles.values()][0]?.itemId ?? '';
      const all = refs(names, id).map(ref => (ref.name === 'bundleHolders' ? { ...ref, key: bundle } : ref));
      for (const ref of all) assert.equal((await bench.inventory.load(ref)).state, 'ready', ref.name);
      await kept.flush();

      const inventory = anew();
      const next = keep(inventory);
      const heard: string[] = [];
      next.onDidChange(({ name }) => heard.push(name));
      for (const ref of all) assert.deepEqual(next.peek(ref), { state: 'idle' });
      await next.restore(portal);
      assert.deepEqual(heard.toSorted(), names.toSorted());
      for (const ref of all) {
        const [before, now] = [bench.inventory.peek(ref), next.peek(ref)];
        assert.ok(before.state === 'ready' && now.state === 'ready' && now.kept === true, ref.name);
        assert.equal(now.readAt, before.readAt);
        assert.deepEqual(plain(now.value), plain(before.value), ref.name);
        assert.deepEqual(inventory.peek(ref), { state: 'idle' }, 'the inventory itself knows nothing');
      }
      const [first] = all;
      const loading = inventory.load(first!);
      const meanwhile = next.peek(first!);
      assert.ok(meanwhile.state === 'loading' && meanwhile.kept === true && meanwhile.value !== undefined);
      await loading;
      assert.deepEqual(next.peek(first!), inventory.peek(first!));
      const text = [...bench.files.files.values()].join('\n');
      for (const secret of [bench.tokens.current, bench.sample.password, bench.sample.controlKey])
        assert.ok(!text.includes(secret));
    });
  }

  it('is written at the end of the window, whose inventory forgets everything meanwhile', async () => {
    await start();
    const inventory = anew();
    const kept = keep(inventory);
    const all = refs(['listings', 'holders'], largestListing(bench));
    for (const ref of all) assert.equal((await inventory.load(ref)).state, 'ready');
    const written = kept.flush();
    kept.dispose();
    inventory.dispose();
    await written;
    const next = keep(anew());
    await next.restore(portal);
    for (const ref of all) assert.equal(next.peek(ref).state, 'ready', ref.name);
  });

  it('stays in sight beside the failure where the portal is out of reach', async () => {
    await start();
    const ref: BranchRef<'listings'> = { portalId: portal, name: 'listings' };
    const kept = keep(bench.inventory);
    await bench.inventory.load(ref);
    await kept.flush();
    const next = keep(anew());
    await next.restore(portal);
    const inventory = anew();
    const other = keep(inventory);
    await other.restore(portal);
    bench.sample.faults.set([{ path: 'purchases$', kind: 'error', code: 400, message: 'Odd.' }]);
    await inventory.load(ref);
    const branch = other.peek(ref);
    assert.ok(branch.state === 'failed' && branch.kept === true && (branch.value?.length ?? 0) > 0);
  });

  it('is not shown where the file is damaged, foreign, of another user or renamed, and the log says so', async () => {
    await start();
    const id = largestListing(bench);
    const ref: BranchRef<'holders'> = { portalId: portal, name: 'holders', key: id };
    const kept = keep(bench.inventory);
    await bench.inventory.load(ref);
    await kept.flush();
    const file = keptPath(ref);
    const good = bench.files.files.get(file) ?? '';
    const show = async (): Promise<string> => {
      const next = keep(anew());
      await next.restore(portal);
      return next.peek(ref).state;
    };
    assert.equal(await show(), 'ready');
    for (const [what, text] of [
      ['cut', good.slice(0, good.length / 2)],
      ['without its last line', good.trimEnd().split('\n').slice(0, -1).join('\n')],
      ['changed', good.replace(/desktop(Basic|Std|Adv)N/, 'spatialAnalystN')],
      ['empty', ''],
      ['no JSON', 'hello'],
      ['another program’s', '{"a":1}'],
      ['longer', `${good}${good}`],
    ] as const) {
      bench.files.files.set(file, text);
      const from = bench.log.lines.length;
      assert.equal(await show(), 'idle', what);
      assert.match(bench.log.lines.slice(from).join('\n'), /cannot be read and is not shown/, what);
    }
    for (const [what, text] of [
      ['of another version', good.replace('"keptInventory":2', '"keptInventory":1')],
      ['of another user', good.replace('gis_admin', 'gis_other')],
    ] as const) {
      bench.files.files.set(file, text);
      assert.equal(await show(), 'idle', what);
    }
    bench.files.files.delete(file);
    bench.files.files.set(keptPath({ ...ref, key: itemId('another') }), good);
    assert.equal(await show(), 'idle', 'renamed');
    const connection = bench.connections.get(portal)!;
    bench.files.files.set(file, good);
    await bench.connections.save({ ...connection, username: username('somebody.else') });
    assert.equal(await show(), 'idle', 'somebody else');
  });

  it('is not shown where the file proves itself and makes no sense', async () => {
    await start();
    const ref: BranchRef<'holders'> = { portalId: portal, name: 'holders', key: itemId('x') };
    const identity = keptIdentity(bench.connections.get(portal)!);
    const head = { keptInventory: 2, identity, name: 'holders', key: 'x', readAt: bench.clock.now() };
    const list = { sets: [['a']] };
    const rows = [['ana'], [0], [null], [false]];
    const shown = async (lines: readonly unknown[], of: BranchRef = ref): Promise<string> => {
      const texts = lines.map(line => `${JSON.stringify(line)}\n`);
      const end = createHash('sha256').update(texts.join('')).digest('hex');
      bench.files.files.set(keptPath(of), `${texts.join('')}${JSON.stringify({ end })}\n`);
      const next = keep(anew());
      await next.restore(portal);
      bench.files.files.delete(keptPath(of));
      return next.peek(of).state;
    };
    assert.equal(await shown([head, list, rows]), 'ready');
    assert.equal(
      await shown([head, { ...list, partial: { kind: 'portalLimit', limit: 1 }, total: 2 }, rows]),
      'ready',
    );
    const columns = (at: number, column: unknown): unknown[] => [
      head,
      list,
      rows.map((own, index): unknown => (index === at ? column : own)),
    ];
    for (const [what, lines] of [
      ['read in the future', [{ ...head, readAt: bench.clock.now() + 86_400_000 }, list, rows]],
      ['read before time began', [{ ...head, readAt: -1 }, list, rows]],
      ['partial for a reason that does not exist', [head, { ...list, partial: { kind: 'zzz' } }, rows]],
      ['a total that is no number', [head, { ...list, total: 'many' }, rows]],
      ['a list that is none', [head, 5, rows]],
      ['nothing said of the list', [head]],
      ['columns that are none', [head, list, 6]],
      ['fewer columns', [head, list, rows.slice(0, 3)]],
      ['no offline state', columns(3, [])],
      ['no last use', columns(2, [])],
      ['more sets than rows', columns(1, [0, 0])],
      ['a set that is not there', columns(1, [1])],
      ['a name that is none', columns(0, [7])],
      ['a last use that is no time', columns(2, ['yesterday'])],
      ['an offline state that is none', columns(3, ['no'])],
    ] as const)
      assert.notEqual(await shown(lines), 'ready', what);
    const bundle: BranchRef<'bundleHolders'> = { portalId: portal, name: 'bundleHolders', key: itemId('x') };
    const ofBundle = { ...head, name: 'bundleHolders' };
    assert.equal(await shown([ofBundle, {}, ['ana']], bundle), 'ready');
    assert.notEqual(await shown([ofBundle, {}, [{ toString: 1 }]], bundle), 'ready');
    const listings: BranchRef<'listings'> = { portalId: portal, name: 'listings' };
    const ofListings = { ...head, name: 'listings', key: undefined };
    assert.equal(await shown([ofListings, []], listings), 'ready');
    for (const lines of [[ofListings], [ofListings, [], []]])
      assert.notEqual(await shown(lines, listings), 'ready');
  });

  it('lies in files of its owner alone, and goes with the portal', async () => {
    await start();
    const folder = await mkdtemp(path.join(tmpdir(), 'kept-'));
    try {
      const files = createNodeFileStore(folder);
      const kept = keep(bench.inventory, files);
      await bench.inventory.load({ portalId: portal, name: 'listings' });
      await bench.inventory.load({ portalId: portal, name: 'holders', key: largestListing(bench) });
      await kept.flush();
      const own = path.join(folder, keptFolder(portal));
      const names = await readdir(own);
      assert.equal(names.length, 2);
      for (const name of names) assert.equal((await stat(path.join(own, name))).mode & 0o777, 0o600);
      await kept.remove(portal);
      await assert.rejects(readdir(own), /ENOENT/);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('is deleted with a portal that is removed anywhere, and where nothing may be kept', async () => {
    await start();
    const kept = keep(bench.inventory);
    const ref: BranchRef<'listings'> = { portalId: portal, name: 'listings' };
    await bench.inventory.load(ref);
    await kept.flush();
    assert.equal(bench.files.files.size, 1);
    isOn = false;
    const next = keep(anew());
    await next.restore(portal);
    assert.deepEqual(next.peek(ref), { state: 'idle' });
    await bench.inventory.refresh(ref);
    await kept.flush();
    await kept.review();
    assert.equal(bench.files.files.size, 0);
    isOn = true;
    await bench.inventory.refresh(ref);
    await kept.flush();
    assert.equal(bench.files.files.size, 1);
    await bench.connections.remove(portal);
    await kept.flush();
    assert.equal(bench.files.files.size, 0);
  });
});
