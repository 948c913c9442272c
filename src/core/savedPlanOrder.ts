// Whether a saved plan tells of its requests what they do: carried out on paper, in their order, they make its gaps, its needs and its seats, and no others.
import { entitlementKey, userKey } from './ids';
import type { Entitlement, ItemId } from './ids';
import { l10n } from './l10n';
import type { PlannedGap } from './planDetails';
import type { LedgerRow, MemberChange, MemberPlan, PlannedRequest, TargetState } from './planTypes';
import { userTypesTarget } from './policy/wishTypes';
import { RequestNeeds } from './requestNeeds';
import { sameSet } from './sameSet';
import { SeatPools } from './seatPools';

type Ordered = Pick<MemberPlan, 'changes' | 'requests'>;

export const changeKey = ({ itemId, username }: Pick<MemberChange, 'itemId' | 'username'>): string =>
  `${itemId}\n${userKey(username)}`;

/** By `userKey`: the place, among the requests, of the one that changes a member's user type. */
function typePlaces({ requests }: Ordered): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [place, { itemId, users }] of requests.entries())
    if (itemId === userTypesTarget) for (const user of users) places.set(userKey(user), place);
  return places;
}

/**
 * Who is without what between which requests. A member whose user type changes has two ways, one before and one after that change: the end of the first
 * is where the plan wants it, and no gap.
 */
export function gapsOf(plan: Ordered): readonly PlannedGap[] {
  const types = typePlaces(plan);
  const changes = new Map(plan.changes.map(change => [changeKey(change), change]));
  const ways = new Map<string, { last: number; gaps: { from: number; until: number }[] }>();
  for (const [place, { itemId, users }] of plan.requests.entries()) {
    for (const username of users) {
      const key = changeKey({ itemId, username });
      const way = ways.get(key);
      if (way === undefined) {
        ways.set(key, { last: place, gaps: [] });
        continue;
      }
      const type = types.get(userKey(username)) ?? -1;
      if (way.last > type || place < type) way.gaps.push({ from: way.last, until: place });
      way.last = place;
    }
  }
  return [...ways].flatMap(([key, { gaps }]) =>
    gaps.flatMap(({ from, until }): PlannedGap[] => {
      const change = changes.get(key);
      const [first, next] = [plan.requests[from], plan.requests[until]];
      if (!change || !first || !next) return [];
      const kept = new Set<string>(first.entitlements);
      const without = change.before.filter(name => !kept.has(name));
      const { itemId, username } = change;
      return [{ itemId, username, without, from: first.id, until: next.id }];
    }),
  );
}

/** The seats of one target, as a plan needs them for its order. */
export interface OrderSeats {
  readonly seats: Pick<SeatPools, 'shift'>;
  readonly free: readonly number[];
}

/** By the id of a request: those that it has to wait for, because of seats, of its own members, and of the change of their user types. */
export function needsOf(
  plan: Ordered,
  seatsOf: (itemId: ItemId) => OrderSeats,
): ReadonlyMap<string, ReadonlySet<string>> {
  const types = typePlaces(plan);
  const needs = new Map<string, Set<string>>(plan.requests.map(({ id }) => [id, new Set()]));
  const targets = new Map<ItemId, { order: RequestNeeds<string>; ids: string[] }>();
  const before = new Map(plan.changes.map(change => [changeKey(change), change.before]));
  for (const [place, { id, itemId, users, entitlements }] of plan.requests.entries()) {
    let target = targets.get(itemId);
    if (target === undefined) {
      const { seats, free } = seatsOf(itemId);
      targets.set(itemId, (target = { order: new RequestNeeds(seats, free), ids: [] }));
    }
    const members = users.map(username => {
      const key = changeKey({ itemId, username });
      return { key, before: before.get(key) ?? [] };
    });
    for (const other of target.order.next(members, entitlements)) needs.get(id)?.add(target.ids[other] ?? '');
    target.ids.push(id);
    if (itemId === userTypesTarget) continue;
    for (const username of users) {
      const type = types.get(userKey(username));
      const change = type === undefined ? undefined : plan.requests[type];
      if (type === undefined || change === undefined) continue;
      if (place < type) needs.get(change.id)?.add(id);
      else needs.get(id)?.add(change.id);
    }
  }
  return needs;
}

/** The seats that a plan's own ledger tells of. */
export function ledgerSeats(ledger: readonly LedgerRow[], itemId: ItemId): OrderSeats & { pools: SeatPools } {
  const rows = ledger.filter(row => row.itemId === itemId);
  const all = rows.find(row => row.entitlement === undefined);
  const state: TargetState = {
    target: { kind: 'listing', itemId, title: '' },
    pools: rows.flatMap(({ entitlement, total }) =>
      entitlement === undefined ? [] : [{ key: entitlement, ...(total !== undefined && { total }) }],
    ),
    ...(all?.total !== undefined && { maxUsers: all.total }),
    holdings: new Map(),
    complete: true,
  };
  const pools = new SeatPools(state);
  const free = pools.pools.map(({ entitlement, total }) => {
    const row = rowOf(rows, entitlement);
    if (total === undefined || row === undefined) return Infinity;
    return total - (row.before - (row.maybe?.before ?? 0));
  });
  return { seats: pools, free, pools };
}

const rowOf = (rows: readonly LedgerRow[], name: Entitlement | undefined): LedgerRow | undefined =>
  rows.find(({ entitlement }) =>
    name === undefined || entitlement === undefined
      ? entitlement === name
      : entitlementKey(entitlement) === entitlementKey(name),
  );

type Fault = (path: string, message: string) => void;

/** Gaps, needs and seats that are not those of the requests. */
export function orderFaults(
  plan: Pick<MemberPlan, 'changes' | 'requests' | 'gaps' | 'ledger'>,
  fault: Fault,
): void {
  gapFaults(plan, fault);
  const seats = new Map<ItemId, ReturnType<typeof ledgerSeats>>();
  const seatsOf = (itemId: ItemId): ReturnType<typeof ledgerSeats> => {
    const known = seats.get(itemId) ?? ledgerSeats(plan.ledger, itemId);
    seats.set(itemId, known);
    return known;
  };
  const needs = needsOf(plan, seatsOf);
  for (const [index, { id, needs: told }] of plan.requests.entries()) {
    if (sameSet(told, [...(needs.get(id) ?? [])])) continue;
    const path = `plan.requests[${index}].needs`;
    fault(path, l10n.t('This request does not wait for what it has to, or waits for another: {0}.', path));
  }
  ledgerFaults(plan, seatsOf, fault);
}

function gapFaults(plan: Pick<MemberPlan, 'changes' | 'requests' | 'gaps' | 'ledger'>, fault: Fault): void {
  const keyOf = (gap: PlannedGap): string =>
    JSON.stringify([changeKey(gap), gap.from, gap.until, gap.without.map(entitlementKey).sort()]);
  const made = new Map(gapsOf(plan).map(gap => [keyOf(gap), gap]));
  for (const [index, gap] of (plan.gaps ?? []).entries()) {
    const path = `plan.gaps[${index}]`;
    if (!made.delete(keyOf(gap)))
      fault(path, l10n.t('The requests leave {0} without nothing like this: {1}.', gap.username, path));
  }
  for (const { username, from, until } of made.values())
    fault(
      'plan.gaps',
      l10n.t(
        '{0} is without something between requests {1} and {2}, and the plan does not say so.',
        username,
        from,
        until,
      ),
    );
}

/** Each row after the plan has to be the row before it and what the changes give and take. */
function ledgerFaults(
  plan: Pick<MemberPlan, 'changes' | 'requests' | 'gaps' | 'ledger'>,
  seatsOf: (itemId: ItemId) => { readonly pools: SeatPools },
  fault: Fault,
): void {
  const moved = new Map<ItemId, number[]>();
  for (const { itemId, before, after } of plan.changes) {
    const { pools } = seatsOf(itemId);
    const net = moved.get(itemId) ?? pools.pools.map(() => 0);
    moved.set(itemId, net);
    const { gains, releases } = pools.shift({ before, after });
    for (const pool of gains) net[pool] = (net[pool] ?? 0) + 1;
    for (const pool of releases) net[pool] = (net[pool] ?? 0) - 1;
    const known = new Set(
      pools.pools.flatMap(({ entitlement: name }) => (name === undefined ? [] : [entitlementKey(name)])),
    );
    const missing = [...before, ...after].find(name => !known.has(entitlementKey(name)));
    if (missing !== undefined)
      fault('plan.ledger', l10n.t('The seats of {0} are changed, and the plan does not tell them.', missing));
  }
  for (const [index, row] of plan.ledger.entries()) {
    const { pools } = seatsOf(row.itemId);
    const at = pools.pools.findIndex(({ entitlement }) =>
      entitlement === undefined || row.entitlement === undefined
        ? entitlement === row.entitlement
        : entitlementKey(entitlement) === entitlementKey(row.entitlement),
    );
    if (row.after - row.before === (moved.get(row.itemId)?.[at] ?? 0)) continue;
    const path = `plan.ledger[${index}]`;
    fault(path, l10n.t('The seats after the plan are not those before it with its changes: {0}.', path));
  }
}

/** The requests of a plan, waiting for what they say and for what the seats of now ask for as well. */
export function withNeeds(plan: Ordered, seatsOf: (itemId: ItemId) => OrderSeats): readonly PlannedRequest[] {
  const needs = needsOf(plan, seatsOf);
  const order = new Map(plan.requests.map(({ id }, index) => [id, index]));
  return plan.requests.map(request => ({
    ...request,
    needs: [...new Set([...request.needs, ...(needs.get(request.id) ?? [])])].sort(
      (a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0),
    ),
  }));
}
