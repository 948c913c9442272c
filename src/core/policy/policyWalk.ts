// Every part of a policy in which people are named, in the order of the text's sections.
import type { LocatedText } from '../files/fileProblem';
import type { Grant, People, Policy, PolicyTarget, Quota, Selector } from './policyTypes';

/** A rule with the target that it stands in; `userTypes` for rules of user types. */
export interface PlacedGrant {
  readonly grant: Grant;
  readonly target: PolicyTarget | 'userTypes';
}

/** All rules, in the document's order. */
export const allGrants = (policy: Policy): readonly PlacedGrant[] => [
  ...policy.targets.flatMap(target => target.grants.map(grant => ({ grant, target }))),
  ...(policy.userTypes?.grants ?? []).map(grant => ({ grant, target: 'userTypes' as const })),
];

export const allQuotas = (policy: Policy): readonly Quota[] => policy.targets.flatMap(({ quotas }) => quotas);

/** Every selection of people, without those inside of others (`except`). */
export const allPeople = (policy: Policy): readonly People[] => [
  ...policy.teams.map(({ people }) => people),
  ...(policy.protected === undefined ? [] : [policy.protected]),
  ...(policy.exclude === undefined ? [] : [policy.exclude]),
  ...allGrants(policy).map(({ grant }) => grant.to),
];

/** Every selector, those of `except` included. */
export function allSelectors(policy: Policy): readonly Selector[] {
  const found: Selector[] = [];
  const waiting = [...allPeople(policy)];
  for (let people = waiting.pop(); people !== undefined; people = waiting.pop()) {
    for (const selector of people.selectors) {
      found.push(selector);
      if (selector.except !== undefined) waiting.push(selector.except);
    }
  }
  return found;
}

/** Every place that names a team: selections and quotas. */
export const teamMentions = (policy: Policy): readonly LocatedText[] => [
  ...allSelectors(policy).flatMap(({ teams }) => teams),
  ...allQuotas(policy).map(({ team }) => team),
];

/** What has to be read beside listings, holders and members before a policy can be resolved. */
export interface PolicyNeeds {
  /** Ids or titles, each once. */
  readonly groups: readonly string[];
  /** Paths relative to the document, each once. */
  readonly rosters: readonly string[];
  /** Whether a role is named that may be a custom one, so that the portal's roles are needed. */
  readonly roles: boolean;
}

/** What a policy names that has to be read from elsewhere. */
export function policyNeeds(policy: Policy): PolicyNeeds {
  const selectors = allSelectors(policy);
  const each = (names: readonly LocatedText[]): readonly string[] => [...new Set(names.map(one => one.text))];
  return {
    groups: each(selectors.flatMap(({ groups }) => groups)),
    rosters: each(selectors.flatMap(({ rosters }) => rosters)),
    roles: selectors.some(({ roles }) => roles.length > 0),
  };
}

/** The team of a selector that names one and nothing else. */
export function onlyTeam(selector: Selector): LocatedText | undefined {
  const { teams, members, rosters, userTypes, roles, groups, everyone, except } = selector;
  const others = [members, rosters, userTypes, roles, groups].some(one => one.length > 0);
  return teams.length === 1 && !others && !everyone && except === undefined ? teams[0] : undefined;
}

/** Whether a selector names members and selects by nothing else. */
export function isOnlyMembers({ teams, rosters, userTypes, roles, groups, everyone }: Selector): boolean {
  return [teams, rosters, userTypes, roles, groups].every(one => one.length === 0) && !everyone;
}
