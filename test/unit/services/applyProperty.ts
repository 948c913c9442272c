// Random organizations, plans and the promise that every apply keeps, whatever the portal does.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import type { ApplyReport, DesiredChange, MemberPlan } from '../../../src/core/planTypes';
import { largestListing, putHolders } from './bench';
import type { Bench } from './bench';

export interface Scenario {
  /** Per member: the entitlements by index of the listing's own, and whether offline. */
  readonly holders: readonly { readonly keys: readonly number[]; readonly offline: boolean }[];
  /** Seats beyond those held, per entitlement; below zero is over-assigned. */
  readonly slack: readonly number[];
  readonly memberSlack: number;
  readonly changes: readonly {
    readonly member: number;
    readonly mode: 'add' | 'remove' | 'set';
    readonly keys: readonly number[];
  }[];
}

const keys = fc.uniqueArray(fc.nat(4), { maxLength: 3 });

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  holders: fc.array(fc.record({ keys, offline: fc.integer({ min: 0, max: 9 }).map(n => n === 0) }), {
    minLength: 4,
    maxLength: 14,
  }),
  slack: fc.array(fc.integer({ min: -1, max: 4 }), { minLength: 5, maxLength: 5 }),
  memberSlack: fc.integer({ min: 0, max: 6 }),
  changes: fc.uniqueArray(
    fc.record({
      member: fc.nat(15),
      mode: fc.constantFrom('add' as const, 'add' as const, 'remove' as const, 'set' as const),
      keys,
    }),
    { minLength: 1, maxLength: 12, selector: change => change.member },
  ),
});

export interface Prepared {
  readonly id: ItemId;
  readonly changes: readonly DesiredChange[];
  readonly before: Map<string, readonly string[]>;
}

/** Puts the scenario into the portal. */
export function prepare(bench: Bench, input: Scenario): Prepared {
  const id = largestListing(bench);
  const listing = bench.listing(id);
  const names = [...bench.sample.state.members.values()]
    .map(member => member.username)
    .filter(name => name !== bench.sample.username);
  const all = Object.keys(listing.seats.entitlements);
  // One Pro level at most, as any portal has it.
  const set = (indices: readonly number[]): string[] => {
    const chosen = indices.flatMap(index => all[index % all.length] ?? []);
    const level = chosen.find(key => key.startsWith('desktop'));
    return [...new Set(chosen.filter(key => key === level || !key.startsWith('desktop')))];
  };
  const holders = input.holders.flatMap((holder, index) => {
    const entitlements = set(holder.keys);
    return entitlements.length === 0
      ? []
      : [
          {
            username: names[index]!,
            entitlements,
            disconnectedSince: holder.offline ? bench.clock.now() - 86_400_000 : null,
          },
        ];
  });
  putHolders(bench, id, holders);
  const held = (key: string): number =>
    holders.filter(({ entitlements }) => entitlements.includes(key)).length;
  listing.seats = {
    maxUsers: holders.length + input.memberSlack,
    entitlements: Object.fromEntries(
      all.map((key, index) => [key, Math.max(0, held(key) + (input.slack[index] ?? 3))]),
    ),
  };
  bench.inventory.forget(bench.connections.list()[0]!.id);
  return {
    id,
    changes: input.changes.map(({ member, mode, keys: wanted }) => ({
      itemId: id,
      username: username(names[member]!),
      mode,
      entitlements: set(wanted),
    })),
    before: bench.holders(id),
  };
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && [...one].sort().every((key, index) => key === [...other].sort()[index]);

/**
 * The promise: each member of the plan has one result; `done` is what the portal says; `notDone` has its reason; nobody loses an entitlement that
 * the plan did not name; nobody outside the plan changes.
 */
export function checkPromise(
  bench: Bench,
  plan: MemberPlan,
  report: ApplyReport,
  { id, before }: Prepared,
  allow: { readonly unknown?: boolean } = {},
): void {
  const after = bench.holders(id);
  const of = (state: Map<string, readonly string[]>, name: string): readonly string[] =>
    state.get(userKey(name)) ?? [];
  const results = new Map(report.results.map(result => [userKey(result.username), result]));
  assert.equal(report.results.length, plan.changes.length, 'one result per member');
  const named = new Set(plan.changes.map(change => userKey(change.username)));
  for (const [name, set] of before)
    if (!named.has(name)) assert.deepEqual(of(after, name), set, `${name} changed`);
  for (const name of after.keys()) if (!named.has(name)) assert.ok(before.has(name), `${name} appeared`);
  for (const change of plan.changes) {
    const result = results.get(userKey(change.username));
    assert.ok(result, `${change.username} has no result`);
    const held = of(after, change.username);
    // What comes with the user type may count as held or not, where the portal shows it to those who hold nothing else.
    const truth = held.length === 0 ? bench.included(id, change.username) : held;
    if (result.outcome === 'done')
      assert.ok(same(held, change.after) || same(truth, change.after), `${change.username} is not done`);
    else {
      assert.ok((result.reason ?? '').length > 10, `${change.username} has no reason`);
      if (result.outcome === 'notDone')
        assert.ok(
          !same(truth, change.after),
          `${change.username} is done, told as not done: ${result.reason}`,
        );
      else assert.ok(allow.unknown, `${change.username} is unknown: ${result.reason}`);
    }
    const kept = change.before.filter(key => change.after.includes(key));
    for (const key of kept)
      assert.ok(truth.includes(key), `${change.username} lost ${key}: ${truth.join()} (${result.reason})`);
    for (const key of held)
      assert.ok(
        change.before.includes(key as never) || change.after.includes(key as never),
        `${change.username} got ${key}`,
      );
  }
}
