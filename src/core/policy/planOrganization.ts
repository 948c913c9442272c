// A policy's wishes and rules, and what an organization holds → one plan over listings, bundles and user types (issue 4, sections 2 and 4).
import type { Membership } from '../desired';
import { userKey, userTypeId } from '../ids';
import type { ItemId, PortalId, Username, UserTypeId } from '../ids';
import { planMembers } from '../plan';
import type { Removals } from '../planDetails';
import type { PlannedTarget } from '../planTarget';
import type { DesiredChange, MemberChange, MemberPlan, Skip, TargetState } from '../planTypes';
import { doublesOf } from './orgDoubles';
import { OrganizationSets } from './orgMembers';
import { beyondQuotas } from './orgQuotas';
import { takenBy } from './orgSets';
import { offlineMembers } from './orgUserTypes';
import { planTogether } from './planTogether';
import { userTypesTarget } from './wishTypes';
import type { PolicyRules, PolicyWish } from './wishTypes';

export interface OrganizationInput {
  readonly id: string;
  readonly portalId: PortalId;
  readonly title: string;
  /** Epoch ms when `targets` were read. */
  readonly createdAt: number;
  /** Epoch ms, for warnings of what ends soon; `createdAt` when absent. */
  readonly now?: number;
  /** The state of every governed target; the user types as `userTypesState` makes them. Others are left alone. */
  readonly targets: readonly TargetState[];
  /** At most one for a member of a target. */
  readonly wishes: readonly PolicyWish[];
  readonly rules: PolicyRules;
  /** SHA-256, hex, of the policy's text. */
  readonly policyHash?: string;
  /** What is known of a name; `unknown` for all when absent. */
  readonly members?: (name: string) => Membership;
  /** The user type of a member; where absent, or where it says nothing, what the target of user types says. */
  readonly userTypes?: (name: string) => UserTypeId | undefined;
  /** Whom no wish names is left alone in every mode: for a plan of what is due alone. */
  readonly wishesOnly?: boolean;
  /** 25 unless the portal allows fewer. */
  readonly batchSize?: number;
}

/**
 * Plans what a policy asks for. Every wish ends as a change, as a skip with its cause, or among those met already (`policy.unchanged`). In `exact` and
 * `removeOnly` whoever holds something of a governed target that no wish names loses it, but for protected and excluded members and, where a list is
 * cut, for those who are not listed. A plan that takes from more members than the threshold says so in `policy.overThreshold`: it may only be carried
 * out when that is asked for.
 * @throws RangeError when `batchSize` is not a whole number from 1 to 25.
 */
export function planOrganization(input: OrganizationInput): MemberPlan {
  const { rules } = input;
  const governed = new Set<ItemId>(rules.governed);
  const states = input.targets.filter(state => governed.has(state.target.itemId));
  const typesState = input.targets.find(state => state.target.kind === 'userType');
  const currentType = (name: string): UserTypeId | undefined => {
    const [held] = typesState?.holdings.get(userKey(name))?.entitlements ?? [];
    return input.userTypes?.(name) ?? (held === undefined ? undefined : userTypeId(held));
  };
  const sets = new OrganizationSets({
    states,
    wishes: input.wishes,
    rules,
    offline: offlineMembers(input.targets),
    currentType,
    wishesOnly: input.wishesOnly ?? false,
  });

  const quotas = rules.quotas.filter(quota => governed.has(quota.itemId));
  const rank = (itemId: ItemId, member: string): number => sets.rankOf(itemId, member);
  // Who is left out keeps a seat that another of the team was to get, and so on: all of them at once, since planning anew for each takes long.
  const skipBeyond = (standing: Parameters<typeof beyondQuotas>[1]): boolean => {
    const kept = new Set<string>();
    for (let isFirst = true; ; isFirst = false) {
      const beyond = beyondQuotas(
        quotas,
        (itemId, member) =>
          kept.has(`${itemId}\n${member}`) ? sets.held(itemId, member) : standing(itemId, member),
        rank,
      );
      for (const { itemId, member, quota } of beyond) {
        const names = [...(quota.entitlement === undefined ? [] : [quota.entitlement]), quota.team];
        sets.skip(itemId, member, { reason: 'quota', names });
        kept.add(`${itemId}\n${member}`);
      }
      if (beyond.length === 0) return !isFirst;
    }
  };
  skipBeyond((itemId, member) => sets.standing(itemId, member));

  const remembered = new Map<string, PlannedTarget>();
  const make = (changes: readonly DesiredChange[]): MemberPlan =>
    planMembers({
      id: input.id,
      portalId: input.portalId,
      title: input.title,
      createdAt: input.createdAt,
      ...(input.now !== undefined && { now: input.now }),
      targets: input.targets.filter(state => governed.has(state.target.itemId)),
      changes,
      ...(input.members && { members: input.members }),
      userTypes: currentType,
      suppressCustomerEmail: !rules.notify,
      ...(input.batchSize !== undefined && { batchSize: input.batchSize }),
      allowGaps: rules.allowGaps,
      pinned: rules.protected,
      remembered,
    });
  const plan = planTogether(sets, states, make, ({ changes }) => {
    // Who gives back a seat of its team's and is skipped keeps it.
    const changed = new Map(changes.map(change => [memberOf(change), change]));
    return skipBeyond((itemId, member) => changed.get(`${itemId}\n${member}`) ?? sets.held(itemId, member));
  });

  const types = new Map(
    plan.changes
      .filter(change => change.itemId === userTypesTarget)
      .map(change => [userKey(change.username), change.after[0]]),
  );
  const finalType = (name: Username): UserTypeId | undefined => {
    const type = types.get(userKey(name));
    return type === undefined ? currentType(name) : userTypeId(type);
  };
  const removals = removalsOf(plan, states, rules.removalThreshold);
  const skipped = [...plan.skipped.filter(skip => skip.reason !== 'unchanged'), ...sets.skipped()];
  return {
    ...plan,
    targets: states.map(state => state.target),
    changes: plan.changes.map(change => ({ ...change, reasons: sets.reasons(change) })),
    skipped: skipped.map((skip): Skip => ({ ...skip, reasons: sets.reasons(skip) })),
    policy: {
      mode: rules.mode,
      ...(input.policyHash !== undefined && { hash: input.policyHash }),
      removals,
      ...(isOverThreshold(removals) && { overThreshold: true as const }),
      ...(input.wishesOnly === true && { dueOnly: true as const }),
      ...(rules.removeDoubles === true && { removesDoubles: true as const }),
      doubles: doublesOf(states, plan, finalType),
      notAllListed:
        rules.mode === 'addOnly'
          ? []
          : states.filter(state => !state.complete).map(state => state.target.itemId),
      unchanged: sets.unchanged + plan.skipped.filter(skip => skip.reason === 'unchanged').length,
    },
  };
}

const memberOf = ({ itemId, username }: Pick<MemberChange, 'itemId' | 'username'>): string =>
  `${itemId}\n${userKey(username)}`;

/** Members from whom the plan takes something in any target, of those who hold something in any. */
function removalsOf(
  plan: Pick<MemberPlan, 'changes'>,
  states: readonly TargetState[],
  threshold: PolicyRules['removalThreshold'],
): Removals {
  const kinds = new Map(states.map(({ target }) => [target.itemId, target.kind]));
  const losing = new Set<string>();
  for (const { itemId, username, before, after } of plan.changes) {
    const kind = kinds.get(itemId) ?? 'listing';
    if (takenBy(kind, before, after).length > 0) losing.add(userKey(username));
  }
  return { members: losing.size, holders: holdersOf(states), ...(threshold && { threshold }) };
}

/** How many members hold something in any of these targets: what the percentage of a removal threshold is of. */
export function holdersOf(states: readonly Pick<TargetState, 'holdings'>[]): number {
  const holders = new Set<string>();
  for (const { holdings } of states) {
    for (const [key, { entitlements }] of holdings) {
      if (entitlements.some(name => name !== '')) holders.add(key);
    }
  }
  return holders.size;
}

/** Whether a plan takes from more members than the policy allows unasked. */
export function isOverThreshold({ members, holders, threshold }: Removals): boolean {
  const { count, percent } = threshold ?? {};
  return (
    (count !== undefined && members > count) || (percent !== undefined && members * 100 > percent * holders)
  );
}
