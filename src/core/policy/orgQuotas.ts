// The seats of teams: who gains a seat beyond its team's quota.
import { entitlementKey } from '../ids';
import type { ItemId } from '../ids';
import type { TeamQuota } from './wishTypes';

/** What a member holds of a target, before and after. */
export interface Standing {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A member who does not get what its team has no seat for. */
export interface BeyondQuota {
  readonly itemId: ItemId;
  /** By `userKey`. */
  readonly member: string;
  readonly quota: TeamQuota;
}

const holds = (set: readonly string[], entitlement: string | undefined): boolean => {
  if (entitlement === undefined) return set.some(name => name !== '');
  const key = entitlementKey(entitlement);
  return set.some(name => entitlementKey(name) === key);
};

/**
 * Members who would gain a seat beyond the quota of a team, last in rank first out. Nobody who has a seat loses it to a quota: holders count first.
 * @param standing what a member of the team holds; undefined for one who holds nothing before and after.
 * @param rank lower goes first.
 */
export function beyondQuotas(
  quotas: readonly TeamQuota[],
  standing: (itemId: ItemId, member: string) => Standing | undefined,
  rank: (itemId: ItemId, member: string) => number,
): BeyondQuota[] {
  const beyond: BeyondQuota[] = [];
  for (const quota of quotas) {
    let seats = quota.seats;
    const gaining: string[] = [];
    for (const member of quota.members) {
      const own = standing(quota.itemId, member);
      if (!own || !holds(own.after, quota.entitlement)) continue;
      if (holds(own.before, quota.entitlement)) seats -= 1;
      else gaining.push(member);
    }
    if (gaining.length <= seats) continue;
    gaining.sort((a, b) => rank(quota.itemId, a) - rank(quota.itemId, b));
    for (const member of gaining.slice(Math.max(0, seats)))
      beyond.push({ itemId: quota.itemId, member, quota });
  }
  return beyond;
}
