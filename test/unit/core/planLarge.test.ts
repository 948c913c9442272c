import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, userKey, username } from '../../../src/core/ids';
import { planMembers } from '../../../src/core/plan';
import type { DesiredChange, Holding, MemberPlan, TargetState } from '../../../src/core/planTypes';
import { quickest } from '../processorTime';

/** A small generator, so that a failing case comes out again. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return sides => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

interface Large {
  readonly target: TargetState;
  readonly changes: readonly DesiredChange[];
  readonly fewest: number;
}

const keys = Array.from({ length: 20 }, (_, index) => `pool${index}N`);
const listing = itemId('large');

function target(sets: readonly (readonly string[])[], total: (key: string) => number): TargetState {
  const holdings = new Map<string, Holding>();
  for (const [index, set] of sets.entries()) {
    const name = username(`member${index}`);
    if (set.length > 0) {
      holdings.set(userKey(name), { username: name, entitlements: set.map(entitlement), offline: false });
    }
  }
  return {
    target: { kind: 'listing', itemId: listing, title: 'Large' },
    pools: keys.map(key => ({ key: entitlement(key), total: total(key) })),
    maxUsers: sets.length,
    holdings,
    complete: true,
  };
}

function fewestOf(sets: readonly (readonly string[])[]): number {
  const sizes = new Map<string, number>();
  for (const set of sets) sizes.set(set.join(), (sizes.get(set.join()) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + Math.ceil(size / 25), 0);
}

/** Adding one entitlement to holders of many different sets, with just enough seats. */
function additions(members: number, distinct: number): Large {
  const roll = dice(7);
  const sets = Array.from({ length: distinct }, () => keys.slice(1).filter(() => roll(3) === 0));
  const before = Array.from({ length: members }, (_, index) => sets[index % distinct] ?? []);
  return {
    target: target(before, key => (key === keys[0] ? members : members * 2)),
    changes: before.map((_, index): DesiredChange => ({
      itemId: listing,
      username: username(`member${index}`),
      mode: 'add',
      entitlements: [keys[0]!],
    })),
    fewest: fewestOf(before),
  };
}

/**
 * Everyone gets another set, and the totals are what one certain unsplit order needs at most, so that such an order exists and next to nothing
 * else is free.
 */
function exchanges(members: number, distinct: number, seed: number, size = 3): Large {
  const roll = dice(seed);
  const anySet = (): string[] => {
    const set = new Set<string>();
    while (set.size < size) set.add(keys[roll(keys.length)]!);
    return keys.filter(key => set.has(key));
  };
  const unique = new Map<string, string[]>();
  while (unique.size < distinct) {
    const set = anySet();
    unique.set(set.join(), set);
  }
  const sets = [...unique.values()];
  const people = Array.from({ length: members }, () => {
    const before = roll(distinct);
    return { before: sets[before]!, after: sets[(before + 1 + roll(distinct - 1)) % distinct]! };
  });
  const groups = new Map<string, number[]>();
  for (const [index, { after }] of people.entries()) {
    const group = groups.get(after.join());
    if (group) group.push(index);
    else groups.set(after.join(), [index]);
  }
  const requests: number[][] = [];
  for (const group of groups.values()) {
    for (let at = 0; at < group.length; at += 25) requests.push(group.slice(at, at + 25));
  }
  const counts = new Map(keys.map(key => [key, people.filter(person => person.before.includes(key)).length]));
  const totals = new Map(counts);
  for (let left = [...requests]; left.length > 0;) {
    const [request] = left.splice(roll(left.length), 1);
    for (const index of request ?? []) {
      for (const key of people[index]!.before) counts.set(key, counts.get(key)! - 1);
      for (const key of people[index]!.after) counts.set(key, counts.get(key)! + 1);
    }
    for (const [key, count] of counts) totals.set(key, Math.max(totals.get(key)!, count));
  }
  return {
    target: target(
      people.map(person => person.before),
      key => totals.get(key) ?? 0,
    ),
    changes: people.map(({ after }, index): DesiredChange => ({
      itemId: listing,
      username: username(`member${index}`),
      mode: 'set',
      entitlements: after,
    })),
    fewest: requests.length,
  };
}

const budgetMs = 1500;

function plan({ target: state, changes }: Large): { plan: MemberPlan; ms: number } {
  const make = (): MemberPlan =>
    planMembers({
      id: 'p',
      portalId: portalId('portal'),
      title: '',
      createdAt: 0,
      targets: [state],
      changes,
      suppressCustomerEmail: true,
    });
  const start = process.cpuUsage();
  const made = make();
  const { user, system } = process.cpuUsage(start);
  const ms = (user + system) / 1000;
  return { plan: made, ms: ms < budgetMs ? ms : quickest(make, budgetMs) };
}

describe('large plans', () => {
  it('add one entitlement to 12,000 holders of 40 sets in the minimum of requests', () => {
    const large = additions(12_000, 40);
    const { plan: made, ms } = plan(large);
    assert.equal(made.changes.length, 12_000);
    assert.equal(made.requests.length, large.fewest);
    console.log(`      ${Math.round(ms)} ms`);
    assert.ok(ms < budgetMs, `took ${ms} ms`);
  });

  for (const [members, distinct, seeds] of [
    [60, 8, 40],
    [300, 12, 40],
    [1000, 30, 20],
    [12_000, 35, 3],
  ] as const) {
    it(`exchange the seats of ${members} members of ${distinct} sets in the minimum of requests`, () => {
      let slowest = 0;
      const more: string[] = [];
      for (let seed = 1; seed <= seeds; seed += 1) {
        const large = exchanges(members, distinct, seed);
        const { plan: made, ms } = plan(large);
        slowest = Math.max(slowest, ms);
        assert.equal(made.skipped.length, 0);
        if (made.requests.length !== large.fewest)
          more.push(`seed ${seed}: ${made.requests.length} instead of ${large.fewest}`);
      }
      console.log(`      slowest ${Math.round(slowest)} ms`);
      assert.deepEqual(more, []);
      assert.ok(slowest < budgetMs, `took ${slowest} ms`);
    });
  }
});
