// What may happen while lists are completed: a pause, failures, and an organization that changes.
import assert from 'node:assert/strict';
import { entitlement, userKey, username } from '../../../../src/core/ids';
import type { ItemId } from '../../../../src/core/ids';
import { createCompletions } from '../../../../src/services/completion/completions';
import { createInventory } from '../../../../src/services/inventory';
import { completionPath } from '../../../../src/services/completion/completionFile';
import type { CompletionState } from '../../../../src/services/completion/completionTypes';
import { portal } from '../bench';
import { until } from '../fakes';
import { holdersCut, shown, startCompletionBench, truth } from './completionBench';
import type { CompletionBench } from './completionBench';

describe('a completion of a list', () => {
  let bench: CompletionBench;
  let id: ItemId;
  beforeEach(async () => {
    bench = await startCompletionBench({ decisions: { provisionedListingsSets: 'with' } });
    id = bench.cut[0]!;
    await bench.inventory.load({ portalId: portal, name: 'holders', key: id });
  });
  afterEach(() => bench.close());

  const state = (): CompletionState | undefined => bench.completions.peek(portal);
  const behind = (): string[] =>
    [...bench.listing(id).holders.values()].slice(holdersCut).map(one => one.username);
  /** Does something once, as soon as so many questions were asked. */
  function after(questions: number, act: () => unknown): void {
    const push = bench.entries.push.bind(bench.entries);
    let left = questions;
    bench.entries.push = (...entries) => {
      for (const { path } of entries) if (/provisionedListings$/.test(path) && --left === 0) act();
      return push(...entries);
    };
  }
  /** Holders behind the cut whose answer has come. */
  const askedHolders = (): string[] => {
    const asked = bench.entries.flatMap(
      ({ path }) => /users\/([^/]+)\/provisionedListings$/.exec(path)?.[1] ?? [],
    );
    return behind().filter(name => asked.slice(0, 25).includes(encodeURIComponent(name)));
  };
  const shownRow = (name: string): readonly string[] | undefined => {
    const branch = bench.inventory.peek({ portalId: portal, name: 'holders', key: id });
    if (branch.state === 'idle') return undefined;
    for (const row of branch.value?.items ?? [])
      if (userKey(row.username) === userKey(name)) return row.entitlements;
    return undefined;
  };

  it('stands still while it is paused, and goes on', async () => {
    after(10, () => bench.completions.pause(portal));
    const ended = bench.completions.start(portal, [id]);
    await until(() => state()?.state === 'paused', 'the pause');
    await new Promise(resolve => setTimeout(resolve, 30));
    const asked = bench.counts().provisioned;
    assert.ok(asked < 16, `${asked} were asked`);
    await new Promise(resolve => setTimeout(resolve, 30));
    assert.equal(bench.counts().provisioned, asked);
    assert.ok((state()?.of ?? 0) > asked);
    const [one, other] = await Promise.all([bench.completions.resume(portal), ended]);
    assert.deepEqual([one, other], [true, true]);
    assert.deepEqual(shown(bench, id), truth(bench, id));
  });

  it('leaves the list marked, and nothing on disk, where it is cancelled', async () => {
    after(10, () => void bench.completions.cancel(portal));
    assert.equal(await bench.completions.start(portal, [id]), false);
    const branch = bench.inventory.peek({ portalId: portal, name: 'holders', key: id });
    assert.ok(branch.state === 'ready' && branch.value.partial?.kind === 'portalLimit');
    await until(() => state() === undefined, 'the end');
    assert.deepEqual([...bench.files.files.keys()], []);
    assert.deepEqual([...bench.files.locks], []);
  });

  it('waits with the reason where the portal fails, and asks nobody twice who answered', async () => {
    after(5, () =>
      bench.sample.faults.set([{ path: 'provisionedListings$', kind: 'error', code: 400, message: 'Odd.' }]),
    );
    const ended = bench.completions.start(portal, [id]);
    await until(() => state()?.problem !== undefined, 'the problem');
    assert.match(state()?.problem?.message ?? '', /Odd\./);
    assert.equal(state()?.state, 'paused');
    bench.sample.faults.set([]);
    assert.equal(await bench.completions.resume(portal), true);
    assert.equal(await ended, true);
    assert.deepEqual(shown(bench, id), truth(bench, id));
  });

  it('goes slower and on where the portal is too busy', async () => {
    bench.sample.faults.set([
      { path: 'provisionedListings$', kind: 'status', code: 429, message: 'Busy', every: 3 },
    ]);
    assert.equal(await bench.completions.start(portal, [id]), true);
    assert.deepEqual(shown(bench, id), truth(bench, id));
  });

  it('asks who joins meanwhile, and drops who leaves', async () => {
    const { state: organization } = bench.sample;
    after(30, () => {
      const leaver = askedHolders()[0]!;
      const [some] = organization.members.values();
      organization.members.set('zoe.new', { ...some!, username: 'zoe.new' });
      const zoe = { username: 'zoe.new', lastLogin: -1, disconnectedSince: null, entitlements: ['x'] };
      organization.commit([
        ['holder', id, 'zoe.new', zoe],
        ['holder', id, leaver, null],
      ]);
      organization.members.delete(userKey(leaver));
      organization.memberVersion += 1;
    });
    assert.equal(await bench.completions.start(portal, [id]), true);
    assert.deepEqual(shown(bench, id), truth(bench, id));
    assert.deepEqual([state()?.joined, state()?.left], [1, 1]);
  });

  it('keeps what it found where the list is read anew meanwhile', async () => {
    after(30, () => void bench.inventory.refresh({ portalId: portal, name: 'holders', key: id }));
    assert.equal(await bench.completions.start(portal, [id]), true);
    assert.deepEqual(shown(bench, id), truth(bench, id));
  });

  it('does not undo in the list what was written meanwhile', async () => {
    let [given, taken] = ['', ''];
    after(30, () => {
      [given, taken] = [askedHolders()[0]!, askedHolders()[1]!];
      const row = { username: username(given), entitlements: [entitlement('written')], offline: false };
      const old = bench.listing(id).holders.get(userKey(given))!;
      bench.sample.state.commit([
        ['holder', id, given, { ...old, entitlements: ['written'] }],
        ['holder', id, taken, null],
      ]);
      bench.inventory.putHolders(portal, id, [row], [username(taken)]);
      // What the portal cuts leaves out whom it has put there.
      void bench.inventory.refresh({ portalId: portal, name: 'holders', key: id });
    });
    assert.equal(await bench.completions.start(portal, [id]), true);
    assert.deepEqual(shownRow(given), ['written']);
    assert.equal(shownRow(taken), undefined);
  });

  it('does not undo what was written while the question was on its way', async () => {
    const first = (await bench.client().members()).items.find(one =>
      behind().includes(one.username),
    )!.username;
    const path = `users/${encodeURIComponent(first)}/provisionedListings$`;
    bench.sample.faults.set([{ path, kind: 'latency', ms: 100 }]);
    // Everything was taken from the member, and the answer may be older than that.
    after(5, () => {
      bench.inventory.putHolders(portal, id, [], [first]);
    });
    assert.equal(await bench.completions.start(portal, [id]), true);
    const asked = bench.entries.filter(one => new RegExp(path).test(one.path)).length;
    assert.equal(asked, 2);
    assert.deepEqual(shown(bench, id), truth(bench, id));
  });

  it('asks those anew whom this window wrote after it was interrupted', async () => {
    after(34, () => bench.completions.dispose());
    await bench.completions.start(portal, [id]).catch(() => false);
    const { clock, log, connections, files, sample } = bench;
    const inventory = createInventory({ connections, clock, log });
    const completions = createCompletions({ connections, inventory, clock, log, files });
    const ref = { portalId: portal, name: 'holders', key: id } as const;
    await inventory.load(ref);
    const taken = askedHolders()[0]!;
    const old = bench.listing(id).holders.get(userKey(taken))!;
    const asked = bench.entries.flatMap(
      ({ path }) => /users\/([^/]+)\/provisionedListings$/.exec(path)?.[1] ?? [],
    );
    const given = asked.map(decodeURIComponent).find(name => !bench.listing(id).holders.has(userKey(name)))!;
    sample.state.commit([
      ['holder', id, taken, null],
      ['holder', id, given, { ...old, username: given }],
    ]);
    const row = { username: username(given), entitlements: [entitlement('x')], offline: false };
    inventory.putHolders(portal, id, [row], [username(taken)]);
    await inventory.refresh(ref);
    assert.equal(await completions.resume(portal), true);
    assert.deepEqual(shown({ ...bench, inventory }, id), truth(bench, id));
    completions.dispose();
    inventory.dispose();
  });

  it('asks those anew whom another window wrote while it ran', async () => {
    const { clock, log, connections, files, sample } = bench;
    const inventory = createInventory({ connections, clock, log });
    const other = createCompletions({ connections, inventory, clock, log, files });
    after(30, () => {
      const taken = askedHolders()[0]!;
      sample.state.commit([['holder', id, taken, null]]);
      inventory.putHolders(portal, id, [], [username(taken)]);
    });
    assert.equal(await bench.completions.start(portal, [id]), true);
    assert.deepEqual(shown(bench, id), truth(bench, id));
    other.dispose();
    inventory.dispose();
  });

  it('goes on with the answers of the last day, and asks the others again', async () => {
    after(34, () => bench.completions.dispose());
    await bench.completions.start(portal, [id]).catch(() => false);
    const { clock, log, connections, files } = bench;
    const inventory = createInventory({ connections, clock, log });
    // Begun a day ago: half of the answers are as old, the others of a moment ago.
    const path = completionPath(portal);
    const ageOf = 24.5 * 3_600_000;
    const [young, old] = [new Set<string>(), new Set<string>()];
    const lines = (await files.read(path))!.split('\n').map(text => {
      const line = JSON.parse(text) as { startedAt?: number; at?: number; name?: string };
      if (line.startedAt !== undefined) return JSON.stringify({ ...line, startedAt: line.startedAt - ageOf });
      if (line.name === undefined || line.at === undefined) return text;
      const isYoung = young.size === old.size;
      (isYoung ? young : old).add(line.name);
      if (isYoung) return text;
      return JSON.stringify({ ...line, at: line.at - ageOf });
    });
    await files.write(path, lines.join('\n'));
    assert.ok(old.size > 3);
    const completions = createCompletions({ connections, inventory, clock, log, files });
    assert.equal((await completions.find(portal))?.asked, young.size);
    const from = bench.entries.length;
    assert.equal(await completions.resume(portal), true);
    const asked = bench.entries
      .slice(from)
      .flatMap(({ path: one }) => /users\/([^/]+)\/provisionedListings$/.exec(one)?.[1] ?? [])
      .map(decodeURIComponent);
    assert.deepEqual(
      [...young].filter(name => asked.includes(name)),
      [],
    );
    assert.deepEqual(
      [...old].filter(name => !asked.includes(name)),
      [],
    );
    assert.deepEqual(shown({ ...bench, inventory }, id), truth(bench, id));
    completions.dispose();
    inventory.dispose();
  });

  it('drops who is deleted, also of those whom the portal shows', async () => {
    const [first] = bench.listing(id).holders.values();
    bench.sample.state.commit([['holder', id, first!.username, null]]);
    bench.sample.state.members.delete(userKey(first!.username));
    bench.sample.state.memberVersion += 1;
    assert.equal(await bench.completions.start(portal, [id]), true);
    assert.equal(shownRow(first!.username), undefined);
  });

  it('is refused while one runs, also in another window, and where nothing is cut', async () => {
    const ended = bench.completions.start(portal, [id]);
    await assert.rejects(bench.completions.start(portal, [id]), /being completed already/);
    await ended;
    await assert.rejects(bench.completions.start(portal, [id]), /has not cut/);
    bench.files.locks.add(`${completionPath(portal)}.lock`);
    await bench.inventory.refresh({ portalId: portal, name: 'holders', key: id });
    await assert.rejects(bench.completions.start(portal, [id]), /in another window/);
  });
});
