// Current state and wishes → a plan: the resulting set per member, requests of at most 25 members in a safe order, seats before and after.
import { entitlementKey, userKey } from './ids';
import type { PortalId, Username, UserTypeId } from './ids';
import { includedProLevel } from './catalog';
import { includedWarnings } from './includedWarnings';
import { createResolver, gatherWishes } from './desired';
import type { Membership } from './desired';
import { day } from './format';
import { ledgerRows, SeatPools } from './ledger';
import type { Shift } from './ledger';
import type {
  DesiredChange,
  LedgerRow,
  MemberChange,
  MemberPlan,
  PlanWarning,
  PlannedRequest,
  Skip,
  TargetState,
} from './planTypes';
import { schedule } from './schedule/schedule';
import type { Move, Step } from './schedule/scheduleCore';
import { rationSeats } from './schedule/seatRation';

/** Most members of one request (seed 000, "a maximum of 25 users"). */
export const maxBatchSize = 25;

/** Grants are warned of when the trial or purchase ends within this time. */
export const endsSoonMs = 30 * day;

export interface PlanInput {
  readonly id: string;
  readonly portalId: PortalId;
  /** What the administrator asked for, in words. */
  readonly title: string;
  /** Epoch ms when `targets` were read. */
  readonly createdAt: number;
  readonly targets: readonly TargetState[];
  /** In the order that decides who gets the last seats. */
  readonly changes: readonly DesiredChange[];
  /** What is known of a name; `unknown` for all when absent. Called with the portal's spelling where it is known. */
  readonly members?: (name: string) => Membership;
  /** The user type of a member, where it is known: some bring a Pro level along. */
  readonly userTypes?: (name: string) => UserTypeId | undefined;
  readonly suppressCustomerEmail: boolean;
  /** 25 unless the portal allows fewer. */
  readonly batchSize?: number;
  /** Epoch ms, for warnings of what ends soon; `createdAt` when absent. */
  readonly now?: number;
}

/**
 * Makes the plan (issue 2, section 6). Every wish ends as a change, or as a skip with its reason; nobody loses an entitlement that no wish
 * named. Planning again from a state read anew, with the same wishes, gives the rest of a plan that was carried out in part.
 * @throws RangeError when `batchSize` is not a whole number from 1 to 25.
 */
export function planMembers(input: PlanInput): MemberPlan {
  const batchSize = input.batchSize ?? maxBatchSize;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > maxBatchSize) {
    throw new RangeError(`A request holds 1 to ${maxBatchSize} members, not ${batchSize}.`);
  }
  const wishes = gatherWishes(input.changes);
  const spell = spelling(input.targets);
  const membership = (name: Username): Membership => input.members?.(name) ?? 'unknown';
  const parts: TargetPlan[] = [];
  const skipped: Skip[] = [];
  const states = new Map(input.targets.map(state => [state.target.itemId as string, state]));
  let requests = 0;
  for (const [itemId, byMember] of wishes) {
    const state = states.get(itemId);
    if (!state) {
      for (const [key, { username, changes }] of byMember) {
        const at = changes[0]?.itemId;
        if (at !== undefined)
          skipped.push({ itemId: at, username: spell.get(key) ?? username, reason: 'notRead' });
      }
      continue;
    }
    const resolve = createResolver(state);
    const wanted: MemberChange[] = [];
    const noLevel: Username[] = [];
    for (const [key, wish] of byMember) {
      const name = spell.get(key) ?? wish.username;
      const resolution = resolve(wish, name, membership(name));
      if ('skip' in resolution) skipped.push(resolution.skip);
      else {
        wanted.push(resolution.change);
        const type = input.userTypes?.(name);
        const hasLevel = type !== undefined && includedProLevel(type) !== undefined;
        if (resolution.losesProLevel && !hasLevel) noLevel.push(name);
      }
    }
    const part = planTarget(state, wanted, batchSize, requests, input.now ?? input.createdAt, noLevel);
    requests += part.requests.length;
    skipped.push(...part.skipped);
    parts.push(part);
  }
  return {
    kind: 'members',
    id: input.id,
    portalId: input.portalId,
    createdAt: input.createdAt,
    title: input.title,
    targets: input.targets.filter(state => wishes.has(state.target.itemId)).map(state => state.target),
    changes: parts.flatMap(part => part.changes),
    skipped,
    requests: parts.flatMap(part => part.requests),
    ledger: parts.flatMap(part => part.ledger),
    warnings: parts.flatMap(part => part.warnings),
    suppressCustomerEmail: input.suppressCustomerEmail,
  };
}

/** The portal's spelling of every name that any target knows. */
function spelling(targets: readonly TargetState[]): Map<string, Username> {
  const names = new Map<string, Username>();
  for (const state of targets) {
    for (const holding of state.holdings.values()) names.set(userKey(holding.username), holding.username);
  }
  return names;
}

interface TargetPlan {
  readonly changes: readonly MemberChange[];
  readonly skipped: readonly Skip[];
  readonly requests: readonly PlannedRequest[];
  readonly ledger: readonly LedgerRow[];
  readonly warnings: readonly PlanWarning[];
}

function planTarget(
  state: TargetState,
  wanted: readonly MemberChange[],
  batchSize: number,
  requestsBefore: number,
  now: number,
  noLevel: readonly Username[],
): TargetPlan {
  const { itemId } = state.target;
  const seats = new SeatPools(state, wanted);
  const limited = (pool: number): boolean => seats.pools[pool]?.total !== undefined;
  const free = seats.pools.map((_, pool) => seats.free(pool));
  const sets = new SetNumbers();
  // Members with equal sets share the very lists, so that each pair of sets is worked out once.
  const pairs = new Map<MemberChange['before'], Map<MemberChange['after'], Move>>();
  const moves = wanted.map((change): Move => {
    const known = pairs.get(change.before) ?? new Map<MemberChange['after'], Move>();
    pairs.set(change.before, known);
    const move = known.get(change.after) ?? toMove(change, seats.shift(change), limited, sets);
    known.set(change.after, move);
    return move;
  });

  // Members without a seat are left out, and with them what they would give back: once more until the rest fits and has an order.
  const out = new Map<number, readonly number[]>();
  let kept: number[];
  let steps: readonly Step[];
  for (;;) {
    for (const [index, pools] of rationSeats(free, moves, out)) out.set(index, pools);
    kept = [...moves.keys()].filter(index => !out.has(index));
    const result = schedule({
      free,
      moves: kept.flatMap(index => moves[index] ?? []),
      batchSize,
      ...(limited(0) && { memberPool: 0 }),
    });
    steps = result.steps;
    if (result.stuck.length === 0) break;
    for (const at of result.stuck) {
      const index = kept[at] ?? -1;
      out.set(index, moves[index]?.gains ?? []);
    }
  }

  const changes = kept.flatMap(index => wanted[index] ?? []);
  const requests = toRequests(steps, changes, sets, seats, requestsBefore);
  const skipped = [...out]
    .sort(([a], [b]) => a - b)
    .flatMap(([index, pools]): Skip[] => {
      const change = wanted[index];
      if (!change) return [];
      return [
        { itemId, username: change.username, reason: 'noSeat', names: pools.map(pool => seats.name(pool)) },
      ];
    });
  const ledger = ledgerRows(state, changes, seats);
  return {
    changes,
    skipped,
    requests,
    ledger,
    warnings: warningsFor(state, changes, ledger, now, noLevel),
  };
}

/** Numbers for sets of entitlements, equal for lists that are sent alike. */
class SetNumbers {
  readonly lists: (readonly MemberChange['after'][number][])[] = [];
  readonly #numbers = new Map<string, number>();

  of(list: MemberChange['after']): number {
    const key = JSON.stringify(list);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.lists.length);
    return this.lists.push(list) - 1;
  }
}

function toMove(
  { before, after }: MemberChange,
  shift: Shift,
  limited: (pool: number) => boolean,
  sets: SetNumbers,
): Move {
  const had = new Set(before.map(entitlementKey));
  const kept = after.filter(key => had.has(entitlementKey(key)));
  const gains = kept.length < after.length;
  const releases = kept.length < before.length;
  return {
    set: sets.of(after),
    kept: sets.of(kept),
    leaves: kept.length === 0 && before.length > 0 && after.length > 0,
    gains: shift.gains.filter(limited),
    releases: shift.releases.filter(limited),
    kind: after.length === 0 ? 0 : !gains ? 1 : releases ? 2 : 3,
  };
}

function toRequests(
  steps: readonly Step[],
  changes: readonly MemberChange[],
  sets: SetNumbers,
  seats: SeatPools,
  requestsBefore: number,
): PlannedRequest[] {
  const free = seats.pools.map((_, pool) => seats.free(pool));
  // What each earlier request gives back, and what each member holds on the way (other than `before` after a step in between).
  const earlier: { id: string; releases: Map<number, number>; members: ReadonlySet<number> }[] = [];
  const holds = new Map<number, MemberChange['after']>();
  return steps.map((step, at): PlannedRequest => {
    const id = `r${requestsBefore + at + 1}`;
    const entitlements = sets.lists[step.set] ?? [];
    const members = [...step.moves, ...step.between];
    const gains = new Map<number, number>();
    const releases = new Map<number, number>();
    for (const index of members) {
      const shift = seats.shift({
        before: holds.get(index) ?? changes[index]?.before ?? [],
        after: entitlements,
      });
      for (const pool of shift.gains) gains.set(pool, (gains.get(pool) ?? 0) + 1);
      for (const pool of shift.releases) releases.set(pool, (releases.get(pool) ?? 0) + 1);
    }
    const needs = new Set<string>();
    for (const index of members) {
      if (!holds.has(index)) continue;
      for (const other of earlier) if (other.members.has(index)) needs.add(other.id);
    }
    for (const [pool, seatsTaken] of gains) {
      // `free` counts all gains of earlier requests and none of their releases: what is sent at the same time may not have happened yet.
      let left = (free[pool] ?? 0) - seatsTaken;
      free[pool] = left;
      for (const other of earlier) if (needs.has(other.id)) left += other.releases.get(pool) ?? 0;
      for (const other of earlier) {
        if (left >= 0) break;
        const back = other.releases.get(pool) ?? 0;
        if (back === 0 || needs.has(other.id)) continue;
        needs.add(other.id);
        left += back;
      }
    }
    for (const index of step.between) holds.set(index, entitlements);
    earlier.push({ id, releases, members: new Set(members) });
    const isSplit = step.splitFor.length > 0 || step.between.length > 0;
    return {
      id,
      itemId: changes[members[0] ?? -1]?.itemId ?? noItem(),
      users: members.flatMap(index => changes[index]?.username ?? []),
      entitlements,
      needs: earlier.filter(other => needs.has(other.id)).map(other => other.id),
      cause: isSplit ? 'seats' : 'group',
      ...(isSplit && { splitFor: step.splitFor.map(pool => seats.name(pool)) }),
    };
  });
}

function noItem(): never {
  throw new Error('A request without members cannot be planned.');
}

function warningsFor(
  state: TargetState,
  changes: readonly MemberChange[],
  ledger: readonly LedgerRow[],
  now: number,
  noLevel: readonly Username[],
): PlanWarning[] {
  const { itemId } = state.target;
  const warnings: PlanWarning[] = [];
  for (const { entitlement, total, after, maybe } of ledger) {
    const by = after - (maybe?.after ?? 0) - (total ?? Infinity);
    if (by <= 0) continue;
    warnings.push({ kind: 'overAssigned', itemId, ...(entitlement !== undefined && { entitlement }), by });
  }
  if (changes.length === 0) return warnings;
  if (!state.complete) warnings.push({ kind: 'countsIncomplete', itemId });
  const grants = changes.some(({ before, after }) => {
    const had = new Set(before.map(entitlementKey));
    return after.some(key => !had.has(entitlementKey(key)));
  });
  if (state.ends && grants && state.ends.at - now <= endsSoonMs) warnings.push({ ...state.ends, itemId });
  const planned = new Set(changes.map(change => change.username));
  const usernames = noLevel.filter(name => planned.has(name));
  if (usernames.length > 0) warnings.push({ kind: 'noProLevel', itemId, usernames });
  return [...warnings, ...includedWarnings(state, changes)];
}
