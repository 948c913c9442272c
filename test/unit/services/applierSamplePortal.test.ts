import assert from 'node:assert/strict';
import { userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import { largestListing, startBench } from './bench';
import type { Bench } from './bench';

describe('applier against the sample portal', () => {
  let bench: Bench;
  let id: ItemId;
  beforeEach(async () => {
    bench = await startBench({ flavor: 'online', scale: 'S' });
    id = largestListing(bench);
  });
  afterEach(() => bench.close());

  it('adds one entitlement and leaves what members have', async () => {
    const listing = bench.listing(id);
    const before = bench.holders(id);
    const keys = Object.keys(listing.seats.entitlements).filter(name => !name.startsWith('desktop'));
    const key = keys.find(
      name => (listing.assigned.get(name) ?? 0) < (listing.seats.entitlements[name] ?? 0),
    )!;
    const holders = [...listing.holders.values()].filter(
      holder => holder.disconnectedSince === null && !holder.entitlements.includes(key),
    );
    const name = username(holders[0]!.username);
    const plan = await bench.plan([{ itemId: id, username: name, mode: 'add', entitlements: [key] }]);
    assert.equal(plan.requests.length, 1, JSON.stringify(plan.skipped));
    const report = await bench.applier.applyMembers(plan);
    assert.deepEqual(
      report.results.map(({ outcome }) => outcome),
      ['done'],
    );
    const after = bench.holders(id);
    assert.deepEqual(after.get(userKey(name)), [...before.get(userKey(name))!, key].sort());
    before.delete(userKey(name));
    after.delete(userKey(name));
    assert.deepEqual(after, before);
    assert.equal(bench.writes().length, 1);
    const { entries } = await bench.journal.read(plan.portalId);
    assert.deepEqual(
      entries.map(({ kind }) => kind),
      ['planned', 'requestStarted', 'requestEnded', 'results', 'finished'],
    );
  });
});
