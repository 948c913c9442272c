import type { Username } from '../../core/ids';
import { itemId } from '../../core/ids';
import type { Holder, MemberListing } from '../../core/model';
import type { Http } from '../http';
import { readList, wholeList } from '../paging';
import { unreadable } from '../rowTally';
import { present } from '../present';
import { entitlementsOf, isRecord, textOf } from '../schemas';
import { segment } from '../url';
import { holderOf } from './holderEntry';

/**
 * `community/users/{name}/provisionedListings`: what a member can use, with the sets where the portal gives them (wire reference 7.3); expired
 * listings too, whose sets remain until they are removed by hand (8.3).
 */
export async function readProvisionedListings(
  http: Http,
  name: Username,
  signal?: AbortSignal,
): Promise<readonly MemberListing[]> {
  const path = `community/users/${segment(name)}/provisionedListings`;
  const list = await readList(
    http,
    {
      request: { path, action: 'read', params: { includeExpired: true } },
      rowsKey: 'provisionedListings',
      map: memberListingOf,
      keyOf: row => row.itemId,
    },
    signal === undefined ? {} : { signal },
  );
  return wholeList(list, `GET ${path}`);
}

function memberListingOf(raw: unknown): MemberListing | typeof unreadable {
  if (!isRecord(raw)) return unreadable;
  const provision = isRecord(raw['provision']) ? raw['provision'] : {};
  const listing = isRecord(raw['listing']) ? raw['listing'] : {};
  const id =
    textOf(provision['itemId']) ?? textOf(raw['itemId']) ?? textOf(listing['itemId']) ?? textOf(raw['id']);
  if (id === undefined) return unreadable;
  const entry = raw['userEntitlements'] ?? raw['entitlements'];
  return present<MemberListing>({
    itemId: itemId(id),
    title: textOf(raw['title']) ?? textOf(listing['title']) ?? id,
    entitlements: setOf(entry),
    holder: wholeEntry(entry),
  });
}

/** Undefined for a mere list of keys, or an entry, that does not say whether the license is offline, or when it was used. */
function wholeEntry(value: unknown): Holder | undefined {
  const entry: unknown = Array.isArray(value) ? (value as unknown[])[0] : value;
  const holder = isRecord(entry) ? holderOf(entry) : undefined;
  return holder === undefined ||
    holder === unreadable ||
    holder.useUnknown === true ||
    holder.offlineUnknown === true
    ? undefined
    : holder;
}

/** The set as a list of keys, as the entry of `userEntitlements`, or as a list with that one entry; undefined where there is none. */
function setOf(value: unknown): MemberListing['entitlements'] {
  if (isRecord(value))
    return Array.isArray(value['entitlements']) ? entitlementsOf(value['entitlements']) : undefined;
  if (!Array.isArray(value)) return undefined;
  const [first] = value as unknown[];
  return isRecord(first) ? setOf(first) : entitlementsOf(value);
}
