// The fewest requests for a set of changes, found by trying everything. Written from the rules of issue 2, section 6, and knowing nothing of
// how the plan is made: a request gives one set to at most `batchSize` members and may not take a pool (or take it further) beyond its total.
import type { MemberChange, TargetState } from '../../../src/core/planTypes';

interface Person {
  readonly before: ReadonlySet<string>;
  readonly between: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
}

const text = (set: ReadonlySet<string>): string => [...set].sort().join(' ');

export interface Fewest {
  readonly requests: number;
  /** There is no order without giving seats back in a step in between. */
  readonly needsBetween: boolean;
}

/** undefined: no order exists at all. */
export function fewestRequests(
  state: TargetState,
  changes: readonly MemberChange[],
  batchSize: number,
): Fewest | undefined {
  const people = changes.map(({ before, after }): Person => {
    const had = new Set<string>(before);
    return {
      before: had,
      between: new Set(after.filter(key => had.has(key))),
      after: new Set<string>(after),
    };
  });
  const plain = search(state, changes, people, batchSize, false);
  if (plain !== undefined) return { requests: plain, needsBetween: false };
  const stepped = search(state, changes, people, batchSize, true);
  return stepped === undefined ? undefined : { requests: stepped, needsBetween: true };
}

function search(
  state: TargetState,
  changes: readonly MemberChange[],
  people: readonly Person[],
  batchSize: number,
  withBetween: boolean,
): number | undefined {
  const changed = new Set(changes.map(change => change.username.toLowerCase()));
  const others = [...state.holdings]
    .filter(([key]) => !changed.has(key))
    .map(([, holding]) => holding.entitlements);
  const limits: { key?: string; total: number }[] = state.pools.flatMap(pool =>
    pool.total === undefined ? [] : [{ key: pool.key, total: pool.total }],
  );
  if (state.maxUsers !== undefined) limits.push({ total: state.maxUsers });
  const count = (sets: readonly ReadonlySet<string>[], key: string | undefined): number =>
    [...sets, ...others.map(set => new Set<string>(set))].filter(set =>
      key === undefined ? set.size > 0 : set.has(key),
    ).length;
  const holds = (stage: string): ReadonlySet<string>[] =>
    people.map((person, index) =>
      stage[index] === '0' ? person.before : stage[index] === '1' ? person.between : person.after,
    );
  const counts = new Map<string, number[]>();
  const countsOf = (stage: string): number[] => {
    const known = counts.get(stage);
    if (known) return known;
    const sets = holds(stage);
    const made = limits.map(({ key }) => count(sets, key));
    counts.set(stage, made);
    return made;
  };
  const allowed = (from: string, to: string): boolean => {
    const was = countsOf(from);
    const will = countsOf(to);
    return limits.every(({ total }, index) => will[index]! <= was[index]! || will[index]! <= total);
  };
  // stage: 0 before, 1 between, 2 after
  const goal = '2'.repeat(people.length);
  const sets = new Map<string, { person: number; stage: string }[]>();
  for (const [index, person] of people.entries()) {
    const offers = [{ set: person.after, stage: '2' }];
    const steps = text(person.between) !== text(person.before) && text(person.between) !== text(person.after);
    if (withBetween && steps) offers.push({ set: person.between, stage: '1' });
    for (const { set, stage } of offers) {
      const list = sets.get(text(set)) ?? [];
      sets.set(text(set), [...list, { person: index, stage }]);
    }
  }
  let layer = new Set(['0'.repeat(people.length)]);
  const seen = new Set(layer);
  for (let requests = 0; layer.size > 0; requests += 1) {
    if (layer.has(goal)) return requests;
    const next = new Set<string>();
    for (const stage of layer) {
      for (const moves of sets.values()) {
        const open = moves.filter(move => stage[move.person]! < move.stage);
        for (let mask = 1; mask < 2 ** open.length; mask += 1) {
          const chosen = open.filter((_, bit) => (mask >> bit) & 1);
          if (chosen.length > batchSize) continue;
          const to = Array.from(stage);
          for (const move of chosen) to[move.person] = move.stage;
          const reached = to.join('');
          if (seen.has(reached) || !allowed(stage, reached)) continue;
          seen.add(reached);
          next.add(reached);
        }
      }
    }
    layer = next;
  }
  return undefined;
}
