import assert from 'node:assert/strict';
import { userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import type { ApplyReport, DesiredChange } from '../../../src/core/planTypes';
import { largestListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';

const drop = { path: 'provisionUserEntitlements$', kind: 'dropBefore', every: 3 } as const;

const outcomes = (report: ApplyReport): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of report.results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

/** Members 0 to `count`: each with a set of extensions by its number, so that there are 32 distinct sets; every tenth offline. */
function fill(
  bench: Bench,
  id: ItemId,
  count: number,
  offlineEvery: number,
): { names: string[]; key: string } {
  const keys = Object.keys(bench.listing(id).seats.entitlements).filter(name => !name.startsWith('desktop'));
  const [key, ...others] = keys as [string, ...string[]];
  const names = [...bench.sample.state.members.values()].map(member => member.username).slice(0, count);
  putHolders(
    bench,
    id,
    names.map((name, index) => ({
      username: name,
      entitlements: ['desktopStdN', ...others.slice(0, 5).filter((_, bit) => ((index % 32) >> bit) & 1)],
      disconnectedSince: index % offlineEvery === 0 ? 1_700_000_000_000 : null,
    })),
  );
  return { names, key };
}

const adding = (id: ItemId, names: readonly string[], key: string): DesiredChange[] =>
  names.map(name => ({ itemId: id, username: username(name), mode: 'add', entitlements: [key] }));

describe('applier at scale M', function () {
  this.timeout(60_000);
  let bench: Bench;
  let id: ItemId;
  beforeEach(async () => {
    bench = await startBench({ scale: 'M' });
    id = largestListing(bench);
  });
  afterEach(() => bench.close());

  it('adds one entitlement to 1,000 holders, 100 of them offline, with the fewest requests, and takes nothing from anybody', async () => {
    const { names, key } = fill(bench, id, 1000, 10);
    const listing = bench.listing(id);
    // Nearly full: room for the 900 and two more.
    listing.seats = {
      maxUsers: 1001,
      entitlements: { ...listing.seats.entitlements, desktopStdN: 1000, [key]: 902 },
    };
    const before = bench.holders(id);
    const sets = new Set([...before.values()].map(set => set.join()));
    assert.ok(sets.size >= 30, `${sets.size} distinct sets`);
    const plan = await bench.plan(adding(id, names, key));
    assert.equal(plan.changes.length, 900);
    assert.equal(plan.skipped.filter(({ reason }) => reason === 'offline').length, 100);
    const groups = new Map<string, number>();
    for (const { after } of plan.changes) {
      const set = [...after].sort().join();
      groups.set(set, (groups.get(set) ?? 0) + 1);
    }
    const fewest = [...groups.values()].reduce((sum, members) => sum + Math.ceil(members / 25), 0);
    bench.entries.splice(0);
    const report = await bench.applier.applyMembers(plan);
    assert.deepEqual(outcomes(report), { done: 900 });
    assert.equal(bench.writes().length, fewest);
    assert.equal(report.requestsSent, fewest);
    assert.ok(bench.writes().every(({ users }) => (users ?? 0) <= 25));
    const reads = bench.entries.filter(({ path }) => /userEntitlements(\/|$)/.test(path));
    assert.ok(reads.length <= 3, `${reads.length} reads`);
    const after = bench.holders(id);
    assert.equal(after.size, before.size);
    for (const [name, set] of before)
      for (const held of set) assert.ok(after.get(name)?.includes(held), `${name} lost ${held}`);
    assert.equal([...after.values()].filter(set => set.includes(key)).length, 900);
    assert.equal(bench.sample.state.mails, 0);
  });

  for (const kind of ['dropBefore', 'dropAfter'] as const) {
    it(`ends with every member done or in doubt when every third write meets ${kind}, and a second run finishes it`, async () => {
      const { names, key } = fill(bench, id, 300, 1000);
      const listing = bench.listing(id);
      listing.seats = {
        maxUsers: 2000,
        entitlements: Object.fromEntries(Object.keys(listing.seats.entitlements).map(name => [name, 2000])),
      };
      const wishes = adding(id, names.slice(1), key);
      const before = bench.holders(id);
      const first = await bench.plan(wishes);
      bench.sample.faults.set([{ ...drop, kind }]);
      const report = await bench.applier.applyMembers(first);
      const counts = outcomes(report);
      assert.equal(
        (counts['done'] ?? 0) + (counts['unknown'] ?? 0),
        first.changes.length,
        JSON.stringify(counts),
      );
      if (kind === 'dropAfter') assert.equal(counts['done'], first.changes.length);
      else assert.ok((counts['unknown'] ?? 0) > 0);
      // Read back and unchanged: for the program, a write that was dropped looks like one that is still on its way.
      for (const { outcome, reason, actual, until } of report.results)
        if (outcome === 'unknown') {
          assert.match(reason ?? '', /connection was lost .* may still write what was sent until/);
          assert.ok(actual !== undefined && until !== undefined);
        }
      const sent = bench.writes().length;
      assert.equal(sent, first.requests.length, 'no write is sent twice');
      bench.sample.faults.set([]);
      const second = await bench.plan(wishes);
      assert.equal(second.changes.length, counts['unknown'] ?? 0);
      assert.deepEqual(
        outcomes(await bench.applier.applyMembers(second)),
        second.changes.length ? { done: second.changes.length } : {},
      );
      const after = bench.holders(id);
      for (const name of names.slice(1))
        assert.deepEqual(after.get(userKey(name)), [...before.get(userKey(name))!, key].sort());
    });
  }

  it('carries the same plan out a second time when it was interrupted', async () => {
    const { names, key } = fill(bench, id, 200, 1000);
    const plan = await bench.plan(adding(id, names.slice(1), key));
    const stop = new AbortController();
    const report = await bench.applier.applyMembers(plan, {
      signal: stop.signal,
      onEvent: event => {
        if (event.kind === 'requestEnded' && event.sent >= 5) stop.abort();
      },
    });
    assert.equal(report.cancelled, true);
    const counts = outcomes(report);
    assert.ok((counts['done'] ?? 0) > 0 && (counts['notDone'] ?? 0) > 0, JSON.stringify(counts));
    for (const { outcome, reason } of report.results)
      if (outcome === 'notDone') assert.match(reason ?? '', /Cancelled/);
    const sent = bench.writes().length;
    assert.ok(sent < plan.requests.length);
    const again = await bench.applier.applyMembers(plan);
    assert.deepEqual(outcomes(again), { done: plan.changes.length });
    assert.equal(bench.writes().length, plan.requests.length);
  });
});
