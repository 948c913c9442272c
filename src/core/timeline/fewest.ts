// The fewest members whose reduction gives enough seats back: a covering problem over the distinct sets that members hold.

/** Members with the same set are one kind: who of them is chosen is a matter of order alone. */
export interface Kind {
  /** Indices into the needs. */
  readonly gives: readonly number[];
  /** So many members have it. */
  readonly count: number;
}

export interface Fewest {
  /** Members chosen of each kind. */
  readonly counts: readonly number[];
  readonly size: number;
  /** No smaller choice exists. */
  readonly exact: boolean;
  /** At least so many are needed; equal to `size` where `exact`. */
  readonly lowerBound: number;
}

/** Looks at a kind that searches may still take; shared by the searches of one question, so that a large one ends in time. */
export interface Budget {
  steps: number;
}

/**
 * The smallest choice of members of the kinds that gives back what each need asks for.
 * @param needs seats to be given back, one per index; what cannot be met makes the answer undefined
 * @param atMost no choice of more than so many is of interest; undefined is then also "not within that"
 */
export function fewest(
  kinds: readonly Kind[],
  needs: readonly number[],
  budget: Budget,
  atMost = Infinity,
): Fewest | undefined {
  if (needs.some((need, index) => need > supplyOf(kinds, index))) return undefined;
  const lowerBound = boundOf(kinds, needs);
  const greedy = greedyChoice(kinds, needs, budget);
  let best = { counts: greedy, size: sum(greedy) };
  if (best.size <= lowerBound) return best.size > atMost ? undefined : { ...best, exact: true, lowerBound };
  if (lowerBound > atMost) return undefined;
  // With a limit any choice within it is as good as another.
  if (best.size <= atMost && Number.isFinite(atMost)) return { ...best, exact: false, lowerBound };
  // Kinds that give more come first: good choices are found early, and the bound cuts the rest.
  const order = kinds
    .map((kind, index) => ({ ...kind, index }))
    .filter(kind => kind.count > 0 && kind.gives.some(need => (needs[need] ?? 0) > 0))
    .sort((a, b) => b.gives.length - a.gives.length || b.count - a.count);
  const chosen = kinds.map(() => 0);
  const search = (from: number, rest: readonly number[], size: number): boolean => {
    if (rest.every(need => need <= 0)) {
      if (size < best.size) best = { counts: [...chosen], size };
      // With a limit the first choice within it will do.
      return best.size > atMost || !Number.isFinite(atMost);
    }
    const left = order.slice(from);
    budget.steps -= left.length + 1;
    if (budget.steps < 0) return false;
    if (rest.some((need, index) => need > supplyOf(left, index))) return true;
    if (size + boundOf(left, rest) >= Math.min(best.size, atMost + 1)) return true;
    const kind = order[from];
    if (kind === undefined) return true;
    const useful = Math.max(...kind.gives.map(index => rest[index] ?? 0));
    for (let take = Math.min(kind.count, Math.max(0, useful)); take >= 0; take--) {
      chosen[kind.index] = take;
      const after = rest.map((need, index) => (kind.gives.includes(index) ? need - take : need));
      if (!search(from + 1, after, size + take)) return false;
      if (best.size <= lowerBound) break;
    }
    chosen[kind.index] = 0;
    return true;
  };
  const isWhole = search(0, needs, 0);
  if (best.size > atMost) return undefined;
  const exact = isWhole || best.size <= lowerBound;
  return { ...best, exact, lowerBound: exact ? best.size : lowerBound };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const supplyOf = (kinds: readonly Kind[], need: number): number =>
  kinds.reduce((total, kind) => (kind.gives.includes(need) ? total + kind.count : total), 0);

/**
 * So many members at least. Each need alone; two needs together, less the members who can serve both; all needs over the most that one member
 * gives.
 */
function boundOf(kinds: readonly Kind[], needs: readonly number[]): number {
  const open = needs.flatMap((need, index) => (need > 0 ? [index] : []));
  let most = 0;
  let widest = 1;
  const both = new Map<number, number>();
  for (const { gives, count } of kinds) {
    if (count === 0) continue;
    const useful = gives.filter(index => (needs[index] ?? 0) > 0);
    widest = Math.max(widest, useful.length);
    for (const one of useful)
      for (const other of useful)
        if (one < other) {
          const pair = one * needs.length + other;
          both.set(pair, (both.get(pair) ?? 0) + count);
        }
  }
  for (const one of open) {
    most = Math.max(most, needs[one] ?? 0);
    for (const other of open) {
      if (one >= other) continue;
      const [a, b] = [needs[one] ?? 0, needs[other] ?? 0];
      const shared = Math.min(a, b, both.get(one * needs.length + other) ?? 0);
      most = Math.max(most, a + b - shared);
    }
  }
  return Math.max(most, Math.ceil(sum(open.map(index => needs[index] ?? 0)) / widest));
}

/** Takes the kind that serves most open needs, as often as it serves all of those, until nothing is open; then leaves out what is not needed. */
function greedyChoice(kinds: readonly Kind[], needs: readonly number[], budget: Budget): readonly number[] {
  const rest = [...needs];
  const chosen = kinds.map(() => 0);
  const left = kinds.map(kind => kind.count);
  for (;;) {
    budget.steps -= kinds.length;
    let best = -1;
    let width = 0;
    let weight = 0;
    for (const [index, { gives }] of kinds.entries()) {
      if ((left[index] ?? 0) === 0) continue;
      const useful = gives.filter(need => (rest[need] ?? 0) > 0);
      const heaviest = Math.max(0, ...useful.map(need => rest[need] ?? 0));
      if (useful.length > width || (useful.length === width && heaviest > weight)) {
        best = index;
        width = useful.length;
        weight = heaviest;
      }
    }
    const kind = kinds[best];
    if (kind === undefined) break;
    const useful = kind.gives.filter(need => (rest[need] ?? 0) > 0);
    const take = Math.min(left[best] ?? 0, ...useful.map(need => rest[need] ?? 0));
    chosen[best] = (chosen[best] ?? 0) + take;
    left[best] = (left[best] ?? 0) - take;
    for (const need of kind.gives) rest[need] = (rest[need] ?? 0) - take;
  }
  for (const [index, { gives }] of kinds.entries()) {
    const spare = Math.min(...gives.map(need => ((needs[need] ?? 0) > 0 ? -(rest[need] ?? 0) : Infinity)));
    const drop = Math.min(chosen[index] ?? 0, Math.max(0, spare));
    if (drop === 0) continue;
    chosen[index] = (chosen[index] ?? 0) - drop;
    for (const need of gives) rest[need] = (rest[need] ?? 0) + drop;
  }
  return chosen;
}
