// More members than seats: by what the policy grants, and by what it leaves with those who have it.
import { entitlementName, bundleEntitlement, userTypeName } from '../catalog';
import type { FileProblem, TextSpan } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import type { ItemId } from '../ids';
import { entitlementKey, userKey } from '../ids';
import { nameOfUserType } from '../licenseNames';
import { heldUserTypes } from './policyOrganization';
import type { Known, PolicyHeld, PolicyOrganization } from './policyOrganization';
import type { Policy } from './policyTypes';
import { entryPlace } from './policySentences';
import type { ResolvedPolicy } from './resolvePolicy';
import { userTypesTarget } from './wishTypes';
import type { PolicyWish } from './wishTypes';

/** Pools of which more would be held than there are. A policy that grants nothing needs no seats. */
export function lintSeats(
  policy: Policy,
  resolved: ResolvedPolicy,
  organization: PolicyOrganization,
): readonly FileProblem[] {
  if (policy.mode === 'removeOnly') return [];
  const byTarget = new Map<ItemId, PolicyWish[]>();
  for (const wish of resolved.wishes) {
    const list = byTarget.get(wish.itemId);
    if (list === undefined) byTarget.set(wish.itemId, [wish]);
    else list.push(wish);
  }
  const isPlanned = plannedOf(resolved, organization);
  const seen = new Set<ItemId>();
  return resolved.targets.flatMap(({ entry, itemId, isBlocked, target, title }) => {
    if (isBlocked || seen.has(itemId)) return [];
    seen.add(itemId);
    const isTypes = itemId === userTypesTarget;
    const held = isTypes ? heldUserTypes(organization.members) : organization.held.get(itemId);
    const after = countAfter((byTarget.get(itemId) ?? []).filter(isPlanned), held, resolved, isTypes);
    const at = entryPlace(entry, policy);
    if (isTypes) return userTypeFaults(after, organization, at);
    const pools = (target?.pools ?? []).flatMap(({ key, total }) => {
      const holders = after.byKey.get(entitlementKey(key)) ?? 0;
      if (total === undefined || holders <= total) return [];
      return key === bundleEntitlement
        ? [problem('warning', at, 'policy.moreThanMembers', title, holders, total, holders - total)]
        : [
            problem(
              'warning',
              at,
              'policy.moreThanSeats',
              entitlementName(key),
              title,
              holders,
              total,
              holders - total,
            ),
          ];
    });
    const most = target?.maxUsers;
    if (most === undefined || after.members <= most) return pools;
    const over = after.members - most;
    return [...pools, problem('warning', at, 'policy.moreThanMembers', title, after.members, most, over)];
  });
}

/** Whether anything is planned of a wish: not of excluded members, and not of names that are no members. */
function plannedOf(
  { rules }: ResolvedPolicy,
  { members }: PolicyOrganization,
): (wish: PolicyWish) => boolean {
  const there =
    members.state === 'known' && members.value.partial === undefined
      ? new Set(members.value.items.map(one => userKey(one.username)))
      : undefined;
  return ({ username }) => {
    const key = userKey(username);
    return !rules.excluded.has(key) && there?.has(key) !== false;
  };
}

interface After {
  readonly byKey: ReadonlyMap<string, number>;
  readonly members: number;
}

/** How many hold each entitlement once every wish is met, seats aside. */
function countAfter(
  wishes: readonly PolicyWish[],
  held: Known<PolicyHeld> | undefined,
  { rules }: ResolvedPolicy,
  isTypes: boolean,
): After {
  const keyOf = isTypes ? (one: string): string => one : entitlementKey;
  const folded = new Map<readonly string[], readonly string[]>();
  const keysOf = (names: readonly string[]): readonly string[] => {
    let keys = folded.get(names);
    if (keys === undefined) folded.set(names, (keys = names.filter(one => one !== '').map(keyOf)));
    return keys;
  };
  const byKey = new Map<string, number>();
  let members = 0;
  const count = (keys: Iterable<string>): void => {
    let any = false;
    for (const key of keys) {
      any = true;
      byKey.set(key, (byKey.get(key) ?? 0) + 1);
    }
    if (any) members++;
  };
  const holdings = held?.state === 'known' ? held.value.holdings : new Map<string, never>();
  const done = new Set<string>();
  for (const { username, entitlements } of wishes) {
    const key = userKey(username);
    done.add(key);
    const wished = keysOf(entitlements);
    const before = holdings.get(key)?.entitlements;
    // A user type is exchanged, whatever the mode.
    const keeps = !isTypes && (rules.mode === 'addOnly' || rules.protected.has(key));
    count(keeps && before !== undefined ? new Set([...keysOf(before), ...wished]) : wished);
  }
  for (const [key, { entitlements }] of holdings) {
    if (done.has(key)) continue;
    const keeps = isTypes || rules.mode === 'addOnly' || rules.protected.has(key) || rules.excluded.has(key);
    if (keeps) count(keysOf(entitlements));
  }
  return { byKey, members };
}

function userTypeFaults(
  { byKey }: After,
  { userTypes }: PolicyOrganization,
  at: TextSpan,
): readonly FileProblem[] {
  if (userTypes.state === 'unread') return [];
  return userTypes.value.flatMap(type => {
    const members = byKey.get(type.id) ?? 0;
    const { maximum } = type;
    if (maximum === undefined || members <= maximum) return [];
    const name = nameOfUserType(type) || userTypeName(type.id);
    return [problem('warning', at, 'policy.moreThanUserType', name, members, maximum, members - maximum)];
  });
}

/** Quotas below what the grants give the team's members. */
export function lintQuotas(
  resolved: ResolvedPolicy,
  organization: PolicyOrganization,
): readonly FileProblem[] {
  const { rules } = resolved;
  if (rules.quotas.length === 0) return [];
  const wishes = resolved.wishes.filter(plannedOf(resolved, organization));
  return rules.quotas.flatMap(({ team, members, itemId, entitlement, seats, reason }) => {
    const key = entitlement === undefined ? undefined : entitlementKey(entitlement);
    let granted = 0;
    for (const wish of wishes) {
      if (wish.itemId !== itemId || !members.has(userKey(wish.username))) continue;
      if (key === undefined || wish.entitlements.some(one => entitlementKey(one) === key)) granted++;
    }
    const at = { offset: reason.offset, length: 1 };
    return granted <= seats
      ? []
      : [problem('warning', at, 'policy.overQuota', team, granted, seats, granted - seats)];
  });
}
