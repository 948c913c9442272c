// Where members wait for each other's seats in a circle: which one seat more would let them go.
import { stuckByRules } from './schedule';
import type { ScheduleProblem } from './scheduleCore';

/** Tries of a seat; each is a walk of its own. */
const patience = 16;

export interface Spare {
  /** The pools of which one seat more each is enough: one where one will do. */
  readonly pools: readonly number[];
  /** Indices of the moves that find an order with it. */
  readonly moves: readonly number[];
}

/**
 * Spare seats, one after the other, each the one that helps most: with all of them the whole problem has an order, or as much of it as was found in
 * a few tries. Empty when there is an order already.
 */
export function spareSeatsFor(problem: ScheduleProblem): Spare[] {
  const spares: Spare[] = [];
  let free = problem.free;
  let stuck = new Set(stuckByRules(problem));
  for (let tries = 0; stuck.size > 0;) {
    let best: { readonly pools: readonly number[]; readonly left: Set<number> } | undefined;
    for (const pools of candidates(problem, stuck)) {
      // A member that finds all its seats free can go, so that more than one pool is only for those whom one does not help.
      if (tries >= patience || best?.left.size === 0 || (best && pools.length > best.pools.length)) break;
      tries += 1;
      const left = new Set(stuckByRules({ ...problem, free: withSeats(free, pools) }));
      if (left.size < (best?.left.size ?? stuck.size)) best = { pools, left };
    }
    if (!best) break;
    const { pools, left } = best;
    spares.push({ pools, moves: [...stuck].filter(index => !left.has(index)).sort((a, b) => a - b) });
    free = withSeats(free, pools);
    stuck = left;
  }
  return spares;
}

const withSeats = (free: readonly number[], pools: readonly number[]): number[] =>
  free.map((seats, pool) => (pools.includes(pool) ? seats + 1 : seats));

/** What stuck members wait for: single pools first, the most wanted in front, then all that one of them takes together. */
function candidates(problem: ScheduleProblem, stuck: ReadonlySet<number>): (readonly number[])[] {
  const wanted = new Map<string, { readonly pools: readonly number[]; times: number }>();
  const count = (pools: readonly number[]): void => {
    const known = wanted.get(pools.join());
    if (known) known.times += 1;
    else wanted.set(pools.join(), { pools, times: 1 });
  };
  for (const index of stuck) {
    const { gains = [] } = problem.moves[index] ?? {};
    for (const pool of gains) count([pool]);
    if (gains.length > 1) count(gains);
  }
  return [...wanted.values()]
    .sort((a, b) => a.pools.length - b.pools.length || b.times - a.times)
    .map(({ pools }) => pools);
}
