// What a name of a policy stands for, and what the portal has of it now.
import { entitlementName, userTypeName } from '../catalog';
import type { Sentence } from '../files/texts';
import { sentence } from '../files/texts';
import { utcDateTime } from '../format';
import { entitlementKey, userKey } from '../ids';
import type { ItemId } from '../ids';
import { zoneOf } from './grantPeriods';
import { endOfDay, startOfDay } from './policyDays';
import type { PolicyOrganization } from './policyOrganization';
import type { PolicyPlace } from './policyPlaces';
import { memberIndex, writtenKey } from './memberIndex';
import { namesOf } from './policySentences';
import type { Policy } from './policyTypes';
import { PeopleResolver } from './resolvePeople';
import type { ResolvedPolicy } from './resolvePolicy';
import { findTarget, targetsOf } from './resolveTargets';

/** `title` and all names in `lines` are text of others: never markup. */
export interface PolicyHover {
  readonly title: string;
  readonly lines: readonly Sentence[];
}

/** What is said over a name. Without an organization, what the document itself tells. */
export function policyHover(
  place: PolicyPlace,
  policy: Policy,
  organization: PolicyOrganization | undefined,
  resolved?: ResolvedPolicy,
): PolicyHover | undefined {
  const { kind, name } = place;
  switch (kind) {
    case 'set': {
      const set = policy.sets.find(one => one.name.text === name);
      const given = set?.entitlements.map(one => entitlementName(one.text)).join(', ') ?? '';
      return { title: name, lines: [sentence('policy.hoverSet', given)] };
    }
    case 'entitlement':
      return { title: entitlementName(name), lines: entitlementLines(place, organization) };
    case 'member':
      return memberHover(name, organization, resolved);
    case 'target':
      return targetHover(place, organization);
    case 'day':
      return dayHover(place, policy, organization);
    default:
      return {
        title: kind === 'userType' ? userTypeName(name) : name,
        lines: peopleLines(place, policy, organization),
      };
  }
}

/** Whom a team, roster, group, user type or role selects. */
function peopleLines(
  { kind, name, offset, length }: PolicyPlace,
  policy: Policy,
  organization: PolicyOrganization | undefined,
): readonly Sentence[] {
  if (organization === undefined) return [];
  const people = new PeopleResolver(policy, organization);
  const at = { offset, length };
  const one = [{ text: name, ...at }];
  const { members, isKnown } =
    kind === 'team'
      ? people.team(name)
      : people.of({
          at,
          selectors: [
            {
              at,
              teams: [],
              members: [],
              rosters: kind === 'roster' ? one : [],
              userTypes: kind === 'userType' ? one : [],
              roles: kind === 'role' ? one : [],
              groups: kind === 'group' ? one : [],
              everyone: false,
            },
          ],
        });
  if (!isKnown) return people.problems.map(({ code, args, message }) => ({ code, args, message }));
  if (members.size === 0) return [sentence('policy.selectsNobody')];
  return [sentence('policy.hoverPeople', members.size, namesOf([...members.values()]))];
}

/** Seats in the listing that the name stands in, or in every listing that has the entitlement. */
function entitlementLines(
  { name, target }: PolicyPlace,
  organization: PolicyOrganization | undefined,
): readonly Sentence[] {
  if (organization === undefined) return [];
  const own = target && findTarget(target, organization).target;
  const key = entitlementKey(name);
  return (own === undefined ? targetsOf(organization, 'listing') : [own]).flatMap(one => {
    const pool = one.pools.find(each => entitlementKey(each.key) === key);
    if (pool?.total === undefined) return [];
    const holders = holdersOf(organization, one.itemId, key);
    return [
      holders === undefined
        ? sentence('policy.hoverSeats', one.title, pool.total)
        : sentence('policy.hoverHeld', one.title, holders, pool.total),
    ];
  });
}

/** How many hold a target, or one entitlement of it; undefined where that is not known whole. */
function holdersOf({ held }: PolicyOrganization, itemId: ItemId, key?: string): number | undefined {
  const found = held.get(itemId);
  if (found?.state !== 'known' || !found.value.complete) return undefined;
  const isHeld = (one: string): boolean => (key === undefined ? one !== '' : entitlementKey(one) === key);
  return [...found.value.holdings.values()].filter(one => one.entitlements.some(isHeld)).length;
}

function memberHover(
  name: string,
  organization: PolicyOrganization | undefined,
  resolved: ResolvedPolicy | undefined,
): PolicyHover {
  const members = organization?.members;
  if (organization === undefined || members?.state !== 'known') return { title: name, lines: [] };
  const key = writtenKey(memberIndex(members).spelling, name);
  const member = members.value.items.find(one => userKey(one.username) === key);
  if (member === undefined)
    return members.value.partial === undefined
      ? { title: name, lines: [sentence('policy.unknownMember', name)] }
      : { title: name, lines: [] };
  const lines = [
    sentence('policy.hoverMember', userTypeName(member.userType ?? '-'), member.roleId ?? member.role),
    ...(resolved?.targets ?? []).flatMap(({ itemId, title, target, isBlocked }) => {
      const held = organization.held.get(itemId);
      if (target === undefined || isBlocked || held?.state !== 'known') return [];
      const wish = resolved?.wishes.find(one => one.itemId === itemId && userKey(one.username) === key);
      const words = (names: readonly string[]): string =>
        names.map(one => entitlementName(one)).join(', ') || '–';
      const has = held.value.holdings.get(key)?.entitlements ?? [];
      return has.length === 0 && wish === undefined
        ? []
        : [sentence('policy.hoverHolds', title, words(has), words(wish?.entitlements ?? []))];
    }),
  ];
  return { title: member.username, lines };
}

function targetHover(
  { name, target }: PolicyPlace,
  organization: PolicyOrganization | undefined,
): PolicyHover | undefined {
  if (target === undefined) return undefined;
  if (organization === undefined) return { title: name, lines: [] };
  const { target: found, problems } = findTarget(target, organization);
  if (found === undefined) return { title: name, lines: problems };
  const holders = holdersOf(organization, found.itemId);
  return {
    title: found.title,
    lines: [
      sentence('policy.hoverItem', found.itemId),
      ...(holders === undefined ? [] : [sentence('policy.hoverHolders', holders)]),
    ],
  };
}

/** The instants of a rule's first and last day. */
function dayHover(
  { name, grant }: PolicyPlace,
  policy: Policy,
  organization: PolicyOrganization | undefined,
): PolicyHover | undefined {
  const zone = organization === undefined ? policy.timeZone?.text : zoneOf(policy, organization.timeZone);
  if (grant === undefined || zone === undefined) return undefined;
  const { from, until } = grant;
  const end = until === undefined ? Number.POSITIVE_INFINITY : endOfDay(until.text, zone);
  return {
    title: name,
    lines: [
      ...(from === undefined
        ? []
        : [sentence('policy.hoverFrom', utcDateTime(startOfDay(from.text, zone)), zone)]),
      ...(Number.isFinite(end) ? [sentence('policy.hoverUntil', utcDateTime(end), zone)] : []),
    ],
  };
}
