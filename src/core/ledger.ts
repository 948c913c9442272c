// The seat ledger: how many seats of each pool are held before and after, and, while a plan is carried out, whether a request may go out now.
import { userKey } from './ids';
import type { Entitlement } from './ids';
import type { LedgerRow, MemberChange, MemberPlan, PlannedRequest, TargetState } from './planTypes';
import { SeatPools } from './seatPools';

/**
 * Seats before and after, one row for the distinct members and one per entitlement, in the portal's order.
 * @param changes those of this target that are carried out.
 * @param seats the pools of `state`, where the caller has them already.
 * @param requests of this target, in the order of sending: for the fewest free seats on the way.
 */
export function ledgerRows(
  state: TargetState,
  changes: readonly MemberChange[],
  seats = new SeatPools(state, changes),
  requests?: readonly PlannedRequest[],
): LedgerRow[] {
  const after = seats.pools.map(pool => pool.held);
  const maybe = seats.pools.map(pool => pool.maybe);
  for (const change of changes) {
    const { gains, releases } = seats.shift(change);
    for (const index of seats.maybeOf(change.username)) maybe[index] = (maybe[index] ?? 0) - 1;
    for (const index of gains) after[index] = (after[index] ?? 0) + 1;
    for (const index of releases) after[index] = (after[index] ?? 0) - 1;
  }
  const most = requests && mostHeld(seats, changes, requests);
  const shown = shownSeats(state, changes, seats);
  return seats.pools.map((pool, index) => ({
    itemId: state.target.itemId,
    ...(pool.entitlement !== undefined && { entitlement: pool.entitlement }),
    ...(pool.total !== undefined && { total: pool.total }),
    before: pool.held,
    after: after[index] ?? 0,
    atLeast: !state.complete,
    ...(most && pool.total !== undefined && { lowest: pool.total - (most[index] ?? 0) }),
    ...(pool.maybe > 0 && { maybe: { before: pool.maybe, after: maybe[index] ?? 0 } }),
    ...((shown.get(index) ?? 0) > 0 && { shown: shown.get(index) ?? 0 }),
  }));
}

/** By pool: members who change nothing and whom the portal's list shows there only because of their user type. */
function shownSeats(
  { shownIncluded, holdings }: TargetState,
  changes: readonly MemberChange[],
  seats: SeatPools,
): ReadonlyMap<number, number> {
  const shown = new Map<number, number>();
  if (!shownIncluded) return shown;
  const changed = new Set(changes.map(({ username }) => userKey(username)));
  for (const [key, level] of shownIncluded) {
    if (changed.has(key)) continue;
    // Who holds nothing else is no holder at all.
    const isNone = (holdings.get(key)?.entitlements.length ?? 0) === 0;
    const { gains } = seats.shift({ before: [], after: [level] });
    for (const index of gains) if (index !== 0 || isNone) shown.set(index, (shown.get(index) ?? 0) + 1);
  }
  return shown;
}

/** Most seats of each pool that are held at any time, counting what a request takes before what it gives back. */
function mostHeld(
  seats: SeatPools,
  changes: readonly MemberChange[],
  requests: readonly PlannedRequest[],
): number[] {
  const held = seats.pools.map(pool => pool.held);
  const most = [...held];
  const sets = new Map(changes.map(({ username, before }) => [userKey(username), before]));
  for (const { users, entitlements } of requests) {
    const released: number[] = [];
    for (const key of users.map(userKey)) {
      const { gains, releases } = seats.shift({ before: sets.get(key) ?? [], after: entitlements });
      for (const index of gains) held[index] = (held[index] ?? 0) + 1;
      released.push(...releases);
      sets.set(key, entitlements);
    }
    for (const [index, count] of held.entries()) most[index] = Math.max(most[index] ?? 0, count);
    for (const index of released) held[index] = (held[index] ?? 0) - 1;
  }
  return most;
}

/** Whether a request may go out. */
export type Clearance =
  | { readonly kind: 'go' }
  /** Not yet: it needs these requests (of other targets, too), they hold one of its members, or give back the seats it takes, and they are not settled. */
  | { readonly kind: 'wait'; readonly requests: readonly string[] }
  /** Never, as things stand: these pools are full and nothing that is left of the plan gives a seat back. */
  | { readonly kind: 'full'; readonly pools: readonly string[] };

interface GateTarget {
  readonly seats: SeatPools;
  /** Confirmed sets by {@link userKey}: only of members that the plan touches. */
  readonly sets: Map<string, readonly Entitlement[]>;
  /** Seats of each pool by confirmed sets alone. */
  readonly confirmed: number[];
  /** Another number after every change of `sets`. */
  version: number;
}

interface GateRequest {
  readonly request: PlannedRequest;
  users: readonly string[];
  state: 'ahead' | 'sent' | 'settled';
  /** What the request moves, as long as nothing is confirmed of its target and its users are the same: asked for at every other request. */
  moved?: { readonly version: number; readonly users: readonly string[]; readonly shift: Shift };
}

/** Seats by the place of their pool. */
interface Shift {
  readonly gains: ReadonlyMap<number, number>;
  readonly releases: ReadonlyMap<number, number>;
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
        version: 0,
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
    const others = [...this.#requests.values()].filter(
      other => other !== entry && other.request.itemId === entry.request.itemId,
    );
    const mine = new Set(entry.users);
    const needs = new Set(entry.request.needs);
    const busy = [...this.#requests.values()].filter(
      other =>
        // Seats alone do not decide: a grant that overtakes what the plan put before it can take the seat that others need to change places. And
        // what has to go before a change of user type, or to wait for one, is a request of another target.
        (other.state !== 'settled' && needs.has(other.request.id)) ||
        (other.state === 'sent' &&
          other !== entry &&
          other.request.itemId === entry.request.itemId &&
          other.users.some(user => mine.has(user))),
    );
    if (busy.length > 0) return { kind: 'wait', requests: busy.map(other => other.request.id) };
    if (!target) return { kind: 'go' };

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

  /** The request was not sent after all, and will be. @throws Error for an id that is not in the plan. */
  back(id: string): void {
    this.#entry(id).state = 'ahead';
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
    target.version++;
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
        target.version++;
      }
    }
    entry.state = 'settled';
  }

  #entry(id: string): GateRequest {
    const entry = this.#requests.get(id);
    if (!entry) throw new Error(`The plan has no request "${id}".`);
    return entry;
  }

  #shift(target: GateTarget, entry: GateRequest): Shift {
    const { version } = target;
    const { users, moved } = entry;
    if (moved?.version === version && moved.users === users) return moved.shift;
    const gains = new Map<number, number>();
    const releases = new Map<number, number>();
    for (const user of users) {
      const shift = target.seats.shift({
        before: target.sets.get(user) ?? [],
        after: entry.request.entitlements,
      });
      for (const index of shift.gains) gains.set(index, (gains.get(index) ?? 0) + 1);
      for (const index of shift.releases) releases.set(index, (releases.get(index) ?? 0) + 1);
    }
    const shift = { gains, releases };
    entry.moved = { version, users, shift };
    return shift;
  }
}

function add(counts: number[], more: ReadonlyMap<number, number>): void {
  for (const [index, seats] of more) counts[index] = (counts[index] ?? 0) + seats;
}
