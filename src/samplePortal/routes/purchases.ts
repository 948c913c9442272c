import type { Exchange, Route } from '../exchange';
import { input, inputNumber } from '../exchange';
import type { Listing } from '../model';
import { listingView } from './content';
import { ownOrganization } from './portals';

/** `portals/self/purchases` (wire reference 7.1). */
export const purchaseRoutes: readonly Route[] = [
  { kind: 'read', path: '/sharing/rest/portals/:id/purchases', access: 'licenses', handle: purchases },
];

/** Entries of a page where decision `purchasesPaging` says that they come in pages. */
const mostPerPage = 5;

function purchases(exchange: Exchange): unknown {
  const orgId = ownOrganization(exchange);
  const status = input(exchange, 'status') ?? 'active';
  const now = exchange.state.clock.now();
  const shown = [...exchange.state.listings.values()].filter(listing => {
    if (!listing.inPurchases || !listing.isProvisioned) return false;
    const isExpired = listing.endDate !== -1 && listing.endDate < now;
    return status === 'all' || isExpired === (status === 'expired');
  });
  const entry = (listing: Listing): unknown => ({
    provision: provisionView(exchange, listing, orgId),
    ...(listing.isVisible ? { listing: listingView(listing) } : {}),
  });
  const view = (listings: readonly Listing[]): Record<string, unknown> => ({
    purchases: listings.filter(listing => !listing.isTrial).map(entry),
    trials: listings.filter(listing => listing.isTrial).map(entry),
    interests: [],
  });
  if (exchange.state.decisions.purchasesPaging === 'unpaged') return view(shown);
  const start = Math.max(1, inputNumber(exchange, 'start', 1));
  const end = start + Math.min(mostPerPage, Math.max(1, inputNumber(exchange, 'num', mostPerPage)));
  const page = shown.slice(start - 1, end - 1);
  return {
    total: shown.length,
    start,
    num: page.length,
    nextStart: end <= shown.length ? end : -1,
    ...view(page),
  };
}

/** The `provision` object of a listing. A legacy portal also has license strings there and masks them. */
export function provisionView({ state }: Exchange, listing: Listing, orgId: string): Record<string, unknown> {
  const license = state.flavor === 'legacy' && listing.appId !== undefined ? { license: '***' } : {};
  return {
    itemId: listing.itemId,
    provisionedItemId: listing.itemId,
    orgId: 'esriVendorOrg001',
    purchaserOrgId: orgId,
    purchaserUsername: 'gis_admin',
    purchaserFullName: 'Lia Senz',
    purchaserEmail: null,
    purchaserPhone: null,
    startDate: listing.startDate,
    endDate: listing.endDate,
    purchased: !listing.isTrial,
    trial: listing.isTrial,
    interested: false,
    created: listing.startDate,
    modified: listing.entitlementsModified,
    canDisconnect: listing.canDisconnect,
    ...(state.decisions.disconnectInPurchases === 'present' && listing.isDesktop
      ? { maxDisconnectDuration: listing.maxDisconnectDuration }
      : {}),
    ...(listing.isPerUser
      ? {
          orgEntitlements: {
            maxUsers: listing.seats.maxUsers,
            entitlementsModified: listing.entitlementsModified,
            entitlements: Object.fromEntries(
              Object.entries(listing.seats.entitlements).map(([name, num]) => [name, { num, ...license }]),
            ),
          },
        }
      : {}),
  };
}
