// More members than seats: by what the policy grants, and by what it leaves with those who have it.
import { entitlementName, bundleEntitlement, userTypeName } from '../catalog';
import type { FileProblem, TextSpan } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import type { ItemId } from '../ids';
import { entitlementKey } from '../ids';
import { nameOfUserType } from '../licenseNames';
import { memberIndex } from './memberIndex';
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
  const isPlanned = plannedOf(resolved, organization);
  const seen = new Set<ItemId>();
  return resolved.targets.flatMap(({ entry, itemId, isBlocked, target, title }) => {
    if (isBlocked || seen.has(itemId)) return [];
    seen.add(itemId);
    const isTypes = itemId === userTypesTarget;
    const held = isTypes ? heldUserTypes(organization.members) : organization.held.get(itemId);
    const after = countAfter(itemId, held, resolved, isPlanned);
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

/** Whether anything is planned of a member (`userKey`): not of excluded ones, and not of names that are no members. */
function plannedOf({ rules }: ResolvedPolicy, { members }: PolicyOrganization): (key: string) => boolean {
  const { spelling, isWhole } = memberIndex(members);
  return key => !rules.excluded.has(key) && (!isWhole || spelling.has(key));
}

interface After {
  readonly byKey: ReadonlyMap<string, number>;
  readonly members: number;
}

type Names = readonly string[];
const none: Names = [];

/** How many hold each entitlement once every wish is met, seats aside. */
function countAfter(
  itemId: ItemId,
  held: Known<PolicyHeld> | undefined,
  { rules, byTarget }: ResolvedPolicy,
  isPlanned: (key: string) => boolean,
): After {
  const isTypes = itemId === userTypesTarget;
  // Members of the same rules share the very list, and so do many who hold the same: each pair of lists is counted first and looked into once.
  const pairs = new Map<Names, Map<Names, number>>();
  const count = (before: Names, wished: Names): void => {
    let ofWished = pairs.get(wished);
    if (ofWished === undefined) pairs.set(wished, (ofWished = new Map<Names, number>()));
    ofWished.set(before, (ofWished.get(before) ?? 0) + 1);
  };
  const holdings = held?.state === 'known' ? held.value.holdings : new Map<string, never>();
  // In `exact` nobody keeps what no wish names, but for a few.
  const { mode, protected: kept, excluded } = rules;
  const keepsAll = isTypes || mode === 'addOnly';
  const keepsAny = keepsAll || kept.size > 0 || excluded.size > 0;
  const done = new Set<string>();
  const { wishes, keys } = byTarget.get(itemId) ?? { wishes: [], keys: [] };
  for (let index = 0; index < wishes.length; index++) {
    const [wish, key] = [wishes[index], keys[index]];
    if (wish === undefined || key === undefined || !isPlanned(key)) continue;
    if (keepsAny) done.add(key);
    // A user type is exchanged, whatever the mode.
    const keeps = !isTypes && (keepsAll || kept.has(key));
    count(keeps ? (holdings.get(key)?.entitlements ?? none) : none, wish.entitlements);
  }
  for (const [key, { entitlements }] of keepsAny ? holdings : []) {
    const keeps = keepsAll || kept.has(key) || excluded.has(key);
    if (keeps && !done.has(key)) count(none, entitlements);
  }
  const keyOf = isTypes ? (one: string): string => one : entitlementKey;
  const byKey = new Map<string, number>();
  let members = 0;
  for (const [wished, ofWished] of pairs) {
    for (const [before, times] of ofWished) {
      const names = new Set([...before, ...wished].filter(one => one !== '').map(keyOf));
      if (names.size > 0) members += times;
      for (const name of names) byKey.set(name, (byKey.get(name) ?? 0) + times);
    }
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
  const isPlanned = plannedOf(resolved, organization);
  // One pass over the wishes of each pool counts for all teams: a look at every member of every quota is what would cost.
  const places = new Map(
    [...new Set(rules.quotas.map(one => one.members))].map((one, place) => [one, place]),
  );
  const placesOf = new Map<string, number[]>();
  for (const [members, place] of places) {
    for (const key of members) {
      const known = placesOf.get(key);
      if (known !== undefined) known.push(place);
      else if (isPlanned(key)) placesOf.set(key, [place]);
    }
  }
  const counts = new Map<ItemId, Map<string | undefined, readonly number[]>>();
  const countsOf = (itemId: ItemId, key: string | undefined): readonly number[] => {
    let ofListing = counts.get(itemId);
    if (ofListing === undefined)
      counts.set(itemId, (ofListing = new Map<string | undefined, readonly number[]>()));
    let found = ofListing.get(key);
    if (found === undefined) ofListing.set(key, (found = grantedByTeam(resolved, itemId, key, placesOf)));
    return found;
  };
  return rules.quotas.flatMap(({ team, members, itemId, entitlement, seats, reason }) => {
    const key = entitlement === undefined ? undefined : entitlementKey(entitlement);
    const granted = countsOf(itemId, key)[places.get(members) ?? -1] ?? 0;
    const at = { offset: reason.offset, length: 1 };
    return granted <= seats
      ? []
      : [problem('warning', at, 'policy.overQuota', team, granted, seats, granted - seats)];
  });
}

/**
 * To how many members of each team a target's wishes give an entitlement.
 * @param wanted by `entitlementKey`; undefined: anything of the target
 * @param placesOf by `userKey`, where a member's teams stand in what is returned
 */
function grantedByTeam(
  { byTarget }: ResolvedPolicy,
  itemId: ItemId,
  wanted: string | undefined,
  placesOf: ReadonlyMap<string, readonly number[]>,
): readonly number[] {
  const counts: number[] = [];
  const { wishes, keys } = byTarget.get(itemId) ?? { wishes: [], keys: [] };
  // Members of the same rules share their list of entitlements.
  const answers = new Map<PolicyWish['entitlements'], boolean>();
  const isGranted = (entitlements: PolicyWish['entitlements']): boolean => {
    if (wanted === undefined) return entitlements.length > 0;
    let answer = answers.get(entitlements);
    if (answer === undefined)
      answers.set(entitlements, (answer = entitlements.some(one => entitlementKey(one) === wanted)));
    return answer;
  };
  wishes.forEach(({ entitlements }, index) => {
    if (!isGranted(entitlements)) return;
    for (const place of placesOf.get(keys[index] ?? '') ?? []) counts[place] = (counts[place] ?? 0) + 1;
  });
  return counts;
}
