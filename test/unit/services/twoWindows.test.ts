import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPortalClient } from '../../../src/arcgis/createPortalClient';
import { portalId, userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import { planMembers } from '../../../src/core/plan';
import type { MemberPlan } from '../../../src/core/planTypes';
import { isPortalError } from '../../../src/core/problem';
import { createApplier } from '../../../src/services/apply/applier';
import type { ApplierDeps } from '../../../src/services/apply/applier';
import { createConnections } from '../../../src/services/connections';
import { createInventory } from '../../../src/services/inventory';
import { lockPath } from '../../../src/services/journal/journalFiles';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createSnapshotStore } from '../../../src/services/snapshots/snapshotStore';
import { createNodeFileStore } from '../../../src/services/journal/nodeFileStore';
import type { Clock } from '../../../src/services/ports';
import { readTargets } from '../../../src/services/stateReader';
import { portal, proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';
import { memoryLog, memoryStore } from './fakes';

const clock: Clock = {
  now: () => Date.now(),
  delay: ms => new Promise(resolve => setTimeout(resolve, ms)),
};

describe('two windows and one organization under two addresses', () => {
  let bench: Bench;
  let folder: string;
  let id: ItemId;
  let names: string[];
  let extras: string[];
  beforeEach(async () => {
    bench = await startBench({ scale: 'S' });
    folder = await mkdtemp(join(tmpdir(), 'windows-'));
    id = proListing(bench);
    names = [...bench.sample.state.members.values()].map(member => member.username).slice(1, 31);
    putHolders(
      bench,
      id,
      names.map(name => ({ username: name, entitlements: ['desktopStdN'], disconnectedSince: null })),
    );
    const listing = bench.listing(id);
    const keys = Object.keys(listing.seats.entitlements);
    listing.seats = { maxUsers: 60, entitlements: Object.fromEntries(keys.map(key => [key, 60])) };
    extras = keys.filter(key => !key.startsWith('desktop'));
    bench.sample.faults.set([{ path: 'provisionUserEntitlements$', kind: 'latency', ms: 300 }]);
  });
  afterEach(async () => {
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A window: its own memory, the same storage folder, and the organization by one of its addresses. */
  async function openWindow(host: string): Promise<{
    readonly deps: ApplierDeps;
    readonly plan: (planId: string, key: string) => Promise<MemberPlan>;
  }> {
    const log = memoryLog();
    const url = bench.sample.url.replace('127.0.0.1', host);
    const connections = createConnections({
      store: memoryStore(),
      log,
      factory: {
        tokenSource: () => ({
          token: () => Promise.resolve(bench.tokens.current),
          renew: () => Promise.resolve(undefined),
        }),
        createClient: (connection, tokens) =>
          createPortalClient({ url: connection.url, kind: connection.kind, fetch, clock, tokens }),
      },
    });
    const { orgId, username: by } = bench.connections.get(portal)!;
    const own = portalId(`${host}/portal#admin`);
    await connections.save({ id: own, name: host, url, kind: 'online', orgId, username: by });
    const inventory = createInventory({ connections, clock, log });
    const journal = createJournalStore({ files: createNodeFileStore(folder) });
    const snapshots = createSnapshotStore({ files: createNodeFileStore(folder), log });
    const deps = { connections, inventory, journal, snapshots, clock, log };
    return {
      deps,
      plan: async (planId, key) =>
        planMembers({
          id: planId,
          portalId: own,
          title: planId,
          createdAt: Date.now(),
          targets: await readTargets(deps, own, [id], names.map(username)),
          changes: names.map(name => ({
            itemId: id,
            username: username(name),
            mode: 'add',
            entitlements: [key],
          })),
          members: () => 'member',
          suppressCustomerEmail: true,
        }),
    };
  }

  const without = (key: string): string[] => {
    const holders = bench.holders(id);
    return names.filter(name => !holders.get(userKey(name))?.includes(key));
  };

  it('write one after the other: nobody loses what the first one gave', async () => {
    const one = await openWindow('127.0.0.1');
    const other = await openWindow('localhost');
    const [first, second] = [await one.plan('one', extras[0]!), await other.plan('two', extras[1]!)];
    const running = createApplier(one.deps).applyMembers(first);
    await new Promise(resolve => setTimeout(resolve, 100));
    await assert.rejects(
      createApplier(other.deps).applyMembers(second),
      error => isPortalError(error) && /Another window is applying a plan/.test(error.message),
    );
    const report = await running;
    assert.ok(report.results.every(({ outcome }) => outcome === 'done'));
    assert.deepEqual(without(extras[0]!), []);
    const again = await createApplier(other.deps).applyMembers(second);
    assert.match(again.results[0]?.reason ?? '', /Changed since the plan was made/);
    assert.deepEqual(without(extras[0]!), []);
  });

  it('stop where one of them has lost its lock', async () => {
    const { deps, plan } = await openWindow('127.0.0.1');
    const [connection] = deps.connections.list();
    const report = await createApplier(deps).applyMembers(await plan('one', extras[0]!), {
      onEvent: ({ kind }) => {
        if (kind !== 'requestStarted') return;
        rmSync(join(folder, lockPath(connection!)), { force: true });
      },
    });
    assert.equal(bench.writes().length, 0);
    assert.match(report.results[0]?.reason ?? '', /^Not sent: this window stood still for so long/);
    assert.equal(without(extras[0]!).length, names.length);
  });
});
