// Names of a policy that the portal does not know, that stand twice, and that nothing uses.
import type { FileProblem, LocatedText } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import { createNearNames } from '../files/lint/nearNames';
import type { Username } from '../ids';
import { entitlementKey, userKey } from '../ids';
import { memberIndex, writtenKey } from './memberIndex';
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
  const { spelling: there, isWhole } = memberIndex(members);
  const near = createNearNames(there.values());
  const twice: FileProblem[] = [];
  const unknown: FileProblem[] = [];
  for (const one of selectors) {
    const seen = new Set<string>();
    for (const at of one.members) {
      const key = writtenKey(there, at.text);
      const count = seen.size;
      if (one.members.length > 1 && seen.add(key).size === count)
        twice.push(problem('information', at, 'policy.memberTwice', at.text));
      if (isWhole && !there.has(key)) unknown.push(unknownMember(at, near(at.text.trim())));
    }
  }
  if (!isWhole) return twice;
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

function unknownMember(at: LocatedText, meant: string | undefined): FileProblem {
  if (meant === undefined) return problem('warning', at, 'policy.unknownMember', at.text);
  return {
    ...problem('warning', at, 'policy.unknownMemberNear', at.text, meant),
    fixes: [writeName(at, meant)],
  };
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
export const excludedGrants = (
  policy: Policy,
  { rules }: ResolvedPolicy,
  { members }: PolicyOrganization,
): readonly FileProblem[] =>
  rules.excluded.size === 0
    ? []
    : allGrants(policy).flatMap(({ grant }) =>
        grant.to.selectors
          .flatMap(one => one.members)
          .filter(one => rules.excluded.has(writtenKey(memberIndex(members).spelling, one.text)))
          .map(one => problem('information', one, 'policy.excludedGrant', one.text)),
      );

/** Selections by user type that the rules of user types will change: a plan selects by what members have before it. */
export function movingTypes(
  policy: Policy,
  { byTarget }: ResolvedPolicy,
  { members }: PolicyOrganization,
): readonly FileProblem[] {
  const { keys, wishes } = byTarget.get(userTypesTarget) ?? { keys: [], wishes: [] };
  if (members.state === 'unread' || wishes.length === 0) return [];
  const { spelling, userTypes: before } = memberIndex(members);
  const moves = wishes.flatMap(({ username, entitlements }, index) => {
    const key = keys[index] ?? '';
    const [from, to] = [before.get(key), entitlements[0]];
    return spelling.has(key) && from !== to ? [{ username, from, to }] : [];
  });
  if (moves.length === 0) return [];
  // Many rules select by the same few user types.
  const known = new Map<string, readonly Username[]>();
  return allSelectors(policy).flatMap(({ userTypes }) => {
    const at = userTypes[0];
    if (at === undefined) return [];
    const types: readonly (string | undefined)[] = userTypes.map(one => one.text);
    const name = JSON.stringify(types);
    let changed = known.get(name);
    if (changed === undefined) {
      changed = moves
        .filter(({ from, to }) => types.includes(from) !== types.includes(to))
        .map(one => one.username);
      known.set(name, changed);
    }
    return changed.length === 0
      ? []
      : [problem('warning', at, 'policy.typeMoves', changed.length, namesOf(changed))];
  });
}
