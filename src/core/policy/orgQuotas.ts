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
  const byTarget = new Map<ItemId, TeamQuota[]>();
  for (const quota of quotas) {
    const list = byTarget.get(quota.itemId);
    if (list) list.push(quota);
    else byTarget.set(quota.itemId, [quota]);
  }
  for (const [itemId, ofTarget] of byTarget) {
    const left = new Map<TeamQuota, number>();
    const gaining = new Map<string, TeamQuota[]>();
    for (const quota of ofTarget) {
      let seats = quota.seats;
      for (const member of quota.members) {
        const own = standing(itemId, member);
        if (!own || !holds(own.after, quota.entitlement)) continue;
        if (holds(own.before, quota.entitlement)) seats -= 1;
        else gaining.set(member, [...(gaining.get(member) ?? []), quota]);
      }
      left.set(quota, seats);
    }
    const inOrder = [...gaining].sort(([a], [b]) => rank(itemId, a) - rank(itemId, b));
    for (const [member, needed] of inOrder) {
      // Whoever goes without for one team takes no seat of another.
      const full = needed.find(quota => (left.get(quota) ?? 0) <= 0);
      if (full) beyond.push({ itemId, member, quota: full });
      else for (const quota of needed) left.set(quota, (left.get(quota) ?? 0) - 1);
    }
  }
  return beyond;
}
