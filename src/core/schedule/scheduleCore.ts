// What a schedule is made of, and what can be done with a finished one.

/** One member's change. Sets are numbered so that equal sets have equal numbers. */
export interface Move {
  /** The resulting set. */
  readonly set: number;
  /** The set that is held both before and after: what a step in between leaves. */
  readonly kept: number;
  /** Keeps nothing, though it holds something before and after: a step in between gives back the member's own seat (`maxUsers`) as well. */
  readonly leaves: boolean;
  /** Takes no step in between in any case. */
  readonly isPinned: boolean;
  /** Pools of which a seat is taken, and to which one is given back; only pools with a known total. */
  readonly gains: readonly number[];
  readonly releases: readonly number[];
  /** 0 full revoke, 1 reduction, 2 mixed, 3 pure grant: by all entitlements, not only those with a known total. */
  readonly kind: 0 | 1 | 2 | 3;
}

/** One request. */
export interface Step {
  /** The set that is sent. */
  readonly set: number;
  /** Moves that arrive at their resulting set, as indices. */
  readonly moves: readonly number[];
  /** Moves whose member gets only what it keeps, as a step in between; it arrives with a later request. */
  readonly between: readonly number[];
  /** Pools for which the group was split or the step in between is made; empty for an ordinary request. */
  readonly splitFor: readonly number[];
}

export interface ScheduleProblem {
  /** Free seats per pool; negative when over-assigned. */
  readonly free: readonly number[];
  readonly moves: readonly Move[];
  /** Most members of a request. */
  readonly batchSize: number;
  /** Which pool counts the distinct members, where their number is limited. */
  readonly memberPool?: number;
  /** Whether members may give back early what they give back anyway, and be without it until their resulting set arrives. */
  readonly stepsAside: boolean;
}

/** What a problem comes to. */
export interface Schedule {
  readonly steps: readonly Step[];
  /**
   * Moves for which there is no order: those that wait for each other's seats in a circle where nobody may step aside, and else only where
   * members would have to leave a target that has too many members to come back.
   */
  readonly stuck: readonly number[];
}

/** A resulting set and the members that are to get it. */
export interface Group {
  readonly set: number;
  readonly moves: readonly number[];
}

/** The part of a problem in which order matters: every group takes a seat of a tight pool and gives back one of another. */
export interface Core {
  readonly problem: ScheduleProblem;
  readonly groups: readonly Group[];
  /** Free seats per pool when the core begins. */
  readonly free: readonly number[];
  /** Pools that cannot satisfy all gains of the core before anything is given back. */
  readonly tight: ReadonlySet<number>;
  /** Whether members that leave the target in a step in between are sure to get their seat back. */
  readonly mayLeave: boolean;
}

/** Least number of requests for a group of this size. */
export const fewest = (members: number, batchSize: number): number => Math.ceil(members / batchSize);

/** Least number of requests for a core: each group in full batches. */
export function fewestOf({ groups, problem }: Core): number {
  return groups.reduce((sum, group) => sum + fewest(group.moves.length, problem.batchSize), 0);
}

/** A step in between rides along with an earlier request of the same set that has room: giving back earlier never hurts. */
export function join(steps: readonly Step[], batchSize: number): Step[] {
  const joined: Step[] = [];
  for (const step of steps) {
    const host =
      step.moves.length > 0
        ? -1
        : joined.findIndex(
            earlier =>
              earlier.set === step.set &&
              earlier.moves.length + earlier.between.length + step.between.length <= batchSize,
          );
    const earlier = joined[host];
    if (earlier) {
      const splitFor = [...new Set([...earlier.splitFor, ...step.splitFor])];
      joined[host] = { ...earlier, between: [...earlier.between, ...step.between], splitFor };
    } else joined.push(step);
  }
  return joined;
}

/** Takes steps in between back where the order holds without them, one member at a time. */
export function trim(core: Core, steps: readonly Step[]): Step[] {
  let kept = [...steps];
  const all = steps.flatMap(step => step.between);
  if (all.length > 100) return kept; // each try replays the whole order
  for (const member of all) {
    const without = kept
      .map(step => withoutStep(core, step, member))
      .filter(step => step.moves.length + step.between.length > 0);
    if (holds(core, without)) kept = without;
  }
  return kept;
}

/** The step without this member's step in between, for the pools that it is still made for. */
function withoutStep({ problem }: Core, step: Step, member: number): Step {
  if (!step.between.includes(member)) return step;
  const between = step.between.filter(index => index !== member);
  const given = new Set(between.flatMap(index => problem.moves[index]?.releases ?? []));
  const splitFor =
    step.moves.length > 0 && between.length === 0 ? [] : step.splitFor.filter(pool => given.has(pool));
  return { ...step, between, splitFor };
}

/** Whether no step takes a seat of a tight pool that is not free at its time. */
export function holds({ problem, tight, free }: Core, steps: readonly Step[]): boolean {
  const left = [...free];
  const gaveBack = new Set<number>();
  for (const { moves, between } of steps) {
    const taken = new Map<number, number>();
    for (const index of moves) {
      const own = gaveBack.has(index) ? ownSeat(problem, index) : [];
      for (const pool of [...(problem.moves[index]?.gains ?? []), ...own]) {
        taken.set(pool, (taken.get(pool) ?? 0) + 1);
      }
    }
    for (const [pool, seats] of taken) {
      if (tight.has(pool) && seats > (left[pool] ?? 0)) return false;
      left[pool] = (left[pool] ?? 0) - seats;
    }
    for (const index of [...between, ...moves.filter(each => !gaveBack.has(each))]) {
      for (const pool of problem.moves[index]?.releases ?? []) left[pool] = (left[pool] ?? 0) + 1;
    }
    for (const index of between) {
      for (const pool of ownSeat(problem, index)) left[pool] = (left[pool] ?? 0) + 1;
    }
    for (const index of between) gaveBack.add(index);
  }
  return true;
}

/** The pool of distinct members, for a member that leaves the target by a step in between. */
function ownSeat({ moves, memberPool }: ScheduleProblem, index: number): readonly number[] {
  return memberPool !== undefined && moves[index]?.leaves ? [memberPool] : [];
}
