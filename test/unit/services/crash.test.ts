import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { username } from '../../../src/core/ids';
import type { MemberPlan } from '../../../src/core/planTypes';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createNodeFileStore } from '../../../src/services/journal/nodeFileStore';
import { closeUnfinished } from '../../../src/services/apply/recovery';
import { largestListing, portal, putHolders, startBench } from './bench';
import type { Bench } from './bench';
import type { CrashOrder } from './crashedApply';
import { until } from './fakes';

const write = 'provisionUserEntitlements$';

describe('a program that is killed between send and answer', () => {
  let bench: Bench;
  let folder: string;
  let child: ChildProcess | undefined;
  let plan: MemberPlan;

  beforeEach(async () => {
    bench = await startBench({ scale: 'S' });
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
    const id = largestListing(bench);
    const names = [...bench.sample.state.members.values()].map(member => member.username).slice(0, 40);
    putHolders(
      bench,
      id,
      names.map(name => ({ username: name, entitlements: ['desktopStdN'], disconnectedSince: null })),
    );
    const listing = bench.listing(id);
    const keys = Object.keys(listing.seats.entitlements);
    const key = keys.find(name => !name.startsWith('desktop'))!;
    listing.seats = { maxUsers: 60, entitlements: Object.fromEntries(keys.map(name => [name, 60])) };
    plan = await bench.plan(
      names.map(name => ({ itemId: id, username: username(name), mode: 'add', entitlements: [key] })),
    );
    assert.equal(plan.requests.length, 2);
  });
  afterEach(async () => {
    if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function killWhen(condition: () => boolean): Promise<void> {
    child = fork(fileURLToPath(new URL('crashedApply.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
    });
    const order: CrashOrder = {
      folder,
      connection: bench.connections.get(portal)!,
      token: bench.tokens.current,
      plan,
    };
    child.send(order);
    for (let i = 0; i < 2000 && !condition(); i += 1) await new Promise(resolve => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  it('leaves a journal that names the requests in question, and finds out afterwards', async () => {
    bench.sample.faults.set([{ path: write, kind: 'latency', ms: 400 }]);
    await killWhen(() => bench.sample.faults.list()[0]!.strikes >= 2);
    assert.equal(bench.writes().length, 0, 'no answer had arrived when the program was killed');

    const journal = createJournalStore({ files: createNodeFileStore(folder) });
    const [open] = await journal.unfinished(bench.connections.get(portal)!);
    assert.equal(open?.planned.planId, plan.id);
    assert.deepEqual(open.planned.plan, plan);
    assert.deepEqual(
      open.requests.map(({ started, outcome }) => [started.requestId, outcome, started.users.length]),
      [
        ['r1', undefined, 25],
        ['r2', undefined, 15],
      ],
    );
    await until(() => bench.writes().length === 2, 'both writes');
    const reports = await closeUnfinished({ ...bench.deps, journal }, portal);
    assert.equal(reports.length, 1);
    assert.equal(reports[0]!.results.filter(({ outcome }) => outcome === 'done').length, 40);
    assert.deepEqual(await journal.unfinished(bench.connections.get(portal)!), []);
    const last = (await journal.read(portal)).entries.at(-1);
    assert.ok(last?.kind === 'finished' && last.recovered === true);
  });

  it('tells who was not written when the writes never took effect', async () => {
    bench.sample.faults.set([
      { path: write, kind: 'latency', ms: 400 },
      { path: write, kind: 'dropBefore', after: 1 },
    ]);
    await killWhen(() => bench.sample.faults.list()[0]!.strikes >= 2);
    await until(() => bench.writes().length === 2, 'both writes');
    const journal = createJournalStore({ files: createNodeFileStore(folder) });
    const [report] = await closeUnfinished({ ...bench.deps, journal }, portal);
    const of = (outcome: string) => report!.results.filter(result => result.outcome === outcome);
    assert.equal(of('done').length + of('notDone').length, 40);
    assert.ok(of('done').length > 0 && of('notDone').length > 0);
    for (const { reason } of of('notDone')) assert.match(reason ?? '', /Interrupted/);
  });

  it('has not crashed while it lives: another window leaves its plan alone', async () => {
    bench.sample.faults.set([{ path: write, kind: 'latency', ms: 1_000 }]);
    const journal = createJournalStore({ files: createNodeFileStore(folder) });
    let asked: Promise<unknown> | undefined;
    await killWhen(() => {
      if (asked === undefined && bench.sample.faults.list()[0]!.strikes >= 1)
        asked = Promise.all([
          journal.unfinished(bench.connections.get(portal)!),
          journal.read(portal),
          closeUnfinished({ ...bench.deps, journal }, portal).catch((error: unknown) => String(error)),
        ]);
      return bench.writes().length > 0;
    });
    const [unfinished, read, closed] = (await asked) as [unknown[], { entries: unknown[] }, unknown];
    assert.ok(read.entries.length > 0);
    assert.deepEqual(unfinished, []);
    assert.match(String(closed), /Another window is applying a plan/);
    assert.equal(
      (await journal.unfinished(bench.connections.get(portal)!)).length,
      1,
      'and now it has crashed',
    );
  });

  it('leaves a plan open whose portal cannot be asked', async () => {
    bench.sample.faults.set([{ path: write, kind: 'latency', ms: 400 }]);
    await killWhen(() => bench.sample.faults.list()[0]!.strikes >= 1);
    const journal = createJournalStore({ files: createNodeFileStore(folder) });
    bench.sample.faults.set([{ path: '/portal', kind: 'dropBefore' }]);
    assert.deepEqual(await closeUnfinished({ ...bench.deps, journal }, portal), []);
    assert.equal((await journal.unfinished(bench.connections.get(portal)!)).length, 1);
  });
});
