import assert from 'node:assert/strict';
import { bundleEntitlement } from '../../../src/core/catalog';
import { itemId, userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import type { DesiredChange } from '../../../src/core/planTypes';
import { largestListing, portal, startBench } from './bench';
import type { Bench } from './bench';

describe('applier on app bundles', () => {
  let bench: Bench;
  let id: ItemId;
  let free: string[];

  const open = async (bundleLimit: '25' | 'none' = '25'): Promise<void> => {
    bench = await startBench({ flavor: 'enterprise', scale: 'M', decisions: { bundleLimit } });
    const bundle = [...bench.sample.state.bundles.values()][0]!;
    id = itemId(bundle.itemId);
    bundle.maxUsers = bundle.holders.size + 60;
    free = [...bench.sample.state.members.values()]
      .map(member => member.username)
      .filter(name => !bundle.holders.has(userKey(name)));
  };
  const holders = (): Set<string> => bench.sample.state.bundles.get(id)!.holders;
  const wish = (name: string, mode: 'add' | 'remove'): DesiredChange => ({
    itemId: id,
    username: username(name),
    mode,
    entitlements: [bundleEntitlement],
  });
  afterEach(() => bench.close());

  for (const limit of ['25', 'none'] as const) {
    it(`gives and takes a bundle (limit ${limit})`, async () => {
      await open(limit);
      const given = free.slice(0, 30);
      await bench.inventory.load({ portalId: portal, name: 'bundleHolders', key: id });
      const before = new Set(holders());
      const plan = await bench.plan(given.map(name => wish(name, 'add')));
      const report = await bench.applier.applyMembers(plan);
      assert.ok(
        report.results.every(({ outcome }) => outcome === 'done'),
        JSON.stringify(report.results[0]),
      );
      assert.equal(report.results.length, 30);
      assert.equal(bench.writes().length, 2);
      assert.deepEqual([...holders()].sort(), [...before, ...given.map(userKey)].sort());
      const back = await bench.plan(given.map(name => wish(name, 'remove')));
      const taken = await bench.applier.applyMembers(back);
      assert.ok(taken.results.every(({ outcome }) => outcome === 'done'));
      assert.deepEqual([...holders()].sort(), [...before].sort());
    });
  }

  it('does not claim what the member search does not show', async () => {
    await open();
    const plan = await bench.plan([wish(free[0]!, 'add')]);
    bench.sample.faults.set([{ path: 'provisionUserAppBundle$', kind: 'dropBefore' }]);
    const [result] = (await bench.applier.applyMembers(plan)).results;
    assert.equal(result?.outcome, 'unknown');
    assert.match(result.reason ?? '', /member search/);
  });

  it('takes everything from one member, listings and bundles, as one plan', async () => {
    await open();
    const listing = largestListing(bench);
    const name = [...bench.listing(listing).holders.values()].find(
      holder => holder.disconnectedSince === null && !holders().has(userKey(holder.username)),
    )!.username;
    bench.sample.state.bundles.get(id)!.holders.add(userKey(name));
    const plan = await bench.plan(
      [listing, id].map(item => ({ itemId: item, username: username(name), mode: 'set', entitlements: [] })),
    );
    assert.equal(plan.changes.length, 2, JSON.stringify(plan.skipped));
    const report = await bench.applier.applyMembers(plan);
    assert.ok(
      report.results.every(({ outcome }) => outcome === 'done'),
      JSON.stringify(report.results),
    );
    assert.equal(bench.listing(listing).holders.has(userKey(name)), false);
    assert.equal(holders().has(userKey(name)), false);
  });
});
