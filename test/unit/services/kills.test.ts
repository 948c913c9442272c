// A program is killed at every point of an apply (issue 4, line 3): afterwards its plan is found out, finished, and its journal holds.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import type { JournalEntry } from '../../../src/core/journal';
import { journalOperations } from '../../../src/core/journalOperations';
import type { MemberPlan } from '../../../src/core/planTypes';
import { planRest, restOf } from '../../../src/core/resume';
import { createApplier } from '../../../src/services/apply/applier';
import { createDoubtFile } from '../../../src/services/apply/doubtFile';
import { closeUnfinished } from '../../../src/services/apply/recovery';
import { createJournalRegister } from '../../../src/services/journal/journalRegister';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createNodeFileStore } from '../../../src/services/journal/nodeFileStore';
import { largestListing, portal, putHolders, startBench } from './bench';
import type { Bench } from './bench';
import { quickClock } from './fakes';
import { killPoints } from './killedApply';
import type { KillOrder, KillPoint, Passed } from './killedApply';

const timesEach = 10;
const fewestRuns = 200;
/** Programs and portals side by side. */
const workers = 3;
const minute = 60_000;

interface Killed {
  readonly point: KillPoint;
  readonly count: number;
}

class Worker {
  readonly bench: Bench;
  readonly program: string;
  readonly id: ItemId;
  readonly names: readonly string[];
  readonly key: string;

  constructor(bench: Bench, program: string) {
    this.bench = bench;
    this.program = program;
    this.id = largestListing(bench);
    this.names = [...bench.sample.state.members.values()].map(member => member.username).slice(0, 40);
    const listing = bench.listing(this.id);
    const keys = Object.keys(listing.seats.entitlements);
    this.key = keys.find(name => !name.startsWith('desktop')) ?? '';
    listing.seats = { maxUsers: 60, entitlements: Object.fromEntries(keys.map(name => [name, 60])) };
    // As many as hold it: whoever gets it waits for somebody who gives it up.
    Object.assign(listing.seats.entitlements, { [this.key]: this.names.length / 2 });
    bench.sample.faults.set([{ path: 'provisionUserEntitlements$', kind: 'latency', ms: 12 }]);
  }

  /**
   * As before every run: half of the members give something up that the other half gets. No seat of it is free, so that the second of the plan's two
   * requests needs the first.
   */
  async reset(): Promise<MemberPlan> {
    const { bench, id, names, key } = this;
    putHolders(
      bench,
      id,
      names.map((name, index) => ({
        username: name,
        entitlements: index % 2 === 0 ? ['desktopStdN'] : ['desktopBasicN', key],
        disconnectedSince: null,
      })),
    );
    await bench.inventory.refresh({ portalId: portal, name: 'holders', key: id });
    const plan = await bench.plan(
      names.map((name, index) => ({
        itemId: id,
        username: username(name),
        mode: index % 2 === 0 ? 'add' : 'remove',
        entitlements: [key],
      })),
    );
    assert.deepEqual(
      plan.requests.map(({ entitlements, needs }) => [entitlements, needs]),
      [
        [['desktopBasicN'], []],
        [['desktopStdN', key].sort(), [plan.requests[0]?.id]],
      ],
    );
    return plan;
  }

  /** Runs the program. @returns how often it passed each point, where it lived. */
  async run(plan: MemberPlan, folder: string, kill?: Killed): Promise<Passed | undefined> {
    const child = fork(this.program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const order: KillOrder = {
      folder,
      connection: this.bench.connections.get(portal)!,
      token: this.bench.tokens.current,
      plan,
      now: this.bench.clock.now(),
      ...(kill && { kill }),
    };
    let passed: Passed | undefined;
    child.on('message', (message: Passed) => (passed = message));
    child.send(order);
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    if (kill === undefined) assert.equal(code, 0);
    else assert.equal(signal, 'SIGKILL', `${kill.point} ${kill.count} was not reached`);
    return passed;
  }

  /** What each member of the plan holds at the portal. */
  held(): Map<string, readonly string[]> {
    const all = this.bench.holders(this.id);
    return new Map(this.names.map(name => [userKey(name), all.get(userKey(name)) ?? []]));
  }

  /** One life and death, and what is found afterwards. */
  async check(kill: Killed): Promise<'nothing' | 'part' | 'all'> {
    const { bench } = this;
    const folder = await mkdtemp(path.join(tmpdir(), 'kills-'));
    try {
      const plan = await this.reset();
      const start = this.held();
      const writesBefore = bench.writes().length;
      await this.run(plan, folder, kill);
      // The portal may still be at what was sent.
      await new Promise(resolve => setTimeout(resolve, 40));
      const changed = [...this.held()].filter(
        ([name, set]) => JSON.stringify(set) !== JSON.stringify(start.get(name)),
      );

      const files = createNodeFileStore(folder);
      const clock = quickClock(bench.clock.now() + minute);
      const register = createJournalRegister({ files, clock });
      const journal = createJournalStore({ files, register });
      const deps = {
        ...bench.deps,
        clock,
        journal,
        doubtFile: createDoubtFile({ files, clock, log: bench.log }),
      };
      const site = bench.connections.get(portal)!;
      await closeUnfinished(deps, portal);
      assert.deepEqual(await journal.unfinished(site), []);
      const read = async (): Promise<readonly JournalEntry[]> => (await journal.read(portal)).entries;
      const [operation] = journalOperations(await read());

      // Every write that took effect is named before anything else is done.
      const named = new Set((operation?.requests ?? []).flatMap(({ started }) => started.users.map(userKey)));
      for (const [name] of changed)
        assert.ok(named.has(name), `${name} was written, and the journal does not say so`);
      assert.ok(bench.writes().length - writesBefore <= (operation?.requests.length ?? 0));

      // Whatever the portal may still carry out has been by then.
      clock.advance(10 * minute);
      const applier = createApplier(deps);
      for (
        let round = 0;
        round < 3 && (operation === undefined || restOf(operation).length > 0);
        round += 1
      ) {
        const targets = await bench.states([this.id], this.names.map(username));
        const input = {
          id: `${plan.id}-rest${round}`,
          portalId: portal,
          title: 'rest',
          createdAt: clock.now(),
          targets,
          suppressCustomerEmail: true,
        };
        // Killed before the plan was in the journal: it is as if it had never been, and is applied anew.
        const rest = operation === undefined ? plan : planRest(operation, input);
        if (rest.requests.length === 0) break;
        const report = await applier.applyMembers(rest);
        if (report.results.every(({ outcome }) => outcome === 'done')) break;
      }
      const end = new Map(plan.changes.map(change => [userKey(change.username), [...change.after].sort()]));
      assert.deepEqual([...this.held()].sort(), [...end].sort());
      const verified = await register.verify(portal);
      assert.deepEqual(verified.findings, []);
      return changed.length === 0 ? 'nothing' : changed.length < 40 ? 'part' : 'all';
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

describe('a program that is killed at any point of an apply', () => {
  it('is found out, finished, and leaves a journal that holds, every time', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'killed-'));
    const program = path.join(folder, 'killedApply.cjs');
    const benches: Bench[] = [];
    try {
      await build({
        entryPoints: [path.resolve('test/unit/services/killedApply.ts')],
        outfile: program,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        logLevel: 'error',
      });
      const crew: Worker[] = [];
      for (let index = 0; index < workers; index += 1) {
        const bench = await startBench({ scale: 'S' });
        benches.push(bench);
        crew.push(new Worker(bench, program));
      }
      // How often each point is passed, by a program that is left alive.
      const [first] = crew;
      const whole = await first!.run(await first!.reset(), path.join(folder, 'whole'));
      assert.equal(whole?.['request before'], 2);
      const all = killPoints.flatMap(point =>
        Array.from({ length: whole[point] }, (_, index): Killed => ({ point, count: index + 1 })),
      );
      const left = all.flatMap(killed => Array.from({ length: timesEach }, () => killed));
      assert.ok(left.length >= fewestRuns, `${left.length} runs`);
      const came = new Map<string, Record<'nothing' | 'part' | 'all', number>>();
      await Promise.all(
        crew.map(async worker => {
          for (let killed = left.shift(); killed !== undefined; killed = left.shift()) {
            const { point, count } = killed;
            const name = `${point} ${count}`;
            const row = came.get(name) ?? { nothing: 0, part: 0, all: 0 };
            came.set(name, row);
            try {
              row[await worker.check(killed)] += 1;
            } catch (error) {
              throw new Error(
                `killed at ${name}: ${error instanceof Error ? error.message : String(error)}`,
                {
                  cause: error,
                },
              );
            }
          }
        }),
      );
      console.log('      killed at            written by then: nothing  part  all');
      for (const { point, count } of all) {
        const row = came.get(`${point} ${count}`) ?? { nothing: 0, part: 0, all: 0 };
        console.log(
          `      ${`${point} ${count}`.padEnd(38)}${[row.nothing, row.part, row.all].map(n => String(n).padStart(6)).join('')}`,
        );
        assert.equal(row.nothing + row.part + row.all, timesEach);
      }
    } finally {
      await Promise.all(benches.map(bench => bench.close()));
      await rm(folder, { recursive: true, force: true });
    }
  }).timeout(600_000);
});
