// Pro levels that come with the user type that a plan itself gives, at a portal that may show them among what members hold (wire reference 8.3).
import { includedProLevel, isProLevel, proLevelRank } from './catalog';
import { userKey } from './ids';
import type { UserTypeId } from './ids';
import type { IncludedLevel, MemberChange, TargetState } from './planTypes';

/**
 * The changes of a target, each with the level that its member has through the user type before or after the plan: reading back must not take it for an
 * assigned one, which the portal may begin to show as soon as the type has changed.
 * @param types by `userKey`: the user types that the plan gives.
 */
export function withIncludedAfter(
  { target, pools }: Pick<TargetState, 'target' | 'pools'>,
  changes: readonly MemberChange[],
  types: ReadonlyMap<string, UserTypeId>,
): readonly MemberChange[] {
  if (types.size === 0 || target.kind !== 'listing') return changes;
  const levels = new Set<string>(pools.map(({ key }) => key).filter(isProLevel));
  if (levels.size === 0) return changes;
  return changes.map(change => {
    const userType = types.get(userKey(change.username));
    const level = userType === undefined ? undefined : includedProLevel(userType);
    if (userType === undefined || level === undefined || !levels.has(level)) return change;
    const { before, included } = change;
    const isHeld = before.some(key => isProLevel(key) && proLevelRank(key) <= proLevelRank(level));
    const known: IncludedLevel = included ?? { userType, level, assigned: isHeld ? 'yes' : 'no' };
    const isHigher = proLevelRank(level) > proLevelRank(known.level);
    return { ...change, included: isHigher ? { ...known, userType, level } : known };
  });
}
