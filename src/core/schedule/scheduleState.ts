// What the searches walk over: how many members of each kind are still to go, and how that becomes requests again.
import { fewest, join } from './scheduleCore';
import type { Core, Step } from './scheduleCore';

/** Members that are the same to the search. */
export interface Kind {
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
export interface State {
  readonly ahead: readonly number[];
  readonly aside: readonly number[];
  readonly free: readonly number[];
  readonly requests: number;
  readonly from?: State;
  readonly set?: number;
}

/** The members of a core by kind. @param stepsAside tells apart by what a step in between would leave. */
export function kindsOf(core: Core, stepsAside: boolean): Kind[] {
  const kinds = new Map<string, Kind & { members: number[] }>();
  for (const group of core.groups) {
    for (const index of group.moves) {
      const move = core.problem.moves[index];
      if (!move) continue;
      const gains = move.gains.filter(pool => core.tight.has(pool));
      const releases = move.releases.filter(pool => core.tight.has(pool));
      const canStepAside = releases.length > 0 && move.kept !== move.set && !move.isPinned;
      const { memberPool } = core.problem;
      const own = move.leaves && memberPool !== undefined ? [memberPool] : [];
      const key = [group.set, gains, releases, stepsAside ? `${move.kept} ${move.isPinned}` : ''].join('|');
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
  return [...kinds.values()];
}

/** Nothing is sent yet. */
export function startOf(core: Core, kinds: readonly Kind[]): State {
  return {
    ahead: kinds.map(kind => kind.members.length),
    aside: kinds.map(() => 0),
    free: core.free,
    requests: 0,
  };
}

/** The state after members of one kind went: to their resulting set, back to it from a step in between, or aside. */
export function moved(
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

/** Pools of which a member takes a seat. */
export const takes = (kind: Kind, from: 'ahead' | 'aside'): readonly number[] =>
  from === 'aside' ? [...kind.gains, ...kind.own] : kind.gains;

/** Equal for states from which the same can follow. */
export const keyOf = (state: State): string => `${state.ahead.join()}/${state.aside.join()}`;

/** The way to `end`, as requests with their members. */
export function stepsOf(core: Core, kinds: readonly Kind[], end: State): Step[] {
  const path: State[] = [];
  for (let state = end; state.from; state = state.from) path.unshift(state);
  const ahead = kinds.map(kind => [...kind.members]);
  const aside = kinds.map((): number[] => []);
  const steps = path.map((state): Step => {
    const moves: number[] = [];
    const between: number[] = [];
    const set = state.set ?? -1;
    for (const index of kinds.keys()) {
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
    const pools = between.length > 0 ? givenBack(kinds, state) : splitFor(core, kinds, state, set);
    return { set, moves, between, splitFor: pools };
  });
  return join(steps, core.problem.batchSize);
}

/** Pools that make this request an additional one: empty when the group's minimum went down by it. */
function splitFor(core: Core, kinds: readonly Kind[], state: State, set: number): number[] {
  const left = (at: State | undefined): number =>
    kinds.reduce(
      (sum, kind, index) =>
        kind.set === set ? sum + (at?.ahead[index] ?? 0) + (at?.aside[index] ?? 0) : sum,
      0,
    );
  if (fewest(left(state.from), core.problem.batchSize) > fewest(left(state), core.problem.batchSize))
    return [];
  const wanted = seatsWanted(kinds, state.from, kind => kind.set === set);
  const short = [...wanted].filter(([pool, seats]) => seats > (state.from?.free[pool] ?? 0));
  return (short.length > 0 ? short : [...wanted]).map(([pool]) => pool);
}

/** Pools that are short and get seats by the steps in between of this request. */
function givenBack(kinds: readonly Kind[], state: State): number[] {
  const given = new Set(
    kinds.flatMap((kind, index) =>
      (state.aside[index] ?? 0) > (state.from?.aside[index] ?? 0) ? kind.releases : [],
    ),
  );
  const wanted = seatsWanted(kinds, state.from, () => true);
  const short = [...given].filter(pool => (wanted.get(pool) ?? 0) > (state.from?.free[pool] ?? 0));
  return short.length > 0 ? short : [...given];
}

/** Seats that the members still to go want of each tight pool. */
function seatsWanted(
  kinds: readonly Kind[],
  state: State | undefined,
  of: (kind: Kind) => boolean,
): Map<number, number> {
  const wanted = new Map<number, number>();
  for (const [index, kind] of kinds.entries()) {
    if (!of(kind)) continue;
    const members = (state?.ahead[index] ?? 0) + (state?.aside[index] ?? 0);
    for (const pool of kind.gains) wanted.set(pool, (wanted.get(pool) ?? 0) + members);
  }
  return wanted;
}
