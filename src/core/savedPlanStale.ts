// Whether a saved plan may still be applied: only where every member that it touches is as it was seen (issue 4, section 3).
import { userKey } from './ids';
import type { Entitlement, ItemId, Username, UserTypeId } from './ids';
import type { TargetState } from './planTypes';
import { isHeldSet } from './sameSet';
import type { SavedPlan } from './savedPlan';

/** A member that is not as the plan saw it. */
export interface StaleMember {
  readonly itemId: ItemId;
  readonly username: Username;
  /**
   * `set`: holds another set. `offline`: has an offline license now, or has none any more. `userType`: has another user type, or it is known now and was
   * not when the plan was saved, or the other way round. `notRead`: what it holds
   * could not be found out.
   */
  readonly why: 'set' | 'offline' | 'userType' | 'notRead';
  readonly saw: readonly Entitlement[];
  /** Absent with `notRead`. */
  readonly now?: readonly Entitlement[];
}

/** Seats of a pool that are more or fewer than the plan saw. It does not make the plan stale: what has no seat is not granted. */
export interface ChangedTotal {
  readonly itemId: ItemId;
  /** Absent for the distinct members of the target. */
  readonly entitlement?: Entitlement;
  readonly saw?: number;
  readonly now?: number;
}

/**
 * Members that the plan touches and that have changed since, in the order of the plan; empty: it may be applied. Members that it does not touch never
 * matter.
 * @param current the state now, read anew for the members of the plan.
 * @param userTypes the user type of a member now.
 */
export function staleMembers(
  { saw }: Pick<SavedPlan, 'saw'>,
  current: readonly TargetState[],
  userTypes: (name: string) => UserTypeId | undefined = () => undefined,
): StaleMember[] {
  const states = new Map(current.map(state => [state.target.itemId, state]));
  return saw.flatMap(({ itemId, members }) => {
    const state = states.get(itemId);
    return members.flatMap((member): StaleMember[] => {
      const { username, entitlements } = member;
      const stale = (why: StaleMember['why'], now?: readonly Entitlement[]): StaleMember[] => [
        { itemId, username, why, saw: entitlements, ...(now && { now }) },
      ];
      const holding = state?.holdings.get(userKey(username));
      if (!state || state.unavailable !== undefined || (!holding && !state.complete)) return stale('notRead');
      const now = (holding?.entitlements ?? []).filter(name => name !== '');
      if (!isHeldSet(itemId, now, entitlements)) return stale('set', now);
      if ((holding?.offline ?? false) !== member.offline) return stale('offline', now);
      // Also where the plan does not tell it, or it cannot be found out any more: what a member may hold rests on it.
      if (userTypes(username) !== member.userType) return stale('userType', now);
      return [];
    });
  });
}

/** Pools of the plan's targets whose totals are others now. */
export function changedTotals(
  { saw }: Pick<SavedPlan, 'saw'>,
  current: readonly TargetState[],
): ChangedTotal[] {
  const states = new Map(current.map(state => [state.target.itemId, state]));
  return saw.flatMap(({ itemId, maxUsers, pools }) => {
    const state = states.get(itemId);
    if (!state) return [];
    const rows = [
      { was: maxUsers, now: state.maxUsers },
      ...pools.map(({ key, total }) => ({
        entitlement: key,
        was: total,
        now: state.pools.find(pool => pool.key === key)?.total,
      })),
    ];
    return rows
      .filter(({ was, now }) => was !== now)
      .map(({ was, now, ...of }): ChangedTotal => ({
        itemId,
        ...of,
        ...(was !== undefined && { saw: was }),
        ...(now !== undefined && { now }),
      }));
  });
}
