// Names of a policy that the portal does not know, that stand twice, and that nothing uses.
import type { FileProblem, LocatedText } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import { createNearNames } from '../files/lint/nearNames';
import { entitlementKey, userKey } from '../ids';
import type { PolicyOrganization } from './policyOrganization';
import type { Policy } from './policyTypes';
import { allGrants, allQuotas, allSelectors, teamMentions } from './policyWalk';
import { writeName } from './resolvePeople';
import { namesOf } from './policySentences';
import type { ResolvedPolicy } from './resolvePolicy';
import { userTypesTarget } from './wishTypes';

/** Unknown members, only where the list of members is complete: absence from a list that was cut proves nothing (wire reference 8.1). */
export function unknownMembers(
  policy: Policy,
  { members, rosters }: PolicyOrganization,
): readonly FileProblem[] {
  const selectors = allSelectors(policy);
  const twice = selectors.flatMap(one => repeated(one.members));
  if (members.state === 'unread' || members.value.partial !== undefined) return twice;
  const names = members.value.items.map(one => one.username);
  const there = new Set(names.map(userKey));
  const near = createNearNames(names);
  const unknown = selectors
    .flatMap(one => one.members)
    .filter(one => !there.has(userKey(one.text.trim())))
    .map((at): FileProblem => {
      const meant = near(at.text.trim());
      if (meant === undefined) return problem('warning', at, 'policy.unknownMember', at.text);
      return {
        ...problem('warning', at, 'policy.unknownMemberNear', at.text, meant),
        fixes: [writeName(at, meant)],
      };
    });
  const inRosters = selectors
    .flatMap(one => one.rosters)
    .flatMap(at => {
      const roster = rosters.get(at.text);
      if (roster?.state !== 'known') return [];
      const strange = roster.value.filter(name => !there.has(userKey(name)));
      if (strange.length === 0) return [];
      const [wrong, all] = [strange.length, roster.value.length];
      return [problem('warning', at, 'policy.rosterUnknown', at.text, wrong, all, namesOf(strange))];
    });
  return [...twice, ...unknown, ...inRosters];
}

function repeated(names: readonly LocatedText[]): readonly FileProblem[] {
  const seen = new Set<string>();
  return names.flatMap(at => {
    const key = userKey(at.text.trim());
    const isAgain = seen.has(key);
    seen.add(key);
    return isAgain ? [problem('information', at, 'policy.memberTwice', at.text)] : [];
  });
}

/** Sets and teams that no rule needs, directly or through a team that one needs. */
export function unusedNames(policy: Policy): readonly FileProblem[] {
  const given = new Set([
    ...allGrants(policy).flatMap(({ grant }) => grant.give.map(one => one.text)),
    ...allQuotas(policy).flatMap(({ entitlement }) => entitlement?.text ?? []),
  ]);
  const mentioned = new Set(teamMentions(policy).map(one => one.text));
  return [
    ...policy.sets
      .filter(({ name }) => !given.has(name.text))
      .map(({ name }) => problem('information', name, 'policy.unusedSet', name.text)),
    ...policy.teams
      .filter(({ name }) => !mentioned.has(name.text))
      .map(({ name }) => problem('information', name, 'policy.unusedTeam', name.text)),
  ];
}

/** Sets that are called like an entitlement of a listing that the policy is about. */
export function hidingSets(policy: Policy, { targets }: ResolvedPolicy): readonly FileProblem[] {
  const titles = new Map<string, string>();
  for (const { target } of targets)
    for (const { key } of target?.pools ?? []) titles.set(entitlementKey(key), target?.title ?? '');
  return policy.sets.flatMap(({ name }) => {
    const title = titles.get(entitlementKey(name.text));
    return title === undefined ? [] : [problem('warning', name, 'policy.setHides', name.text, title)];
  });
}

/** Members who are named in a grant of their own and excluded by the policy. */
export const excludedGrants = (policy: Policy, { rules }: ResolvedPolicy): readonly FileProblem[] =>
  rules.excluded.size === 0
    ? []
    : allGrants(policy).flatMap(({ grant }) =>
        grant.to.selectors
          .flatMap(one => one.members)
          .filter(one => rules.excluded.has(userKey(one.text.trim())))
          .map(one => problem('information', one, 'policy.excludedGrant', one.text)),
      );

/** Selections by user type that the rules of user types will change: a plan selects by what members have before it. */
export function movingTypes(
  policy: Policy,
  { wishes }: ResolvedPolicy,
  { members }: PolicyOrganization,
): readonly FileProblem[] {
  if (members.state === 'unread' || policy.userTypes === undefined) return [];
  const before = new Map(
    members.value.items.map(one => [userKey(one.username), one.userType as string | undefined]),
  );
  const moves = wishes.flatMap(({ itemId, username, entitlements }) => {
    const [from, to] = [before.get(userKey(username)), entitlements[0]];
    const isMoved = itemId === userTypesTarget && before.has(userKey(username)) && from !== to;
    return isMoved ? [{ username, from, to }] : [];
  });
  if (moves.length === 0) return [];
  return allSelectors(policy).flatMap(({ userTypes }) => {
    const types: readonly (string | undefined)[] = userTypes.map(one => one.text);
    const changed = moves.filter(({ from, to }) => types.includes(from) !== types.includes(to));
    const at = userTypes[0];
    if (at === undefined || changed.length === 0) return [];
    const names = namesOf(changed.map(one => one.username));
    return [problem('warning', at, 'policy.typeMoves', changed.length, names)];
  });
}
