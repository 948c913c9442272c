// What the organization bought or tries (wire reference 7.1).
import * as v from 'valibot';
import type { ItemId } from '../../core/ids';
import { itemId } from '../../core/ids';
import type { Listing, ListingStatus } from '../../core/model';
import type { Http, HttpRequest } from '../http';
import { present } from '../present';
import { readList, wholeList } from '../paging';
import { unreadable } from '../rowTally';
import { count, flag, pools, readAs, shapeError, text, time } from '../schemas';
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

/** An entry and which of the reply's lists it comes from. */
interface Row {
  readonly entry: unknown;
  readonly isTrial: boolean;
  readonly listing?: Listing;
}

const entriesOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const isList = (value: unknown): boolean => value === undefined || value === null || Array.isArray(value);

/**
 * The purchases and trials of a reply, and what the organization is only interested in: a `total` may count all of them. Undefined for an answer
 * with neither list: that is no answer, not an organization without licenses.
 */
function rowsOf(reply: Readonly<Record<string, unknown>>): readonly Row[] | undefined {
  const { purchases, trials } = reply;
  if (!('purchases' in reply || 'trials' in reply) || !isList(purchases) || !isList(trials)) return undefined;
  return [
    ...entriesOf(purchases).map(entry => ({ entry, isTrial: false })),
    ...entriesOf(trials).map(entry => ({ entry, isTrial: true })),
    ...entriesOf(reply['interests']).map(() => ({ entry: undefined, isTrial: false })),
  ];
}

/**
 * `portals/self/purchases?status=all`: purchases and trials, keyed by `provision.itemId`, in one piece or in pages (wire reference 7.1 and 22.7).
 * Of several entries with one id the one in effect counts, a purchase before a trial, the later end first; their seats are not added up, since no
 * source says that they add up.
 */
export async function readPurchases(http: Http, signal?: AbortSignal): Promise<readonly Listing[]> {
  const now = http.clock.now();
  const list = await readList<Row>(
    http,
    {
      request: {
        path: 'portals/self/purchases',
        action: 'read',
        params: { status: 'all' },
        privilege: manageLicenses,
      },
      rowsKey: 'purchases',
      rowsOf,
      startsUnpaged: true,
      map: raw => {
        const { entry, isTrial } = raw as Row;
        if (entry === undefined || entry === null) return undefined;
        const parsed = v.safeParse(WirePurchase, entry);
        if (!parsed.success) return unreadable;
        const { output } = parsed;
        const listing = listingOf(output, isTrial || output.provision?.trial === true, now);
        return listing === undefined ? undefined : { entry, isTrial, listing };
      },
      // Several entries of one product are several rows.
      keyOf: ({ entry, isTrial }) => `${isTrial} ${JSON.stringify(entry)}`,
    },
    signal === undefined ? {} : { signal },
  );
  const byId = new Map<ItemId, Listing>();
  for (const { listing } of wholeList(list, 'GET portals/self/purchases')) {
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
