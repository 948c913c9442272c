// Who holds what, idle first, and how many seats that takes.
import { bundleEntitlement, includedProLevel, isProLevel, proLevelRank } from '../catalog';
import { entitlementKey, userKey } from '../ids';
import type { Entitlement } from '../ids';
import type { Holder, Listed, Member } from '../model';
import type { SimulationInput } from './simulationInput';
import type { Roster, RosterMember, TimelineReading } from './timelineTypes';

export interface Rosters {
  readonly byKey: Readonly<Record<string, Roster>>;
  /** By item id: rows whose only right may be there through the user type (wire reference 8.3), where nothing tells. */
  readonly unclear: ReadonlyMap<string, number>;
}

/** `org_admin`, or `account_admin` of old portals. */
const isAdministrator = ({ role }: Member): boolean => role === 'org_admin' || role === 'account_admin';

/** The rosters of the listings that were read, by item id, and of user types, by `userType/` and id. */
export function rostersOf(input: SimulationInput, reading: TimelineReading): Rosters {
  const unclear = new Map<string, number>();
  const byKey: Record<string, Roster> = {};
  const offline = new Set<string>();
  for (const [key, holders] of Object.entries(input.holders ?? {})) {
    for (const holder of holders.items) if (holder.offline) offline.add(userKey(holder.username));
    const levels = levelsOf(input, key, holders);
    const shows = mayShowIncluded(input.members, holders, levels);
    byKey[key] = productRoster(holders, input.members, levels, shows && reading.includedPro === 'noSeats');
    const count = shows ? includedRows(holders, input.members, levels).size : 0;
    if (count > 0) unclear.set(key, count);
  }
  Object.assign(byKey, userTypeRosters(input, offline));
  return { byKey, unclear };
}

/** What anyone holds of a product, each once. */
export function heldKeys({ byKey }: Rosters, itemId: string | undefined): readonly Entitlement[] {
  const members = itemId === undefined ? [] : (byKey[itemId]?.members ?? []);
  return distinct(members.flatMap(member => member.entitlements ?? []));
}

/** The Pro levels of a product, by {@link entitlementKey}; none for any other product. */
function levelsOf(input: SimulationInput, key: string, holders: Listed<Holder>): ReadonlySet<string> {
  const listing = input.listings?.find(one => one.itemId === key);
  const names = listing?.pools.map(pool => pool.key) ?? holders.items.flatMap(one => one.entitlements);
  return new Set(names.filter(isProLevel).map(entitlementKey));
}

/** The level that comes with the member's user type, where the product has levels. */
function levelOf(member: Member, levels: ReadonlySet<string>): Entitlement | undefined {
  if (levels.size === 0 || member.userType === undefined) return undefined;
  return includedProLevel(member.userType);
}

/** False where a whole list leaves a member out whose type includes a level: that portal shows none of them. */
function mayShowIncluded(
  members: Listed<Member> | undefined,
  holders: Listed<Holder>,
  levels: ReadonlySet<string>,
): boolean {
  if (members === undefined || levels.size === 0) return false;
  if (holders.partial !== undefined) return true;
  const listed = new Set(holders.items.map(one => userKey(one.username)));
  return members.items.every(
    member => levelOf(member, levels) === undefined || listed.has(userKey(member.username)),
  );
}

/** Members, by {@link userKey}, with the level of the list that their user type covers. */
function includedRows(
  holders: Listed<Holder>,
  members: Listed<Member> | undefined,
  levels: ReadonlySet<string>,
): ReadonlyMap<string, Entitlement> {
  const types = new Map(members?.items.map(member => [userKey(member.username), member]));
  const rows = new Map<string, Entitlement>();
  for (const { username, entitlements } of holders.items) {
    const member = types.get(userKey(username));
    const level = member === undefined ? undefined : levelOf(member, levels);
    if (level === undefined) continue;
    const covered = entitlements.find(key => isProLevel(key) && proLevelRank(key) <= proLevelRank(level));
    if (covered !== undefined) rows.set(userKey(username), covered);
  }
  return rows;
}

function productRoster(
  holders: Listed<Holder>,
  members: Listed<Member> | undefined,
  levels: ReadonlySet<string>,
  withoutIncluded: boolean,
): Roster {
  // Of a product without levels no user type brings anything along.
  const people = levels.size === 0 ? [] : (members?.items ?? []);
  const typeLevels = new Map(people.map(member => [userKey(member.username), levelOf(member, levels)]));
  const included = withoutIncluded ? includedRows(holders, members, levels) : new Map<string, Entitlement>();
  const rows: RosterMember[] = [];
  const listed = new Set<string>();
  for (const { username, entitlements, lastUsed, useUnknown, offline, offlineSince } of holders.items) {
    const key = userKey(username);
    listed.add(key);
    const level = included.get(key);
    // The documentation's sample shows [""] for nothing (wire reference 8.1).
    const held = distinct(entitlements).filter(one => one !== '' && one !== level);
    if (held.length === 0 && level === undefined) continue;
    const typeLevel = typeLevels.get(key);
    rows.push({
      username,
      entitlements: held,
      ...(level === undefined ? {} : { throughUserType: level }),
      ...(typeLevel === undefined ? {} : { typeLevel }),
      ...(lastUsed === undefined ? {} : { lastUsed }),
      // No resource says when the apps of a bundle were started last: absent means never for a listing alone (wire reference 7.4, 8.1).
      ...(useUnknown === true || (lastUsed === undefined && isBundle(held))
        ? { useUnknown: true as const }
        : {}),
      ...(offline ? { offline: true as const } : {}),
      ...(offlineSince === undefined ? {} : { offlineSince }),
    });
  }
  // Who has the product through the user type alone takes no seat, and cannot sign in to it either when it is over-assigned.
  for (const member of people) {
    const level = levelOf(member, levels);
    if (level === undefined || listed.has(userKey(member.username))) continue;
    // Who is in no list has no last start either, and may use it every day.
    rows.push({
      username: member.username,
      entitlements: [],
      throughUserType: level,
      typeLevel: level,
      useUnknown: true,
    });
  }
  return { members: idleFirst(rows), atLeast: holders.partial !== undefined };
}

const isBundle = (held: readonly Entitlement[]): boolean =>
  held.some(key => entitlementKey(key) === entitlementKey(bundleEntitlement));

function distinct(entitlements: readonly Entitlement[]): readonly Entitlement[] {
  return [...new Map(entitlements.map(key => [entitlementKey(key), key])).values()];
}

function userTypeRosters(
  { members }: SimulationInput,
  offline: ReadonlySet<string>,
): Readonly<Record<string, Roster>> {
  const rows = new Map<string, RosterMember[]>();
  for (const member of members?.items ?? []) {
    const { username, userType, lastLogin, signInUnknown } = member;
    if (userType === undefined) continue;
    const key = userKey(username);
    const row: RosterMember = {
      username,
      ...(lastLogin === undefined ? {} : { lastUsed: lastLogin }),
      ...(signInUnknown === true ? { useUnknown: true as const } : {}),
      // The portal refuses a change of the user type as well (wire reference 11.2).
      ...(offline.has(key) ? { offline: true as const } : {}),
      ...(isAdministrator(member) ? { keep: 'administrator' as const } : {}),
    };
    const list = rows.get(userType);
    if (list === undefined) rows.set(userType, [row]);
    else list.push(row);
  }
  const atLeast = members?.partial !== undefined;
  return Object.fromEntries(
    [...rows].map(([type, list]) => [`userType/${type}`, { members: idleFirst(list), atLeast }]),
  );
}

type Use = Pick<RosterMember, 'lastUsed' | 'useUnknown' | 'username'>;

/** Never used first, then the longest idle, then those of whom it is not known; by name where that is the same. */
export function compareIdle(a: Use, b: Use): number {
  const useOf = ({ lastUsed, useUnknown }: Use): number =>
    lastUsed ?? (useUnknown === true ? Infinity : -Infinity);
  const [one, other] = [useOf(a), useOf(b)];
  if (one !== other) return one < other ? -1 : 1;
  const [name, second] = [userKey(a.username), userKey(b.username)];
  return name < second ? -1 : name > second ? 1 : 0;
}

const idleFirst = (rows: readonly RosterMember[]): readonly RosterMember[] => [...rows].sort(compareIdle);
