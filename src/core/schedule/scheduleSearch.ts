// The shortest order through a small core, by A* over "how many members of each kind are still to go".
import { fewest, trim } from './scheduleCore';
import type { Core, Step } from './scheduleCore';
import { keyOf, kindsOf, moved, startOf, stepsOf, takes } from './scheduleState';
import type { Kind, State } from './scheduleState';

/** States looked at before the search gives up: about 50 ms. */
const usualPatience = 20_000;

/**
 * The shortest order without steps in between.
 * @param bound only an order with fewer requests is of interest.
 * @param patience states looked at before the search gives up.
 * @returns undefined when there is none, or none was found within bounds.
 */
export function searchPlain(core: Core, bound: number, patience: number = usualPatience): Step[] | undefined {
  return new Search(core, false, patience).run(bound);
}

/** The shortest order, with steps in between where they help. Parameters and result as in {@link searchPlain}. */
export function searchSteppingAside(core: Core, bound: number): Step[] | undefined {
  const steps = new Search(core, true, usualPatience).run(bound);
  return steps && trim(core, steps);
}

class Search {
  readonly #core: Core;
  readonly #stepsAside: boolean;
  readonly #batch: number;
  readonly #patience: number;
  readonly #kinds: readonly Kind[];
  readonly #sets: readonly number[];
  /** Which group each kind belongs to, and room to count them. */
  readonly #groups: readonly number[];
  readonly #left: Int32Array;
  readonly #queue: State[][] = [];
  readonly #best = new Map<string, number>();
  #seen = 0;

  constructor(core: Core, stepsAside: boolean, patience: number) {
    this.#patience = patience;
    this.#core = core;
    this.#stepsAside = stepsAside;
    this.#batch = core.problem.batchSize;
    this.#kinds = kindsOf(core, stepsAside);
    const sets = new Set(this.#kinds.map(kind => kind.set));
    if (stepsAside) for (const kind of this.#kinds) if (kind.canStepAside) sets.add(kind.kept);
    this.#sets = [...sets];
    const numbers = new Map([...new Set(this.#kinds.map(kind => kind.set))].map((set, at) => [set, at]));
    this.#groups = this.#kinds.map(kind => numbers.get(kind.set) ?? 0);
    this.#left = new Int32Array(numbers.size);
  }

  run(bound: number): Step[] | undefined {
    this.#offer(startOf(this.#core, this.#kinds), bound);
    for (let cost = 0; cost < this.#queue.length; cost += 1) {
      const bucket = this.#queue[cost];
      for (let state = bucket?.pop(); state; state = bucket?.pop()) {
        if (this.#seen > this.#patience) return undefined;
        if (state.requests > (this.#best.get(keyOf(state)) ?? Infinity)) continue;
        if (this.#toGo(state) === 0) return stepsOf(this.#core, this.#kinds, state);
        for (const set of this.#sets) this.#expand(state, set, bound);
      }
    }
    return undefined;
  }

  /** Requests that are needed at least from here on. */
  #toGo({ ahead, aside }: State): number {
    const left = this.#left.fill(0);
    for (const [index, group] of this.#groups.entries())
      left[group] = (left[group] ?? 0) + (ahead[index] ?? 0) + (aside[index] ?? 0);
    let requests = 0;
    for (const members of left) requests += fewest(members, this.#batch);
    return requests;
  }

  #offer(state: State, bound: number): void {
    const cost = state.requests + this.#toGo(state);
    if (cost >= bound) return;
    const key = keyOf(state);
    if (state.requests >= (this.#best.get(key) ?? Infinity)) return;
    this.#best.set(key, state.requests);
    this.#seen += 1;
    (this.#queue[cost] ??= []).push(state);
  }

  /** Every sensible request with this set. */
  #expand(state: State, set: number, bound: number): void {
    const choices: { kind: number; from: 'ahead' | 'aside' | 'step' }[] = [];
    const fill: number[] = [];
    for (const [index, kind] of this.#kinds.entries()) {
      if (kind.set === set) {
        if ((state.ahead[index] ?? 0) > 0) {
          if (kind.gains.length > 0) choices.push({ kind: index, from: 'ahead' });
          else if (kind.releases.length > 0) fill.unshift(index);
          else fill.push(index);
        }
        if ((state.aside[index] ?? 0) > 0) choices.push({ kind: index, from: 'aside' });
      }
      if (this.#stepsAside && kind.kept === set && kind.canStepAside && (state.ahead[index] ?? 0) > 0) {
        choices.push({ kind: index, from: 'step' });
      }
    }
    const walk = (at: number, now: State, size: number): void => {
      if (this.#seen > this.#patience) return;
      const choice = choices[at];
      if (!choice) {
        this.#fillUp(state, now, fill, size, bound, set);
        return;
      }
      const kind = this.#kinds[choice.kind];
      if (!kind) return;
      let next = now;
      for (let taken = 0; ; taken += 1) {
        walk(at + 1, next, size + taken);
        const pile = choice.from === 'aside' ? next.aside : next.ahead;
        if (size + taken >= this.#batch || (pile[choice.kind] ?? 0) === 0) return;
        if (choice.from !== 'step' && takes(kind, choice.from).some(pool => (next.free[pool] ?? 0) <= 0))
          return;
        next = moved(next, choice.kind, kind, choice.from);
      }
    };
    walk(0, state, 0);
  }

  /** Members that take nothing tight ride along as far as there is room: it can never hurt, those that give back first. */
  #fillUp(
    from: State,
    chosen: State,
    fill: readonly number[],
    size: number,
    bound: number,
    set: number,
  ): void {
    let now = chosen;
    let room = this.#batch - size;
    for (const index of fill) {
      const kind = this.#kinds[index];
      for (; kind && room > 0 && (now.ahead[index] ?? 0) > 0; room -= 1)
        now = moved(now, index, kind, 'ahead');
    }
    if (room === this.#batch) return;
    // Seats given back within a request count from the next one on; no set is gained and released in one group, but a step in between may
    // share a request with members that gain what it gives back.
    this.#offer({ ...now, requests: from.requests + 1, from, set }, bound);
  }
}
