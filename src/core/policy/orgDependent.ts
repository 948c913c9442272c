// Changes of one member that go together: a user type, and the Pro levels and extensions that are reduced before it and granted after it.
import { isProLevel } from '../catalog';
import { userKey } from '../ids';
import type { ItemId } from '../ids';
import type { MemberPlan, Skip, SkipReason, TargetState } from '../planTypes';
import type { Standing } from './orgQuotas';
import { takenBy } from './orgSets';
import { userTypesTarget } from './wishTypes';

export interface DependentChange {
  readonly itemId: ItemId;
  /** By `userKey`. */
  readonly member: string;
  /** Title of the target whose change is skipped. */
  readonly on: string;
}

/** Causes for which a change of user type was never going to be made: what else is wished of the member stands by itself. */
const byRule = new Set<SkipReason>(['unchanged', 'mode', 'protected', 'excluded']);

/** Undo: somebody else gave the user type, which stays. What the operation itself gave of Pro can go, but for a level that an extension needs. */
const byOthers = new Set<SkipReason>(['notSent', 'notArrived', 'refused']);

/**
 * Changes of the plan that may not be made because another one of the same member is skipped: the change of a user type without the reduction of Pro
 * that has to go before it, and a change of Pro that counts on a user type which the member does not get.
 * @param skipped all that is skipped, by seats and by rules.
 * @param wanted what a member was to hold, whether it is skipped or not.
 */
export function findDependent(
  plan: Pick<MemberPlan, 'changes'>,
  skipped: readonly Skip[],
  states: readonly TargetState[],
  wanted: (itemId: ItemId, member: string) => Standing | undefined,
): DependentChange[] {
  const pro = new Map(
    states
      .filter(({ target, pools }) => target.kind === 'listing' && pools.some(({ key }) => isProLevel(key)))
      .map(({ target }) => [target.itemId, target.title]),
  );
  const types = states.find(({ target }) => target.kind === 'userType');
  if (pro.size === 0 || !types) return [];
  const retyped = new Set(
    plan.changes.flatMap(change => (change.itemId === userTypesTarget ? [userKey(change.username)] : [])),
  );
  const found: DependentChange[] = [];
  const untyped = new Set<string>();
  const kept = new Set<string>();
  for (const { itemId, username, reason } of skipped) {
    if (byRule.has(reason)) continue;
    const member = userKey(username);
    if (itemId === userTypesTarget) (byOthers.has(reason) ? kept : untyped).add(member);
    const title = pro.get(itemId);
    if (title === undefined || !retyped.has(member)) continue;
    const { before = [], after = [] } = wanted(itemId, member) ?? {};
    if (takenBy('listing', before, after).length > 0)
      found.push({ itemId: userTypesTarget, member, on: title });
  }
  for (const { itemId, username, before, after } of plan.changes) {
    const member = userKey(username);
    if (!pro.has(itemId) || !(untyped.has(member) || kept.has(member))) continue;
    const losesLevel = untyped.has(member) && takenBy('listing', before, after).some(isProLevel);
    const countsOnType = after.length > 0 && !after.some(isProLevel);
    if (losesLevel || countsOnType) found.push({ itemId, member, on: types.target.title });
  }
  return found;
}
