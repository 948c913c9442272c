import type { Exchange, Route } from '../exchange';
import type { Listing } from '../model';
import { unknownItem } from '../refusal';

/** `content/listings/{itemId}` itself (wire reference 7.2). */
export const contentRoutes: readonly Route[] = [
  {
    kind: 'read',
    path: '/sharing/rest/content/listings/:item',
    access: 'member',
    handle: exchange => {
      const listing = exchange.state.listings.get(exchange.params['item'] ?? '');
      if (listing?.isVisible !== true) throw unknownItem();
      return listingView(listing);
    },
  },
];

export function listingView(listing: Listing): Record<string, unknown> {
  return {
    itemId: listing.itemId,
    title: listing.title,
    snippet: `${listing.title}, sample listing`,
    description: '',
    type: listing.isDesktop ? 'Desktop Application' : 'Web Mapping Application',
    typeKeywords: [],
    tags: [],
    thumbnail: null,
    owner: 'esri',
    created: 1_400_000_000_000,
    licenseType: 'paid',
    licenseBy: listing.isPerUser ? 'licenseByUser' : 'licenseByOrg',
    listingAccess: 'public',
    listingPublishedDate: -1,
    trialSupported: listing.isTrial,
    trialDuration: listing.isTrial ? 30 : 0,
    allowedUserLevels: '11, 1, 2',
    appCategories: [],
    industries: [],
    languages: [],
    vendor: { id: listing.vendor === 'Esri' ? 'esri' : 'vendor', name: listing.vendor, description: '' },
  };
}

/**
 * The listing that an operation is about, once it is sure that the organization owns it per user.
 * @throws Refusal as `missing` for an item that it does not own; 400 `not licensed by user`
 */
export function perUserListing(exchange: Exchange, missing: () => Error, notPerUser: () => Error): Listing {
  const { state } = exchange;
  const listing = state.listings.get(exchange.params['item'] ?? '');
  if (listing === undefined || !listing.isProvisioned) throw missing();
  if (!listing.inPurchases && state.decisions.extensionAssignment === 'refuse') throw missing();
  if (!listing.isPerUser) throw notPerUser();
  return listing;
}
