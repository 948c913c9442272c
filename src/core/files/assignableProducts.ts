// What the entitlements of a file of member assignments can be of.
import type { ItemId } from '../ids';
import type { LicensedProduct } from '../licensedProducts';
import type { Listing } from '../model';

export interface AssignableProduct {
  readonly itemId: ItemId;
  readonly title: string;
  /** As far as they are known without reading its holders. */
  readonly entitlements: readonly string[];
  /** What sets it apart from a listing in effect. `notPerUser`: nobody can hold it, so that nobody is asked about it. */
  readonly mark?: 'expired' | 'trial' | 'extension' | 'notPerUser';
}

/**
 * All listings, expired ones too, since what members hold of them has to be taken away by hand (wire reference 8.3); then the apps and user type
 * extensions of the license.
 */
export function assignableProducts(
  listings: readonly Listing[],
  licensed: readonly LicensedProduct[],
): readonly AssignableProduct[] {
  return [
    ...listings.map((listing): AssignableProduct => {
      const mark = markOf(listing);
      return {
        itemId: listing.itemId,
        title: listing.title,
        entitlements: listing.pools.map(pool => pool.key),
        ...(mark === undefined ? {} : { mark }),
      };
    }),
    ...licensed.map(({ itemId, title, id, section }): AssignableProduct => ({
      itemId,
      title,
      entitlements: [id],
      ...(section === 'extension' ? { mark: 'extension' } : {}),
    })),
  ];
}

function markOf({ licenseBy, status }: Listing): AssignableProduct['mark'] {
  if (licenseBy !== undefined && licenseBy.toLowerCase() !== 'licensebyuser') return 'notPerUser';
  return status === 'active' ? undefined : status;
}

/** Those that a person can be asked to choose from. */
export const askable = (products: readonly AssignableProduct[]): readonly AssignableProduct[] =>
  products.filter(product => product.mark !== 'notPerUser');
