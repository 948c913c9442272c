// What is said of seats, quotas, moves of user types and dates, found the slow way: each member, rule and pool by itself. To compare the check with.
import { bundleEntitlement, entitlementName, userTypeName } from '../../../../src/core/catalog';
import { entitlementKey, userKey } from '../../../../src/core/ids';
import type { ItemId } from '../../../../src/core/ids';
import { nameOfUserType } from '../../../../src/core/licenseNames';
import { isInForce } from '../../../../src/core/policy/grantPeriods';
import { heldUserTypes } from '../../../../src/core/policy/policyOrganization';
import type { PolicyHeld, PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import type { Policy } from '../../../../src/core/policy/policyTypes';
import { allSelectors } from '../../../../src/core/policy/policyWalk';
import { isIncluded } from './policyOracle';
import type { ResolvedPolicy } from '../../../../src/core/policy/resolvePolicy';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';

const heldIn = (organization: PolicyOrganization, itemId: ItemId): PolicyHeld | undefined => {
  const held =
    itemId === userTypesTarget ? heldUserTypes(organization.members) : organization.held.get(itemId);
  return held?.state === 'known' ? held.value : undefined;
};

/** Members of whom a policy plans something. */
function isPlanned(name: string, { rules }: ResolvedPolicy, { members }: PolicyOrganization): boolean {
  if (rules.excluded.has(userKey(name))) return false;
  if (members.state === 'unread' || members.value.partial !== undefined) return true;
  return members.value.items.some(one => userKey(one.username) === userKey(name));
}

/** What a member would hold of a target once every wish is met, in folded names. */
function after(
  name: string,
  itemId: ItemId,
  resolved: ResolvedPolicy,
  organization: PolicyOrganization,
): Set<string> {
  const fold = (one: string): string => (itemId === userTypesTarget ? one : entitlementKey(one));
  const { mode, protected: kept, excluded } = resolved.rules;
  const key = userKey(name);
  const held = (heldIn(organization, itemId)?.holdings.get(key)?.entitlements ?? []).filter(
    one => one !== '',
  );
  const wish = resolved.wishes.find(one => one.itemId === itemId && userKey(one.username) === key);
  const isType = itemId === userTypesTarget;
  if (wish === undefined || !isPlanned(name, resolved, organization)) {
    const keeps = isType || mode === 'addOnly' || kept.has(key) || excluded.has(key);
    return new Set(keeps ? held.map(fold) : []);
  }
  const keeps = !isType && (mode === 'addOnly' || kept.has(key));
  return new Set([...(keeps ? held : []), ...wish.entitlements].map(fold));
}

/** `code args` of every shortage and quota, sorted. */
export function slowSeats(
  policy: Policy,
  resolved: ResolvedPolicy,
  organization: PolicyOrganization,
): readonly string[] {
  const found: string[] = [];
  const say = (code: string, ...args: readonly unknown[]): unknown =>
    found.push(`${code} ${JSON.stringify(args)}`);
  const open = resolved.targets.filter(one => !one.isBlocked);
  const once = open.filter((one, index) => open.findIndex(({ itemId }) => itemId === one.itemId) === index);
  for (const { itemId, target, title } of policy.mode === 'removeOnly' ? [] : once) {
    const names = [
      ...resolved.wishes.filter(one => one.itemId === itemId).map(one => one.username),
      ...[...(heldIn(organization, itemId)?.holdings.values() ?? [])].map(one => one.username),
    ];
    const all = [...new Set(names.map(userKey))].map(one => after(one, itemId, resolved, organization));
    const holders = (key: string): number => all.filter(one => one.has(key)).length;
    if (itemId === userTypesTarget) {
      const types = organization.userTypes.state === 'known' ? organization.userTypes.value : [];
      for (const type of types) {
        const [count, most = Infinity] = [holders(type.id), type.maximum];
        const name = nameOfUserType(type) || userTypeName(type.id);
        if (count > most) say('policy.moreThanUserType', name, count, most, count - most);
      }
      continue;
    }
    for (const { key, total = Infinity } of target?.pools ?? []) {
      const count = holders(entitlementKey(key));
      if (count <= total) continue;
      if (key === bundleEntitlement) say('policy.moreThanMembers', title, count, total, count - total);
      else say('policy.moreThanSeats', entitlementName(key), title, count, total, count - total);
    }
    const [count, most = Infinity] = [all.filter(one => one.size > 0).length, target?.maxUsers];
    if (count > most) say('policy.moreThanMembers', title, count, most, count - most);
  }
  for (const { team, members, itemId, entitlement, seats } of resolved.rules.quotas) {
    const count = resolved.wishes.filter(
      one =>
        one.itemId === itemId &&
        members.has(userKey(one.username)) &&
        isPlanned(one.username, resolved, organization) &&
        (entitlement === undefined ||
          one.entitlements.some(given => entitlementKey(given) === entitlementKey(entitlement))),
    ).length;
    if (count > seats) say('policy.overQuota', team, count, seats, count - seats);
  }
  return found.sort();
}

/** How many members each selection by user type gains or loses by the rules of user types, none left out, sorted. */
export function slowMoves(
  policy: Policy,
  resolved: ResolvedPolicy,
  { members }: PolicyOrganization,
): readonly number[] {
  const all = members.state === 'known' ? members.value.items : [];
  return allSelectors(policy)
    .map(({ userTypes }) => {
      const types: readonly (string | undefined)[] = userTypes.map(one => one.text);
      return resolved.wishes.filter(one => {
        if (one.itemId !== userTypesTarget) return false;
        const before = all.find(({ username }) => userKey(username) === userKey(one.username));
        if (before === undefined) return false;
        return types.includes(before.userType) !== types.includes(one.entitlements[0]);
      }).length;
    })
    .filter(count => count > 0)
    .sort((a, b) => a - b);
}

/** `target line event members` of what should have started or ended and has not, sorted. */
export function slowDue(
  { targets, rules, wishes }: ResolvedPolicy,
  organization: PolicyOrganization,
  now: number,
): readonly string[] {
  const found: string[] = [];
  const { members: all } = organization;
  const typesOf = (key: string): readonly (string | undefined)[] => [
    all.state === 'known' ? all.value.items.find(one => userKey(one.username) === key)?.userType : undefined,
    ...wishes
      .filter(one => one.itemId === userTypesTarget && userKey(one.username) === key)
      .map(one => one.entitlements[0]),
  ];
  const isSpared = (key: string, name: string): boolean =>
    rules.removeDoubles === true && !rules.protected.has(key) && isIncluded(name, typesOf(key));
  for (const { itemId, isBlocked, grants } of targets) {
    const held = heldIn(organization, itemId);
    if (isBlocked || held === undefined) continue;
    const fold = (one: string): string => (itemId === userTypesTarget ? one : entitlementKey(one));
    for (const grant of grants) {
      const { start, end } = grant.period;
      const given = grant.entitlements.map(fold);
      const others = (key: string): typeof grants =>
        grants.filter(one => one !== grant && isInForce(one.period, now) && one.members.has(key));
      const holds = (key: string): readonly string[] =>
        (held.holdings.get(key)?.entitlements ?? []).map(fold);
      const members = [...grant.members.keys()];
      const say = (event: string, late: readonly string[]): void => {
        if (late.length > 0) found.push(`${itemId} ${grant.reason.offset} ${event} ${late.join()}`);
      };
      if (Number.isFinite(start) && start <= now && now < end)
        say(
          'starts',
          members.filter(key => {
            const isLater =
              itemId === userTypesTarget && others(key).some(one => one.priority < grant.priority);
            return !isLater && given.some(one => !holds(key).includes(one) && !isSpared(key, one));
          }),
        );
      if (Number.isFinite(end) && end <= now)
        say(
          'ends',
          members.filter(key => {
            const rest = others(key).flatMap(one => one.entitlements.map(fold));
            return given.some(one => holds(key).includes(one) && !rest.includes(one));
          }),
        );
    }
  }
  return found.sort();
}
