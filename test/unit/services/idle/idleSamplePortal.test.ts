// The offline radar over the real client and the sample portal: what it reads, and what its plan takes.
import assert from 'node:assert/strict';
import { day } from '../../../../src/core/format';
import { idleReport } from '../../../../src/core/idle/idleReport';
import { reclaimOf } from '../../../../src/core/idle/reclaim';
import { userKey } from '../../../../src/core/ids';
import { isPortalError } from '../../../../src/core/problem';
import { readIdle } from '../../../../src/services/idle/readIdle';
import { readReclaimFacts } from '../../../../src/services/idle/reclaimFacts';
import type { PolicySource } from '../../../../src/services/policy/policyStandings';
import { portal, startBench } from '../bench';
import type { Bench } from '../bench';

const now = Date.UTC(2026, 5, 15, 9);
const days = 90;

describe('idle seats at the sample portal', function () {
  this.timeout(60_000);
  let bench: Bench;
  afterEach(() => bench.close());

  const source = (more: object): PolicySource => ({
    uri: 'file:///a.license-policy.json',
    name: 'a.license-policy.json',
    text: JSON.stringify({ policy: 1, portal: bench.sample.url, listings: [], ...more }),
    rosterText: () => Promise.reject(new Error('There is no such roster.')),
  });
  const connection = () => bench.connections.get(portal) ?? assert.fail('no portal');

  it('reads 12,000 members by one request per listing, and finds everybody who is offline', async () => {
    bench = await startBench({ scale: 'L', now });
    await bench.inventory.load({ portalId: portal, name: 'listings' });
    bench.entries.length = 0;
    const { sources } = await readIdle(bench, portal);
    const asked = bench.entries.filter(one => one.path.endsWith('/userEntitlements'));
    const listings = [...bench.sample.state.listings.values()];
    // Four at most look whether this portal pages such lists (wire reference 22.4); from then on it is known.
    const most = listings.length + 4;
    assert.ok(asked.length <= most, `${asked.length} requests for ${listings.length} listings`);
    assert.ok(bench.entries.length <= most + 5, `${bench.entries.length} requests`);
    const report = idleReport(sources, days, now);
    for (const { itemId, offline, never, idle, why } of report.listings) {
      if (why !== undefined) continue;
      const truth = [...(bench.sample.state.listings.get(itemId)?.holders.values() ?? [])];
      const away = truth.filter(one => one.disconnectedSince !== null);
      assert.deepEqual(
        new Set(offline.map(one => userKey(one.username))),
        new Set(away.map(one => userKey(one.username))),
      );
      const here = truth.filter(one => one.disconnectedSince === null);
      assert.equal(never.length, here.filter(one => one.lastLogin === null || one.lastLogin === -1).length);
      assert.equal(
        idle.length,
        here.filter(
          one => one.lastLogin !== null && one.lastLogin !== -1 && one.lastLogin <= now - days * day,
        ).length,
      );
    }
    assert.ok(report.members.offline > 100, JSON.stringify(report.members));
    // Once more from what is known: nothing is sent.
    bench.entries.length = 0;
    await readIdle(bench, portal);
    assert.ok(!bench.entries.some(one => one.path.endsWith('/userEntitlements')));
  });

  it('plans nothing while a policy does not say which portal it is for, and knows a page of a portal as the portal', async () => {
    bench = await startBench({ scale: 'S', now });
    const text = (portalText: unknown): string =>
      JSON.stringify({ policy: 1, portal: portalText, listings: [], protected: { members: ['gis_admin'] } });
    for (const unclear of [text(undefined), text(''), text(5), text('river'), '', '<<<<<<< HEAD'])
      await assert.rejects(
        readReclaimFacts(bench, connection(), [{ ...source({}), text: unclear }]),
        error =>
          isPortalError(error) && error.fault.kind === 'badInput' && /a\.license-policy/.test(error.message),
        unclear,
      );
    const page = { ...source({}), text: text(`${bench.sample.url}/home/index.html`) };
    const { protectedBy } = await readReclaimFacts(bench, connection(), [page]);
    assert.equal(protectedBy.get('gis_admin'), 'a.license-policy.json');
  });

  it('leaves alone whom a policy of this portal protects, and whose account is new', async () => {
    bench = await startBench({ scale: 'S', now });
    const { sources } = await readIdle(bench, portal);
    const report = idleReport(sources, days, now);
    const all = reclaimOf(report, await readReclaimFacts(bench, connection(), []));
    const [first] = all.changes;
    assert.ok(first !== undefined && all.changes.length > 3);
    assert.ok(all.kept.some(one => one.cause.kind === 'offline'));
    const policies = [
      source({ protected: { members: [first.username.toUpperCase()] } }),
      {
        ...source({}),
        text: JSON.stringify({ portal: 'https://other.example/portal', protected: 'nonsense' }),
      },
    ];
    const facts = await readReclaimFacts(bench, connection(), policies);
    const plan = reclaimOf(report, facts);
    const key = userKey(first.username);
    assert.ok(!plan.changes.some(one => userKey(one.username) === key));
    assert.deepEqual(plan.kept.find(one => userKey(one.username) === key)?.cause, {
      kind: 'protected',
      policy: 'a.license-policy.json',
    });
    // With a threshold of 1,000 days some accounts are younger: they keep what they never used.
    const long = idleReport(sources, 1_000, now);
    const young = reclaimOf(long, facts).kept.filter(one => one.cause.kind === 'recent');
    const createdOf = (name: string): number => bench.sample.state.members.get(userKey(name))?.created ?? NaN;
    const expected = long.listings.flatMap(({ itemId, never }) =>
      never
        .filter(one => createdOf(one.username) > long.since && userKey(one.username) !== key)
        .map(one => [itemId, one.username, createdOf(one.username)]),
    );
    assert.ok(expected.length > 0);
    assert.deepEqual(
      young.map(({ itemId, username, cause }) => [itemId, username, 'created' in cause && cause.created]),
      expected,
    );
    // The plan door takes exactly this.
    const made = await bench.plan(all.changes);
    assert.equal(made.changes.length, all.changes.length);
    assert.ok(made.changes.every(({ before, after }) => after.every(key => before.includes(key))));
  });

  it('plans nothing where it is not known whom a policy protects', async () => {
    bench = await startBench({ scale: 'S', now });
    for (const people of [{ group: 'No such group' }, { roster: 'gone.csv' }])
      await assert.rejects(
        readReclaimFacts(bench, connection(), [source({ protected: people })]),
        error =>
          isPortalError(error) &&
          error.fault.kind === 'badInput' &&
          /protects is not known/.test(error.message),
      );
  });
});
