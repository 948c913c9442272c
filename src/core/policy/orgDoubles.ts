// Entitlements that a member's user type includes, so that a seat of a listing gives the member nothing (wire reference 17.5).
import { includedProLevel, isProLevel, proLevelRank } from '../catalog';
import { userKey } from '../ids';
import type { UserTypeId, Username } from '../ids';
import type { DoubleEntitlement } from '../planDetails';
import type { MemberPlan, TargetState } from '../planTypes';

/** Levels of `set` that come with the user type as well: the included one, or lower ones. */
export function doublesIn(set: readonly string[], type: UserTypeId | undefined): readonly string[] {
  const level = type === undefined ? undefined : includedProLevel(type);
  if (level === undefined) return [];
  return set.filter(name => isProLevel(name) && proLevelRank(name) <= proLevelRank(level));
}

/**
 * Every double of these targets after the plan, and those that the plan takes away.
 * @param finalType the user type that a member has after the plan.
 */
export function doublesOf(
  states: readonly TargetState[],
  plan: Pick<MemberPlan, 'changes'>,
  finalType: (name: Username) => UserTypeId | undefined,
): DoubleEntitlement[] {
  return states.flatMap(state => {
    const { itemId, kind } = state.target;
    if (kind !== 'listing' || !state.pools.some(pool => isProLevel(pool.key))) return [];
    const changes = new Map(
      plan.changes
        .filter(change => change.itemId === itemId)
        .map(change => [userKey(change.username), change]),
    );
    const members = new Map([...state.holdings].map(([key, holding]) => [key, holding.username]));
    for (const [key, change] of changes) members.set(key, change.username);
    return [...members].flatMap(([key, username]): DoubleEntitlement[] => {
      const before = state.holdings.get(key)?.entitlements ?? [];
      const after = changes.get(key)?.after ?? before;
      if (!before.some(isProLevel) && !after.some(isProLevel)) return [];
      const userType = finalType(username);
      if (userType === undefined) return [];
      const stays = new Set(doublesIn(after, userType));
      return [...new Set([...before, ...after])].flatMap(entitlement => {
        const isStaying = stays.has(entitlement);
        if (!isStaying && (after.includes(entitlement) || doublesIn([entitlement], userType).length === 0))
          return [];
        const isUnclear = state.included?.get(key)?.assigned === 'unclear';
        return [
          {
            itemId,
            username,
            entitlement,
            userType,
            removed: !isStaying,
            ...(isUnclear && { unclear: true as const }),
          },
        ];
      });
    });
  });
}
