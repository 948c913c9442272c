import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { entitlement, itemId, username } from '../../../../src/core/ids';
import type { Holder, Listing } from '../../../../src/core/model';
import { fewest } from '../../../../src/core/timeline/fewest';
import { reductions } from '../../../../src/core/timeline/reductions';
import { simulate } from '../../../../src/core/timeline/simulate';
import type { SimulationInput } from '../../../../src/core/timeline/simulationInput';

const now = Date.UTC(2026, 5, 15);
const keys = ['a', 'b', 'c', 'd'].map(entitlement);
const products = ['one', 'two'].map(itemId);

interface Person {
  readonly name: string;
  /** By product: what is held, as a bit mask over `keys`. */
  readonly held: readonly number[];
  readonly lastUsed: readonly (number | undefined)[];
  readonly offline: readonly boolean[];
}

interface Case {
  readonly people: readonly Person[];
  /** By product: seats of each key, and of distinct members. */
  readonly seats: readonly { readonly nums: readonly number[]; readonly maxUsers: number }[];
}

const personOf = (index: number): fc.Arbitrary<Person> =>
  fc
    .record({
      held: fc.tuple(
        fc.integer({ min: 0, max: 15 }),
        fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 15 })),
      ),
      lastUsed: fc.array(fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }), {
        minLength: 2,
        maxLength: 2,
      }),
      offline: fc.array(
        fc.integer({ min: 0, max: 7 }).map(n => n === 0),
        { minLength: 2, maxLength: 2 },
      ),
    })
    .map(one => ({ ...one, name: `m${index}` }));

const cases: fc.Arbitrary<Case> = fc
  .record({
    size: fc.integer({ min: 1, max: 10 }),
    seats: fc.array(
      fc.record({
        nums: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 4, maxLength: 4 }),
        maxUsers: fc.integer({ min: 0, max: 10 }),
      }),
      { minLength: 2, maxLength: 2 },
    ),
  })
  .chain(({ size, seats }) =>
    fc
      .tuple(...Array.from({ length: size }, (_, index) => personOf(index)))
      .map(people => ({ people, seats })),
  );

const setOf = (mask: number): readonly (typeof keys)[number][] => keys.filter((_, bit) => (mask >> bit) & 1);

function inputOf({ people, seats }: Case): SimulationInput {
  const listings = products.map((id, index): Listing => ({
    itemId: id,
    title: `Product ${id}`,
    status: 'active',
    maxUsers: seats[index]?.maxUsers ?? 0,
    pools: keys.map((key, bit) => ({ key, num: seats[index]?.nums[bit] ?? 0 })),
    canDisconnect: true,
    hasListing: true,
  }));
  const holders = Object.fromEntries(
    products.map((id, index) => [
      id,
      {
        items: people.flatMap((person): Holder[] => {
          const set = setOf(person.held[index] ?? 0);
          const lastUsed = person.lastUsed[index];
          return set.length === 0
            ? []
            : [
                {
                  username: username(person.name),
                  entitlements: set,
                  offline: person.offline[index] ?? false,
                  ...(lastUsed === undefined ? {} : { lastUsed }),
                },
              ];
        }),
      },
    ]),
  );
  return { portalKind: 'online', now, timeZone: 'UTC', listings, holders };
}

/** What each member can give at all, and how much of each count is too much: [product][key or 4 for distinct members]. */
function problemOf({ people, seats }: Case): { needs: number[]; gives: { person: Person; of: number[] }[] } {
  const needs: number[] = [];
  const slots: { product: number; key: number }[] = [];
  for (const product of [0, 1])
    for (const key of [0, 1, 2, 3, 4]) {
      const holds = (person: Person): boolean => {
        const mask = person.held[product] ?? 0;
        return key === 4 ? mask !== 0 : ((mask >> key) & 1) === 1;
      };
      const total = key === 4 ? (seats[product]?.maxUsers ?? 0) : (seats[product]?.nums[key] ?? 0);
      const held = people.filter(holds).length;
      const able = people.filter(one => holds(one) && one.offline[product] !== true).length;
      needs.push(Math.min(able, Math.max(0, held - total)));
      slots.push({ product, key });
    }
  const gives = people.map(person => ({
    person,
    of: slots.flatMap(({ product, key }, index) => {
      const mask = person.held[product] ?? 0;
      const holds = key === 4 ? mask !== 0 : ((mask >> key) & 1) === 1;
      return holds && person.offline[product] !== true && (needs[index] ?? 0) > 0 ? [index] : [];
    }),
  }));
  return { needs, gives };
}

/** Idle first, by the latest use of the products in which the person could give something back. */
function idleness({ person, of }: { person: Person; of: readonly number[] }): number {
  const used = [...new Set(of.map(index => (index < 5 ? 0 : 1)))].map(
    product => person.lastUsed[product] ?? -1,
  );
  return Math.max(-1, ...used);
}

/** The smallest set by trying all, and of those the one whose members come first in the order of idleness. */
function bruteForce(one: Case): readonly string[] {
  const { needs, gives } = problemOf(one);
  const able = gives
    .filter(({ of }) => of.length > 0)
    .sort((a, b) => idleness(a) - idleness(b) || (a.person.name < b.person.name ? -1 : 1));
  let best: readonly number[] | undefined;
  for (let mask = 0; mask < 1 << able.length; mask++) {
    const chosen = able.flatMap((_, place) => ((mask >> place) & 1 ? [place] : []));
    if (best !== undefined && chosen.length > best.length) continue;
    const meets = needs.every(
      (need, index) => chosen.filter(place => able[place]?.of.includes(index)).length >= need,
    );
    if (!meets) continue;
    if (best === undefined || chosen.length < best.length || isBefore(chosen, best)) best = chosen;
  }
  return (best ?? []).map(place => able[place]?.person.name ?? '');
}

function isBefore(one: readonly number[], other: readonly number[]): boolean {
  const place = one.findIndex((value, index) => value !== other[index]);
  return place !== -1 && (one[place] ?? 0) < (other[place] ?? 0);
}

describe('timeline: reductions', () => {
  it('are the fewest, and of those the most idle, as trying everything finds them', () => {
    let reduced = 0;
    fc.assert(
      fc.property(cases, one => {
        const found = reductions(simulate(inputOf(one)));
        assert.equal(found.exact, true);
        assert.deepEqual(
          found.members.map(member => member.username),
          bruteForce(one),
        );
        if (found.members.length > 0) reduced++;
      }),
      { numRuns: 600, seed: 20260615 },
    );
    assert.ok(reduced > 300, `only ${reduced} cases had anything to reduce`);
  });

  it('leave nothing too much but what is said to be unmet, and take no more than that asks for', () => {
    fc.assert(
      fc.property(cases, one => {
        const input = inputOf(one);
        const before = simulate(input);
        const found = reductions(before);
        const taken = new Map(found.changes.map(change => [`${change.itemId}/${change.username}`, change]));
        const holders = Object.fromEntries(
          Object.entries(input.holders ?? {}).map(([id, list]) => [
            id,
            {
              items: list.items.flatMap((holder): Holder[] => {
                const gone = taken.get(`${id}/${holder.username}`)?.entitlements ?? [];
                const rest = holder.entitlements.filter(key => !gone.includes(key));
                assert.ok(gone.every(key => holder.entitlements.some(held => held === key)));
                assert.ok(gone.length === 0 || !holder.offline);
                return rest.length === 0 ? [] : [{ ...holder, entitlements: rest }];
              }),
            },
          ]),
        );
        const after = simulate({ ...input, holders });
        const unmet = new Map(found.unmet.map(({ subject, by }) => [subject, by]));
        for (const subject of after.subjects) {
          const [total, held] = [subject.seats[0] ?? 0, subject.held ?? 0];
          const wasHeld = before.subjects.find(({ id }) => id === subject.id)?.held ?? 0;
          assert.ok(held - total <= (unmet.get(subject.id) ?? 0), `${subject.id} is still over`);
          // A member who has to leave gives back everything; else nothing that suffices is touched.
          const leaves = found.members.some(member =>
            member.gives.some(one => one.isAll && one.itemId === subject.itemId),
          );
          if (!leaves && wasHeld !== held) assert.equal(held, total + (unmet.get(subject.id) ?? 0));
        }
      }),
      { numRuns: 250, seed: 20260616 },
    );
  });

  it('say that a smaller set may exist where the search was given up', () => {
    // Three needs of which each kind serves two: the bound of pairs is 2 and the answer 3.
    const kinds = [
      { gives: [0, 1], count: 9 },
      { gives: [1, 2], count: 9 },
      { gives: [0, 2], count: 9 },
      { gives: [0, 1, 2], count: 1 },
    ];
    const needs = [5, 5, 5];
    assert.deepEqual(fewest(kinds, needs, { steps: 10_000 }), {
      ...fewest(kinds, needs, { steps: 10_000 }),
      size: 7,
      exact: true,
      lowerBound: 7,
    });
    const hard = { steps: 0 };
    const greedy = fewest(
      [
        { gives: [0, 1, 2], count: 4 },
        { gives: [0, 3], count: 4 },
        { gives: [1, 4], count: 4 },
        { gives: [2, 5], count: 4 },
        { gives: [3, 4, 5], count: 4 },
      ],
      [4, 4, 4, 3, 3, 3],
      hard,
    );
    assert.ok(greedy !== undefined && (greedy.exact || greedy.lowerBound < greedy.size));
  });

  it('are found for 9,400 holders of 20 entitlements in time', () => {
    const names = Array.from({ length: 20 }, (_, index) => entitlement(`e${index}`));
    let state = 7;
    const next = (below: number): number => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    const sets = Array.from({ length: 64 }, () => names.filter(() => next(5) === 0));
    const items = Array.from({ length: 9400 }, (_, index): Holder => ({
      username: username(`user${index}`),
      entitlements: [names[0] ?? entitlement(''), ...(sets[next(64)] ?? [])],
      offline: next(16) === 0,
      ...(next(6) === 0 ? {} : { lastUsed: next(1_000_000) }),
    }));
    const held = (key: string): number =>
      items.filter(one => one.entitlements.some(name => name === key)).length;
    const id = itemId('pro');
    const input: SimulationInput = {
      portalKind: 'online',
      now,
      timeZone: 'UTC',
      listings: [
        {
          itemId: id,
          title: 'ArcGIS Pro',
          status: 'active',
          maxUsers: 9390,
          pools: names.map((key, index) => ({ key, num: Math.max(0, held(key) - 30 - 11 * index) })),
          canDisconnect: true,
          hasListing: true,
        },
      ],
      holders: { [id]: { items } },
    };
    const started = performance.now();
    const timeline = simulate(input);
    const simulated = performance.now();
    const found = reductions(timeline);
    const ms = performance.now() - simulated;
    assert.deepEqual(found.unmet, []);
    assert.ok(found.members.length >= found.atLeast);
    assert.ok(simulated - started < 1000, `simulated in ${simulated - started} ms`);
    assert.ok(ms < 5000, `reduced in ${ms} ms`);
  });
});
