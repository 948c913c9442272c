// Pro levels that come with user types. A portal may show them among what members hold (wire reference 8.3, unconfirmed), where they look like
// assigned seats. What tells the two apart: a member of such a type whom the list leaves out (then it shows none of them), and the portal's
// answer for the one member (8.2), where that says "nothing" of a level that the list shows.
import pLimit from 'p-limit';
import { includedProLevel, includingUserTypes, isProLevel, proLevelRank } from '../../core/catalog';
import { userKey } from '../../core/ids';
import type { Entitlement, UserTypeId, Username } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { Holder, Listed, Member } from '../../core/model';
import type { IncludedLevel, MemberChange, Target, TargetState } from '../../core/planTypes';
import { isAbort } from '../../core/problem';
import type { Rows } from '../../core/rows';
import type { PortalClient } from '../../arcgis/portalClient';
import { asPortalError, noList, readEach } from './singleReads';
import type { MemberReads } from './singleReads';

/** Rows of one page of the member list. */
const pageRows = 100;
/** So many members are at most asked for one by one, for their user type or for what they hold. */
const mostSingles = 200;
const readsAtOnce = 4;
/** The whole member list is read up to this many pages. */
const mostPages = 200;
/** Members outside the plan that are asked for to learn whether the single answer tells. */
const samples = 3;
/** Members that are newer than this may be missing from a list that was read a little earlier. */
const newMemberMs = 60 * 60_000;

export interface IncludedInput {
  readonly client: PortalClient;
  readonly target: Target;
  readonly pools: TargetState['pools'];
  readonly list: Listed<Holder>;
  readonly usernames: readonly Username[];
  readonly signal?: AbortSignal | undefined;
  /** Epoch ms. */
  readonly now: number;
}

export type IncludedRead = Pick<
  TargetState,
  'included' | 'mayBeIncluded' | 'shownIncluded' | 'includedUnread'
> & {
  /** By {@link userKey}: members whose row shows a level that is not assigned, as they are without it. */
  readonly rows: ReadonlyMap<string, Holder>;
};

const none: IncludedRead = { rows: new Map() };

/** Portals that were seen to leave included levels out of their lists. */
const hiding = new WeakSet<PortalClient>();

/** The levels of `set` that one who has `level` by user type need not be assigned. */
const covered = (set: readonly Entitlement[], level: Entitlement): Entitlement[] =>
  set.filter(key => isProLevel(key) && proLevelRank(key) <= proLevelRank(level));

/**
 * Finds out which members of `usernames` have a Pro level by their user type, and whether it is assigned as well. Costs one page of members
 * where the portal does not show such levels, once; else at most the pages of the member list and one request per member, both within limits.
 * A failure is told in `includedUnread`.
 * @throws AbortError when `signal` fires.
 */
export async function readIncluded(input: IncludedInput): Promise<IncludedRead> {
  const { client, pools, list, signal } = input;
  const levels = new Set(pools.map(pool => pool.key).filter(isProLevel));
  if (levels.size === 0 || hiding.has(client) || !list.items.some(row => row.entitlements.some(isProLevel)))
    return none;
  try {
    return await findIncluded(input, levels);
  } catch (error) {
    if (isAbort(error) && signal?.aborted === true) throw error;
    return { ...none, includedUnread: asPortalError(error).message };
  }
}

/** The level that a user type brings along and that the listing has. */
function levelOf(type: UserTypeId | undefined, levels: ReadonlySet<string>): Entitlement | undefined {
  const level = type === undefined ? undefined : includedProLevel(type);
  return level !== undefined && levels.has(level) ? level : undefined;
}

async function findIncluded(input: IncludedInput, levels: ReadonlySet<string>): Promise<IncludedRead> {
  const { client, list, usernames, signal, now } = input;
  const rows = new Map(list.items.map(row => [userKey(row.username), row]));
  const withSignal = signal === undefined ? {} : { signal };
  /** A member whose user type brings a level along, and of whom a whole list says nothing: the portal does not show such levels. */
  const leftOut = (members: Rows<Member>): Member | undefined =>
    list.partial === undefined
      ? members.find(
          member =>
            !member.disabled &&
            now - (member.created ?? 0) > newMemberMs &&
            levelOf(member.userType, levels) !== undefined &&
            !rows.has(userKey(member.username)),
        )
      : undefined;
  const hides = (): IncludedRead => {
    hiding.add(client);
    return none;
  };

  const first = await client.members({ limit: pageRows, ...withSignal });
  // Portals before user types have none to bring a level along.
  if (first.items.length > 0 && first.items.every(member => member.userType === undefined)) return none;
  if (leftOut(first.items)) return hides();
  if (first.partial !== undefined && list.partial === undefined && (await searchLeftOut(input, leftOut)))
    return hides();

  let members = first.items;
  const missing = usernames.filter(
    name => !members.some(member => userKey(member.username) === userKey(name)),
  );
  const pages = Math.ceil((first.total ?? Infinity) / pageRows);
  if (
    first.partial !== undefined &&
    pages <= mostPages &&
    (missing.length > pages || list.partial === undefined)
  ) {
    members = (await client.members(withSignal)).items;
    if (leftOut(members)) return hides();
  } else if (first.partial !== undefined) {
    const limit = pLimit(readsAtOnce);
    const found = await Promise.all(
      missing.slice(0, mostSingles).map(name => limit(() => client.member(name, signal))),
    );
    members = [...members, ...found.filter(member => member !== undefined)];
  }
  const types = new Map(
    members.flatMap(({ username, userType }) =>
      userType === undefined ? [] : [[userKey(username), userType]],
    ),
  );
  return told(input, rows, levels, types);
}

/** Looks for a member whom the list leaves out in the search index; since that lags behind, the member itself is asked for the user type. */
async function searchLeftOut(
  { client, signal }: IncludedInput,
  leftOut: (members: Rows<Member>) => Member | undefined,
): Promise<boolean> {
  for (const userType of includingUserTypes) {
    const { items } = await client.searchMembers({ userType, limit: pageRows }, signal);
    const candidate = leftOut(items);
    const now = candidate && (await client.member(candidate.username, signal));
    if (now && leftOut([now])) return true;
  }
  return false;
}

/** Asks for members one by one, and says of each whether what the list shows is assigned. */
async function told(
  { client, target, list, usernames, signal }: IncludedInput,
  rows: ReadonlyMap<string, Holder>,
  levels: ReadonlySet<string>,
  types: ReadonlyMap<string, UserTypeId>,
): Promise<IncludedRead> {
  const shown = (
    name: string,
  ): { userType: UserTypeId; level: Entitlement; row: Holder | undefined } | undefined => {
    const userType = types.get(userKey(name));
    const level = levelOf(userType, levels);
    return userType === undefined || level === undefined
      ? undefined
      : { userType, level, row: rows.get(userKey(name)) };
  };
  /** A row that shows a level which the user type may account for. An offline license is one that was assigned. */
  const isOpen = (name: string): boolean => {
    const found = shown(name);
    return (
      found?.row !== undefined &&
      !found.row.offline &&
      covered(found.row.entitlements, found.level).length > 0
    );
  };
  const open = usernames.filter(isOpen).slice(0, mostSingles);
  const names = new Set(usernames.map(userKey));
  const others = list.items
    .filter(row => row.entitlements.length === 1 && !names.has(userKey(row.username)) && isOpen(row.username))
    .map(row => row.username);
  const asked = [...open, ...others.slice(0, samples)];
  const single = await readEach(client, target, asked, signal, Date.now, () => noList);
  const lacks = (name: string): Holder | undefined => {
    const found = shown(name);
    const row = single.rows.get(userKey(name));
    return found && row && covered(row.entitlements, found.level).length === 0 ? row : undefined;
  };
  const tells = asked.some(name => lacks(name) !== undefined);

  const included = new Map<string, IncludedLevel>();
  const without = new Map<string, Holder>();
  const shownIncluded = new Map<string, Entitlement>();
  for (const name of usernames) {
    const found = shown(name);
    if (!found) continue;
    const { userType, level } = found;
    const row = lacks(name);
    if (row && found.row && isOpen(name)) {
      without.set(userKey(name), { ...row, username: found.row.username });
      const [own] = covered(found.row.entitlements, level);
      if (own !== undefined) shownIncluded.set(userKey(name), own);
    }
    const isRead = single.rows.has(userKey(name));
    const assigned = !isOpen(name)
      ? found.row && covered(found.row.entitlements, level).length > 0
        ? 'yes'
        : 'no'
      : row
        ? 'no'
        : tells && isRead
          ? 'yes'
          : 'unclear';
    included.set(userKey(name), { userType, level, assigned });
  }
  const mayBe = new Map<string, Entitlement>();
  for (const { username, entitlements, offline } of list.items) {
    const key = userKey(username);
    // Without its user type the row counts as open too: a level of whatever type.
    const level = types.has(key) ? shown(username)?.level : entitlements.find(isProLevel);
    const own = level === undefined ? undefined : covered(entitlements, level)[0];
    if (own === undefined || without.has(key) || included.get(key)?.assigned === 'yes') continue;
    if (offline) continue;
    mayBe.set(key, own);
  }
  const isUnread = usernames.some(name => !types.has(userKey(name)) && rows.has(userKey(name)));
  return {
    rows: without,
    ...(included.size > 0 && { included }),
    ...(mayBe.size > 0 && { mayBeIncluded: mayBe }),
    ...(shownIncluded.size > 0 && { shownIncluded }),
    ...(isUnread && { includedUnread: l10n.t('there are too many members to ask for each') }),
  };
}

/** What the plan knows of each member, whatever the case of the name. */
export function includedOf(changes: readonly MemberChange[]): (name: string) => IncludedLevel | undefined {
  const known = new Map(
    changes.flatMap(({ username, included }) => (included ? [[userKey(username), included] as const] : [])),
  );
  return name => known.get(userKey(name));
}

/**
 * Tells the rows of a list apart that may show a level only because of the user type: members whose plan says so are asked for one by one, and
 * their rows are then as that answer has them. Who cannot be asked is in `failed`.
 * @param included what the plan knows of a member.
 */
export async function tellIncluded(
  client: PortalClient,
  target: Target,
  reads: MemberReads,
  included: (name: Username) => IncludedLevel | undefined,
  signal?: AbortSignal,
  now?: () => number,
): Promise<MemberReads> {
  if (reads.list === undefined || target.kind !== 'listing') return reads;
  const open = [...reads.rows.values()]
    .filter(({ username, entitlements, offline }) => {
      const known = included(username);
      return known !== undefined && !offline && covered(entitlements, known.level).length > 0;
    })
    .map(({ username }) => username);
  if (open.length === 0) return reads;
  const single = await readEach(client, target, open, signal, now, () => noList);
  const rows = new Map([...reads.rows, ...single.rows]);
  for (const key of single.failed.keys()) rows.delete(key);
  return {
    ...reads,
    rows,
    failed: new Map([...reads.failed, ...single.failed]),
    begunAt: new Map([...reads.begunAt, ...single.begunAt]),
  };
}
