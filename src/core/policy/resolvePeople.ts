// Whom a selection of a policy comes to in one organization. What cannot be known is never taken for "nobody".
import type { FileProblem, LocatedText, TextSpan } from '../files/fileProblem';
import { problem } from '../files/fileProblem';
import { sentence } from '../files/texts';
import type { Username } from '../ids';
import { userKey, username } from '../ids';
import { nearMatch } from '../nearMatch';
import type { Rows } from '../rows';
import { memberIndex, writtenKey } from './memberIndex';
import type { PolicyGroup, PolicyMember, PolicyOrganization } from './policyOrganization';
import type { People, Policy, Selector } from './policyTypes';

/** By `userKey`: the portal's spelling where the member is known, the document's otherwise. */
export type MemberSet = ReadonlyMap<string, Username>;

export interface ResolvedPeople {
  readonly members: MemberSet;
  /** False: somebody may be missing, and an error says why. */
  readonly isKnown: boolean;
}

const empty: ResolvedPeople = { members: new Map(), isKnown: true };

/** The role that counts for a member: a custom one where there is one (wire reference 6.3). */
const roleOf = ({ role, roleId }: PolicyMember): string => roleId ?? role;

/** Roles that every portal has, also where no member has them (wire reference 6.3). */
const builtInRoles = [
  'org_admin',
  'org_publisher',
  'org_user',
  'account_admin',
  'account_publisher',
  'account_user',
  'iAAAAAAAAAAAAAAA',
  'iBBBBBBBBBBBBBBB',
];

/** Finds the members of selections. Teams and places are worked out once; faults gather in `problems`, each once. */
export class PeopleResolver {
  readonly problems: FileProblem[] = [];
  readonly #organization: PolicyOrganization;
  readonly #teams: ReadonlyMap<string, People>;
  readonly #known = new Map<People, ResolvedPeople>();
  readonly #rosters = new Map<string, ResolvedPeople>();
  readonly #open = new Set<People>();
  readonly #spelling: MemberSet;
  #byType: ReadonlyMap<string, MemberSet> | undefined;
  #byRole: ReadonlyMap<string, MemberSet> | undefined;

  constructor(policy: Policy, organization: PolicyOrganization) {
    this.#organization = organization;
    this.#teams = new Map(policy.teams.map(({ name, people }) => [name.text, people]));
    this.#spelling = memberIndex(organization.members).spelling;
  }

  /** All members of the organization as far as they are known. */
  get spelling(): MemberSet {
    return this.#spelling;
  }

  /** The members of a team; nobody, and not known, where there is none of that name. */
  team(name: string): ResolvedPeople {
    const people = this.#teams.get(name);
    return people === undefined ? { members: new Map(), isKnown: false } : this.of(people);
  }

  /** Everybody whom the selection selects. */
  of(people: People): ResolvedPeople {
    const found = this.#known.get(people);
    if (found !== undefined) return found;
    // A circle of teams is an error of reading; here it only must not run for ever.
    if (this.#open.has(people)) return { members: new Map(), isKnown: false };
    this.#open.add(people);
    const parts = people.selectors.map(selector => this.#select(selector));
    this.#open.delete(people);
    const only = parts[0];
    const resolved = parts.length === 1 && only !== undefined ? only : union(parts);
    this.#known.set(people, resolved);
    return resolved;
  }

  #select(selector: Selector): ResolvedPeople {
    const { teams, members, rosters, userTypes, roles, groups, everyone, except } = selector;
    const parts = [
      ...teams.map(one => this.team(one.text)),
      ...(members.length === 0 ? [] : [this.#named(members.map(one => one.text))]),
      ...rosters.map(one => this.#roster(one)),
      ...userTypes.map(one => this.#userType(one)),
      ...roles.map(one => this.#role(one)),
      ...groups.map(one => this.#group(one)),
      ...(everyone ? [this.#everyone(selector.at)] : []),
    ];
    const only = parts[0];
    const all = parts.length === 1 && only !== undefined ? only : union(parts);
    if (except === undefined) return all;
    const out = this.of(except);
    return {
      members: new Map([...all.members].filter(([key]) => !out.members.has(key))),
      isKnown: all.isKnown && out.isKnown,
    };
  }

  #named(names: Iterable<string>): ResolvedPeople {
    const members = new Map<string, Username>();
    for (const name of names) {
      const key = writtenKey(this.#spelling, name);
      if (!members.has(key)) members.set(key, this.#spelling.get(key) ?? username(name.trim()));
    }
    return { members, isKnown: true };
  }

  #roster(at: LocatedText): ResolvedPeople {
    const roster = this.#organization.rosters.get(at.text);
    if (roster?.state !== 'known')
      return this.#unknown(problem('error', at, 'policy.rosterUnread', at.text, roster?.why ?? '-'));
    if (roster.value.length === 0) return this.#unknown(problem('error', at, 'policy.rosterEmpty', at.text));
    let known = this.#rosters.get(at.text);
    if (known === undefined) this.#rosters.set(at.text, (known = this.#named(roster.value)));
    return known;
  }

  #group(at: LocatedText): ResolvedPeople {
    const { groups } = this.#organization;
    if (groups.state === 'unread')
      return this.#unknown(problem('error', at, 'policy.groupUnread', at.text, groups.why));
    const found = groupsNamed(groups.value, at.text);
    const group = found[0];
    if (group === undefined) return this.#unknown(problem('error', at, 'policy.unknownGroup', at.text));
    if (found.length > 1) {
      const ids = found.map(one => one.id).join(', ');
      return this.#unknown(problem('error', at, 'policy.ambiguousGroup', at.text, found.length, ids));
    }
    if (group.members.state === 'unread')
      return this.#unknown(problem('error', at, 'policy.groupUnread', at.text, group.members.why));
    if (group.members.value.partial !== undefined)
      return this.#unknown(problem('error', at, 'policy.groupCut', at.text));
    // Every group has an owner: an empty list is one that is hidden, and not a group of nobody.
    if (group.members.value.items.length === 0)
      return this.#unknown(problem('error', at, 'policy.groupEmpty', at.text));
    return this.#named(group.members.value.items);
  }

  #everyone(at: TextSpan): ResolvedPeople {
    const whole = this.#wholeList(at);
    return whole === undefined ? unknownPeople : { members: this.#spelling, isKnown: true };
  }

  #userType(at: LocatedText): ResolvedPeople {
    const members = this.#wholeList(at);
    if (members === undefined) return unknownPeople;
    this.#byType ??= grouped(members, one => one.userType);
    const found = this.#byType.get(at.text);
    if (found !== undefined) return { members: found, isKnown: true };
    const { userTypes } = this.#organization;
    const ids: readonly string[] =
      userTypes.state === 'known' ? userTypes.value.map(one => one.id) : [...this.#byType.keys()];
    // Ids are compared as they are: the portal tells them apart by case (wire reference 17.5).
    if (ids.includes(at.text)) return empty;
    return this.#unknown(unknownName('policy.unknownUserType', at, ids));
  }

  #role(at: LocatedText): ResolvedPeople {
    const members = this.#wholeList(at);
    if (members === undefined) return unknownPeople;
    this.#byRole ??= grouped(members, roleOf);
    const own = this.#byRole.get(at.text);
    if (own !== undefined) return { members: own, isKnown: true };
    if (builtInRoles.includes(at.text)) return empty;
    const { roles } = this.#organization;
    if (roles.state === 'unread')
      return this.#unknown(problem('error', at, 'policy.rolesUnread', at.text, roles.why));
    const wanted = at.text.toLowerCase();
    const found = roles.value.filter(one => one.id === at.text || one.name.toLowerCase() === wanted);
    const role = found.find(one => one.id === at.text) ?? found[0];
    if (role === undefined) {
      const names = [...this.#byRole.keys(), ...builtInRoles, ...roles.value.map(one => one.name)];
      return this.#unknown(unknownName('policy.unknownRole', at, [...new Set(names)]));
    }
    if (found.length > 1 && role.id !== at.text) {
      const ids = found.map(one => one.id).join(', ');
      return this.#unknown(problem('error', at, 'policy.ambiguousRole', at.text, found.length, ids));
    }
    return { members: this.#byRole.get(role.id) ?? new Map(), isKnown: true };
  }

  /** All members of the organization; undefined, with an error, where not all of them are known. */
  #wholeList(at: TextSpan): Rows<PolicyMember> | undefined {
    const { members } = this.#organization;
    if (members.state === 'unread') this.#unknown(problem('error', at, 'policy.membersUnread', members.why));
    else if (members.value.partial !== undefined) this.#unknown(problem('error', at, 'policy.membersCut'));
    else return members.value.items;
    return undefined;
  }

  #unknown(fault: FileProblem): ResolvedPeople {
    this.problems.push(fault);
    return unknownPeople;
  }
}

const unknownPeople: ResolvedPeople = { members: new Map(), isKnown: false };

function union(parts: readonly ResolvedPeople[]): ResolvedPeople {
  const members = new Map<string, Username>();
  for (const part of parts) for (const [key, name] of part.members) members.set(key, name);
  return { members, isKnown: parts.every(part => part.isKnown) };
}

function grouped(
  members: Rows<PolicyMember>,
  by: (member: PolicyMember) => string | undefined,
): ReadonlyMap<string, MemberSet> {
  const groups = new Map<string, Map<string, Username>>();
  for (const member of members) {
    const name = by(member);
    if (name === undefined) continue;
    let group = groups.get(name);
    if (group === undefined) groups.set(name, (group = new Map<string, Username>()));
    group.set(userKey(member.username), member.username);
  }
  return groups;
}

/** The group of that id, or else all of that title in any case. */
export function groupsNamed(groups: readonly PolicyGroup[], name: string): readonly PolicyGroup[] {
  const byId = groups.filter(one => one.id === name);
  if (byId.length > 0) return byId.slice(0, 1);
  const wanted = name.trim().toLowerCase();
  return groups.filter(one => one.title.trim().toLowerCase() === wanted);
}

/** "There is no such name", with the one that was probably meant. The text of the near code takes the name in place of the list. */
export function unknownName(
  code: 'policy.unknownUserType' | 'policy.unknownRole',
  at: LocatedText,
  names: readonly string[],
): FileProblem {
  const near = nearMatch(at.text, names);
  if (near === undefined) return problem('error', at, code, at.text, names.slice(0, 20).join(', '));
  const fixed = problem('error', at, `${code}Near`, at.text, near);
  return { ...fixed, fixes: [writeName(at, near)] };
}

/** The fix that puts a name in the place of another. */
export const writeName = (at: TextSpan, name: string): NonNullable<FileProblem['fixes']>[number] => ({
  title: sentence('fix.name', name),
  edits: [{ offset: at.offset, length: at.length, newText: JSON.stringify(name) }],
});
