import assert from 'node:assert/strict';
import { entitlement, itemId, userKey, username } from '../../../src/core/ids';
import type { Holder, Listed } from '../../../src/core/model';
import type { ApplyReport, MemberPlan, PlannedRequest } from '../../../src/core/planTypes';
import { PortalError } from '../../../src/core/problem';
import { createApplier } from '../../../src/services/apply/applier';
import { createInventory } from '../../../src/services/inventory';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createSnapshotStore } from '../../../src/services/snapshots/snapshotStore';
import { connectionsTo, fakeClient, organization, portal } from './fakeClient';
import { memoryFiles, memoryLog, quickClock } from './fakes';

interface Options {
  /** Before write number `index` of these users is carried out. */
  readonly onWrite?: (users: readonly string[], index: number) => Promise<void> | void;
  readonly afterWrite?: (index: number) => Promise<void> | void;
  /** After the rows of a list were taken, before they arrive. */
  readonly onList?: (item: string, index: number) => Promise<void> | void;
  /** Before the rows of a list are taken. */
  readonly beforeList?: (index: number) => Promise<void> | void;
  readonly onOne?: () => void;
  /** When a line of the journal was written. */
  readonly onLine?: (line: string) => void;
  /** Rows that a list is cut to. */
  readonly limit?: number;
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `u${index}`);

/** A portal where everybody in `items` holds x, and a plan that gives y as well, `size` members a request. */
async function build(items: Record<string, readonly string[]>, size: number, options: Options = {}) {
  const state = new Map(
    Object.entries(items).map(([item, users]) => [item, new Map(users.map(name => [name, ['x']]))]),
  );
  const clock = quickClock();
  const log = memoryLog();
  const counts = { writes: 0, lists: 0, ones: 0 };
  const row = (name: string, set: readonly string[]): Holder => ({
    username: username(name),
    entitlements: set.map(entitlement),
    offline: false,
  });
  const client = fakeClient({
    organization: () => Promise.resolve(organization()),
    holders: async (item): Promise<Listed<Holder>> => {
      const index = (counts.lists += 1) - 1;
      await options.beforeList?.(index);
      const rows = [...(state.get(item) ?? [])].map(([name, set]) => row(name, set));
      await options.onList?.(item, index);
      const { limit } = options;
      return limit === undefined
        ? { items: rows }
        : { items: rows.slice(0, limit), partial: { kind: 'portalLimit', limit } };
    },
    holder: (item, name) => {
      counts.ones += 1;
      const set = state.get(item)?.get(userKey(name)) ?? [];
      options.onOne?.();
      return Promise.resolve(row(name, set));
    },
    provision: async (item, { users, entitlements }) => {
      const index = (counts.writes += 1) - 1;
      await options.onWrite?.(users.map(userKey), index);
      for (const user of users) state.get(item)?.set(userKey(user), [...entitlements]);
      await options.afterWrite?.(index);
    },
  });
  const connections = await connectionsTo(client, log);
  const inventory = createInventory({ connections, clock, log });
  const files = memoryFiles();
  const journal = createJournalStore({
    files: {
      ...files,
      append: async (path, text) => {
        await files.append(path, text);
        options.onLine?.(text);
      },
    },
  });
  const snapshots = createSnapshotStore({ files, log });
  const applier = createApplier({ connections, inventory, journal, snapshots, clock, log });
  const after = ['x', 'y'].map(entitlement);
  const requests: PlannedRequest[] = Object.entries(items).flatMap(([item, users]) =>
    Array.from({ length: Math.ceil(users.length / size) }, (_, index) => ({
      id: `${item}${index}`,
      itemId: itemId(item),
      users: users.slice(index * size, (index + 1) * size).map(username),
      entitlements: after,
      needs: [],
      cause: 'group' as const,
    })),
  );
  const plan: MemberPlan = {
    kind: 'members',
    id: 'plan1',
    portalId: portal,
    createdAt: 0,
    title: 'test',
    targets: Object.keys(items).map(item => ({ kind: 'listing', itemId: itemId(item), title: item })),
    changes: Object.entries(items).flatMap(([item, users]) =>
      users.map(name => ({
        itemId: itemId(item),
        username: username(name),
        before: [entitlement('x')],
        after,
      })),
    ),
    skipped: [],
    requests,
    ledger: [],
    warnings: [],
    suppressCustomerEmail: true,
  };
  return { state, clock, counts, apply: () => applier.applyMembers(plan) };
}

const resultOf = (report: ApplyReport, name: string): string => {
  const { outcome, reason } = report.results.find(result => userKey(result.username) === name)!;
  return reason === undefined ? outcome : `${outcome}: ${reason}`;
};
const done = (report: ApplyReport): number =>
  report.results.filter(({ outcome }) => outcome === 'done').length;
const refused = (): PortalError => new PortalError({ kind: 'refused', code: 400 }, 'Unable to process.');

describe('a set that was read long ago', () => {
  it('takes the lists that prove its writes for proof of those who are still to be written to', async () => {
    // 20 ms a write: 100 requests, after which they are read back, take two of the three seconds that a read counts for.
    const built = await build({ item: names(300) }, 1, { afterWrite: () => built.clock.advance(20) });
    const { results } = await built.apply();
    assert.ok(results.every(({ outcome }) => outcome === 'done'));
    assert.equal(built.counts.writes, 300);
    // The first, and one for each hundred.
    assert.deepEqual([built.counts.lists, built.counts.ones], [4, 0]);
  });

  it('is read again after a wait that another request was told of', async () => {
    const users = names(150);
    const { state, apply, counts } = await build({ pro: users }, 25, {
      onWrite: (_, index) => {
        if (index > 0) return;
        // Somebody else grants q, during the wait, to a member of the last request, which was read in time before it.
        state.get('pro')!.set('u149', ['x', 'q']);
        throw new PortalError({ kind: 'throttled', retryAfterMs: 300_000 }, 'Slow down.');
      },
    });
    const report = await apply();
    assert.deepEqual(state.get('pro')!.get('u149'), ['x', 'q']);
    assert.match(resultOf(report, 'u149'), /Changed since the plan was made: holds/);
    assert.equal(done(report), 149);
    assert.ok(counts.lists <= 6, `${counts.lists} lists`);
    assert.ok(counts.ones <= 10, `${counts.ones} single reads`);
  });

  it('is read again before the second half of a refused request', async () => {
    const users = names(8);
    const { state, clock, apply } = await build({ pro: users }, 8, {
      onWrite: (sent, index) => {
        if (index === 0) throw refused();
        if (index > 1) return;
        assert.ok(sent.includes('u0'));
        clock.advance(240_000);
        state.get('pro')!.set('u7', ['x', 'q']);
      },
    });
    const report = await apply();
    assert.deepEqual(state.get('pro')!.get('u7'), ['x', 'q']);
    assert.match(resultOf(report, 'u7'), /Changed since the plan was made/);
    assert.equal(done(report), 7);
  });

  it('is read again after four seconds: somebody else may have written meanwhile', async () => {
    const { state, clock, apply, counts } = await build({ pro: names(150) }, 25, {
      afterWrite: index => {
        if (index > 0) return;
        clock.advance(4_000);
        // A member of the last request, which waits until one of the first four has ended.
        state.get('pro')!.set('u149', ['x', 'q']);
      },
    });
    const report = await apply();
    assert.deepEqual(state.get('pro')!.get('u149'), ['x', 'q']);
    assert.match(resultOf(report, 'u149'), /Changed since the plan was made/);
    assert.equal(done(report), 149);
    assert.ok(counts.lists <= 4 && counts.ones <= 3, `${counts.lists} lists, ${counts.ones} single reads`);
  });

  it('is read again where this machine paused after the journal was written', async () => {
    let paused = false;
    const { state, clock, counts, apply } = await build({ pro: names(8) }, 8, {
      onLine: line => {
        if (paused || !line.includes('requestStarted')) return;
        paused = true;
        clock.advance(60_000);
        state.get('pro')!.set('u5', ['x', 'q']);
      },
    });
    const report = await apply();
    assert.deepEqual(state.get('pro')!.get('u5'), ['x', 'q']);
    assert.match(resultOf(report, 'u5'), /Changed since the plan was made/);
    assert.deepEqual([done(report), counts.writes], [7, 1]);
  });

  it('counts from the beginning of its reading, however long the next target takes to be read', async () => {
    const users = names(8);
    const { state, clock, apply } = await build({ pro: users, gis: ['v0', 'v1', 'v2', 'v3'] }, 8, {
      onList: (item, index) => {
        if (item !== 'gis' || index > 1) return;
        clock.advance(240_000);
        state.get('pro')!.set('u3', ['x', 'q']);
      },
    });
    const report = await apply();
    assert.deepEqual(state.get('pro')!.get('u3'), ['x', 'q']);
    assert.match(resultOf(report, 'u3'), /Changed since the plan was made/);
    assert.equal(done(report), 11);
  });

  it('counts from the beginning of its own reading where members are read one by one', async () => {
    const { state, clock, counts, apply } = await build({ pro: names(3) }, 3, {
      onOne: () => {
        if (counts.ones > 3) return;
        clock.advance(20_000);
        state.get('pro')!.set('u0', ['x', 'q']);
      },
    });
    const report = await apply();
    assert.deepEqual(state.get('pro')!.get('u0'), ['x', 'q']);
    assert.match(resultOf(report, 'u0'), /Changed since the plan was made/);
    assert.equal(done(report), 2);
  });

  it('is never told to have changed because of what the plan itself wrote meanwhile', async () => {
    const users = names(200);
    const { clock, apply, counts } = await build({ pro: users }, 25, {
      afterWrite: () => clock.advance(9_000),
      // The first that reads again gets its rows late: others have read and written by then.
      beforeList: index => (index === 1 ? new Promise(go => setTimeout(go, 30)) : undefined),
    });
    const report = await apply();
    assert.deepEqual(
      report.results.filter(({ outcome }) => outcome !== 'done'),
      [],
    );
    assert.equal(done(report), 200);
    assert.ok(counts.ones <= 50, `${counts.ones} single reads`);
    assert.ok(counts.lists <= 8, `${counts.lists} lists`);
  });

  it('costs one read for each member of the request where the list is cut', async () => {
    const users = names(400);
    const { clock, apply, counts } = await build({ pro: users }, 25, {
      limit: 10,
      afterWrite: () => clock.advance(12_000),
    });
    const report = await apply();
    assert.equal(done(report), 400);
    assert.ok(counts.ones <= 1_300, `${counts.ones} single reads: before, in between and after`);
  });

  it('is not replaced where the portal takes longer than that to say it', async () => {
    const { clock, apply, counts } = await build({ pro: names(6) }, 6, {
      onList: () => clock.advance(60_000),
      onOne: () => clock.advance(60_000),
    });
    const report = await apply();
    assert.equal(counts.writes, 0);
    assert.match(resultOf(report, 'u0'), /notDone: Not sent: the portal takes longer than 30 seconds/);
  });

  it('is written in parts where the members cannot all be read in time', async () => {
    const { clock, apply } = await build({ pro: names(12) }, 12, {
      onList: (_, index) => (index < 2 ? clock.advance(60_000) : undefined),
      onOne: () => clock.advance(6_000),
    });
    assert.equal(done(await apply()), 12);
  });
});

describe('a refusal of everybody for a reason that is not known', () => {
  it('ends the target after one request was tried down to its members', async () => {
    const { apply, counts } = await build({ pro: names(250) }, 25, {
      onWrite: () => {
        throw refused();
      },
    });
    const report = await apply();
    assert.ok(report.results.every(({ reason }) => reason === 'Refused by the portal: Unable to process.'));
    assert.equal(done(report), 0);
    // 49 for the one request, and one for each of the three that were on their way with it.
    assert.ok(counts.writes <= 52, `${counts.writes} writes`);
  });

  it('does not end it where one member of the request was written', async () => {
    const { apply } = await build({ pro: names(50) }, 25, {
      onWrite: sent => {
        if (sent.some(name => Number(name.slice(1)) < 24)) throw refused();
      },
    });
    assert.equal(done(await apply()), 26);
  });
});
