// Among the smallest sets of members the most idle one.
import { fewest } from './fewest';
import type { Budget, Kind } from './fewest';

export interface IdleChoice {
  /** Places of the members, ascending: in the order of their idleness. */
  readonly members: readonly number[];
  readonly exact: boolean;
  readonly lowerBound: number;
}

/**
 * The smallest set of members that meets the demands, and of those the one whose places come first: the most idle member who is in any smallest set,
 * then the next beside him, and so on.
 * @param gives what each member can give back, by index of the demand; members in the order of their idleness
 * @param demands seats; each can be met by all members together
 * @param steps of the search; when they run out the set may be larger than needed, and says so
 */
export function idleChoice(
  gives: readonly (readonly number[])[],
  demands: readonly number[],
  steps: number,
): IdleChoice {
  const open = (index: number): boolean => (demands[index] ?? 0) > 0;
  const kinds = new Map<string, { readonly gives: readonly number[]; readonly members: number[] }>();
  for (const [place, given] of gives.entries()) {
    const useful = given.filter(open);
    if (useful.length === 0) continue;
    const key = useful.join();
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { gives: useful, members: [place] });
    else kind.members.push(place);
  }
  const list = [...kinds.values()];
  const asKinds = (used: readonly number[]): readonly Kind[] =>
    list.map(({ gives: given, members }, index) => ({
      gives: given,
      count: members.length - (used[index] ?? 0),
    }));
  const budget: Budget = { steps };
  let best = fewest(asKinds([]), demands, budget);
  if (best === undefined) return { members: [], exact: false, lowerBound: 0 };
  const { exact, lowerBound, size } = best;
  const chosen: number[] = [];
  // How many of each kind are chosen already; a kind that is in no smallest set with those chosen so far will be in none with more.
  const used = list.map(() => 0);
  const isOut = list.map(() => false);
  let rest = [...demands];
  const kindOf = new Map(list.flatMap(({ members }, index) => members.map(place => [place, index] as const)));
  for (const place of [...kindOf.keys()].sort((a, b) => a - b)) {
    if (chosen.length === size || rest.every(need => need <= 0)) break;
    const index = kindOf.get(place);
    const kind = index === undefined ? undefined : list[index];
    if (index === undefined || kind === undefined || isOut[index] === true) continue;
    const after = rest.map((need, at) => (kind.gives.includes(at) ? Math.max(0, need - 1) : need));
    const next = used.map((count, at) => (at === index ? count + 1 : count));
    // A solution at hand that has this kind needs no search: its members are interchangeable.
    const planned: number = best.counts[index] ?? 0;
    if (planned > 0)
      best = { ...best, counts: best.counts.map((count, at) => (at === index ? count - 1 : count)) };
    else {
      const found =
        budget.steps > 0 ? fewest(asKinds(next), after, budget, size - chosen.length - 1) : undefined;
      if (found === undefined) {
        isOut[index] = true;
        continue;
      }
      best = found;
    }
    used[index] = (used[index] ?? 0) + 1;
    rest = after;
    chosen.push(place);
  }
  return { members: chosen, exact, lowerBound };
}
