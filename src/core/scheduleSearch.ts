// The shortest order through a small core, by A* over "how many members of each kind are still to go".
import { fewest, join, trim } from './scheduleCore';
import type { Core, Step } from './scheduleCore';

/** Members that are the same to the search. */
interface Kind {
  readonly set: number;
  readonly kept: number;
  /** Gives something back by a step in between. */
  readonly canStepAside: boolean;
  readonly gains: readonly number[];
  readonly releases: readonly number[];
  /** The member's own seat, given back by a step in between and taken again. */
  readonly own: readonly number[];
  readonly members: readonly number[];
}

/** `ahead[k]`: members of kind k still as they were; `aside[k]`: those that made a step in between. */
interface State {
  readonly ahead: readonly number[];
  readonly aside: readonly number[];
  readonly free: readonly number[];
  readonly requests: number;
  readonly from?: State;
  readonly set?: number;
}

/** States looked at before the search gives up: about 50 ms. */
const patience = 20_000;
/** The same for the search without splits, in requests looked at. */
const unsplitPatience = 30_000;

/**
 * The shortest order without steps in between.
 * @param bound only an order with fewer requests is of interest.
 * @returns undefined when there is none, or none was found within bounds.
 */
export function searchPlain(core: Core, bound: number): Step[] | undefined {
  return new Search(core, false).run(bound);
}

/** The shortest order, with steps in between where they help. Parameters and result as in {@link searchPlain}. */
export function searchSteppingAside(core: Core, bound: number): Step[] | undefined {
  const steps = new Search(core, true).run(bound);
  return steps && trim(core, steps);
}

/**
 * An order in which every group keeps its minimum of requests, by depth-first search over a few sensible requests per group: for problems that
 * are too large for the others to look at everything. undefined when none was found within bounds.
 */
export function searchUnsplit(core: Core): Step[] | undefined {
  return new Search(core, false).runUnsplit();
}

class Search {
  readonly #core: Core;
  readonly #stepsAside: boolean;
  readonly #batch: number;
  readonly #kinds: readonly Kind[];
  readonly #sets: readonly number[];
  readonly #queue: State[][] = [];
  readonly #best = new Map<string, number>();
  #seen = 0;

  constructor(core: Core, stepsAside: boolean) {
    this.#core = core;
    this.#stepsAside = stepsAside;
    this.#batch = core.problem.batchSize;
    const kinds = new Map<string, Kind & { members: number[] }>();
    for (const group of core.groups) {
      for (const index of group.moves) {
        const move = core.problem.moves[index];
        if (!move) continue;
        const gains = move.gains.filter(pool => core.tight.has(pool));
        const releases = move.releases.filter(pool => core.tight.has(pool));
        const canStepAside = releases.length > 0 && move.kept !== move.set;
        const { memberPool } = core.problem;
        const own = move.leaves && memberPool !== undefined ? [memberPool] : [];
        const key = [group.set, gains, releases, stepsAside ? move.kept : ''].join('|');
        const kind = kinds.get(key);
        if (kind) kind.members.push(index);
        else {
          kinds.set(key, {
            set: group.set,
            kept: move.kept,
            canStepAside,
            gains,
            releases,
            own,
            members: [index],
          });
        }
      }
    }
    this.#kinds = [...kinds.values()];
    const sets = new Set(this.#kinds.map(kind => kind.set));
    if (stepsAside) for (const kind of this.#kinds) if (kind.canStepAside) sets.add(kind.kept);
    this.#sets = [...sets];
  }

  run(bound: number): Step[] | undefined {
    const start: State = {
      ahead: this.#kinds.map(kind => kind.members.length),
      aside: this.#kinds.map(() => 0),
      free: this.#core.free,
      requests: 0,
    };
    this.#offer(start, bound);
    for (let cost = 0; cost < this.#queue.length; cost += 1) {
      const bucket = this.#queue[cost];
      for (let state = bucket?.pop(); state; state = bucket?.pop()) {
        if (this.#seen > patience) return undefined;
        if (state.requests > (this.#best.get(keyOf(state)) ?? Infinity)) continue;
        if (this.#toGo(state) === 0) return this.#steps(state);
        for (const set of this.#sets) this.#expand(state, set, bound);
      }
    }
    return undefined;
  }

  runUnsplit(): Step[] | undefined {
    const start: State = {
      ahead: this.#kinds.map(kind => kind.members.length),
      aside: this.#kinds.map(() => 0),
      free: this.#core.free,
      requests: 0,
    };
    const stack = [start];
    const seen = new Set<string>();
    for (let state = stack.pop(); state; state = stack.pop()) {
      if (state.ahead.every(left => left === 0)) return this.#steps(state);
      if (this.#seen > unsplitPatience) return undefined;
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
    const least = left - this.#batch * (fewest(left, this.#batch) - 1);
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
    put((takes, gives) => gives && !takes, this.#batch);
    if (eager) put((takes, gives) => gives && takes, this.#batch);
    put((takes, gives) => !gives && !takes, this.#batch);
    put((takes, gives) => gives && takes, least);
    put(takes => takes, least);
    return size < least
      ? undefined
      : { next: { ...next, requests: state.requests + 1, from: state, set }, score };
  }

  /** Requests that are needed at least from here on. */
  #toGo(state: State): number {
    const left = new Map<number, number>();
    for (const [index, kind] of this.#kinds.entries()) {
      const members = (state.ahead[index] ?? 0) + (state.aside[index] ?? 0);
      left.set(kind.set, (left.get(kind.set) ?? 0) + members);
    }
    let requests = 0;
    for (const members of left.values()) requests += fewest(members, this.#batch);
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
      if (this.#seen > patience) return;
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

  #steps(end: State): Step[] {
    const path: State[] = [];
    for (let state = end; state.from; state = state.from) path.unshift(state);
    const ahead = this.#kinds.map(kind => [...kind.members]);
    const aside = this.#kinds.map((): number[] => []);
    const steps = path.map((state): Step => {
      const moves: number[] = [];
      const between: number[] = [];
      const set = state.set ?? -1;
      for (const index of this.#kinds.keys()) {
        const waiting = aside[index] ?? [];
        const back = Math.max(0, (state.from?.aside[index] ?? 0) - (state.aside[index] ?? 0));
        const out = Math.max(0, (state.aside[index] ?? 0) - (state.from?.aside[index] ?? 0));
        const gone = (state.from?.ahead[index] ?? 0) - (state.ahead[index] ?? 0) - out;
        moves.push(...waiting.splice(0, back));
        moves.push(...(ahead[index]?.splice(0, gone) ?? []));
        if (out > 0) {
          const members = ahead[index]?.splice(0, out) ?? [];
          between.push(...members);
          waiting.push(...members);
        }
      }
      const splitFor = between.length > 0 ? this.#givenBack(state) : this.#splitFor(state, set);
      return { set, moves, between, splitFor };
    });
    return join(steps, this.#batch);
  }

  /** Pools that make this request an additional one: empty when the group's minimum went down by it. */
  #splitFor(state: State, set: number): number[] {
    const left = (at: State | undefined): number =>
      this.#kinds.reduce(
        (sum, kind, index) =>
          kind.set === set ? sum + (at?.ahead[index] ?? 0) + (at?.aside[index] ?? 0) : sum,
        0,
      );
    if (fewest(left(state.from), this.#batch) > fewest(left(state), this.#batch)) return [];
    const wanted = this.#wanted(state.from, kind => kind.set === set);
    const short = [...wanted].filter(([pool, seats]) => seats > (state.from?.free[pool] ?? 0));
    return (short.length > 0 ? short : [...wanted]).map(([pool]) => pool);
  }

  /** Pools that are short and get seats by the steps in between of this request. */
  #givenBack(state: State): number[] {
    const given = new Set(
      this.#kinds.flatMap((kind, index) =>
        (state.aside[index] ?? 0) > (state.from?.aside[index] ?? 0) ? kind.releases : [],
      ),
    );
    const wanted = this.#wanted(state.from, () => true);
    const short = [...given].filter(pool => (wanted.get(pool) ?? 0) > (state.from?.free[pool] ?? 0));
    return short.length > 0 ? short : [...given];
  }

  /** Seats that the members still to go want of each tight pool. */
  #wanted(state: State | undefined, of: (kind: Kind) => boolean): Map<number, number> {
    const wanted = new Map<number, number>();
    for (const [index, kind] of this.#kinds.entries()) {
      if (!of(kind)) continue;
      const members = (state?.ahead[index] ?? 0) + (state?.aside[index] ?? 0);
      for (const pool of kind.gains) wanted.set(pool, (wanted.get(pool) ?? 0) + members);
    }
    return wanted;
  }
}

function moved(
  state: State,
  index: number,
  kind: Kind,
  from: 'ahead' | 'aside' | 'step',
  members = 1,
): State {
  const ahead = [...state.ahead];
  const aside = [...state.aside];
  const free = [...state.free];
  const pile = from === 'aside' ? aside : ahead;
  pile[index] = (pile[index] ?? 0) - members;
  if (from === 'step') aside[index] = (aside[index] ?? 0) + members;
  else for (const pool of takes(kind, from)) free[pool] = (free[pool] ?? 0) - members;
  if (from !== 'aside') for (const pool of kind.releases) free[pool] = (free[pool] ?? 0) + members;
  if (from === 'step') for (const pool of kind.own) free[pool] = (free[pool] ?? 0) + members;
  return { ...state, ahead, aside, free };
}

const takes = (kind: Kind, from: 'ahead' | 'aside'): readonly number[] =>
  from === 'aside' ? [...kind.gains, ...kind.own] : kind.gains;

const keyOf = (state: State): string => `${state.ahead.join()}/${state.aside.join()}`;
