import assert from 'node:assert/strict';
import { entitlement, portalId, userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import type { ApplyReport, MemberPlan } from '../../../src/core/planTypes';
import { PortalError } from '../../../src/core/problem';
import type { Fault } from '../../../src/core/problem';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { createApplier } from '../../../src/services/apply/applier';
import type { ApplierDeps } from '../../../src/services/apply/applier';
import type { Connections } from '../../../src/services/connectionTypes';
import { createDoubtFile } from '../../../src/services/apply/doubtFile';
import { createDoubts } from '../../../src/services/apply/doubts';
import type { Doubt } from '../../../src/services/apply/doubts';
import { portal, proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';
import { memoryFiles, memoryLog, quickClock } from './fakes';
import { operationOf } from './undo/undoBench';

const fiveMinutes = 5 * 60_000;
const one = 'spatialAnalystN';
const two = 'networkAnalystN';

/** The gateway in front of the portal gives up: the program gets `fault`, and the portal goes on when it is told to. */
function gatewayTo(bench: Bench, fault: Fault) {
  const late: (() => Promise<void>)[] = [];
  const gateway = { isDown: true, writes: 0, arrive: () => Promise.all(late.splice(0).map(send => send())) };
  const client = bench.client();
  const behind = new Proxy(client, {
    get: (target, name) =>
      name !== 'provision'
        ? (Reflect.get(target, name) as unknown)
        : async (...call: Parameters<PortalClient['provision']>) => {
            gateway.writes += 1;
            if (!gateway.isDown) return client.provision(...call);
            late.push(() => client.provision(...call));
            throw new PortalError(fault, 'The gateway gave up.', { fromPage: 'status' in fault });
          },
  });
  const connections: Connections = { ...bench.connections, client: () => behind };
  const applierWith = (more: Partial<ApplierDeps> = {}) =>
    createApplier({ ...bench.deps, connections, ...more });
  return { ...gateway, gateway, connections, applierWith, applier: applierWith() };
}

const all = (report: ApplyReport): string[] => [...new Set(report.results.map(({ outcome }) => outcome))];

describe('a write that the portal may still carry out', () => {
  let bench: Bench;
  let id: ItemId;
  let names: readonly string[];
  const plan = (key: string): Promise<MemberPlan> =>
    bench.plan(
      names.map(name => ({ itemId: id, username: username(name), mode: 'add', entitlements: [key] })),
    );
  const sets = (): string[] => [
    ...new Set(names.map(name => (bench.holders(id).get(userKey(name)) ?? []).join())),
  ];
  beforeEach(async () => {
    bench = await startBench({ scale: 'S' });
    id = proListing(bench);
    names = [...bench.sample.state.members.values()].map(member => member.username).slice(1, 11);
    putHolders(
      bench,
      id,
      names.map(name => ({ username: name, entitlements: ['desktopStdN'], disconnectedSince: null })),
    );
  });
  afterEach(() => bench.close());

  for (const fault of [
    { kind: 'timeout', ms: 1000 },
    { kind: 'unexpectedReply', status: 504 },
    { kind: 'transport' },
  ] as const) {
    it(`is not told as "not done" after a fault of kind ${fault.kind}, but until when it may come`, async () => {
      const { applier } = gatewayTo(bench, fault);
      const sent = bench.clock.now();
      const report = await applier.applyMembers(await plan(one));
      for (const { outcome, reason, until, actual } of report.results) {
        assert.equal(outcome, 'unknown', reason);
        assert.equal(until, sent + fiveMinutes);
        assert.deepEqual(actual, ['desktopStdN']);
        assert.match(
          reason ?? '',
          /^In doubt: the connection was lost \(.*\)\. Read back, the member holds .*, and the portal may still write what was sent until \d\d:\d\d \S+\. Use Plan Again after that\.$/,
        );
      }
    });
  }

  it('does not take away what the next plan gives: until its time, nothing else is sent to these members', async () => {
    const { gateway, applier } = gatewayTo(bench, { kind: 'unexpectedReply', status: 504 });
    const first = await applier.applyMembers(await plan(one));
    gateway.isDown = false;
    const second = await applier.applyMembers(await plan(two));
    assert.equal(gateway.writes, 1);
    for (const { outcome, reason } of second.results) {
      assert.equal(outcome, 'notDone');
      assert.match(
        reason ?? '',
        /earlier write .* may still arrive at the portal\. Try again after \d\d:\d\d/,
      );
    }
    bench.clock.advance(first.results[0]!.until! - bench.clock.now());
    assert.deepEqual(all(await applier.applyMembers(await plan(two))), ['done']);
    assert.deepEqual(sets(), ['desktopStdN,networkAnalystN']);
  });

  it('is over as soon as it is seen to have arrived', async () => {
    const { gateway, applier } = gatewayTo(bench, { kind: 'timeout', ms: 1000 });
    await applier.applyMembers(await plan(one));
    const before = await plan(two);
    gateway.isDown = false;
    await gateway.arrive();
    const stale = await applier.applyMembers(before);
    assert.deepEqual(all(stale), ['notDone']);
    assert.match(stale.results[0]?.reason ?? '', /Changed since the plan was made/);
    assert.deepEqual(all(await applier.applyMembers(await plan(two))), ['done']);
    assert.deepEqual(sets(), ['desktopStdN,networkAnalystN,spatialAnalystN']);
    assert.equal(gateway.writes, 2);
  });

  it('may be sent again as it was, and is expected none the less', async () => {
    const { gateway, applier } = gatewayTo(bench, { kind: 'timeout', ms: 1000 });
    await applier.applyMembers(await plan(one));
    gateway.isDown = false;
    assert.deepEqual(all(await applier.applyMembers(await plan(one))), ['done']);
    // What is seen now is the second write: the first may still come and would take away what the third gives.
    const third = await applier.applyMembers(await plan(two));
    assert.match(third.results[0]?.reason ?? '', /Try again after/);
    assert.equal(gateway.writes, 2);
    await gateway.arrive();
    bench.clock.advance(fiveMinutes);
    assert.deepEqual(all(await applier.applyMembers(await plan(two))), ['done']);
    assert.deepEqual(sets(), ['desktopStdN,networkAnalystN,spatialAnalystN']);
  });

  it('is known of the organization, by whatever saved portal it is written to', async () => {
    const { gateway, applier } = gatewayTo(bench, { kind: 'transport' });
    await applier.applyMembers(await plan(one));
    gateway.isDown = false;
    const other = portalId('p2');
    await bench.connections.save({ ...bench.connections.get(portal)!, id: other });
    const report = await applier.applyMembers({ ...(await plan(two)), portalId: other });
    assert.match(report.results[0]?.reason ?? '', /Try again after/);
    assert.equal(gateway.writes, 1);
  });

  it('is known in the next window, or after a restart, until its time is over', async () => {
    const { gateway, applierWith } = gatewayTo(bench, { kind: 'transport' });
    const files = memoryFiles();
    const log = memoryLog();
    const window = () => applierWith({ doubtFile: createDoubtFile({ files, clock: bench.clock, log }) });
    await window().applyMembers(await plan(one));
    gateway.isDown = false;
    const second = await window().applyMembers(await plan(two));
    assert.match(second.results[0]?.reason ?? '', /Try again after/);
    assert.equal(gateway.writes, 1);
    bench.clock.advance(fiveMinutes);
    assert.deepEqual(all(await window().applyMembers(await plan(two))), ['done']);
    assert.equal(gateway.writes, 2);
    assert.equal(log.lines.length, 0);
  });

  it('is not lost with a file that was cut, but for a line in the log', async () => {
    const files = memoryFiles();
    const log = memoryLog();
    const kept = createDoubtFile({ files, clock: bench.clock, log });
    const doubt: Doubt = {
      itemId: id,
      username: username('Ann'),
      set: [entitlement(one)],
      until: bench.clock.now() + fiveMinutes,
    };
    await kept.add('org', [doubt]);
    await kept.add('org', [{ ...doubt, username: username('Ben') }]);
    assert.deepEqual(
      (await kept.inDoubt('org')).map(one => one.username),
      ['Ann', 'Ben'],
    );
    assert.deepEqual(await kept.inDoubt('other'), []);
    const [path] = await files.list('journal');
    const text = (await files.read(`journal/${path!}`)) ?? '';
    await files.write(`journal/${path!}`, text.slice(0, -5));
    assert.deepEqual(await kept.inDoubt('org'), []);
    assert.equal(log.lines.length, 1);
  });

  it('was none where no connection came about: that is known at once, and is not asked', async () => {
    const { applier, gateway } = gatewayTo(bench, { kind: 'transport', unsent: true });
    const first = await plan(one);
    bench.entries.splice(0);
    const report = await applier.applyMembers(first);
    assert.deepEqual(all(report), ['notDone']);
    assert.equal(report.results[0]?.reason, 'Not sent: The gateway gave up.');
    const reads = bench.entries.filter(({ path }) => /userEntitlements/.test(path));
    assert.equal(reads.length, 1, 'the one before the write');
    // So that nothing of it is taken back later.
    assert.deepEqual((await operationOf(bench, first)).members[0]?.requests, []);
    gateway.isDown = false;
    assert.deepEqual(all(await applier.applyMembers(await plan(two))), ['done']);
  });
});

describe('createDoubts', () => {
  const doubt: Doubt = {
    itemId: 'pro' as ItemId,
    username: username('Ann'),
    set: [entitlement('x')],
    until: 1000,
  };

  it('forgets what is over or has arrived, also where somebody else still tells of it', async () => {
    const clock = quickClock(0);
    const doubts = createDoubts(clock, { inDoubt: () => Promise.resolve([doubt]) });
    assert.deepEqual(await doubts.inDoubt('o'), [doubt]);
    doubts.arrived('o', { ...doubt, username: username('ann'), set: [entitlement('X')] });
    assert.deepEqual(await doubts.inDoubt('o'), []);
    assert.deepEqual(await doubts.inDoubt('other'), [doubt]);
    clock.advance(1000);
    assert.deepEqual(await doubts.inDoubt('other'), []);
  });

  it('keeps both of two lost writes of one set, since one that arrives does not tell of the other', async () => {
    const doubts = createDoubts(quickClock(0));
    doubts.add('o', doubt);
    const second = doubts.add('o', { ...doubt, until: 2000 });
    assert.equal(second.repeated, true);
    assert.deepEqual(
      (await doubts.inDoubt('o')).map(({ until, repeated }) => [until, repeated]),
      [
        [1000, true],
        [2000, true],
      ],
    );
  });
});
