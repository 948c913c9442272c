// Who is not in a list of holders may hold something all the same: lists are cut without a word.
import assert from 'node:assert/strict';
import { entitlement, itemId, userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import type { Holder, Listed } from '../../../src/core/model';
import type { ApplyReport, DesiredChange, MemberPlan, Target } from '../../../src/core/planTypes';
import { PortalError } from '../../../src/core/problem';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { readMembers } from '../../../src/services/apply/memberReads';
import { mostConfirmed, pickMembers } from '../../../src/services/apply/pickMembers';
import type { PickOptions } from '../../../src/services/apply/pickMembers';
import { closeUnfinished } from '../../../src/services/apply/recovery';
import type { FaultRule } from '../../../src/samplePortal/faults';
import type { SamplePortalOptions } from '../../../src/samplePortal/start';
import { largestListing, portal, proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';
import { fakeClient } from './fakeClient';

const target: Target = { kind: 'listing', itemId: itemId('pro'), title: 'Pro' };
const holder = (name: string): Holder => ({
  username: username(name),
  entitlements: [entitlement('x')],
  offline: false,
});
const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `u${index}`);

/** Picks members out of a list at a portal where `holding` hold something, whatever the list says. */
async function pick(
  wanted: readonly string[],
  list: Listed<Holder>,
  holding: readonly string[] = [],
  options: PickOptions & { readonly fails?: (name: string) => boolean } = {},
) {
  const asked: string[] = [];
  const client = fakeClient({
    holder: (_, name) => {
      asked.push(name);
      if (options.fails?.(name)) return Promise.reject(new PortalError({ kind: 'transport' }, 'reset'));
      return Promise.resolve(holding.includes(name) ? holder(name) : undefined);
    },
  });
  const reads = await pickMembers(client, target, wanted.map(username), list, options);
  return { asked, reads, set: (name: string) => reads.rows.get(userKey(name))?.entitlements.join() };
}

describe('a member whom a list leaves out', () => {
  it('is asked for where the list does not prove itself whole', async () => {
    const { asked, set, reads } = await pick(['ann', 'bob', 'cy'], { items: [holder('ann')] });
    assert.deepEqual(asked, ['bob', 'cy']);
    assert.deepEqual([set('ann'), set('bob'), set('cy')], ['x', '', '']);
    assert.equal(reads.list?.partial, undefined);
  });

  it('is believed to hold nothing where the count of the portal agrees', async () => {
    const { asked, set } = await pick(['ann', 'bob'], { items: [holder('ann')], total: 1 });
    assert.deepEqual(asked, []);
    assert.equal(set('bob'), '');
  });

  it('is not believed to hold nothing where the portal counts fewer than it lists', async () => {
    const { asked } = await pick(['bob'], { items: [holder('ann'), holder('cy')], total: 1 });
    assert.deepEqual(asked, ['bob']);
  });

  it('is one of a spread part that is asked for where there are many', async () => {
    const many = names(12_000);
    const { asked, reads } = await pick(many, { items: [] });
    assert.equal(asked.length, mostConfirmed);
    assert.equal(reads.rows.size, 12_000);
    assert.deepEqual([asked[0], asked[1], asked.at(-1)], ['u0', 'u120', 'u11880']);
    assert.deepEqual((await pick(many, { items: [] })).asked, asked, 'the same each time');
  });

  it('makes the list a part and has all others asked for, as soon as one of them holds something', async () => {
    const { asked, set, reads } = await pick(names(300), { items: [holder('ann')] }, ['u3', 'u4']);
    assert.equal(new Set(asked).size, 300);
    assert.equal(asked.length, 300, 'nobody twice');
    assert.deepEqual([set('u3'), set('u4'), set('u5')], ['x', 'x', '']);
    assert.deepEqual(reads.list?.partial, {
      kind: 'pageFailed',
      message: 'The portal’s list leaves out members who hold something, such as u3.',
    });
  });

  it('is always asked for who is expected to hold something', async () => {
    const many = names(250);
    const { asked } = await pick(many, { items: [] }, [], { mustAsk: name => name !== 'u7' });
    assert.equal(asked.length, 250);
  });

  it('is not asked for again right after', async () => {
    const one = { username: username('bob'), entitlements: [], offline: false };
    const asked = {
      rows: new Map([['bob', one]]),
      failed: new Map(),
      begunAt: new Map([['bob', 7]]),
    };
    const picked = await pick(['bob'], { items: [holder('ann')] }, [], { asked, mustAsk: () => true });
    assert.deepEqual(picked.asked, []);
    assert.equal(picked.reads.begunAt.get('bob'), 7);
  });

  it('is not known where it cannot be asked for, nor are those of whom it is a part', async () => {
    const few = await pick(['ann', 'bob'], { items: [] }, [], { fails: name => name === 'ann' });
    assert.deepEqual([[...few.reads.failed.keys()], [...few.reads.rows.keys()]], [['ann'], ['bob']]);
    const many = await pick(names(150), { items: [] }, [], { fails: () => true });
    assert.equal(many.reads.failed.size, 150);
    assert.equal(many.reads.rows.size, 0);
  });

  it('is read back itself where something was written to it', async () => {
    let ones = 0;
    const client = fakeClient({
      holders: () => Promise.resolve({ items: [] }),
      holder: (_, name) => {
        ones += 1;
        return Promise.resolve(name === 'u199' ? holder(name) : undefined);
      },
    });
    const reads = await readMembers(client, target, names(200).map(username), {
      bundleSet: [],
      holdsSomething: () => true,
    });
    assert.equal(ones, 200);
    assert.equal(reads.rows.get('u199')?.entitlements.length, 1);
  });
});

const outcomes = (report: ApplyReport): string[] => [
  ...new Set(report.results.map(({ outcome, reason }) => (reason ? `${outcome}: ${reason}` : outcome))),
];

describe('a plan for members whom the portal leaves out of its list', function () {
  this.timeout(60_000);
  let bench: Bench;
  let id: ItemId;
  let holders: string[];

  async function start(options: SamplePortalOptions): Promise<void> {
    bench = await startBench({ scale: 'M', ...options });
    id = proListing(bench);
    holders = [...bench.sample.state.members.values()].map(member => member.username).slice(1, 201);
    const set = { entitlements: ['desktopStdN', 'networkAnalystN'], disconnectedSince: null };
    putHolders(
      bench,
      id,
      holders.map(name => ({ username: name, ...set })),
    );
    const listing = bench.listing(id);
    const pools = Object.keys(listing.seats.entitlements).map(key => [key, 2000] as const);
    listing.seats = { maxUsers: 2000, entitlements: Object.fromEntries(pools) };
  }
  afterEach(() => bench.close());

  /** A journal in which every request of a plan was sent an hour ago, and nothing came of any. */
  async function journalAsSent(plan: MemberPlan): Promise<void> {
    const { orgId, url, username: by } = bench.connections.get(portal)!;
    const base = { planId: plan.id, at: bench.clock.now() - 3_600_000 };
    const planned = { ...base, portalId: portal, portalName: 'x', portalUrl: url, orgId, by, plan };
    await bench.journal.append(portal, { ...planned, kind: 'planned' });
    for (const { id: requestId, itemId: item, users, entitlements } of plan.requests)
      await bench.journal.append(portal, {
        ...base,
        kind: 'requestStarted',
        requestId,
        itemId: item,
        users,
        entitlements,
      });
  }
  const held = (name: string): string => (bench.holders(id).get(userKey(name)) ?? []).join();
  const adding = (members: readonly string[]): DesiredChange[] =>
    members.map(name => ({
      itemId: id,
      username: username(name),
      mode: 'add',
      entitlements: ['spatialAnalystN'],
    }));

  for (const [text, options] of [
    ['the list is cut', {}],
    ['the list says how many there are', { decisions: { userEntitlementsPaging: 'paged' } }],
    ['pages say nothing of an end', { decisions: { userEntitlementsPaging: 'pagedSilently' } }],
    ['no entitlements is an error', { decisions: { noEntitlements: 'error' } }],
  ] as const) {
    it(`takes nothing from them and ends as done where ${text}`, async () => {
      await start(options);
      bench.sample.faults.set([{ path: 'userEntitlements$', kind: 'truncate', rows: 90 }]);
      const chosen = holders.slice(150, 160);
      const plan = await bench.plan(adding(chosen));
      assert.deepEqual(plan.changes[0]?.before, ['desktopStdN', 'networkAnalystN']);
      assert.deepEqual(outcomes(await bench.applier.applyMembers(plan)), ['done']);
      for (const name of chosen)
        assert.deepEqual(bench.holders(id).get(userKey(name)), [
          'desktopStdN',
          'networkAnalystN',
          'spatialAnalystN',
        ]);
      const branch = bench.inventory.peek({ portalId: portal, name: 'holders', key: id });
      assert.equal(branch.state === 'ready' && branch.value.partial?.kind, 'pageFailed', 'shown as a part');
    });
  }

  for (const [text, fault] of [
    ['400', { kind: 'error', code: 400, message: 'Odd.' }],
    [
      '400 for no such thing',
      { kind: 'error', code: 400, message: 'Resource does not exist or is inaccessible.' },
    ],
    ['HTTP 404', { kind: 'status', code: 404, message: 'Not found' }],
    ['404', { kind: 'error', code: 404, message: 'Not found' }],
    ['405', { kind: 'error', code: 405, message: 'Method not supported' }],
    ['400 every third time', { kind: 'error', code: 400, message: 'Odd.', every: 3 }],
  ] as const) {
    const cutAndRefused: readonly FaultRule[] = [
      { path: 'userEntitlements$', kind: 'truncate', rows: 90 },
      { path: 'userEntitlements/', ...fault },
    ];

    it(`takes nothing from them where the list is cut and the question for one is answered with ${text}`, async () => {
      await start({});
      bench.sample.faults.set(cutAndRefused);
      const chosen = holders.slice(150, 160);
      const plan = await bench.plan(adding(chosen));
      for (const { before } of plan.changes) assert.deepEqual(before, ['desktopStdN', 'networkAnalystN']);
      await bench.applier.applyMembers(plan);
      for (const name of chosen) assert.ok(held(name).includes('desktopStdN,networkAnalystN'), held(name));
    });

    it(`is not told of as revoked or as without anything, where that begins later, with ${text}`, async () => {
      await start({});
      const chosen = holders.slice(150, 160);
      const revoke = await bench.plan(
        chosen.map(name => ({ itemId: id, username: username(name), mode: 'set', entitlements: [] })),
      );
      const add = await bench.plan(adding(chosen));
      bench.sample.faults.set(cutAndRefused);
      const { results } = await bench.applier.applyMembers(revoke);
      for (const { username: name, outcome } of results)
        assert.ok(outcome !== 'done' || held(name) === '', `${name}: ${outcome}, holds ${held(name)}`);
      bench.sample.faults.set([]);
      const left = chosen.filter(name => held(name) !== '');
      const report = await bench.applier.applyMembers(add, {
        onEvent: event => {
          if (event.kind === 'readingBack') bench.sample.faults.set(cutAndRefused);
        },
      });
      for (const { username: name, outcome, actual } of report.results) {
        if (!left.includes(name)) continue;
        assert.notEqual(outcome, 'notDone', name);
        assert.ok(actual === undefined || actual.length === 3, name);
      }
    });
  }

  it('takes nothing from three of many whom neither the list nor a sample shows', async () => {
    await start({});
    const all = [...bench.sample.state.members.values()].map(member => member.username);
    const holding = all.slice(1, 204);
    const set = { entitlements: ['desktopStdN', 'networkAnalystN'], disconnectedSince: null };
    putHolders(
      bench,
      id,
      holding.map(name => ({ username: name, ...set })),
    );
    const cut = holding.slice(200);
    const wanted = all.slice(1).filter(name => !cut.includes(name));
    // Not at a place of the sample, which begins with the first.
    wanted.splice(205, 0, ...cut);
    bench.sample.faults.set([{ path: 'userEntitlements$', kind: 'truncate', rows: 200 }]);
    const plan = await bench.plan(adding(wanted));
    assert.ok(plan.changes.length > 900);
    assert.deepEqual(
      plan.changes.find(({ username: name }) => name === cut[0])?.before,
      [],
      'not in the sample',
    );
    const { results } = await bench.applier.applyMembers(plan);
    for (const { username: name, outcome, reason } of results) {
      if (!cut.includes(name)) assert.equal(outcome, 'done', reason);
      else assert.match(`${outcome}: ${reason}`, /^notDone: Changed since the plan was made: holds/);
    }
    for (const name of holding) assert.ok(held(name).includes('desktopStdN,networkAnalystN'), held(name));
  });

  it('reads silent pages to their end', async () => {
    await start({ decisions: { userEntitlementsPaging: 'pagedSilently' } });
    const list = await bench.client().holders(id);
    assert.equal(list.items.length, 200);
    const [state] = await bench.states([id], holders.slice(150, 160).map(username));
    assert.equal(state?.complete, true);
  });

  it('never says of a written member that nothing was changed because a list leaves it out', async () => {
    await start({});
    const chosen = holders.slice(150, 160);
    const plan = await bench.plan(adding(chosen));
    const cut = [{ path: 'userEntitlements$', kind: 'truncate', rows: 90 } as const];
    const report = await bench.applier.applyMembers(plan, {
      onEvent: event => {
        if (event.kind === 'requestStarted')
          bench.sample.faults.set([
            ...cut,
            { path: 'userEntitlements/', kind: 'error', code: 500, message: 'Busy.' },
          ]);
      },
    });
    assert.ok(
      report.results.every(({ outcome }) => outcome === 'unknown'),
      outcomes(report).join(),
    );
  });

  it('is recovered by asking for each who was written to, not by the list', async () => {
    await start({});
    putHolders(bench, id, []);
    const plan = await bench.plan(adding([...bench.sample.state.members.values()].map(one => one.username)));
    await journalAsSent(plan);
    // One that is not of the hundred which stand for all.
    const { username: only, after } = plan.changes[1]!;
    putHolders(bench, id, [{ username: only, entitlements: [...after], disconnectedSince: null }]);
    bench.sample.faults.set([{ path: 'userEntitlements$', kind: 'truncate', rows: 0 }]);
    const journal = createJournalStore({ files: bench.files });
    const [report] = await closeUnfinished({ ...bench.deps, journal }, portal);
    assert.equal(report?.results.find(({ username: name }) => name === only)?.outcome, 'done');
  });

  it('is not told of as revoked in a plan that was interrupted', async () => {
    await start({});
    const all = [...bench.sample.state.members.values()].map(member => member.username).slice(1);
    const set = { entitlements: ['desktopStdN'], disconnectedSince: null };
    const putAll = (): void => {
      putHolders(
        bench,
        id,
        all.map(name => ({ username: name, ...set })),
      );
      bench.inventory.forget(portal);
    };
    const revoking = (): Promise<MemberPlan> =>
      bench.plan(all.map(name => ({ itemId: id, username: username(name), mode: 'set', entitlements: [] })));
    // Some hold what they held, and the list shows nobody.
    const loseAll = (rest: readonly string[]): void => {
      putHolders(
        bench,
        id,
        rest.map(name => ({ username: name, ...set })),
      );
      bench.sample.faults.set([{ path: 'userEntitlements$', kind: 'truncate', rows: 0 }]);
    };
    const rest = all.slice(1, 4);
    const outcomesOf = (report: ApplyReport | undefined): readonly (string | undefined)[] =>
      rest.map(name => report?.results.find(result => result.username === name)?.outcome);

    putAll();
    const interrupted = await revoking();
    await journalAsSent(interrupted);
    loseAll(rest);
    const journal = createJournalStore({ files: bench.files });
    const [report] = await closeUnfinished({ ...bench.deps, journal }, portal);
    assert.deepEqual(outcomesOf(report), ['notDone', 'notDone', 'notDone']);
  });

  it('asks for a hundred of many who hold nothing to plan, and for each of them before its write', async () => {
    await start({});
    putHolders(bench, id, []);
    const from = bench.entries.length;
    const single = (): number =>
      bench.entries.slice(from).filter(({ path }) => /userEntitlements\//.test(path)).length;
    const plan = await bench.plan(adding([...bench.sample.state.members.values()].map(one => one.username)));
    assert.ok(plan.changes.length > 900);
    assert.equal(single(), mostConfirmed);
    const report = await bench.applier.applyMembers(plan);
    assert.deepEqual(outcomes(report), ['done']);
    const all = plan.changes.length;
    assert.ok(single() >= all && single() <= all + 2 * mostConfirmed, `${single()} single reads for ${all}`);
  });
});

describe('a plan for members beyond the 10,000 that a portal lists', function () {
  this.timeout(120_000);

  for (const noEntitlements of ['emptyObject', 'error'] as const) {
    it(`gives a product to those who hold nothing, where that is answered with ${noEntitlements}`, async () => {
      const bench = await startBench({ scale: 'XL', decisions: { noEntitlements }, timeoutMs: 30_000 });
      try {
        const id = largestListing(bench);
        const listing = bench.listing(id);
        const key = Object.keys(listing.seats.entitlements).at(-1) ?? '';
        const chosen = [...bench.sample.state.members.values()]
          .map(member => member.username)
          .filter(name => !listing.holders.has(userKey(name)))
          .slice(0, 20);
        const plan = await bench.plan(
          chosen.map(name => ({
            itemId: id,
            username: username(name),
            mode: 'add',
            entitlements: [key],
          })),
        );
        assert.deepEqual(
          plan.skipped.filter(({ reason }) => reason === 'notRead'),
          [],
        );
        assert.equal(plan.changes.length + plan.skipped.length, 20);
        const lists = bench.entries.filter(({ path }) => /userEntitlements$/.test(path));
        assert.equal(lists.length, 1, 'the list is read once');
      } finally {
        await bench.close();
      }
    });
  }
});
