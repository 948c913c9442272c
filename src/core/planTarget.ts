// The changes of one target that are allowed by all but seats → who gets a seat, and in which requests.
import { entitlementKey, userKey } from './ids';
import type { Entitlement } from './ids';
import { SeatPools } from './seatPools';
import type { Shift } from './seatPools';
import { toRequests } from './planRequests';
import type { DraftRequest, PlannedLeg } from './planRequests';
import type { SpareSeat } from './planDetails';
import type { MemberChange, Skip, TargetState } from './planTypes';
import { legsOf } from './schedule/legs';
import type { Leg } from './schedule/legs';
import { schedule } from './schedule/schedule';
import type { Move, ScheduleProblem, Step } from './schedule/scheduleCore';
import { rationSeats } from './schedule/seatRation';
import { spareSeatsFor } from './schedule/spareSeats';

export interface TargetWishes {
  readonly state: TargetState;
  /** In the order that decides who gets the last seats. */
  readonly wanted: readonly MemberChange[];
  readonly batchSize: number;
  /** Whether members may be without something for a moment where nothing else frees a seat. */
  readonly allowGaps: boolean;
  /** By {@link userKey}: members whose user type changes in the same plan. */
  readonly retyped: ReadonlySet<string>;
  /** By {@link userKey}: members who are without nothing that they hold before and after, not even where others may be. */
  readonly pinned: ReadonlySet<string>;
}

export interface PlannedTarget {
  readonly isUserTypes: boolean;
  readonly changes: readonly MemberChange[];
  readonly skipped: readonly Skip[];
  readonly requests: readonly DraftRequest[];
  readonly spareSeats: readonly SpareSeat[];
  readonly seats: SeatPools;
}

/** One run of {@link schedule}, over legs by their index. */
interface Ordered {
  readonly steps: readonly Step[];
  readonly stuck: readonly number[];
}

/** Plans one target. Members without a seat are skipped, and with them what they would give back, until the rest fits and has an order. */
export function planTarget(wishes: TargetWishes): PlannedTarget {
  const { state, wanted } = wishes;
  const isUserTypes = state.target.kind === 'userType';
  const seats = new SeatPools(state, wanted);
  const planner = new Planner(wishes, seats, isUserTypes);
  // Where stepping aside is allowed and does not help, the target itself has too few seats.
  const isOver = (planner.free[0] ?? 0) < 0;
  const waits = wishes.allowGaps && isOver && !isUserTypes ? 'noSeat' : 'spareSeat';
  const moves = wanted.map(change => planner.move(change));
  // Who has no seat at the end, and who has one and no way to it: both are left out with what they would give back, so the others are asked again.
  const stuck = new Set<number>();
  let short = rationSeats(planner.free, moves, new Map());
  const shortAtFirst = new Set(short.keys());
  let spare: SpareSeat[] = [];
  let kept: number[];
  let found: ReturnType<Planner['order']>;
  for (;;) {
    kept = [...moves.keys()].filter(index => !short.has(index) && !stuck.has(index));
    found = planner.order(kept.flatMap(index => wanted[index] ?? []));
    if (found.stuck.length === 0) break;
    if (spare.length === 0 && waits === 'spareSeat')
      spare = spareSeats(state, seats, planner, kept, wanted, moves);
    for (const at of found.stuck) stuck.add(kept[at] ?? -1);
    short = rationSeats(planner.free, moves, new Map([...stuck].map(index => [index, true])));
  }
  const left = [...planner.free];
  for (const index of kept) {
    for (const pool of moves[index]?.gains ?? []) left[pool] = (left[pool] ?? 0) - 1;
    for (const pool of moves[index]?.releases ?? []) left[pool] = (left[pool] ?? 0) + 1;
  }
  const out = new Map<number, Pick<Skip, 'reason' | 'names'>>();
  for (const [index, pools] of short)
    // Whoever counted on what those in the circle would have given back waits for the same seat.
    out.set(index, {
      reason: shortAtFirst.has(index) ? 'noSeat' : waits,
      names: pools.map(pool => seats.name(pool)),
    });
  for (const index of stuck) {
    const gains = moves[index]?.gains ?? [];
    const full = gains.filter(pool => (left[pool] ?? 0) < 1);
    out.set(index, { reason: waits, names: (full.length > 0 ? full : gains).map(pool => seats.name(pool)) });
  }
  const changes = kept.flatMap(index => wanted[index] ?? []);
  return {
    isUserTypes,
    changes,
    skipped: [...out]
      .sort(([a], [b]) => a - b)
      .flatMap(([index, cause]): Skip[] => {
        const change = wanted[index];
        return change ? [{ itemId: state.target.itemId, username: change.username, ...cause }] : [];
      }),
    requests: toRequests(found.steps, found.legs, changes, planner.lists, seats),
    spareSeats: spare,
    seats,
  };
}

class Planner {
  readonly free: readonly number[];
  readonly lists: (readonly Entitlement[])[] = [];
  readonly #wishes: TargetWishes;
  readonly #seats: SeatPools;
  readonly #isUserTypes: boolean;
  readonly #numbers = new Map<string, number>();
  // Members with equal sets share the very lists, so that each pair of sets is worked out once.
  readonly #moves = new Map<readonly Entitlement[], Map<readonly Entitlement[], Move>>();
  readonly #pinned = new Map<readonly Entitlement[], Map<readonly Entitlement[], Move>>();

  constructor(wishes: TargetWishes, seats: SeatPools, isUserTypes: boolean) {
    this.#wishes = wishes;
    this.#seats = seats;
    this.#isUserTypes = isUserTypes;
    this.free = seats.pools.map((_, pool) => seats.free(pool));
  }

  /** @param change one of the wishes, or a leg of it; of `username` it counts only whether the member is pinned. */
  move({ before, after, username }: Pick<MemberChange, 'before' | 'after' | 'username'>): Move {
    const isPinned = this.#wishes.pinned.size > 0 && this.#wishes.pinned.has(userKey(username));
    const moves = isPinned ? this.#pinned : this.#moves;
    let byAfter = moves.get(before);
    if (!byAfter) moves.set(before, (byAfter = new Map<readonly Entitlement[], Move>()));
    let move = byAfter.get(after);
    if (!move) byAfter.set(after, (move = this.#toMove(before, after, isPinned)));
    return move;
  }

  /** The problem of putting these moves into an order, `free` seats given. */
  problem(moves: readonly Move[], free: readonly number[]): ScheduleProblem {
    return {
      free,
      moves,
      batchSize: this.#wishes.batchSize,
      ...(this.#limited(0) && { memberPool: 0 }),
      // Nobody can be without a user type.
      stepsAside: this.#wishes.allowGaps && !this.#isUserTypes,
    };
  }

  /** Steps over `legs`; `stuck` are indices of `changes`. */
  order(changes: readonly MemberChange[]): Ordered & { readonly legs: readonly PlannedLeg[] } {
    const whole = this.#wholeLegs(changes);
    const isEarly = whole.some(({ leg }) => leg.phase === 'early');
    const isLate = whole.some(({ leg }) => leg.phase === 'late');
    if (!isEarly || !isLate) return this.#run(whole, this.free);

    // Early legs free of what late ones give back, so that the change of user types can come between.
    const early = whole.filter(({ leg }) => leg.phase === 'early');
    const first = [...early, ...this.#fill(early, whole)];
    const firstRun = this.#run(first, this.free);
    const free = [...this.free];
    for (const { leg } of first) {
      const { gains, releases } = this.move(leg);
      for (const pool of gains) free[pool] = (free[pool] ?? 0) - 1;
      for (const pool of releases) free[pool] = (free[pool] ?? 0) + 1;
    }
    const taken = new Set(first);
    const last = whole.filter(each => !taken.has(each));
    const lastRun = this.#run(last, free);
    const by = first.length;
    const shifted = lastRun.steps.map((step): Step => ({
      ...step,
      moves: step.moves.map(index => index + by),
      between: step.between.map(index => index + by),
    }));
    return {
      legs: [...firstRun.legs, ...lastRun.legs],
      steps: [...firstRun.steps, ...shifted],
      stuck: [...firstRun.stuck, ...lastRun.stuck],
    };
  }

  #run(legs: readonly OwnLeg[], free: readonly number[]): Ordered & { readonly legs: readonly PlannedLeg[] } {
    const moves = legs.map(({ leg }) => this.move(leg));
    const { steps, stuck } = schedule(this.problem(moves, free));
    return {
      legs: legs.map(({ change, leg, isPart }) => ({ change, phase: leg.phase, isPart })),
      steps,
      stuck: stuck.flatMap(index => legs[index]?.change ?? []),
    };
  }

  /** Every change as its legs; a lower level first only where there is a seat for it. */
  #wholeLegs(changes: readonly MemberChange[]): OwnLeg[] {
    const { retyped } = this.#wishes;
    const legsFor = (change: MemberChange, lowerFirst: boolean): readonly Leg[] =>
      this.#isUserTypes || !retyped.has(userKey(change.username))
        ? [{ before: change.before, after: change.after, phase: 'any' }]
        : legsOf(change.before, change.after, lowerFirst);
    const make = (lowerFirst: (index: number) => boolean): OwnLeg[] =>
      changes.flatMap((change, index) =>
        legsFor(change, lowerFirst(index)).map((leg, at, { length }) => ({
          change: index,
          leg: { ...leg, username: change.username },
          isPart: at < length - 1,
        })),
      );
    const all = make(() => true);
    const early = all.filter(({ leg }) => leg.phase === 'early');
    const moves = early.map(({ leg }) => this.move(leg));
    if (moves.every(({ gains }) => gains.length === 0)) return all;
    const out = rationSeats(this.free, moves, new Map());
    const rest = [...moves.keys()].filter(index => !out.has(index));
    const { stuck } = schedule(
      this.problem(
        rest.flatMap(index => moves[index] ?? []),
        this.free,
      ),
    );
    const later = new Set([...out.keys(), ...stuck.map(at => rest[at] ?? -1)].map(at => early[at]?.change));
    return later.size === 0 ? all : make(index => !later.has(index));
  }

  /** Members without a change of user type who only give back and arrive at the same set as early ones: as many as fill their last request. */
  #fill(early: readonly OwnLeg[], whole: readonly OwnLeg[]): OwnLeg[] {
    const { batchSize } = this.#wishes;
    const sizes = new Map<number, number>();
    const setOf = ({ leg }: OwnLeg): Move => this.move(leg);
    for (const each of early) {
      const { set } = setOf(each);
      sizes.set(set, (sizes.get(set) ?? 0) + 1);
    }
    return whole.filter(each => {
      const { set, kind } = setOf(each);
      const size = sizes.get(set);
      if (each.leg.phase !== 'any' || kind > 1 || size === undefined || size % batchSize === 0) return false;
      sizes.set(set, size + 1);
      return true;
    });
  }

  #limited(pool: number): boolean {
    return this.#seats.pools[pool]?.total !== undefined;
  }

  #toMove(before: readonly Entitlement[], after: readonly Entitlement[], isPinned: boolean): Move {
    const shift: Shift = this.#seats.shift({ before, after });
    const had = new Set(before.map(entitlementKey));
    const kept = after.filter(key => had.has(entitlementKey(key)));
    const gains = kept.length < after.length;
    const releases = kept.length < before.length;
    const limited = (pool: number): boolean => this.#limited(pool);
    return {
      set: this.#number(after),
      kept: this.#number(kept),
      leaves: kept.length === 0 && before.length > 0 && after.length > 0,
      isPinned,
      gains: shift.gains.filter(limited),
      releases: shift.releases.filter(limited),
      kind: after.length === 0 ? 0 : !gains ? 1 : releases ? 2 : 3,
    };
  }

  /** Equal for lists that are sent alike. */
  #number(list: readonly Entitlement[]): number {
    const key = JSON.stringify(list);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.lists.length);
    return this.lists.push(list) - 1;
  }
}

interface OwnLeg {
  readonly change: number;
  readonly leg: Leg & Pick<MemberChange, 'username'>;
  readonly isPart: boolean;
}

/** Which spare seats would give those an order who have none. */
function spareSeats(
  state: TargetState,
  seats: SeatPools,
  planner: Planner,
  kept: readonly number[],
  wanted: readonly MemberChange[],
  moves: readonly Move[],
): SpareSeat[] {
  const own = kept.flatMap(index => moves[index] ?? []);
  return spareSeatsFor(planner.problem(own, planner.free)).map(({ pools, moves: freed }): SpareSeat => ({
    itemId: state.target.itemId,
    pools: pools.map(pool => seats.name(pool)),
    usernames: freed.flatMap(at => wanted[kept[at] ?? -1]?.username ?? []),
  }));
}
