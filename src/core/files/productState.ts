// What a portal has of the product that an entitlements file is for. `getEntitlements` has the queue alone; the current seats are a purchase (wire reference 14.3).
import { entitlementKey } from '../ids';
import type { EntitlementsQueue, Holder, Listed, Listing } from '../model';
import type { EntitlementsFile } from './entitlementsFile';
import type { ProductState } from './entitlementsPlanRows';
import { productListing } from './productListing';

export interface Product {
  /** Absent where no purchase could be told to be this product. */
  readonly listing?: Listing;
  /** Adds who holds it; undefined where that could not be read. */
  readonly withHolders: (holders: Listed<Holder> | undefined) => ProductState;
}

/** The product's listing: by the item id that the portal or the file names, else by title and entitlements, if just one fits. */
export function productState(
  file: EntitlementsFile,
  queue: EntitlementsQueue | undefined,
  listings: readonly Listing[],
  appId: string,
): Product {
  const listing = productListing({
    appId,
    itemId: queue?.itemId ?? file.itemId,
    keys: file.parts.flatMap(part => part.part.pools.map(pool => pool.key)),
    listings,
  });
  const pools = queue?.current?.pools ?? listing?.pools;
  const maxUsers = queue?.current?.maxUsers ?? listing?.maxUsers;
  const base: ProductState = {
    ...(pools === undefined ? {} : { pools }),
    ...(maxUsers === undefined ? {} : { maxUsers }),
    ...(queue === undefined ? {} : { queue: queue.queue }),
  };
  return {
    ...(listing === undefined ? {} : { listing }),
    withHolders: holders => (holders === undefined ? base : { ...base, ...heldBy(holders) }),
  };
}

function heldBy(holders: Listed<Holder>): Pick<ProductState, 'held' | 'holders' | 'atLeast'> {
  const held = new Map<string, number>();
  for (const holder of holders.items) {
    for (const one of new Set(holder.entitlements.map(entitlementKey)))
      held.set(one, (held.get(one) ?? 0) + 1);
  }
  return { held, holders: holders.items.length, atLeast: holders.partial !== undefined };
}
