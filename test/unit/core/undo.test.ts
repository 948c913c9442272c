import assert from 'node:assert/strict';
import { itemId, portalId, username, userTypeId } from '../../../src/core/ids';
import { journalOperations } from '../../../src/core/journalOperations';
import type { JournalOperation } from '../../../src/core/journalOperations';
import { planMembers } from '../../../src/core/plan';
import type { ImportPlan, MemberPlan, OperationPlan, TargetState } from '../../../src/core/planTypes';
import { userTypesState } from '../../../src/core/policy/orgUserTypes';
import { planOrganization } from '../../../src/core/policy/planOrganization';
import { userTypesTarget } from '../../../src/core/policy/wishTypes';
import type { PolicyWish } from '../../../src/core/policy/wishTypes';
import { planRest, restOf } from '../../../src/core/resume';
import { planUndo, restoredBy, undoNeeds } from '../../../src/core/undo';
import { diceOf, randomOrganization } from './policy/randomOrganization';
import { SimulatedPortal } from './policy/simulatedPortal';
import { begun, carriedOut } from './policy/simulatedRun';
import { written } from './arbitraries';

const item = itemId('item');

const input = (targets: readonly TargetState[]): Parameters<typeof planUndo>[1] => ({
  id: 'undo',
  portalId: portalId('portal'),
  title: '',
  createdAt: 9,
  targets,
  suppressCustomerEmail: true,
});

/** Member0 and so on: each `before>after`, as words of entitlements of one letter. */
function done(
  members: readonly string[],
  totals: Readonly<Record<string, number>>,
  options: Parameters<typeof carriedOut>[2] = {},
): { portal: SimulatedPortal; plan: MemberPlan; operation: JournalOperation } {
  const { targets, changes } = written(members, totals, 25);
  const portal = new SimulatedPortal(targets);
  const plan = planMembers({ ...input(targets), id: 'p', changes });
  return { portal, plan, operation: carriedOut(plan, portal, options) };
}

const skips = (plan: MemberPlan): unknown[] =>
  plan.skipped.map(skip => [skip.username, skip.reason, ...(skip.names ?? [])]);

function undo(
  operation: JournalOperation,
  portal: SimulatedPortal,
  scope?: Parameters<typeof planUndo>[2],
): MemberPlan {
  const plan = planUndo(operation, input(portal.read()), scope);
  for (const request of plan.requests) portal.provision(request);
  return plan;
}

describe('undo of an operation', () => {
  it('restores the sets from before', () => {
    const { portal, operation } = done(['a>b', '>a', 'ab>'], { a: 2, b: 2 });
    const plan = undo(operation, portal);
    assert.deepEqual(plan.skipped, []);
    assert.deepEqual([...portal.held(item, 'member0')], ['a']);
    assert.deepEqual([...portal.held(item, 'member1')], []);
    assert.deepEqual([...portal.held(item, 'member2')].sort(), ['a', 'b']);
    assert.deepEqual(plan.undoes, { planId: 'p' });
    assert.deepEqual(undoNeeds(operation), {
      kind: 'members',
      itemIds: [item],
      usernames: ['member0', 'member1', 'member2'],
    });
  });

  it('takes one member’s part alone, whatever the spelling of the name', () => {
    const { portal, operation } = done(['a>b', 'a>b'], { a: 2, b: 2 });
    const plan = undo(operation, portal, { username: 'MEMBER1' });
    assert.deepEqual(
      plan.changes.map(change => change.username),
      ['member1'],
    );
    assert.deepEqual([...portal.held(item, 'member0')], ['b']);
    assert.deepEqual(plan.undoes, { planId: 'p', username: 'MEMBER1' });
    assert.deepEqual(restoredBy(operation, { itemId: itemId('other') }), []);
  });

  it('leaves alone, and names, who was changed since', () => {
    const { portal, operation } = done(['a>b', 'a>b', 'a>'], { a: 3, b: 3, c: 3 });
    portal.write(item, ['member0'], ['b', 'c']);
    portal.write(item, ['member2'], ['c']);
    const plan = undo(operation, portal);
    assert.deepEqual(skips(plan), [
      ['member0', 'changedSince', 'b', 'c'],
      ['member2', 'changedSince', 'c'],
    ]);
    assert.deepEqual([...portal.held(item, 'member1')], ['a']);
    assert.deepEqual(
      plan.targets.map(target => target.itemId),
      [item],
    );
  });

  it('looks at seats and offline licenses like any plan', () => {
    const { portal, operation } = done(['a>', 'b>'], { a: 1, b: 1 });
    portal.write(item, ['other'], ['a']);
    const [state] = portal.read();
    const offline: TargetState = {
      ...state!,
      holdings: new Map([
        ...state!.holdings,
        ['member1', { username: username('member1'), entitlements: [], offline: true }],
      ]),
    };
    assert.deepEqual(skips(planUndo(operation, input([offline]))), [
      ['member1', 'offline'],
      ['member0', 'noSeat', 'a'],
    ]);
    assert.deepEqual(skips(planUndo(operation, input([{ ...state!, complete: false }]))), [
      ['member0', 'notRead'],
      ['member1', 'notRead'],
    ]);
  });

  it('has nothing to take back from who got nothing, and takes back what may have arrived', () => {
    const some = done(['a>b', '>a'], { a: 2, b: 2 }, { unsent: new Set(['r2']) });
    assert.equal(some.operation.members.filter(({ outcome }) => outcome === 'done').length, 1);
    assert.equal(restoredBy(some.operation).length, 1);
    const lost = done(['a>b'], { a: 2, b: 2 }, { lost: new Set(['r1']) });
    assert.equal(lost.operation.members[0]?.outcome, 'unknown');
    undo(lost.operation, lost.portal);
    assert.deepEqual([...lost.portal.held(item, 'member0')], ['a']);
    // Taken back, or it did not arrive: then there is nothing to do.
    assert.deepEqual(skips(planUndo(lost.operation, input(lost.portal.read()))), [['member0', 'unchanged']]);
    const none = done(['a>b'], { a: 2, b: 2 }, { unsent: new Set(['r1']) });
    assert.deepEqual(undoNeeds(none.operation), { kind: 'none', why: 'nothing' });
  });

  it('knows what was left where it was read back: nothing else that was sent on the way counts', () => {
    // Member0 swaps with member1 over a gap, and was without anything between two requests.
    const { targets, changes } = written(['a>b', 'b>a', '>c'], { a: 1, b: 1, c: 1 }, 25);
    const plan = planMembers({ ...input(targets), id: 'p', changes, allowGaps: true });
    const [gap] = plan.gaps ?? [];
    assert.ok(gap);
    const portal = new SimulatedPortal(targets);
    const operation = carriedOut(plan, portal);
    const own = restoredBy(operation).find(({ username: name }) => name === gap.username);
    const change = plan.changes.find(({ username: name }) => name === gap.username);
    assert.deepEqual(
      own?.ways.map(({ held }) => held),
      [change?.after],
    );
    // Somebody took the license since: that is no state that the operation left.
    portal.write(item, [gap.username], []);
    assert.deepEqual(skips(planUndo(operation, input(portal.read()), { username: gap.username })), [
      [gap.username, 'changedSince'],
    ]);
  });

  it('gives back no more than there is of what was over-assigned, and names who goes without it', () => {
    // Three hold the two seats of a; each gives it up.
    const { portal, operation } = done(['a>', 'a>', 'a>', 'b>'], { a: 2, b: 1 });
    const plan = undo(operation, portal);
    assert.deepEqual(skips(plan), [['member2', 'noSeat', 'a']]);
    assert.deepEqual(
      ['member0', 'member1', 'member2', 'member3'].map(name => [...portal.held(item, name)]),
      [['a'], ['a'], [], ['b']],
    );
  });

  it('has no inverse of imports and of operations of the license', () => {
    for (const kind of ['import', 'operation'] as const) {
      const plan = { kind, id: 'p', portalId: portalId('portal') } as ImportPlan | OperationPlan;
      const [operation] = journalOperations([begun(plan)]);
      assert.deepEqual(undoNeeds(operation!), { kind: 'none', why: kind });
      assert.deepEqual(restoredBy(operation!), []);
    }
  });

  it('never leaves a member without a user type', () => {
    const name = username('ana');
    const types = userTypesState({ items: [{ username: name, userType: userTypeId('viewerUT') }] }, []);
    const plan = planMembers({
      ...input([types]),
      changes: [{ itemId: userTypesTarget, username: name, mode: 'set', entitlements: [] }],
    });
    assert.deepEqual(skips(plan), [[name, 'incompatible']]);
  });
});

describe('the rest of an operation', () => {
  it('begins with those for whom something was sent, and keeps the plan’s order otherwise', () => {
    const { operation } = done(['a>', 'b>', 'a>', 'b>', '>c'], { a: 2, b: 2, c: 2 });
    const begun = new Map([
      ['member1', ['r1']],
      ['member3', ['r1']],
    ]);
    const half: JournalOperation = {
      ...operation,
      members: operation.members.map(member => ({
        ...member,
        outcome: begun.has(member.username) ? ('unknown' as const) : ('notSent' as const),
        requests: begun.get(member.username) ?? [],
      })),
    };
    assert.deepEqual(
      restOf(half).map(({ username: name }) => name),
      ['member1', 'member3', 'member0', 'member2', 'member4'],
    );
  });
});

describe('the rest of an operation that lets members be without something for a moment', () => {
  const { targets, changes } = written(['a>b', 'b>a', '>c'], { a: 1, b: 1, c: 1 }, 25);
  const plan = planMembers({ ...input(targets), id: 'p', changes, allowGaps: true });
  const [gap] = plan.gaps ?? [];
  const others = (ids: readonly string[]): ReadonlySet<string> =>
    new Set(plan.requests.map(({ id }) => id).filter(id => !ids.includes(id)));

  it('begins with those who are without it', () => {
    assert.ok(gap);
    const portal = new SimulatedPortal(targets);
    const operation = carriedOut(plan, portal, { unsent: others([gap.from]) });
    assert.equal(portal.held(item, gap.username).size, 0);
    assert.equal(restOf(operation)[0]?.username, gap.username);
    const rest = planRest(operation, input(portal.read()));
    assert.equal(rest.gaps, undefined);
    for (const request of rest.requests) portal.provision(request);
    for (const { username: name, after } of plan.changes)
      assert.deepEqual([...portal.held(item, name)], [...after]);
  });

  it('may do so as well, and the undo of it only where that is asked for', () => {
    assert.ok(gap);
    const portal = new SimulatedPortal(targets);
    const rest = planRest(carriedOut(plan, portal, { unsent: others([]) }), input(portal.read()));
    assert.deepEqual(rest.skipped, []);
    assert.equal(rest.gaps?.length, 1);
    const done = carriedOut(rest, portal);
    assert.deepEqual(
      planUndo(done, input(portal.read())).skipped.map(({ reason }) => reason),
      ['spareSeat', 'spareSeat'],
    );
    assert.equal(planUndo(done, { ...input(portal.read()), allowGaps: true }).gaps?.length, 1);
  });
});

describe('random operations on portals that hold too much', () => {
  it('are taken back but for the excess, which is named member by member', function () {
    this.timeout(60_000);
    let left = 0;
    const reasons = new Map<string, number>();
    for (let seed = 1; seed <= 150; seed += 1) {
      const first = randomOrganization(seed, { members: 25 });
      const portal = new SimulatedPortal(first.truth);
      const allowGaps = first.input.rules.allowGaps;
      const plan = planOrganization({ ...first.input, id: 'p', targets: portal.read() });
      if (plan.changes.length === 0) continue;
      const operation = carriedOut(plan, portal);
      const back = planUndo(operation, { ...input(portal.read()), allowGaps });
      for (const request of back.requests) portal.provision(request);
      const skipOf = new Map(back.skipped.map(skip => [`${skip.itemId} ${skip.username}`, skip]));
      for (const { itemId: id, username: name, before } of plan.changes) {
        if ([...portal.held(id, name)].sort().join() === [...before].sort().join()) continue;
        left += 1;
        const skip = skipOf.get(`${id} ${name}`);
        assert.ok(skip, `seed ${seed}: ${name} of ${id} is not back and not named`);
        reasons.set(skip.reason, (reasons.get(skip.reason) ?? 0) + 1);
        // A seat is missing of nothing but what more held at the start than there is of it.
        if (skip.reason !== 'noSeat') continue;
        const state = first.truth.find(({ target }) => target.itemId === id);
        const over = (key: string): boolean => {
          const everybody = [...(state?.holdings.values() ?? [])].filter(one => one.entitlements.length > 0);
          if (key === 'maxUsers') return everybody.length > (state?.maxUsers ?? Infinity);
          const total = state?.pools.find(pool => pool.key === key)?.total ?? Infinity;
          const holders = [...(state?.holdings.values() ?? [])].filter(one =>
            one.entitlements.some(held => held === key),
          );
          return holders.length > total;
        };
        const { names = [] } = skip;
        assert.ok(names.length > 0 && names.every(over), `seed ${seed}: ${name} of ${id}: ${names.join()}`);
      }
    }
    console.log('     ', reasons);
    console.log(`      ${left} sets of the start were not given back, each named`);
    assert.ok(left > 20, String(left));
  });
});

describe('random operations and their undos', () => {
  it('return the exact state of the start', function () {
    this.timeout(120_000);
    let operations = 0;
    let changed = 0;
    for (let seed = 1; seed <= 700; seed += 1) {
      const roll = diceOf(seed * 31);
      const first = randomOrganization(seed, { members: 40, sound: true });
      const portal = new SimulatedPortal(first.truth);
      const start = portal.fingerprint();
      const allowGaps = first.input.rules.allowGaps;
      const journal: JournalOperation[] = [];
      for (let times = 1 + roll(4); times > 0; times -= 1) {
        // Another policy for the same members of the same targets.
        const wishes = first.input.wishes.map((wish, at, all) =>
          times === 1 ? wish : { ...wish, entitlements: sameTarget(all, wish.itemId, at + roll(50)) },
        );
        const plan = planOrganization({
          ...first.input,
          id: `p${times}`,
          targets: portal.read(),
          wishes,
        });
        changed += plan.changes.length;
        if (plan.changes.length > 0) journal.push(carriedOut(plan, portal));
      }
      operations += journal.length;
      for (const operation of journal.reverse()) {
        const plan = planUndo(operation, { ...input(portal.read()), allowGaps });
        assert.deepEqual(skips(plan), [], `seed ${seed}`);
        for (const request of plan.requests) portal.provision(request);
      }
      assert.equal(portal.fingerprint(), start, `seed ${seed}`);
    }
    console.log(`      ${operations} operations with ${changed} changes`);
    assert.ok(operations > 1000);
  });
});

/** What one of the wishes for this target asks for. */
function sameTarget(wishes: readonly PolicyWish[], item: string, at: number): readonly string[] {
  const own = wishes.filter(wish => wish.itemId === item);
  return own[at % own.length]!.entitlements;
}
