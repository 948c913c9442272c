// The seat ledger: how many seats of each pool are held before and after, and, while a plan is carried out, whether a request may go out now.
import { memberSeats } from './catalog';
import { entitlementKey, userKey } from './ids';
import type { Entitlement } from './ids';
import type { LedgerRow, MemberChange, MemberPlan, PlannedRequest, TargetState } from './planTypes';

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
    for (const { entitlements } of state.holdings.values()) {
      const list = JSON.stringify(entitlements);
      let held = known.get(list);
      if (!held) {
        const set = new Set(entitlements.filter(key => key !== '').map(key => place(key)));
        known.set(list, (held = set.size > 0 ? set.add(0) : set));
      }
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
    const lists = new Set(changes.flatMap(({ before, after }) => [before, after]));
    for (const list of lists) for (const key of list) place(key);
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

/**
 * Seats before and after, one row for the distinct members and one per entitlement, in the portal's order.
 * @param changes those of this target that are carried out.
 * @param seats the pools of `state`, where the caller has them already.
 */
export function ledgerRows(
  state: TargetState,
  changes: readonly MemberChange[],
  seats = new SeatPools(state, changes),
): LedgerRow[] {
  const after = seats.pools.map(pool => pool.held);
  const maybe = seats.pools.map(pool => pool.maybe);
  for (const change of changes) {
    const { gains, releases } = seats.shift(change);
    for (const index of seats.maybeOf(change.username)) maybe[index] = (maybe[index] ?? 0) - 1;
    for (const index of gains) after[index] = (after[index] ?? 0) + 1;
    for (const index of releases) after[index] = (after[index] ?? 0) - 1;
  }
  return seats.pools.map((pool, index) => ({
    itemId: state.target.itemId,
    ...(pool.entitlement !== undefined && { entitlement: pool.entitlement }),
    ...(pool.total !== undefined && { total: pool.total }),
    before: pool.held,
    after: after[index] ?? 0,
    atLeast: !state.complete,
    ...(pool.maybe > 0 && { maybe: { before: pool.maybe, after: maybe[index] ?? 0 } }),
  }));
}

/** Whether a request may go out. */
export type Clearance =
  | { readonly kind: 'go' }
  /** Not yet: it needs these requests, they hold one of its members, or give back the seats it takes, and they are not settled. */
  | { readonly kind: 'wait'; readonly requests: readonly string[] }
  /** Never, as things stand: these pools are full and nothing that is left of the plan gives a seat back. */
  | { readonly kind: 'full'; readonly pools: readonly string[] };

interface GateTarget {
  readonly seats: SeatPools;
  /** Confirmed sets by {@link userKey}: only of members that the plan touches. */
  readonly sets: Map<string, readonly Entitlement[]>;
  /** Seats of each pool by confirmed sets alone. */
  readonly confirmed: number[];
}

interface GateRequest {
  readonly request: PlannedRequest;
  users: readonly string[];
  state: 'ahead' | 'sent' | 'settled';
}

/**
 * The ledger at run time, pessimistic: seats that sent requests take count from the moment they are sent, seats they give back only when the
 * member was read back. So no request that it lets go can create or raise an excess, in whatever order the portal carries out those on their way.
 */
export class SeatGate {
  readonly #targets = new Map<string, GateTarget>();
  readonly #requests = new Map<string, GateRequest>();

  /** @param targets the state read last, which may be newer than the plan's. */
  constructor(plan: Pick<MemberPlan, 'changes' | 'requests'>, targets: readonly TargetState[]) {
    for (const state of targets) {
      const changes = plan.changes.filter(change => change.itemId === state.target.itemId);
      const seats = new SeatPools(state, changes);
      const sets = new Map<string, readonly Entitlement[]>();
      for (const { username, before } of changes) {
        const key = userKey(username);
        sets.set(key, state.holdings.get(key)?.entitlements ?? (state.complete ? [] : before));
      }
      this.#targets.set(state.target.itemId, {
        seats,
        sets,
        confirmed: seats.pools.map(pool => pool.held - pool.maybe),
      });
    }
    for (const request of plan.requests) {
      this.#requests.set(request.id, { request, users: request.users.map(userKey), state: 'ahead' });
    }
  }

  /**
   * May this request start now? A pool in excess blocks only requests that take one of its seats.
   * @param users those of the request that are still to be sent (stale ones dropped); all by default.
   * @throws Error for an id that is not in the plan.
   */
  mayStart(id: string, users?: readonly string[]): Clearance {
    const entry = this.#entry(id);
    if (users) entry.users = users.map(userKey);
    const target = this.#targets.get(entry.request.itemId);
    if (!target) return { kind: 'go' };
    const others = [...this.#requests.values()].filter(
      other => other !== entry && other.request.itemId === entry.request.itemId,
    );
    const mine = new Set(entry.users);
    const busy = others.filter(
      other =>
        // Seats alone do not decide: a grant that overtakes what the plan put before it can take the seat that others need to change places.
        (other.state !== 'settled' && entry.request.needs.includes(other.request.id)) ||
        (other.state === 'sent' && other.users.some(user => mine.has(user))),
    );
    if (busy.length > 0) return { kind: 'wait', requests: busy.map(other => other.request.id) };

    const used = [...target.confirmed];
    for (const other of others) {
      if (other.state === 'sent') add(used, this.#shift(target, other).gains);
    }
    const { gains } = this.#shift(target, entry);
    const short = [...gains.keys()].filter(index => {
      const total = target.seats.pools[index]?.total;
      return total !== undefined && (used[index] ?? 0) + (gains.get(index) ?? 0) > total;
    });
    if (short.length === 0) return { kind: 'go' };
    const helpers = others.filter(other => {
      if (other.state === 'settled') return false;
      const { releases } = this.#shift(target, other);
      return short.some(index => releases.has(index));
    });
    return helpers.length > 0
      ? { kind: 'wait', requests: helpers.map(other => other.request.id) }
      : { kind: 'full', pools: short.map(index => target.seats.name(index)) };
  }

  /** The request is on its way. @throws Error for an id that is not in the plan. */
  sent(id: string, users?: readonly string[]): void {
    const entry = this.#entry(id);
    if (users) entry.users = users.map(userKey);
    entry.state = 'sent';
  }

  /** A member was read back, by whatever read: from now on this is what it holds. */
  confirm(itemId: string, username: string, entitlements: readonly Entitlement[]): void {
    const target = this.#targets.get(itemId);
    const key = userKey(username);
    const before = target?.sets.get(key);
    if (!target || !before) return;
    const { gains, releases } = target.seats.shift({ before, after: entitlements });
    for (const index of gains) target.confirmed[index] = (target.confirmed[index] ?? 0) + 1;
    for (const index of releases) target.confirmed[index] = (target.confirmed[index] ?? 0) - 1;
    target.sets.set(key, entitlements);
  }

  /**
   * Nothing more will come of the request: every member of it that could be was confirmed, or it is not going to be sent.
   * @param unread members that could not be read back: they keep counting for both what they held and what they were to get.
   */
  settle(id: string, unread: readonly string[] = []): void {
    const entry = this.#entry(id);
    const target = this.#targets.get(entry.request.itemId);
    if (target && entry.state === 'sent') {
      for (const user of unread.map(userKey)) {
        const before = target.sets.get(user);
        if (!before || !entry.users.includes(user)) continue;
        const both = [...before, ...entry.request.entitlements];
        const { gains } = target.seats.shift({ before, after: both });
        for (const index of gains) target.confirmed[index] = (target.confirmed[index] ?? 0) + 1;
        target.sets.set(user, both);
      }
    }
    entry.state = 'settled';
  }

  #entry(id: string): GateRequest {
    const entry = this.#requests.get(id);
    if (!entry) throw new Error(`The plan has no request "${id}".`);
    return entry;
  }

  #shift(
    target: GateTarget,
    entry: GateRequest,
  ): { gains: ReadonlyMap<number, number>; releases: ReadonlyMap<number, number> } {
    const gains = new Map<number, number>();
    const releases = new Map<number, number>();
    for (const user of entry.users) {
      const shift = target.seats.shift({
        before: target.sets.get(user) ?? [],
        after: entry.request.entitlements,
      });
      for (const index of shift.gains) gains.set(index, (gains.get(index) ?? 0) + 1);
      for (const index of shift.releases) releases.set(index, (releases.get(index) ?? 0) + 1);
    }
    return { gains, releases };
  }
}

function add(counts: number[], more: ReadonlyMap<number, number>): void {
  for (const [index, seats] of more) counts[index] = (counts[index] ?? 0) + seats;
}
