// In which order and in which batches a target's changes go out, so that no request creates or raises an excess of seats.
// Pure arithmetic over pools and sets by number; plan.ts turns names into numbers and back.
import { fewestOf, join } from './scheduleCore';
import type { Core, Group, Schedule, ScheduleProblem, Step } from './scheduleCore';
import { searchPlain, searchSteppingAside } from './scheduleSearch';
import { searchUnsplit } from './scheduleUnsplit';
import { walkSchedule } from './scheduleWalk';

/** States that a search looks at where the walks found no order at all: every one of a dozen members. */
const patienceWhenStuck = 3_000;
/** In larger cores the shortest order is found within a few thousand states or not at all. */
const manyMembers = 16;
const patienceForMany = 4_000;

/**
 * Puts moves into requests in the order of sending: full revokes, reductions, mixed, pure grants. The caller makes sure that the end state
 * fits: in every pool with gains, free + all releases >= all gains.
 *
 * Within a group no pool is both gained and released, since all its members arrive at one set. So only groups that gain a tight pool and release
 * a tight pool need a search; the others are peeled off first (exactly: they are never split). The search tries to keep the minimum of
 * ceil(members / batchSize) requests per group, then the fewest additional requests, and a step in between only if nothing else is left and
 * {@link ScheduleProblem.stepsAside} allows it.
 */
export function schedule(problem: ScheduleProblem): Schedule {
  const { first, core, last } = peel(problem);
  const middle = core ? solve(core) : { steps: [], stuck: [] };
  const ends = last.reverse().flat();
  let steps = [...join([...first, ...middle.steps], problem.batchSize), ...ends];
  if (middle.stuck.length > 0 && !problem.stepsAside) return { steps: [], stuck: middle.stuck };
  if (middle.stuck.length > 0 || middle.steps.some(step => step.between.length > 0)) {
    // Steps in between may share a request with members of any group, so that the parts cannot be solved one by one.
    const better = searchSteppingAside(whole(problem), middle.stuck.length > 0 ? Infinity : steps.length);
    if (better) steps = better;
    else if (middle.stuck.length > 0) return { steps: [], stuck: middle.stuck };
  }
  // Stable, and always valid: a request without gains can only help those it overtakes, and one without releases can only hinder those that
  // now overtake it no longer.
  const sorted = steps
    .map(step => ({ step, kind: kindOf(problem, step) }))
    .sort((a, b) => a.kind - b.kind)
    .map(({ step }) => step);
  return { steps: sorted, stuck: [] };
}

/**
 * Moves that find no order by rules of thumb alone: quick, and now and then one too many.
 * @returns indices of `problem.moves`, empty where all of them have an order.
 */
export function stuckByRules(problem: ScheduleProblem): readonly number[] {
  const { core } = peel(problem);
  return core ? walkSchedule(core).stuck : [];
}

function kindOf({ moves }: ScheduleProblem, step: Step): number {
  const kinds = step.moves.map(index => moves[index]?.kind ?? 2);
  if (step.between.length > 0) kinds.push(1);
  const least = Math.min(...kinds);
  const most = Math.max(...kinds);
  if (most <= 1) return least;
  return least === 3 ? 3 : 2;
}

function peel(problem: ScheduleProblem): { first: Step[]; core?: Core; last: Step[][] } {
  const free = [...problem.free];
  let groups = groupsOf(problem);
  const first: Step[] = [];
  const last: Step[][] = [];
  const any = (group: Group, side: 'gains' | 'releases', pools: ReadonlySet<number>): boolean =>
    group.moves.some(index => problem.moves[index]?.[side].some(pool => pools.has(pool)));
  for (;;) {
    const tight = tightPools(problem, groups, free);
    const early = groups.filter(group => !any(group, 'gains', tight));
    const late = early.length > 0 ? [] : groups.filter(group => !any(group, 'releases', tight));
    const done = new Set(early.length > 0 ? early : late);
    if (done.size === 0) {
      return groups.length === 0
        ? { first, last }
        : { first, core: { problem, groups, free, tight, mayLeave: mayLeave(problem) }, last };
    }
    for (const group of early) {
      first.push(...chunks(problem, group));
      for (const index of group.moves) {
        for (const pool of problem.moves[index]?.gains ?? []) free[pool] = (free[pool] ?? 0) - 1;
        for (const pool of problem.moves[index]?.releases ?? []) free[pool] = (free[pool] ?? 0) + 1;
      }
    }
    // Those peeled later run earlier: what they give back may be what the ones peeled before them wait for.
    if (late.length > 0) last.push(late.flatMap(group => chunks(problem, group)));
    groups = groups.filter(group => !done.has(group));
  }
}

function groupsOf({ moves }: ScheduleProblem): Group[] {
  const bySet = new Map<number, number[]>();
  for (const [index, move] of moves.entries()) {
    const members = bySet.get(move.set);
    if (members) members.push(index);
    else bySet.set(move.set, [index]);
  }
  return [...bySet].map(([set, members]) => ({ set, moves: members }));
}

function tightPools(
  problem: ScheduleProblem,
  groups: readonly Group[],
  free: readonly number[],
): Set<number> {
  const demand = new Map<number, number>();
  for (const group of groups) {
    for (const index of group.moves) {
      for (const pool of problem.moves[index]?.gains ?? []) demand.set(pool, (demand.get(pool) ?? 0) + 1);
    }
  }
  return new Set([...demand].filter(([pool, gains]) => gains > (free[pool] ?? 0)).map(([pool]) => pool));
}

/** The whole problem as one core. */
function whole(problem: ScheduleProblem): Core {
  const groups = groupsOf(problem);
  const tight = tightPools(problem, groups, problem.free);
  if (problem.memberPool !== undefined) tight.add(problem.memberPool);
  return { problem, groups, free: problem.free, tight, mayLeave: true };
}

/** A group in requests of batchSize, reducers together, then mixed, then pure gainers, so that seats come back early. */
function chunks({ moves, batchSize }: ScheduleProblem, group: Group): Step[] {
  const sorted = group.moves
    .map(index => ({ index, kind: moves[index]?.kind ?? 2 }))
    .sort((a, b) => a.kind - b.kind)
    .map(({ index }) => index);
  const steps: Step[] = [];
  for (let at = 0; at < sorted.length; at += batchSize) {
    steps.push({ set: group.set, moves: sorted.slice(at, at + batchSize), between: [], splitFor: [] });
  }
  return steps;
}

// Only the members' own seats can be given back by a step in between and then be needed again. Full revokes are the only ones that free such
// a seat for good and go first, so the end state decides: if it fits, every state before it does.
function mayLeave({ free, moves, memberPool }: ScheduleProblem): boolean {
  if (memberPool === undefined) return true;
  let left = free[memberPool] ?? 0;
  for (const { gains, releases } of moves) {
    if (gains.includes(memberPool)) left -= 1;
    if (releases.includes(memberPool)) left += 1;
  }
  return left >= 0;
}

function solve(core: Core): Schedule {
  const walked = walkSchedule(core);
  const ordinary = walked.stuck.length === 0 && walked.steps.every(step => step.between.length === 0);
  if (ordinary && walked.steps.length === fewestOf(core)) return walked;
  // Whoever waits in a circle after all those walks will most likely do so in every order: to make sure of it takes long where many are left.
  const isStuck = walked.stuck.length > 0 && !core.problem.stepsAside;
  const unsplit = searchUnsplit(core, isStuck ? patienceWhenStuck : undefined);
  if (unsplit) return { steps: unsplit, stuck: [] };
  const members = core.groups.reduce((sum, group) => sum + group.moves.length, 0);
  const plain = searchPlain(
    core,
    ordinary ? walked.steps.length : Infinity,
    isStuck ? patienceWhenStuck : members > manyMembers ? patienceForMany : undefined,
  );
  return plain ? { steps: plain, stuck: [] } : walked;
}
