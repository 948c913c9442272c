// What the portal's license assigns to members beside the purchases: user type extensions, and apps that no purchase names.
import { appName } from './catalog';
import { countBySet } from './holderCells';
import { entitlement, entitlementKey, type ItemId } from './ids';
import { l10n } from './l10n';
import type { Holder, LicensedItem, Listing, PortalLicense } from './model';
import type { TargetState } from './planTypes';
import { PortalError } from './problem';
import type { Rows } from './rows';

/** Read and written by its item id like a listing (wire reference 11.1); seats and end come from the `license` resource. */
export interface LicensedProduct extends LicensedItem {
  readonly section: 'app' | 'extension';
  readonly title: string;
}

/**
 * The apps and extensions of the license that members can be given and `listings` does not name, extensions first, each once.
 * @param listings all purchases; undefined where they could not be read: then no app is known to be outside of them.
 */
export function outsidePurchases(
  license: PortalLicense,
  listings: readonly Listing[] | undefined,
): readonly LicensedProduct[] {
  const seen = new Set<ItemId>(listings?.map(listing => listing.itemId));
  const products: LicensedProduct[] = [];
  const add = (section: LicensedProduct['section'], items: readonly LicensedItem[]): void => {
    for (const item of items) {
      if (seen.has(item.itemId)) continue;
      seen.add(item.itemId);
      products.push({ ...item, section, title: appName(item.id) });
    }
  };
  add('extension', license.extensions);
  if (listings !== undefined) add('app', license.apps);
  return products;
}

/**
 * What can be assigned of it. The license names the product by one id, which is its entitlement (wire reference 11.1, a guess); where its holders
 * hold other strings, those are the portal's own and count instead.
 */
export function licensedPools(
  product: LicensedProduct,
  holders: Rows<Holder>,
): readonly { readonly key: TargetState['pools'][number]['key']; readonly total?: number }[] {
  const own = entitlement(product.id);
  const held = new Map(
    [...countBySet(holders).keys()]
      .flat()
      .filter(key => key !== '')
      .map(key => [entitlementKey(key), key]),
  );
  const keys = held.size === 0 ? [own] : [...held.values()].sort();
  // The maximum is of the product, so it says how many seats an entitlement has only where it is the only one.
  const total = keys.length === 1 && product.maximum !== undefined ? { total: product.maximum } : {};
  return keys.map(key => ({ key, ...total }));
}

/** The portal does not let this item be assigned to members: it said so when its holders were read, and says so to every write (wire reference 9.3). */
export const isRefused = ({ fault }: PortalError): boolean =>
  fault.kind === 'listingUnavailable' && fault.reason !== 'expired';

/** A failure of a read or write of a user type extension: where the portal does not know it as a listing, in words that are about an extension. */
export function extensionProblem(problem: PortalError, title: string): PortalError {
  const { fault, request, details } = problem;
  if (!isRefused(problem)) return problem;
  return new PortalError(
    fault,
    l10n.t(
      '{0} is a user type extension, and this portal does not let extensions be assigned to members by this operation. They are managed in the portal itself, under Organization > Licenses.',
      title,
    ),
    { ...(request === undefined ? {} : { request }), details, cause: problem },
  );
}
