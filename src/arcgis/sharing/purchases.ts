// What the organization bought or tries (wire reference 7.1).
import * as v from 'valibot';
import type { ItemId } from '../../core/ids';
import { itemId } from '../../core/ids';
import type { Listing, ListingStatus } from '../../core/model';
import type { Http, HttpRequest } from '../http';
import { present } from '../present';
import { count, flag, isRecord, listOf, pools, readAs, shapeError, text, time } from '../schemas';
import { segment } from '../url';
import { manageLicenses } from './organization';

const WirePurchase = v.object({
  provision: v.nullish(
    v.object({
      itemId: text,
      startDate: time,
      endDate: time,
      trial: flag,
      canDisconnect: flag,
      orgEntitlements: v.nullish(v.object({ maxUsers: count, entitlements: pools })),
    }),
  ),
  listing: v.nullish(
    v.object({
      itemId: text,
      title: text,
      licenseBy: text,
      vendor: v.nullish(v.object({ name: text })),
    }),
  ),
});
type WirePurchase = v.InferOutput<typeof WirePurchase>;

const WirePurchases = v.object({ purchases: listOf(WirePurchase), trials: listOf(WirePurchase) });

/**
 * `portals/self/purchases?status=all`: purchases and trials, keyed by `provision.itemId`. Of several entries with one id the one in effect
 * counts, a purchase before a trial, the later end first; their seats are not added up, since no source says that they add up.
 */
export async function readPurchases(http: Http, signal?: AbortSignal): Promise<readonly Listing[]> {
  const request: HttpRequest = {
    path: 'portals/self/purchases',
    action: 'read',
    params: { status: 'all' },
    privilege: manageLicenses,
    signal,
  };
  // Looked at before reading: an answer with neither list is no answer, not an organization without licenses.
  const HasList = v.check<unknown, string>(
    json => isRecord(json) && ('purchases' in json || 'trials' in json),
    'purchases',
  );
  const reply = await readAs(http, request, v.pipe(v.unknown(), HasList, WirePurchases));
  const now = http.clock.now();
  const byId = new Map<ItemId, Listing>();
  const entries = [
    ...reply.purchases.map(entry => listingOf(entry, entry.provision?.trial === true, now)),
    ...reply.trials.map(entry => listingOf(entry, true, now)),
  ];
  for (const listing of entries) {
    if (listing === undefined) continue;
    const known = byId.get(listing.itemId);
    if (known === undefined || isBetter(listing, known)) byId.set(listing.itemId, listing);
  }
  return [...byId.values()];
}

/** `content/listings/{itemId}`: the title of a listing that is not (or no longer) among the purchases. */
export async function readListing(
  http: Http,
  id: ItemId,
  signal?: AbortSignal,
): Promise<{ readonly itemId: ItemId; readonly title: string }> {
  const request: HttpRequest = { path: `content/listings/${segment(id)}`, action: 'read', signal };
  const reply = await readAs(http, request, v.object({ itemId: text, title: text }));
  if (reply.title === undefined && reply.itemId === undefined) throw shapeError(http, request, 'title');
  return { itemId: id, title: reply.title ?? id };
}

/** Undefined for an entry without any id: nothing could be asked about it. */
function listingOf({ provision, listing }: WirePurchase, isTrial: boolean, now: number): Listing | undefined {
  const key = provision?.itemId ?? listing?.itemId;
  if (key === undefined) return undefined;
  return present<Listing>({
    itemId: itemId(key),
    title: listing?.title ?? key,
    status: statusOf(provision?.endDate, isTrial, now),
    startsAt: provision?.startDate,
    endsAt: provision?.endDate,
    maxUsers: provision?.orgEntitlements?.maxUsers,
    pools: provision?.orgEntitlements?.entitlements ?? [],
    canDisconnect: provision?.canDisconnect ?? false,
    hasListing: listing != null,
    licenseBy: listing?.licenseBy,
    vendor: listing?.vendor?.name,
  });
}

/** The wire has no status: it follows from the dates (wire reference 7.1). */
function statusOf(endsAt: number | undefined, isTrial: boolean, now: number): ListingStatus {
  if (endsAt !== undefined && endsAt < now) return 'expired';
  return isTrial ? 'trial' : 'active';
}

const rank: Readonly<Record<ListingStatus, number>> = { active: 2, trial: 1, expired: 0 };

function isBetter(one: Listing, other: Listing): boolean {
  if (one.status !== other.status) return rank[one.status] > rank[other.status];
  return (one.endsAt ?? Infinity) > (other.endsAt ?? Infinity);
}
