// Where a portal is not as a policy says, member by member: what a plan of it would change, seats and offline licenses aside.
import { userKey, userTypeId } from '../ids';
import type { ItemId, Username } from '../ids';
import type { ComesWithType } from './comesWithType';
import { memberIndex } from './memberIndex';
import { doublesIn } from './orgDoubles';
import { wantedSet, wantedType } from './orgSets';
import { heldUserTypes } from './policyOrganization';
import type { Known, PolicyHeld, PolicyOrganization } from './policyOrganization';
import type { ResolvedPolicy } from './resolvePolicy';
import { userTypesTarget } from './wishTypes';
import type { PolicyRules, WishReason } from './wishTypes';

export interface PolicyDifference {
  readonly itemId: ItemId;
  readonly title: string;
  readonly username: Username;
  /** What the member holds of it. */
  readonly held: readonly string[];
  /** What the policy says, all its rules in force taken together; empty where it says nothing. */
  readonly wished: readonly string[];
  /** What the member would hold after a plan in the policy's mode. */
  readonly wanted: readonly string[];
  /** The rules; empty where none names the member. */
  readonly reasons: readonly WishReason[];
}

export interface PolicyDrift {
  /** By target in the document's order, then by name. */
  readonly differences: readonly PolicyDifference[];
  /** Targets that could not be compared whole: what is not here may differ as well. */
  readonly notCompared: readonly {
    readonly itemId: ItemId;
    readonly title: string;
    /** Absent where the list of holders was cut: those on it were compared. */
    readonly why?: string;
  }[];
}

/** What the policy makes of one member of one target, in its mode. */
export function wantedOf(
  rules: Pick<PolicyRules, 'mode' | 'protected'>,
  itemId: ItemId,
  member: string,
  held: readonly string[],
  wished: readonly string[],
): { readonly set: readonly string[]; readonly changes: boolean } {
  const want = itemId === userTypesTarget ? wantedType : wantedSet;
  return want(rules.mode, held, wished, rules.protected.has(member));
}

/** What is held of a target of a policy. */
export const heldOf = (organization: PolicyOrganization, itemId: ItemId): Known<PolicyHeld> | undefined =>
  itemId === userTypesTarget ? heldUserTypes(organization.members) : organization.held.get(itemId);

/**
 * Compares what a policy says with what a portal has (issue 4, section 8). Names that are no members, and members whom the policy excludes, differ in
 * nothing. Targets that are blocked are not compared: `resolved.problems` says why.
 */
export function policyDrift(resolved: ResolvedPolicy, organization: PolicyOrganization): PolicyDrift {
  const { rules, byTarget, targets } = resolved;
  const titles = new Map(targets.map(one => [one.itemId, one.title]));
  const isMember = membership(organization);
  const doublesFor = rules.removeDoubles === true ? comesAfter(resolved, organization) : undefined;
  const differences: PolicyDifference[] = [];
  const notCompared: PolicyDrift['notCompared'][number][] = [];
  for (const itemId of rules.governed) {
    const title = titles.get(itemId) ?? itemId;
    const known = heldOf(organization, itemId);
    if (known?.state !== 'known') {
      notCompared.push({ itemId, title, why: known?.why ?? '' });
      continue;
    }
    const { holdings, complete } = known.value;
    if (!complete) notCompared.push({ itemId, title });
    const { keys, wishes } = byTarget.get(itemId) ?? { keys: [], wishes: [] };
    const ofTarget = new Map(wishes.map((wish, index) => [keys[index] ?? '', wish]));
    const found: PolicyDifference[] = [];
    for (const key of new Set([...ofTarget.keys(), ...holdings.keys()])) {
      const [wish, holding] = [ofTarget.get(key), holdings.get(key)];
      // Of a list that was cut, who is missing may hold anything.
      if (rules.excluded.has(key) || (holding === undefined && (!complete || !isMember(key)))) continue;
      const username = holding?.username ?? wish?.username;
      if (username === undefined) continue;
      const held = (holding?.entitlements ?? []).filter(one => one !== '');
      const asked = wish?.entitlements ?? [];
      const doubles = itemId === userTypesTarget ? undefined : doublesFor?.(key, asked);
      const wished = doubles === undefined ? asked : asked.filter(one => !doubles.includes(one));
      const { set, changes } = wantedOf(rules, itemId, key, held, wished);
      if (changes)
        found.push({ itemId, title, username, held, wished, wanted: set, reasons: wish?.reasons ?? [] });
    }
    differences.push(...found.sort((a, b) => (userKey(a.username) < userKey(b.username) ? -1 : 1)));
  }
  return { differences, notCompared };
}

/** As {@link comesWithType}, by the user type that a plan gives: it knows that no other change is in its way. */
function comesAfter({ rules, byTarget }: ResolvedPolicy, organization: PolicyOrganization): ComesWithType {
  const { userTypes } = memberIndex(organization.members);
  const { keys, wishes } = byTarget.get(userTypesTarget) ?? { keys: [], wishes: [] };
  const wishedTypes = new Map(keys.map((key, at) => [key, wishes[at]?.entitlements ?? []]));
  return (key, set) => {
    const type = userTypes.get(key);
    if (rules.protected.has(key)) return [];
    const held = type === undefined ? [] : [type];
    const wished = rules.excluded.has(key) ? [] : (wishedTypes.get(key) ?? []);
    const [next] = wantedOf(rules, userTypesTarget, key, held, wished).set;
    return doublesIn(set, next === undefined ? undefined : userTypeId(next));
  };
}

/** Whether a name (`userKey`) may be a member: true for all where the members are not known whole. */
export function membership({ members }: PolicyOrganization): (key: string) => boolean {
  const { spelling, isWhole } = memberIndex(members);
  return key => !isWhole || spelling.has(key);
}
