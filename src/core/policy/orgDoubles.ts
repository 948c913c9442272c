// Entitlements that a member's user type includes, so that a seat of a listing gives the member nothing (wire reference 17.5).
import { includedProLevel, isProLevel, proLevelRank } from '../catalog';
import { userKey } from '../ids';
import type { Entitlement, UserTypeId, Username } from '../ids';
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
    const found: DoubleEntitlement[] = [];
    // Thousands of members hold a few dozen sets.
    const levels = new Map<readonly string[], boolean>();
    const hasLevel = (set: readonly string[]): boolean => {
      let has = levels.get(set);
      if (has === undefined) levels.set(set, (has = set.some(isProLevel)));
      return has;
    };
    const add = (key: string, username: Username, before: readonly Entitlement[]): void => {
      const after = changes.get(key)?.after ?? before;
      if (!hasLevel(before) && !hasLevel(after)) return;
      const userType = finalType(username);
      if (userType === undefined) return;
      const stays = new Set(doublesIn(after, userType));
      const isUnclear = state.included?.get(key)?.assigned === 'unclear';
      for (const entitlement of new Set([...before, ...after])) {
        const removed = !after.includes(entitlement);
        if (removed ? doublesIn([entitlement], userType).length === 0 : !stays.has(entitlement)) continue;
        const double = { itemId, username, entitlement, userType, removed };
        found.push(isUnclear ? { ...double, unclear: true } : double);
      }
    };
    for (const [key, { username, entitlements }] of state.holdings) add(key, username, entitlements);
    for (const [key, { username }] of changes) if (!state.holdings.has(key)) add(key, username, []);
    return found;
  });
}
