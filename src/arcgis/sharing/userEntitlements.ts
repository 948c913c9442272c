// Who holds what of a listing (seed 001; wire reference, section 8).
import type { ItemId, Username } from '../../core/ids';
import { userKey } from '../../core/ids';
import { isProven } from '../../core/isProven';
import type { Holder, Listed } from '../../core/model';
import type { PortalError } from '../../core/problem';
import { isAbort, isPortalError } from '../../core/problem';
import type { Http, HttpRequest } from '../http';
import { readList } from '../paging';
import { unreadable } from '../rowTally';
import type { ReadOptions } from '../portalClient';
import { entitlementsOf, isRecord, shapeError } from '../schemas';
import { segment } from '../url';
import { holderOf, keepEntryForms, listedHolderOf } from './holderEntry';
import { manageLicenses } from './organization';
import { readProvisionedListings } from './provisionedListings';

const keyOfHolder = (holder: Holder): string => userKey(holder.username);
const nameOfHolder = (holder: Holder): string => holder.username;

/** Per portal the listings whose list was cut when it was read last: it cannot say who holds nothing. */
const cutLists = new WeakMap<Http, Set<ItemId>>();

const requestOf = (itemId: ItemId, signal?: AbortSignal): HttpRequest => ({
  path: `content/listings/${segment(itemId)}/userEntitlements`,
  action: 'read',
  privilege: manageLicenses,
  signal,
});

/**
 * `userEntitlements` of a listing, whether the portal sends it in one piece or in pages. 10,000 rows are the portal's silent ceiling:
 * the list is then marked `portalLimit`.
 */
export async function readHolders(
  http: Http,
  itemId: ItemId,
  options?: ReadOptions<Holder>,
): Promise<Listed<Holder>> {
  const holders = await readList<Holder>(
    http,
    {
      request: requestOf(itemId),
      rowsKey: 'userEntitlements',
      map: listedHolderOf,
      keyOf: options?.seen === undefined ? keyOfHolder : nameOfHolder,
      startsUnpaged: true,
      ceiling: http.holdersCut,
      mayExceed: true,
    },
    options,
  ).finally(keepEntryForms);
  const cut = cutLists.get(http) ?? new Set();
  cutLists.set(http, cut);
  if (holders.partial?.kind === 'portalLimit') cut.add(itemId);
  else if (holders.partial === undefined) cut.delete(itemId);
  return holders;
}

/**
 * `userEntitlements/{username}`: object, one-element array, `{}` or no key (wire reference 8.2). Where the portal answers with an error that
 * may mean "holds nothing", the list's row is the answer; where it has none and does not prove itself whole, `provisionedListings` is: taking an
 * error for an empty set would let an "add" drop what the member has.
 * @param listed the list of the listing that was just read, if one was: it is not read again then. An empty one keeps any list from answering.
 * @returns undefined when the member holds nothing of the listing.
 * @throws PortalError `unexpectedReply` for an entry that is not understood.
 */
export async function readHolder(
  http: Http,
  itemId: ItemId,
  name: Username,
  signal?: AbortSignal,
  listed?: Listed<Holder>,
): Promise<Holder | undefined> {
  const list = requestOf(itemId, signal);
  const request: HttpRequest = { ...list, path: `${list.path}/${segment(name)}` };
  let json: unknown;
  try {
    json = await http.send(request);
  } catch (error) {
    if (!mayMeanNone(error)) throw error;
    // A portal that is in trouble says nothing of the member: what it listed before does not become surer by that.
    if (listed !== undefined && error.fault.kind === 'refused' && (error.fault.code ?? 400) >= 500)
      throw error;
    const isCut = cutLists.get(http)?.has(itemId) === true;
    const all = listed ?? (isCut ? undefined : await readHolders(http, itemId, signal ? { signal } : {}));
    const found = all?.items.find(holder => userKey(holder.username) === userKey(name));
    if (found !== undefined || (all !== undefined && isProven(all))) return found;
    if (await isKnownToLack(http, itemId, name, error, signal)) return undefined;
    throw error;
  }
  const value = isRecord(json) ? json['userEntitlements'] : undefined;
  const entries: readonly unknown[] = Array.isArray(value) ? (value as unknown[]) : [value ?? {}];
  if (!isRecord(json) || !entries.every(isRecord)) throw shapeError(http, request, 'userEntitlements');
  const holders: Holder[] = [];
  for (const entry of entries) {
    const holder = holderOf(entry);
    if (holder === unreadable) {
      const isNameless = entitlementsOf(entry['entitlements']) !== undefined;
      throw shapeError(http, request, `userEntitlements.${isNameless ? 'username' : 'entitlements'}`);
    }
    if (holder !== undefined) holders.push(holder);
  }
  const own = holders.find(holder => userKey(holder.username) === userKey(name));
  if (own === undefined && holders.length > 0) throw shapeError(http, request, 'userEntitlements.username');
  return own;
}

function mayMeanNone(error: unknown): error is PortalError {
  if (!isPortalError(error)) return false;
  const { kind } = error.fault;
  return kind === 'refused' || kind === 'notMember' || kind === 'versionUnsupported';
}

/** True where the portal refused (400) to say what a member holds of a listing, knows the member, and names the listing among nothing of theirs. */
async function isKnownToLack(
  http: Http,
  itemId: ItemId,
  name: Username,
  error: unknown,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (!isPortalError(error) || error.fault.kind !== 'refused' || (error.fault.code ?? 400) !== 400)
    return false;
  try {
    const held = await readProvisionedListings(http, name, signal);
    return !held.some(listing => listing.itemId === itemId);
  } catch (problem) {
    if (isAbort(problem) || (isPortalError(problem) && problem.fault.kind === 'signIn')) throw problem;
    return false;
  }
}
