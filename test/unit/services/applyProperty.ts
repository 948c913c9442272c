// Random organizations, plans and the promise that every apply keeps, whatever the portal does.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { userKey, username } from '../../../src/core/ids';
import type { ItemId } from '../../../src/core/ids';
import type { ApplyReport, DesiredChange, MemberPlan } from '../../../src/core/planTypes';
import { proListing, putHolders } from './bench';
import type { Bench } from './bench';
import type { Holder } from '../../../src/samplePortal/model';

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
  /** What happens at the portal after the plan was made: by member, and seats that are taken away. */
  readonly drift: {
    readonly offline: readonly number[];
    readonly offlineDuring: readonly number[];
    readonly changed: readonly number[];
    readonly seats: number;
  };
}

const some = (maxLength: number): fc.Arbitrary<number[]> => fc.uniqueArray(fc.nat(24), { maxLength });
const keys = fc.uniqueArray(fc.nat(4), { minLength: 1, maxLength: 3 });

/** Members hold and want one of few sets, so that requests have several members. */
export const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    sets: fc.array(keys, { minLength: 2, maxLength: 4 }),
    wishes: fc.array(
      fc.record({
        mode: fc.constantFrom('add' as const, 'add' as const, 'remove' as const, 'set' as const),
        keys: fc.oneof(keys, fc.constant([])),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .chain(({ sets, wishes }) =>
    fc.record({
      holders: fc.array(
        fc.record({
          keys: fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(...sets) },
            { weight: 1, arbitrary: fc.constant([]) },
          ),
          offline: fc.nat(11).map(n => n === 0),
        }),
        { minLength: 6, maxLength: 24 },
      ),
      slack: fc.array(fc.integer({ min: -1, max: 16 }), { minLength: 5, maxLength: 5 }),
      memberSlack: fc.integer({ min: 0, max: 12 }),
      changes: fc.uniqueArray(
        fc.nat(24).chain(member => fc.constantFrom(...wishes).map(wish => ({ member, ...wish }))),
        { minLength: 4, maxLength: 24, selector: change => change.member },
      ),
      drift: fc.oneof(
        fc.constant({ offline: [], offlineDuring: [], changed: [], seats: 0 }),
        fc.record({ offline: some(2), offlineDuring: some(2), changed: some(2), seats: fc.nat(3) }),
      ),
    }),
  );

export interface Prepared {
  readonly id: ItemId;
  readonly changes: readonly DesiredChange[];
  readonly before: Map<string, readonly string[]>;
  /** Lets the drift happen that comes before the apply. */
  drift(): void;
  /** Lets the drift happen that comes while requests are sent; once. */
  driftDuring(): void;
  /** By key: whom somebody else gave another set meanwhile. */
  readonly changed: Map<string, readonly string[]>;
}

/** Puts the scenario into the portal. */
export function prepare(bench: Bench, input: Scenario): Prepared {
  const id = proListing(bench);
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
  const changed = new Map<string, readonly string[]>();
  const put = (index: number, change: (holder: Holder) => Partial<Holder>): void => {
    const holder = listing.holders.get(userKey(names[index] ?? ''));
    if (holder)
      bench.sample.state.commit([['holder', id, holder.username, { ...holder, ...change(holder) }]]);
  };
  const offline = (): Partial<Holder> => ({ disconnectedSince: bench.clock.now() });
  let during = false;
  return {
    id,
    changes: input.changes.map(({ member, mode, keys: wanted }) => ({
      itemId: id,
      username: username(names[member]!),
      mode,
      entitlements: set(wanted),
    })),
    before: bench.holders(id),
    changed,
    drift: () => {
      for (const index of input.drift.offline) put(index, offline);
      for (const index of input.drift.changed)
        put(index, holder => {
          const entitlements = holder.entitlements.includes(all[4]!) ? [all[3]!] : [all[4]!];
          changed.set(userKey(holder.username), entitlements);
          return { entitlements };
        });
      const { seats } = listing;
      listing.seats = {
        maxUsers: seats.maxUsers - input.drift.seats,
        entitlements: Object.fromEntries(
          Object.entries(seats.entitlements).map(([key, num]) => [key, Math.max(0, num - input.drift.seats)]),
        ),
      };
    },
    driftDuring: () => {
      if (during) return;
      during = true;
      for (const index of input.drift.offlineDuring) put(index, offline);
    },
  };
}

/** Plans, lets the portal drift, applies, and checks the promise. */
export async function applyScenario(
  bench: Bench,
  input: Scenario,
  options: {
    readonly unknown?: boolean | 'inDoubt';
    readonly beforeApply?: () => void;
    readonly afterApply?: () => void;
  } = {},
): Promise<{ readonly plan: MemberPlan; readonly report: ApplyReport }> {
  const prepared = prepare(bench, input);
  const plan = await bench.plan(prepared.changes);
  // Nothing to do proves nothing: such a scenario does not count as a run.
  fc.pre(plan.changes.length > 0);
  prepared.drift();
  options.beforeApply?.();
  const report = await bench.applier.applyMembers(plan, {
    onEvent: event => {
      if (event.kind === 'requestStarted') prepared.driftDuring();
    },
  });
  options.afterApply?.();
  checkPromise(bench, plan, report, prepared, options);
  // The next scenario has the same members: what is in doubt now must not keep them from being written to.
  bench.clock.advance(5 * 60_000);
  return { plan, report };
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && [...one].sort().every((key, index) => key === [...other].sort()[index]);

/**
 * The promise: each member of the plan has one result; `done` is what the portal says; `notDone` has its reason; nobody loses an entitlement that
 * the plan did not name; nobody outside the plan changes.
 * @param allow `unknown`: who could not be read back, or `inDoubt`: who was read back as not written, with the time until when that may change.
 */
export function checkPromise(
  bench: Bench,
  plan: MemberPlan,
  report: ApplyReport,
  { id, before, changed }: Prepared,
  allow: { readonly unknown?: boolean | 'inDoubt' } = {},
): void {
  const after = bench.holders(id);
  const of = (state: Map<string, readonly string[]>, name: string): readonly string[] =>
    state.get(userKey(name)) ?? [];
  const results = new Map(report.results.map(result => [userKey(result.username), result]));
  assert.equal(report.results.length, plan.changes.length, 'one result per member');
  const named = new Set(plan.changes.map(change => userKey(change.username)));
  for (const [name, set] of before)
    if (!named.has(name)) assert.deepEqual(of(after, name), changed.get(name) ?? set, `${name} changed`);
  for (const name of after.keys()) if (!named.has(name)) assert.ok(before.has(name), `${name} appeared`);
  for (const change of plan.changes) {
    const result = results.get(userKey(change.username));
    assert.ok(result, `${change.username} has no result`);
    const held = of(after, change.username);
    if (result.outcome === 'done') assert.ok(same(held, change.after), `${change.username} is not done`);
    else {
      assert.ok((result.reason ?? '').length > 10, `${change.username} has no reason`);
      if (result.outcome === 'notDone')
        assert.ok(
          !same(held, change.after),
          `${change.username} is done, told as not done: ${result.reason}`,
        );
      else assert.ok(allow.unknown, `${change.username} is unknown: ${result.reason}`);
      if (allow.unknown === 'inDoubt' && result.outcome === 'unknown') {
        assert.ok(result.actual && same(result.actual, held), `${change.username} was not read back`);
        assert.ok(result.until !== undefined && !same(held, change.after), `${change.username} is known`);
      }
    }
    const other = changed.get(userKey(change.username));
    if (other && !same(other, change.after) && !same(other, change.before)) {
      assert.deepEqual(held, other, `${change.username} was changed by somebody else, and then by the plan`);
      continue;
    }
    const kept = change.before.filter(key => change.after.includes(key));
    for (const key of kept)
      assert.ok(held.includes(key), `${change.username} lost ${key}: ${held.join()} (${result.reason})`);
    for (const key of held)
      assert.ok(
        change.before.includes(key as never) || change.after.includes(key as never),
        `${change.username} got ${key}`,
      );
  }
}
