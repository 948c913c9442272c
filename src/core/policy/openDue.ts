// What of a policy's dates is open at a portal, and what a plan for exactly that asks for (issue 4, section 10).
import { entitlementKey, userKey } from '../ids';
import type { ItemId, Username } from '../ids';
import type { DueGrant } from './dueGrants';
import { forgottenAfter, isPlannableDue } from './dueGrants';
import { periodOf, zoneOf } from './grantPeriods';
import { wantedSet } from './orgSets';
import { heldOf, membership } from './policyDrift';
import type { PolicyOrganization } from './policyOrganization';
import type { Policy } from './policyTypes';
import type { ResolvedPolicy } from './resolvePolicy';
import { userTypesTarget } from './wishTypes';
import type { PolicyRules, PolicyWish, WishReason } from './wishTypes';

/**
 * Whether the dates of a policy alone give a reason to look at the portal: a grant that began and has not ended, one that begins soon, ends soon or has
 * ended. Nothing has to be read for it.
 * @param organizationZone counts where the document names no zone
 * @param now ms epoch
 * @param soonMs what begins or ends within it counts
 */
export function mayBeDue(policy: Policy, organizationZone: string, now: number, soonMs: number): boolean {
  const zone = zoneOf(policy, organizationZone);
  const grants = [...policy.targets.flatMap(one => one.grants), ...(policy.userTypes?.grants ?? [])];
  return grants.some(grant => {
    const { start, end } = periodOf(grant, zone);
    const starts = Number.isFinite(start) && start - now <= soonMs && now < end;
    return starts || (Number.isFinite(end) && end - now <= soonMs && now - end < forgottenAfter);
  });
}

/**
 * Starts and ends that are due, overdue, or to come soon, by time, each with the members whom it concerns: members of the organization whom the policy
 * does not exclude.
 * @param now ms epoch
 * @param soonMs what is further away is left out
 */
export function openDue(
  resolved: ResolvedPolicy,
  organization: PolicyOrganization,
  now: number,
  soonMs: number,
): readonly DueGrant[] {
  const isMember = membership(organization);
  return resolved.due.flatMap(grant => {
    if (grant.at - now > soonMs) return [];
    const members = grant.members.filter(name => {
      const key = userKey(name);
      return isMember(key) && !resolved.rules.excluded.has(key);
    });
    return members.length === 0 ? [] : [{ ...grant, members }];
  });
}

interface Asked {
  readonly itemId: ItemId;
  readonly username: Username;
  readonly starts: Set<string>;
  readonly ends: Set<string>;
  readonly reasons: WishReason[];
  priority: number;
}

/**
 * The wishes and rules of a plan that gives what has started and takes what has ended, and leaves all else as it is, whatever the policy's mode: a
 * policy that only adds would never take a loan back. What another rule in force gives stays. Protected and excluded members, thresholds and quotas
 * count as in any plan of the policy. To be planned with `wishesOnly`.
 * @param chosen of which starts and ends, and for whom
 * @returns no wishes where nothing of it is due
 */
export function dueWishes(
  resolved: ResolvedPolicy,
  organization: PolicyOrganization,
  chosen: (grant: DueGrant, member: Username) => boolean,
): { readonly wishes: readonly PolicyWish[]; readonly rules: PolicyRules } {
  const asked = new Map<string, Asked>();
  for (const grant of resolved.due) {
    if (!isPlannableDue(grant)) continue;
    for (const username of grant.members) {
      if (!chosen(grant, username)) continue;
      const key = `${grant.itemId}\n${userKey(username)}`;
      const { itemId, reason } = grant;
      const own = asked.get(key) ?? {
        itemId,
        username,
        starts: new Set<string>(),
        ends: new Set<string>(),
        reasons: [],
        priority: Infinity,
      };
      asked.set(key, own);
      for (const one of grant.entitlements) (grant.event === 'starts' ? own.starts : own.ends).add(one);
      own.reasons.push(reason);
    }
  }
  const inForce = new Map(resolved.wishes.map(wish => [`${wish.itemId}\n${userKey(wish.username)}`, wish]));
  const wishes: PolicyWish[] = [];
  const modes = new Set<PolicyRules['mode']>();
  for (const [key, { itemId, username, starts, ends, reasons }] of asked) {
    const given = inForce.get(key);
    const isType = itemId === userTypesTarget;
    // A member always has a user type: of one that has ended the next is known only where another rule gives it.
    if (isType && given === undefined) continue;
    const entitlements = isType
      ? (given?.entitlements ?? [])
      : setAfter(organization, itemId, userKey(username), { starts, ends, given });
    modes.add(isType ? 'exact' : ends.size === 0 ? 'addOnly' : starts.size === 0 ? 'removeOnly' : 'exact');
    wishes.push({ itemId, username, entitlements, reasons, priority: given?.priority ?? Infinity });
  }
  const [only] = modes;
  return { wishes, rules: { ...resolved.rules, mode: modes.size === 1 && only ? only : 'exact' } };
}

/** What a member holds of a listing or bundle when what started was given and what ended was taken. */
function setAfter(
  organization: PolicyOrganization,
  itemId: ItemId,
  member: string,
  due: {
    readonly starts: ReadonlySet<string>;
    readonly ends: ReadonlySet<string>;
    readonly given: PolicyWish | undefined;
  },
): readonly string[] {
  const known = heldOf(organization, itemId);
  const holding = known?.state === 'known' ? known.value.holdings.get(member) : undefined;
  const held = (holding?.entitlements ?? []).filter(one => one !== '');
  const stays = new Set((due.given?.entitlements ?? []).map(entitlementKey));
  const ended = new Set([...due.ends].map(entitlementKey).filter(key => !stays.has(key)));
  const left = held.filter(one => !ended.has(entitlementKey(one)));
  return wantedSet('addOnly', left, [...due.starts], false).set;
}
