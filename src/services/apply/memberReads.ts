// What members hold of a target right now: one read of the list for many, single reads for few and for those that a list leaves out. Absence from
// a list is no proof by itself: a portal cuts lists without a word (wire reference 8.1), and "holds nothing" lets a write take everything away.
import { userKey } from '../../core/ids';
import type { Entitlement, Username } from '../../core/ids';
import type { Holder, Listed } from '../../core/model';
import type { Target } from '../../core/planTypes';
import { isAbort } from '../../core/problem';
import type { PortalClient } from '../../arcgis/portalClient';
import { pickMembers } from './pickMembers';
import { asPortalError, failedFor, hopeless, isReadByOne, noList, readEach, typeOf } from './singleReads';
import type { MemberReads } from './singleReads';

/** Up to this many members are read one by one: at most as many requests as pages a list has (wire reference 8.1). */
const fewMembers = 3;

/** The list of a target as holders; a bundle's holders hold `bundleSet`, and every member its user type. */
export async function readList(
  client: PortalClient,
  target: Target,
  bundleSet: readonly Entitlement[],
  signal?: AbortSignal,
): Promise<Listed<Holder>> {
  const options = signal ? { signal } : {};
  if (target.kind === 'listing') return client.holders(target.itemId, options);
  if (target.kind === 'userType') {
    const members = await client.members(options);
    return { ...members, items: members.items.map(typeOf) };
  }
  const { items, ...rest } = await client.appBundleHolders(target.itemId, options);
  return { items: items.map(name => ({ username: name, entitlements: bundleSet, offline: false })), ...rest };
}

export interface ReadMembersOptions {
  /** The set that stands for "holds the bundle". */
  readonly bundleSet: readonly Entitlement[];
  readonly signal?: AbortSignal | undefined;
  /** The clock of {@link MemberReads.begunAt}; that of the machine by default. */
  readonly now?: () => number;
  /**
   * True where "holds nothing" would be a surprise: a single read that says so is checked against the list, because a portal may show a level
   * that comes with a user type in the one and not in the other (wire reference 8.3 and 22.4), and plans rest on the list. And a list that
   * leaves such a member out is not believed: the member is asked for.
   */
  readonly holdsSomething?: (name: Username) => boolean;
  /** Members with a level that comes with the user type: a list may show it, and so may not answer for the portal. */
  readonly included?: ((name: Username) => unknown) | undefined;
}

/**
 * What `usernames` hold of a target now. Never throws for what the portal does: a member that cannot be read is in `failed`.
 * @throws AbortError when `signal` fires.
 */
export async function readMembers(
  client: PortalClient,
  target: Target,
  usernames: readonly Username[],
  options: ReadMembersOptions,
): Promise<MemberReads> {
  const { signal, holdsSomething, included, now = Date.now } = options;
  const listed = (name: Username): Listed<Holder> | undefined =>
    included?.(name) === undefined ? undefined : noList;
  if (usernames.length === 0) return { rows: new Map(), failed: new Map(), begunAt: new Map() };
  let each: MemberReads | undefined;
  if (isReadByOne(target) && usernames.length <= fewMembers) {
    each = await readEach(client, target, usernames, signal, now, listed);
    const { rows } = each;
    const surprising = usernames.some(
      name => rows.get(userKey(name))?.entitlements.length === 0 && holdsSomething?.(name) === true,
    );
    if (!surprising) return each;
  }
  let list: Listed<Holder>;
  const listBegunAt = now();
  try {
    list = await readList(client, target, options.bundleSet, signal);
  } catch (error) {
    if (isAbort(error) && signal?.aborted === true) throw error;
    const problem = asPortalError(error);
    if (isReadByOne(target) && !hopeless(problem))
      return readEach(client, target, usernames, signal, now, listed);
    return failedFor(usernames, problem);
  }
  return pickMembers(client, target, usernames, list, {
    signal,
    listBegunAt,
    now,
    mustAsk: holdsSomething,
    asked: each,
  });
}
