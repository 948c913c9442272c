// How a group of members is written: as everyone, by the user types or roles that are exactly they, as a team where it is needed more than once, or by name.
import { userTypeName } from '../catalog';
import type { Username } from '../ids';
import { userKey } from '../ids';
import { Names, slug } from './adoptNames';
import type { PeopleContent, SelectorContent } from './policyContent';
import type { PolicyMember, PolicyOrganization } from './policyOrganization';
import type { Rows } from '../rows';

/** Fewer members than these of one user type or role are more likely to be it by chance, and are named. */
const leastExplained = 3;

type By = 'userType' | 'role';

/** Members of an organization by one of their attributes. */
interface Classes {
  readonly by: By;
  /** Of each member by `userKey`. */
  readonly of: ReadonlyMap<string, string>;
  readonly sizes: ReadonlyMap<string, number>;
}

/** Writes groups of members. First every group is counted, then each is written: what comes by name twice becomes a team. */
export class PeopleWriter {
  readonly #classes: readonly Classes[];
  readonly #everyone: number;
  readonly #counts = new Map<string, number>();
  readonly #written = new Map<string, PeopleContent>();
  readonly #names = new Names();
  readonly #typeNames: ReadonlyMap<string, string>;
  readonly teams: { readonly name: string; readonly people: SelectorContent }[] = [];

  constructor({ members, userTypes }: PolicyOrganization) {
    // What is missing from a list that was cut could be in every class.
    const whole =
      members.state === 'known' && members.value.partial === undefined ? members.value.items : undefined;
    this.#everyone = whole?.length ?? 0;
    this.#classes =
      whole === undefined
        ? []
        : [
            classes(whole, 'userType', one => one.userType),
            classes(whole, 'role', one => one.roleId ?? one.role),
          ];
    this.#typeNames = new Map(
      userTypes.state === 'known' ? userTypes.value.map(({ id, name }) => [id as string, name]) : [],
    );
  }

  /** A group that will be written: told before the first is, so that what comes twice is known. */
  count(members: readonly Username[], without?: By): void {
    if (this.#explain(members, without) !== undefined) return;
    const key = keyOf(members);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  /**
   * The group as it is written.
   * @param without what is not to explain it: a rule about user types that selects by user type says nothing
   * @param name for its team, where it becomes one
   */
  write(members: readonly Username[], name: string, without?: By): PeopleContent {
    const explained = this.#explain(members, without);
    const key = explained === undefined ? keyOf(members) : JSON.stringify(explained.people);
    const known = this.#written.get(key);
    if (known !== undefined) return known;
    const isTeam = explained !== undefined ? explained.isTeam : (this.#counts.get(key) ?? 0) > 1;
    const people = explained?.people ?? { members: sortedNames(members) };
    if (!isTeam) return [people];
    const team = this.#names.take(explained?.name ?? name);
    this.teams.push({ name: team, people });
    const written = [{ team: [team] }];
    this.#written.set(key, written);
    return written;
  }

  #explain(
    members: readonly Username[],
    without: By | undefined,
  ): { readonly people: SelectorContent; readonly name: string; readonly isTeam: boolean } | undefined {
    if (members.length < leastExplained) return undefined;
    const keys = new Set(members.map(userKey));
    const first = this.#classes[0];
    const isMember = (key: string): boolean => this.#classes.some(one => one.of.has(key));
    if (first !== undefined && keys.size === this.#everyone && [...keys].every(isMember))
      return { people: { everyone: true }, name: 'everyone', isTeam: false };
    for (const { by, of, sizes } of this.#classes) {
      if (by === without) continue;
      const inside = new Map<string, number>();
      for (const key of keys) {
        const name = of.get(key);
        if (name !== undefined) inside.set(name, (inside.get(name) ?? 0) + 1);
      }
      const covered = [...inside.values()].reduce((sum, one) => sum + one, 0);
      const isExact = [...inside].every(([name, size]) => size >= leastExplained && size === sizes.get(name));
      if (covered !== keys.size || !isExact) continue;
      const names = [...inside.keys()].sort();
      return {
        people: by === 'userType' ? { userType: names } : { role: names },
        name:
          names.length > leastExplained
            ? `${names.length}-${by === 'userType' ? 'user-types' : 'roles'}`
            : names.map(one => slug(by === 'userType' ? this.#typeName(one) : one)).join('-'),
        isTeam: true,
      };
    }
    return undefined;
  }

  #typeName(id: string): string {
    const name = this.#typeNames.get(id);
    return name === undefined || name === '' || name === id ? userTypeName(id) : name;
  }
}

function classes(
  members: Rows<PolicyMember>,
  by: By,
  nameOf: (member: PolicyMember) => string | undefined,
): Classes {
  const of = new Map<string, string>();
  const sizes = new Map<string, number>();
  for (const member of members) {
    const name = nameOf(member);
    if (name === undefined || name === '') continue;
    of.set(userKey(member.username), name);
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  return { by, of, sizes };
}

/** Without regard to case, so that a list reads like an index; names that differ in case alone cannot be two members. */
export const sortedNames = (members: readonly Username[]): readonly Username[] =>
  [...members].sort((a, b) => (userKey(a) < userKey(b) ? -1 : 1));

const keyOf = (members: readonly Username[]): string => members.map(userKey).sort().join('\n');
