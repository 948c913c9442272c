import assert from 'node:assert/strict';
import { bundleEntitlement } from '../../../src/core/catalog';
import { itemId, userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import type { ImportSnapshot, JournalEntry, RequestOutcome } from '../../../src/core/journal';
import type { ApplyReport, ImportPlan, MemberPlan } from '../../../src/core/planTypes';
import type { EntitlementsQueue } from '../../../src/core/model';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createSnapshotStore } from '../../../src/services/snapshots/snapshotStore';
import { closeUnfinished } from '../../../src/services/apply/recovery';
import { timeText } from '../../../src/services/apply/lateWrites';
import { portal, proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';
import { connectionsTo, fakeClient, organization } from './fakeClient';
import { memoryFiles, memoryLog, quickClock } from './fakes';
import { createInventory } from '../../../src/services/inventory';

const minutes = 60_000;

/** What each member is told, by outcome and reason. */
const told = (report: ApplyReport | undefined): string[] => [
  ...new Set(
    report?.results.map(({ outcome, reason }) => (reason === undefined ? outcome : `${outcome}: ${reason}`)),
  ),
];

describe('a plan that was interrupted', () => {
  let bench: Bench;
  let id: ItemId;
  let plan: MemberPlan;
  beforeEach(async () => {
    bench = await startBench({ scale: 'S' });
    id = proListing(bench);
    const names = [...bench.sample.state.members.values()].map(member => member.username).slice(1, 11);
    putHolders(
      bench,
      id,
      names.map(name => ({ username: name, entitlements: ['desktopStdN'], disconnectedSince: null })),
    );
    plan = await bench.plan(
      names.map(name => ({
        itemId: id,
        username: username(name),
        mode: 'add',
        entitlements: ['spatialAnalystN'],
      })),
    );
    assert.equal(plan.requests.length, 1);
  });
  afterEach(() => bench.close());

  /** The journal as a crash leaves it `ago` ms after the first request of a plan was sent. */
  async function crash(of: MemberPlan, ago: number, outcome?: RequestOutcome): Promise<void> {
    const { orgId, url, username: by } = bench.connections.get(portal)!;
    const base = { planId: of.id, at: bench.clock.now() - ago };
    const [{ id: requestId, itemId: item, users, entitlements }] = of.requests as [
      MemberPlan['requests'][number],
    ];
    const entries: JournalEntry[] = [
      { ...base, kind: 'planned', portalId: portal, portalName: 'x', portalUrl: url, orgId, by, plan: of },
      { ...base, kind: 'requestStarted', requestId, itemId: item, users, entitlements },
      ...(outcome === undefined ? [] : [{ ...base, kind: 'requestEnded' as const, requestId, outcome }]),
    ];
    for (const entry of entries) await bench.journal.append(portal, entry);
  }
  const close = async (deps: Bench['deps'] = bench.deps): Promise<ApplyReport | undefined> => {
    const journal = createJournalStore({ files: bench.files });
    const [report] = await closeUnfinished({ ...deps, journal }, portal);
    return report;
  };

  it('leaves it open whether a request without an answer is carried out, until five minutes after it was sent', async () => {
    for (const outcome of [undefined, 'lost'] as const) {
      await crash(plan, 4 * minutes, outcome);
      const until = timeText(bench.clock.now() + minutes);
      const [text, ...more] = told(await close());
      assert.deepEqual(more, []);
      assert.match(
        text!,
        new RegExp(`^unknown: .*holds ArcGIS Pro Standard, but the portal may still write .* ${until}`),
      );
      await crash(plan, 5 * minutes, outcome);
      assert.deepEqual(told(await close()), ['notDone: Interrupted; read back, nothing was written.']);
    }
  });

  it('takes the answer of the portal for the end of a request', async () => {
    for (const outcome of ['answered', 'refused'] as const) {
      await crash(plan, 0, outcome);
      assert.deepEqual(told(await close()), ['notDone: Interrupted; read back, nothing was written.']);
    }
  });

  it('tells what was written as done, and who was never sent as not done', async () => {
    await crash(plan, 0);
    const { itemId: item, users, entitlements } = plan.requests[0]!;
    await bench.client().provision(item, { users, entitlements, suppressCustomerEmail: true });
    assert.deepEqual(told(await close()), ['done']);
  });

  it('says of a bundle that was given that the search does not show it yet, after looking several times', async () => {
    const bundle = [...bench.sample.state.bundles.values()][0]!;
    const item = itemId(bundle.itemId);
    const names = [...bench.sample.state.members.values()]
      .map(member => member.username)
      .filter(name => !bundle.holders.has(userKey(name)))
      .slice(0, 3);
    const given = await bench.plan(
      names.map(name => ({
        itemId: item,
        username: username(name),
        mode: 'add',
        entitlements: [bundleEntitlement],
      })),
    );
    const client = bench.client();
    let looks = 0;
    const lagging = (shows: number): Bench['deps'] => ({
      ...bench.deps,
      connections: {
        ...bench.connections,
        client: () => ({
          ...client,
          appBundleHolders: (bundleItem, options) => {
            looks += 1;
            return looks > shows
              ? client.appBundleHolders(bundleItem, options)
              : Promise.resolve({ items: [] });
          },
        }),
      },
    });
    await crash(given, 10 * minutes, 'answered');
    await client.provisionAppBundle(item, { users: given.requests[0]!.users, revoke: false });
    const [text, ...more] = told(await close(lagging(Infinity)));
    assert.deepEqual(more, []);
    assert.match(text!, /^unknown: .*member search does not show the change yet/);
    assert.ok(looks > 1, `${looks} looks`);
    looks = 0;
    await crash(given, 10 * minutes, 'answered');
    assert.deepEqual(told(await close(lagging(2))), ['done']);
  });
});

describe('an import that was interrupted', () => {
  const plan: ImportPlan = {
    kind: 'import',
    id: 'i1',
    portalId: portal,
    createdAt: 1,
    title: 'Import entitlements',
    operation: 'importEntitlements',
    appId: 'pro',
    fileName: 'entitlements.json',
    fileSize: 1,
    fileHash: 'x',
    rows: [{ section: 'queue', name: 'desktopAdvN', before: 5, after: 8, effective: '01-Jan-2026' }],
    warnings: [],
  };
  const queue = (num: number): EntitlementsQueue =>
    ({
      queue: [{ startDateStr: '01-Jan-2026', pools: [{ key: 'desktopAdvN', num }] }],
    }) as unknown as EntitlementsQueue;

  /** The outcome of a recovery `ago` ms after the file was sent, where the portal says `now`. */
  async function outcomeOf(
    now: number | Error,
    ago: number,
    outcome?: RequestOutcome,
  ): Promise<{ readonly told: string; readonly open: number }> {
    const clock = quickClock();
    const log = memoryLog();
    const client = fakeClient({
      organization: () => Promise.resolve(organization()),
      entitlementsQueue: () => (now instanceof Error ? Promise.reject(now) : Promise.resolve(queue(now))),
      purchases: () => Promise.resolve([]),
    });
    const connections = await connectionsTo(client, log, 'legacy');
    const inventory = createInventory({ connections, clock, log });
    const files = memoryFiles();
    const connection = connections.get(portal)!;
    const { orgId, url, username: by } = connection;
    const base = { planId: plan.id, at: clock.now() - ago };
    const before: ImportSnapshot[] = [
      { resource: 'queue', content: queue(5) },
      { resource: 'listings', content: [] },
    ];
    const entries: JournalEntry[] = [
      { ...base, kind: 'planned', portalId: portal, portalName: 'x', portalUrl: url, orgId, by, plan },
      { ...base, kind: 'snapshot', when: 'before', resources: before },
      { ...base, kind: 'requestStarted', requestId: 'r1', users: [], entitlements: [] },
      ...(outcome === undefined
        ? []
        : [{ ...base, kind: 'requestEnded' as const, requestId: 'r1', outcome, message: 'No.' }]),
    ];
    const crashed = createJournalStore({ files });
    for (const entry of entries) await crashed.append(portal, entry);
    const journal = createJournalStore({ files });
    const snapshots = createSnapshotStore({ files, log });
    const [report] = await closeUnfinished(
      { connections, inventory, journal, snapshots, clock, log },
      portal,
    );
    inventory.dispose();
    const { outcome: came, reason } = report?.importOutcome ?? {};
    return {
      told: `${came ?? ''}: ${reason ?? ''}`,
      open: (await journal.unfinished(connection)).length,
    };
  }

  it('is done only where the portal has what the file says', async () => {
    assert.equal((await outcomeOf(8, 0, 'answered')).told, 'done: ');
    assert.match((await outcomeOf(8, 0)).told, /^done: .*read back, the portal has what the file says/);
    assert.match(
      (await outcomeOf(5, 0, 'answered')).told,
      /^unknown: The portal reported success, and what it says is as it was before/,
    );
  });

  it('is not known before five minutes have passed without an answer', async () => {
    assert.match((await outcomeOf(5, 4 * minutes)).told, /^unknown: .*it may still import the file/);
    assert.match((await outcomeOf(5, 5 * minutes)).told, /^notDone: .*the portal is as it was/);
    assert.match((await outcomeOf(5, 0, 'refused')).told, /^notDone: Refused by the portal: No\./);
  });

  it('stays open where the portal does not say', async () => {
    assert.deepEqual(await outcomeOf(new Error('down'), 0, 'answered'), { told: ': ', open: 1 });
  });
});
