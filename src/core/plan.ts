// Current state and wishes → a plan: the resulting set per member, requests of at most 25 members in a safe order, seats before and after.
import { userKey, userTypeId } from './ids';
import type { PortalId, Username, UserTypeId } from './ids';
import { includedProLevel } from './catalog';
import { createResolver, gatherWishes } from './desired';
import type { Membership } from './desired';
import { withIncludedAfter } from './includedAfter';
import { ledgerRows } from './ledger';
import { estimateOf } from './planEstimate';
import { orderAcross } from './planRequests';
import { planTarget } from './planTarget';
import type { PlannedTarget } from './planTarget';
import { warningsFor } from './planWarnings';
import type { DesiredChange, MemberChange, MemberPlan, Skip, TargetState } from './planTypes';

/** Most members of one request (seed 000, "a maximum of 25 users"). */
export const maxBatchSize = 25;

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
  /**
   * Whether members who wait for each other's seats in a circle may be without something for a moment, as `gaps` of the plan then says. Off where
   * absent: they are skipped, and the plan says which spare seat would do (issue 4, section 4).
   */
  readonly allowGaps?: boolean;
  /** By {@link userKey}: members who are without nothing for a moment, whatever `allowGaps` says. */
  readonly pinned?: ReadonlySet<string>;
  /** Targets that were planned before, where a plan is made again with other wishes: those whose wishes are the same are not worked out anew. */
  readonly remembered?: Map<string, PlannedTarget>;
}

/**
 * Makes the plan (issue 2, section 6; issue 4, sections 2 and 4). Every wish ends as a change, or as a skip with its reason; nobody loses an
 * entitlement that no wish named. Planning again from a state read anew, with the same wishes, gives the rest of a plan that was carried out in
 * part.
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
  const skipped: Skip[] = [];
  const states = new Map(input.targets.map(state => [state.target.itemId as string, state]));
  const resolved: ResolvedTarget[] = [];
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
    const own: ResolvedTarget = { state, wanted: [], skipped: [], noLevel: [] };
    resolved.push(own);
    for (const [key, wish] of byMember) {
      const name = spell.get(key) ?? wish.username;
      const resolution = resolve(wish, name, membership(name));
      if ('skip' in resolution) own.skipped.push(resolution.skip);
      else {
        own.wanted.push(resolution.change);
        if (resolution.losesProLevel) own.noLevel.push(name);
      }
    }
  }

  // The user types first, whatever the order of the wishes: what goes before and after them depends on who gets another.
  const parts = new Map<ResolvedTarget, PlannedTarget>();
  const types = new Map<string, UserTypeId>();
  const isTypes = (each: ResolvedTarget): boolean => each.state.target.kind === 'userType';
  for (const each of [...resolved].sort((a, b) => Number(isTypes(b)) - Number(isTypes(a)))) {
    const { state, wanted } = each;
    const retyped = new Set(types.keys());
    const known = input.remembered && signature(each, retyped);
    const part =
      (known === undefined ? undefined : input.remembered?.get(known)) ??
      planTarget({
        state,
        wanted,
        batchSize,
        allowGaps: input.allowGaps ?? false,
        retyped,
        pinned: input.pinned ?? new Set(),
      });
    if (known !== undefined) input.remembered?.set(known, part);
    parts.set(each, part);
    if (!isTypes(each)) continue;
    for (const { username, after } of part.changes) {
      const [type] = after;
      if (type !== undefined) types.set(userKey(username), userTypeId(type));
    }
  }
  const planned = resolved.map(each => ({ ...each, part: parts.get(each) }));
  const ordered = orderAcross(planned.flatMap(({ part }) => part ?? []));
  const finalType = (name: Username): UserTypeId | undefined =>
    types.get(userKey(name)) ?? input.userTypes?.(name);
  const told = planned.flatMap(({ state, skipped: mine, noLevel, part }) => {
    if (!part) return [];
    skipped.push(...mine, ...part.skipped);
    const requests = ordered.requests.filter(request => request.itemId === state.target.itemId);
    const ledger = ledgerRows(state, part.changes, part.seats, requests);
    const without = noLevel.filter(name => {
      const type = finalType(name);
      return type === undefined || includedProLevel(type) === undefined;
    });
    const now = input.now ?? input.createdAt;
    return [{ ledger, warnings: warningsFor(state, part.changes, ledger, now, without) }];
  });
  const spareSeats = planned.flatMap(({ part }) => part?.spareSeats ?? []);
  return {
    kind: 'members',
    id: input.id,
    portalId: input.portalId,
    createdAt: input.createdAt,
    title: input.title,
    targets: input.targets.filter(state => wishes.has(state.target.itemId)).map(state => state.target),
    changes: planned.flatMap(({ state, part }) => withIncludedAfter(state, part?.changes ?? [], types)),
    skipped,
    requests: ordered.requests,
    ledger: told.flatMap(each => each.ledger),
    warnings: told.flatMap(each => each.warnings),
    suppressCustomerEmail: input.suppressCustomerEmail,
    ...(ordered.gaps.length > 0 && { gaps: ordered.gaps }),
    ...(spareSeats.length > 0 && { spareSeats }),
    estimate: estimateOf(ordered.requests),
  };
}

interface ResolvedTarget {
  readonly state: TargetState;
  readonly wanted: MemberChange[];
  readonly skipped: Skip[];
  /** Extensions and no level after the change. */
  readonly noLevel: Username[];
}

/** Equal for equal changes of a target. */
const signature = ({ state, wanted }: ResolvedTarget, retyped: ReadonlySet<string>): string =>
  JSON.stringify([
    state.target.itemId,
    wanted.map(({ username, before, after }) => [username, before, after, retyped.has(userKey(username))]),
  ]);

/** The portal's spelling of a name that any target knows, by {@link userKey}. */
function spelling(targets: readonly TargetState[]): { get(key: string): Username | undefined } {
  return {
    get(key) {
      // The last one that knows it.
      for (let at = targets.length - 1; at >= 0; at -= 1) {
        const holding = targets[at]?.holdings.get(key);
        if (holding) return holding.username;
      }
      return undefined;
    },
  };
}
