// An order without splits for cores that are too large to look at everything.
import { fewest } from './scheduleCore';
import type { Core, Step } from './scheduleCore';
import { keyOf, kindsOf, moved, startOf, stepsOf } from './scheduleState';
import type { Kind, State } from './scheduleState';

/** Requests looked at before the search gives up. */
const usualPatience = 30_000;

/**
 * An order in which every group keeps its minimum of requests, by depth-first search over a few sensible requests per group: for problems that
 * are too large for the others to look at everything. undefined when none was found within bounds.
 * @param patience requests looked at before the search gives up.
 */
export function searchUnsplit(core: Core, patience: number = usualPatience): Step[] | undefined {
  return new UnsplitSearch(core).run(patience);
}

class UnsplitSearch {
  readonly #core: Core;
  readonly #kinds: readonly Kind[];
  readonly #sets: ReadonlySet<number>;
  #seen = 0;

  constructor(core: Core) {
    this.#core = core;
    this.#kinds = kindsOf(core, false);
    this.#sets = new Set(this.#kinds.map(kind => kind.set));
  }

  run(patience: number): Step[] | undefined {
    const stack = [startOf(this.#core, this.#kinds)];
    const seen = new Set<string>();
    for (let state = stack.pop(); state; state = stack.pop()) {
      if (state.ahead.every(left => left === 0)) return stepsOf(this.#core, this.#kinds, state);
      if (this.#seen > patience) return undefined;
      const key = keyOf(state);
      if (seen.has(key)) continue;
      seen.add(key);
      stack.push(...this.#unsplit(state));
    }
    return undefined;
  }

  /** What may follow without splitting a group, the most promising last. */
  #unsplit(state: State): State[] {
    const demand: number[] = [];
    for (const [index, kind] of this.#kinds.entries()) {
      for (const pool of kind.gains) demand[pool] = (demand[pool] ?? 0) + (state.ahead[index] ?? 0);
    }
    const isTight = (pool: number): boolean => (demand[pool] ?? 0) > (state.free[pool] ?? 0);
    const found: { next: State; score: number }[] = [];
    let later: State | undefined;
    for (const set of this.#sets) {
      const mine = [...this.#kinds.keys()].filter(
        index => this.#kinds[index]?.set === set && (state.ahead[index] ?? 0) > 0,
      );
      if (mine.length === 0) continue;
      const some = (side: 'gains' | 'releases'): boolean =>
        mine.some(index => this.#kinds[index]?.[side].some(isTight));
      const takes = some('gains');
      // Taking nothing tight is never wrong, and giving nothing tight back can always wait.
      const isLate = takes && !some('releases');
      if (isLate && later) continue;
      for (const eager of takes && !isLate ? [true, false] : [true]) {
        this.#seen += 1;
        const made = this.#whole(state, set, mine, isTight, eager);
        if (!made) continue;
        if (!takes) return [made.next];
        if (isLate) later = made.next;
        else found.push(made);
      }
    }
    if (found.length === 0 && later) return [later];
    return found.sort((a, b) => a.score - b.score).map(({ next }) => next);
  }

  /** One request of a group that is large enough to keep its minimum; undefined when seats do not allow one. */
  #whole(
    state: State,
    set: number,
    mine: readonly number[],
    isTight: (pool: number) => boolean,
    eager: boolean,
  ): { next: State; score: number } | undefined {
    const left = mine.reduce((sum, index) => sum + (state.ahead[index] ?? 0), 0);
    const least = left - this.#core.problem.batchSize * (fewest(left, this.#core.problem.batchSize) - 1);
    let next = state;
    let size = 0;
    let score = 0;
    const put = (choose: (takes: boolean, gives: boolean) => boolean, upTo: number): void => {
      for (const index of mine) {
        const kind = this.#kinds[index];
        if (!kind || !choose(kind.gains.some(isTight), kind.releases.some(isTight))) continue;
        const room = Math.min(
          upTo - size,
          next.ahead[index] ?? 0,
          ...kind.gains.map(pool => Math.max(0, next.free[pool] ?? 0)),
        );
        if (room <= 0) continue;
        next = moved(next, index, kind, 'ahead', room);
        size += room;
        score += room * (kind.releases.filter(isTight).length - kind.gains.filter(isTight).length);
      }
    };
    put((takes, gives) => gives && !takes, this.#core.problem.batchSize);
    if (eager) put((takes, gives) => gives && takes, this.#core.problem.batchSize);
    put((takes, gives) => !gives && !takes, this.#core.problem.batchSize);
    put((takes, gives) => gives && takes, least);
    put(takes => takes, least);
    return size < least
      ? undefined
      : { next: { ...next, requests: state.requests + 1, from: state, set }, score };
  }
}
