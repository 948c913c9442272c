// Where members wait for each other's seats in a circle: which one seat more would let them go.
import { schedule } from './schedule';
import type { ScheduleProblem } from './scheduleCore';

/** Tries of a seat; each is a schedule of its own. */
const patience = 12;

export interface Spare {
  /** The pool of which one seat more is enough. */
  readonly pool: number;
  /** Indices of the moves that find an order with it. */
  readonly moves: readonly number[];
}

/**
 * Spare seats, one after the other, each the one that helps most: with all of them the whole problem has an order, or as much of it as was found in
 * a few tries. Empty when there is an order already.
 */
export function spareSeatsFor(problem: ScheduleProblem): Spare[] {
  const spares: Spare[] = [];
  let free = [...problem.free];
  let stuck = new Set(schedule({ ...problem, free }).stuck);
  for (let tries = 0; stuck.size > 0 && tries < patience;) {
    const demand = new Map<number, number>();
    for (const index of stuck) {
      for (const pool of problem.moves[index]?.gains ?? []) demand.set(pool, (demand.get(pool) ?? 0) + 1);
    }
    let best: { pool: number; stuck: Set<number> } | undefined;
    // The most wanted first: in a circle any of its pools will do.
    for (const [pool] of [...demand].sort(([, a], [, b]) => b - a)) {
      if (tries >= patience || best?.stuck.size === 0) break;
      tries += 1;
      const more = free.map((seats, at) => (at === pool ? seats + 1 : seats));
      const left = new Set(schedule({ ...problem, free: more }).stuck);
      if (left.size < (best?.stuck.size ?? stuck.size)) best = { pool, stuck: left };
    }
    if (!best) break;
    const { pool, stuck: left } = best;
    spares.push({ pool, moves: [...stuck].filter(index => !left.has(index)).sort((a, b) => a - b) });
    free = free.map((seats, at) => (at === pool ? seats + 1 : seats));
    stuck = left;
  }
  return spares;
}
