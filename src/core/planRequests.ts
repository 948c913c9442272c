// Steps of a schedule → requests of one target, with what each has to wait for.
import type { Entitlement, Username } from './ids';
import { userKey } from './ids';
import type { SeatPools } from './seatPools';
import type { PlannedGap } from './planDetails';
import type { MemberChange, PlannedRequest } from './planTypes';
import { RequestNeeds } from './requestNeeds';
import type { Phase } from './schedule/legs';
import type { Step } from './schedule/scheduleCore';

/** A member's way, or a part of it, to its resulting set. */
export interface PlannedLeg {
  /** Index of the change. */
  readonly change: number;
  readonly phase: Phase;
  /** Arrives at less than the whole change: the rest is another leg. */
  readonly isPart: boolean;
}

/** A request before it has its place among those of all targets. `id` and `needs` are of this target alone. */
export interface DraftRequest extends PlannedRequest {
  readonly phase: Phase;
  /** Members who are without something until a later request, by {@link userKey}. */
  readonly gaps: ReadonlyMap<
    string,
    { readonly username: Username; readonly without: readonly Entitlement[] }
  >;
}

/**
 * The requests of one target in their order; what is sent at the same time may happen in any, so each needs all those whose seats it may take.
 * @param lists sets of entitlements by the numbers of `steps`.
 */
export function toRequests(
  steps: readonly Step[],
  legs: readonly PlannedLeg[],
  changes: readonly MemberChange[],
  lists: readonly (readonly Entitlement[])[],
  seats: SeatPools,
): DraftRequest[] {
  const order = new RequestNeeds<number>(
    seats,
    seats.pools.map((_, pool) => seats.free(pool)),
  );
  return steps.map((step, at): DraftRequest => {
    const id = `${at}`;
    const entitlements = lists[step.set] ?? [];
    const sent = [...step.moves, ...step.between].flatMap(index => legs[index] ?? []);
    const members = sent.map(leg => leg.change);
    const needs = order.next(
      members.map(key => ({ key, before: changes[key]?.before ?? [] })),
      entitlements,
    );
    const gaps = new Map<string, { username: Username; without: readonly Entitlement[] }>();
    for (const index of step.between) {
      const change = changes[legs[index]?.change ?? -1];
      if (!change) continue;
      const kept = new Set<string>(entitlements);
      const without = change.before.filter(key => !kept.has(key));
      gaps.set(userKey(change.username), { username: change.username, without });
    }
    const isSplit = step.splitFor.length > 0 || step.between.length > 0;
    const isPart = sent.length > 0 && sent.every(leg => leg.isPart);
    return {
      id,
      itemId: changes[members[0] ?? -1]?.itemId ?? noItem(),
      users: members.flatMap(index => changes[index]?.username ?? []),
      entitlements,
      needs: needs.map(other => `${other}`),
      cause: isSplit ? 'seats' : isPart ? 'order' : 'group',
      ...(isSplit && { splitFor: step.splitFor.map(pool => seats.name(pool)) }),
      phase: sent.find(leg => leg.phase !== 'any')?.phase ?? 'any',
      gaps,
    };
  });
}

function noItem(): never {
  throw new Error('A request without members cannot be planned.');
}

/** The requests of all targets in the order of sending, `r1` and so on, and who is without something between which of them. */
export interface OrderedRequests {
  readonly requests: readonly PlannedRequest[];
  readonly gaps: readonly PlannedGap[];
}

interface OfTarget {
  readonly isUserTypes: boolean;
  readonly requests: readonly DraftRequest[];
}

/**
 * Puts the requests of all targets into one order: where user types change, what their members give back goes before, and what they get comes after.
 * Without such a change the targets follow each other.
 */
export function orderAcross(parts: readonly OfTarget[]): OrderedRequests {
  const types = parts.find(part => part.isUserTypes)?.requests ?? [];
  const places: { part: OfTarget; request: DraftRequest }[] = [];
  const add = (part: OfTarget, requests: readonly DraftRequest[]): void => {
    for (const request of requests) places.push({ part, request });
  };
  const rest: (readonly [OfTarget, readonly DraftRequest[]])[] = [];
  for (const part of parts) {
    if (part.isUserTypes || types.length === 0) continue;
    // A target in which nothing has to wait for a user type goes first as a whole: its early requests may need the seats of its others.
    const first = part.requests.findIndex(({ phase }) => phase === 'late');
    const hasEarly = part.requests.some(({ phase }) => phase === 'early');
    const until = !hasEarly
      ? 0
      : first < 0
        ? part.requests.length
        : part.requests.findLastIndex(({ phase }) => phase === 'early') + 1;
    add(part, part.requests.slice(0, until));
    rest.push([part, part.requests.slice(until)]);
  }
  for (const part of parts) if (part.isUserTypes || types.length === 0) add(part, part.requests);
  for (const [part, requests] of rest) add(part, requests);

  const ids = new Map(places.map(({ request }, index) => [request, `r${index + 1}`]));
  // By member: the requests that change its user type, and those that have to be done before.
  const typeOf = new Map<string, string>();
  for (const request of types)
    for (const user of request.users) typeOf.set(userKey(user), ids.get(request) ?? '');
  const before = new Map<string, string[]>();
  for (const { request } of places) {
    if (request.phase !== 'early') continue;
    for (const key of request.users.map(userKey)) {
      if (typeOf.has(key)) before.set(key, [...(before.get(key) ?? []), ids.get(request) ?? '']);
    }
  }
  const order = new Map([...ids.values()].map((id, index) => [id, index]));
  const own = new Map(
    parts.map(part => [part, new Map(part.requests.map(each => [each.id, ids.get(each) ?? '']))] as const),
  );
  const requests = places.map(({ part, request }): PlannedRequest => {
    const { phase, id, itemId, users, entitlements, needs: inTarget, cause, splitFor } = request;
    const needs = new Set(inTarget.map(other => own.get(part)?.get(other) ?? ''));
    for (const key of users.map(userKey)) {
      if (part.isUserTypes) for (const other of before.get(key) ?? []) needs.add(other);
      else if (phase === 'late' && typeOf.has(key)) needs.add(typeOf.get(key) ?? '');
    }
    return {
      id: ids.get(request) ?? id,
      itemId,
      users,
      entitlements,
      needs: [...needs].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)),
      cause,
      ...(splitFor && { splitFor }),
    };
  });
  const gaps = places.flatMap(({ part, request }, index): PlannedGap[] =>
    [...request.gaps].flatMap(([key, { username, without }]): PlannedGap[] => {
      const until = places.findIndex(
        (later, at) =>
          at > index && later.part === part && later.request.users.some(user => userKey(user) === key),
      );
      const to = requests[until];
      return to
        ? [{ itemId: request.itemId, username, without, from: ids.get(request) ?? '', until: to.id }]
        : [];
    }),
  );
  return { requests, gaps };
}
