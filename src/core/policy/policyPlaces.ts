// What stands where in a policy: for going to definitions, references, renaming and hovering.
import type { LocatedText, TextSpan } from '../files/fileProblem';
import type { Grant, People, Policy, PolicyTarget } from './policyTypes';

export type PlaceKind =
  | 'set'
  | 'team'
  | 'member'
  | 'entitlement'
  | 'userType'
  | 'role'
  | 'group'
  | 'roster'
  /** A target's `title` or `itemId`. */
  | 'target'
  | 'day';

/** A name in the text, quotes included. */
export interface PolicyPlace extends TextSpan {
  readonly kind: PlaceKind;
  readonly name: string;
  /** Of sets and teams: whether it is defined here. */
  readonly isDefinition: boolean;
  /** The listing or bundle that it stands in. */
  readonly target?: PolicyTarget;
  /** Of a day: its rule. */
  readonly grant?: Grant;
}

/** Every name of a policy, in the order of the text. A name in `give` that is no set is an entitlement. */
export function policyPlaces(policy: Policy): readonly PolicyPlace[] {
  const places: PolicyPlace[] = [];
  const sets = new Set(policy.sets.map(({ name }) => name.text));
  const add = (kind: PlaceKind, names: readonly LocatedText[], more: Partial<PolicyPlace> = {}): void => {
    for (const { text, offset, length } of names)
      places.push({ kind, name: text, offset, length, isDefinition: false, ...more });
  };
  const addPeople = (first: People, more: Partial<PolicyPlace> = {}): void => {
    const waiting = [first];
    for (let people = waiting.pop(); people !== undefined; people = waiting.pop()) {
      for (const one of people.selectors) {
        add('team', one.teams, more);
        add('member', one.members, more);
        add('roster', one.rosters, more);
        add('userType', one.userTypes, more);
        add('role', one.roles, more);
        add('group', one.groups, more);
        if (one.except !== undefined) waiting.push(one.except);
      }
    }
  };
  const addGrant = (grant: Grant, target: PolicyTarget | undefined): void => {
    const more = target === undefined ? {} : { target };
    addPeople(grant.to, more);
    for (const one of grant.give)
      add(target === undefined ? 'userType' : sets.has(one.text) ? 'set' : 'entitlement', [one], more);
    add('day', [grant.from ?? [], grant.until ?? []].flat(), { ...more, grant });
  };
  for (const { name, entitlements } of policy.sets) {
    add('set', [name], { isDefinition: true });
    add('entitlement', entitlements);
  }
  for (const { name, people } of policy.teams) {
    add('team', [name], { isDefinition: true });
    addPeople(people);
  }
  for (const people of [policy.protected ?? [], policy.exclude ?? []].flat()) addPeople(people);
  for (const target of policy.targets) {
    add('target', [target.title ?? [], target.itemId ?? []].flat(), { target });
    for (const grant of target.grants) addGrant(grant, target);
    for (const { team, entitlement } of target.quotas) {
      add('team', [team], { target });
      if (entitlement !== undefined)
        add(sets.has(entitlement.text) ? 'set' : 'entitlement', [entitlement], { target });
    }
  }
  for (const grant of policy.userTypes?.grants ?? []) addGrant(grant, undefined);
  return places.sort((a, b) => a.offset - b.offset);
}

/** The name at a place, also right behind it; undefined between names. */
export const placeAt = (policy: Policy, offset: number): PolicyPlace | undefined =>
  policyPlaces(policy).find(one => one.offset <= offset && offset <= one.offset + one.length);

/** Where the set or team of a place is defined; undefined for other names, and where it is nowhere. */
export function definitionOf(policy: Policy, { kind, name }: PolicyPlace): TextSpan | undefined {
  const named = kind === 'set' ? policy.sets : kind === 'team' ? policy.teams : [];
  return named.find(one => one.name.text === name)?.name;
}

/** Every place of the same set or team; of other names, every place that names the same thing. */
export function referencesOf(policy: Policy, place: PolicyPlace): readonly PolicyPlace[] {
  const fold = (text: string): string =>
    place.kind === 'member' || place.kind === 'entitlement' ? text.trim().toLowerCase() : text;
  return policyPlaces(policy).filter(one => one.kind === place.kind && fold(one.name) === fold(place.name));
}
