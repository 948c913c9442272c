// The seats of one target by pool: who takes and gives back which, and how many are free.
import { memberSeats } from './catalog';
import { entitlementKey, userKey } from './ids';
import type { Entitlement } from './ids';
import type { MemberChange, TargetState } from './planTypes';

/** A count of seats of one target: of one entitlement, or of the distinct members that hold the target. */
export interface SeatPool {
  /** Absent for the distinct members. */
  readonly entitlement?: Entitlement;
  /** Seats owned; absent when the portal does not say: then the pool limits nothing. */
  readonly total?: number;
  /** Seats held in the state that was read; a lower bound when the list was cut. */
  readonly held: number;
  /** So many of `held` may come with a user type and take no seat. */
  readonly maybe: number;
}

/** Which pools a change takes a seat of and gives one back to, as indices into {@link SeatPools.pools}. */
export interface Shift {
  readonly gains: readonly number[];
  readonly releases: readonly number[];
}

type SetBefore = Pick<MemberChange, 'before' | 'after'>;

/** All pools of one target, the distinct members first. */
export class SeatPools {
  readonly pools: readonly SeatPool[];
  readonly #index = new Map<string, number>();
  readonly #known = new WeakMap<readonly Entitlement[], ReadonlySet<number>>();
  /** By {@link userKey}: the pools in which a member may have no seat. */
  readonly #maybe = new Map<string, readonly number[]>();

  /** Pools of the portal, then those that are held or wanted (`changes`) without being a pool. */
  constructor(state: TargetState, changes: readonly SetBefore[] = []) {
    const counts: { entitlement?: Entitlement; total?: number; held: number; maybe: number }[] = [
      { ...(state.maxUsers !== undefined && { total: state.maxUsers }), held: 0, maybe: 0 },
    ];
    const place = (key: Entitlement, total?: number): number => {
      const folded = entitlementKey(key);
      const known = this.#index.get(folded);
      if (known !== undefined) return known;
      this.#index.set(folded, counts.length);
      return counts.push({ entitlement: key, ...(total !== undefined && { total }), held: 0, maybe: 0 }) - 1;
    };
    for (const pool of state.pools) place(pool.key, pool.total);
    // Thousands of members hold a few dozen sets: each is looked up once.
    const known = new Map<string, ReadonlySet<number>>();
    const lists = new Map<readonly Entitlement[], ReadonlySet<number>>();
    const lookUp = (entitlements: readonly Entitlement[]): ReadonlySet<number> => {
      const list = JSON.stringify(entitlements);
      let held = known.get(list);
      if (!held) {
        const set = new Set(entitlements.filter(key => key !== '').map(key => place(key)));
        known.set(list, (held = set.size > 0 ? set.add(0) : set));
      }
      return held;
    };
    for (const { entitlements } of state.holdings.values()) {
      let held = lists.get(entitlements);
      if (!held) lists.set(entitlements, (held = lookUp(entitlements)));
      for (const index of held) {
        const row = counts[index];
        if (row) row.held += 1;
      }
    }
    for (const [key, level] of state.mayBeIncluded ?? []) {
      const index = this.#index.get(entitlementKey(level));
      const set = state.holdings.get(key)?.entitlements ?? [];
      if (index === undefined || set.length === 0) continue;
      // Who is shown with nothing else may hold nothing of the listing at all.
      const pools = set.length === 1 ? [index, 0] : [index];
      this.#maybe.set(key, pools);
      for (const at of pools) {
        const row = counts[at];
        if (row) row.maybe += 1;
      }
    }
    const wanted = new Set(changes.flatMap(({ before, after }) => [before, after]));
    for (const list of wanted) for (const key of list) place(key);
    this.pools = counts;
  }

  /** Entitlements that are no pool of this target shift nothing. */
  shift({ before, after }: SetBefore): Shift {
    const had = this.#seats(before);
    const has = this.#seats(after);
    return {
      gains: [...has].filter(index => !had.has(index)),
      releases: [...had].filter(index => !has.has(index)),
    };
  }

  /** Seats that are free at most: those that may come with a user type count as free. The portal refuses what has no seat. */
  free(index: number): number {
    const { total, held, maybe } = this.pools[index] ?? { held: 0, maybe: 0 };
    return total === undefined ? Infinity : total - (held - maybe);
  }

  /** The pools in which a member may have no seat; whatever is written to the member settles it. */
  maybeOf(name: string): readonly number[] {
    return this.#maybe.get(userKey(name)) ?? [];
  }

  /** The pool's name in a text: the entitlement, or {@link memberSeats}. */
  name(index: number): string {
    return this.pools[index]?.entitlement ?? memberSeats;
  }

  #seats(set: readonly Entitlement[]): ReadonlySet<number> {
    const known = this.#known.get(set);
    if (known) return known;
    const seats = new Set<number>();
    for (const key of set) {
      const index = this.#index.get(entitlementKey(key));
      if (index !== undefined) seats.add(index).add(0);
    }
    this.#known.set(set, seats);
    return seats;
  }
}
