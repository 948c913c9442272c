// What becomes of a completed list when it is read anew and the portal cuts it again: nothing that was found is lost, and nothing pretends to be new.
import assert from 'node:assert/strict';
import { keptPath, createKeptInventory } from '../../../../src/services/keptInventory/keptInventory';
import { createInventory } from '../../../../src/services/inventory';
import { readIdle } from '../../../../src/services/idle/readIdle';
import { readTargets } from '../../../../src/services/stateReader';
import { utcDateTime } from '../../../../src/core/format';
import { idleReport } from '../../../../src/core/idle/idleReport';
import { userKey, username } from '../../../../src/core/ids';
import type { ItemId } from '../../../../src/core/ids';
import type { Holder, Listed } from '../../../../src/core/model';
import { portal } from '../bench';
import { holdersCut, shown, startCompletionBench, truth } from './completionBench';
import type { CompletionBench } from './completionBench';

async function completed(work: (bench: CompletionBench, id: ItemId) => Promise<void>): Promise<void> {
  const bench = await startCompletionBench({ decisions: { provisionedListingsSets: 'with' } });
  try {
    const [id] = bench.cut;
    assert.ok(id !== undefined);
    await bench.completions.start(portal, [id]);
    assert.deepEqual(shown(bench, id), truth(bench, id));
    await work(bench, id);
  } finally {
    await bench.close();
  }
}

function listOf(bench: Pick<CompletionBench, 'inventory'>, id: ItemId): Listed<Holder> {
  const branch = bench.inventory.peek({ portalId: portal, name: 'holders', key: id });
  assert.ok(branch.state === 'ready', branch.state);
  return branch.value;
}
const keysOf = ({ items }: Listed<Holder>): string[] =>
  [...items].map(row => userKey(row.username)).sort((a, b) => (a < b ? -1 : 1));
const truthOf = (bench: CompletionBench, id: ItemId): string[] =>
  [...bench.listing(id).holders.keys()].sort((a, b) => (a < b ? -1 : 1));

function isLaidOver(bench: CompletionBench, id: ItemId): void {
  const list = listOf(bench, id);
  assert.deepEqual(keysOf(list), truthOf(bench, id));
  assert.deepEqual(list.partial, { kind: 'portalLimit', limit: holdersCut });
  assert.equal(list.older?.rows, list.items.length - holdersCut);
  assert.ok(list.older.from <= list.older.to);
  assert.equal(list.completed, undefined);
}

describe('a completed list', () => {
  it('says from when to when those were asked whom the portal left out', () =>
    completed((bench, id) => {
      const { completed: times } = listOf(bench, id);
      assert.ok(times !== undefined && times.from <= times.to);
      return Promise.resolve();
    }));

  it('keeps its rows, with their time, when a plan reads it anew, and the plan does not rest on them', () =>
    completed(async (bench, id) => {
      const last = [...bench.listing(id).holders.values()].at(-1);
      assert.ok(last !== undefined);
      // Somebody else takes it away: the older row says what it said.
      bench.listing(id).holders.delete(userKey(last.username));
      const { connections, inventory, clock } = bench;
      const [target] = await readTargets(
        { connections, inventory, clock: later(clock) },
        portal,
        [id],
        [username(last.username)],
      );
      assert.deepEqual(target?.holdings.get(userKey(last.username))?.entitlements, []);
      assert.equal(target.complete, false);
      assert.deepEqual(
        keysOf(listOf(bench, id)),
        [...truthOf(bench, id), userKey(last.username)].sort((a, b) => (a < b ? -1 : 1)),
      );
    }));

  it('keeps its rows when the radar reads it anew', () =>
    completed(async (bench, id) => {
      const { sources } = await readIdle(bench, portal, { itemId: id, anew: true });
      assert.equal(sources[0]?.list?.items.length, bench.listing(id).holders.size);
      isLaidOver(bench, id);
      const [listing] = idleReport(sources, 30, bench.clock.now()).listings;
      const { older } = listOf(bench, id);
      assert.ok(older !== undefined);
      assert.ok(listing?.times?.includes(`${older.rows} as of ${utcDateTime(older.from)}`), listing?.times);
    }));

  it('is no ground for a plan to reclaim with rows of more than a day ago', () =>
    completed(async (bench, id) => {
      const day = 24 * 3_600_000;
      for (const [age, rows] of [
        [day - 60_000, bench.listing(id).holders.size],
        [day + 60_000, holdersCut],
      ] as const) {
        const refresh: typeof bench.inventory.refresh = async ref => {
          const branch = await bench.inventory.refresh(ref);
          if (ref.name !== 'holders' || branch.state !== 'ready') return branch;
          const list = branch.value as Listed<Holder>;
          assert.ok(list.older !== undefined);
          const older = { ...list.older, from: branch.readAt - age };
          return { ...branch, value: { ...list, older } as unknown as typeof branch.value };
        };
        const inventory = { ...bench.inventory, refresh };
        const { sources } = await readIdle({ ...bench, inventory }, portal, { itemId: id, anew: true });
        assert.equal(sources[0]?.list?.items.length, rows);
      }
    }));

  it('keeps its rows through two refreshes, as of the time at which they were read', () =>
    completed(async (bench, id) => {
      const { completed: times } = listOf(bench, id);
      await bench.inventory.refreshPortal(portal);
      isLaidOver(bench, id);
      const { older } = listOf(bench, id);
      await bench.inventory.refreshPortal(portal);
      isLaidOver(bench, id);
      assert.deepEqual(listOf(bench, id).older, older);
      assert.ok(times !== undefined && older !== undefined && older.to >= times.to);
    }));

  it('takes the row of the new answer where that has one, and one that we wrote for new', () =>
    completed(async (bench, id) => {
      await bench.inventory.refreshPortal(portal);
      const list = listOf(bench, id);
      const names = [...list.items].map(row => row.username);
      const [gone, changed] = names.slice(holdersCut);
      assert.ok(gone !== undefined && changed !== undefined && list.older !== undefined);
      const row = { username: changed, entitlements: [], offline: false };
      bench.inventory.putHolders(portal, id, [row], [gone]);
      const next = listOf(bench, id);
      assert.equal(next.items.length, names.length - 1);
      assert.equal(next.older?.rows, list.older.rows - 2);
      // New ones stand before the older ones.
      assert.deepEqual(next.items.at(holdersCut), row);
    }));

  it('can be completed again, and drops then who holds nothing any more', () =>
    completed(async (bench, id) => {
      const last = [...bench.listing(id).holders.keys()].at(-1);
      assert.ok(last !== undefined);
      await bench.inventory.refreshPortal(portal);
      bench.listing(id).holders.delete(last);
      await bench.completions.start(portal, [id]);
      assert.deepEqual(shown(bench, id), truth(bench, id));
      assert.equal(listOf(bench, id).older, undefined);
      assert.ok(listOf(bench, id).completed !== undefined);
    }));

  it('is found on disk again after a restart, also when its row was opened and closed at once', () =>
    completed(async (bench, id) => {
      const { clock, log, connections, files, inventory } = bench;
      const keeping = { connections, files, clock, log, isOn: () => true };
      const ref = { portalId: portal, name: 'holders', key: id } as const;
      const first = createKeptInventory({ ...keeping, inventory });
      await bench.inventory.refreshPortal(portal);
      await first.flush();
      first.dispose();

      // Without what was kept, as when a reading is ended: it must not replace the longer list.
      const short = createInventory({ connections, clock, log });
      const second = createKeptInventory({ ...keeping, inventory: short });
      await short.load(ref);
      assert.equal(listOf({ inventory: short }, id).items.length, holdersCut);
      const before = await files.read(keptPath(ref));
      await second.flush();
      assert.equal(await files.read(keptPath(ref)), before);
      second.dispose();

      const next = createInventory({
        connections,
        clock,
        log,
        earlier: (own, directory) => third.earlier(own, directory),
      });
      const third = createKeptInventory({ ...keeping, inventory: next });
      // Written before the list is read: what is kept of the member is older.
      const [last] = [...bench.listing(id).holders.values()].slice(-1);
      assert.ok(last !== undefined);
      next.putHolders(portal, id, [], [username(last.username)]);
      bench.listing(id).holders.delete(userKey(last.username));
      await next.load(ref);
      isLaidOver({ ...bench, inventory: next }, id);
      await third.flush();
      assert.notEqual(await files.read(keptPath(ref)), before);
      third.dispose();
    }));
});

const later = <C extends { now(): number }>(clock: C): C => ({ ...clock, now: () => clock.now() + 61_000 });
