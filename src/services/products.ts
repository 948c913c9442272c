// Everything that members of a portal can be given: listings, app bundles, and what its license assigns beside the purchases.
import type { ItemId, PortalId } from '../core/ids';
import { outsidePurchases, type LicensedProduct } from '../core/licensedProducts';
import type { AppBundle, Listing } from '../core/model';
import type { PortalError } from '../core/problem';
import { hasBranch } from './branchLoads';
import type { Connections } from './connectionTypes';
import type { Branch, BranchValues, Inventory } from './inventoryTypes';

interface Named {
  readonly itemId: ItemId;
  readonly title: string;
}

/** Something members can be given. */
export type Product =
  | (Named & { readonly kind: 'listing'; readonly listing: Listing })
  | (Named & { readonly kind: 'appBundle'; readonly bundle: AppBundle })
  /** A user type extension, or an app outside the purchases. */
  | (Named & { readonly kind: 'licensed'; readonly item: LicensedProduct });

type ProductBranch = 'listings' | 'appBundles' | 'license';

/** Products, and the lists that could not be read: what those would have named is not known (product.md rule 2). */
export interface ProductList {
  readonly products: readonly Product[];
  readonly missing: readonly { readonly name: ProductBranch; readonly problem: PortalError }[];
}

/**
 * Reads what the inventory does not have yet, or with `anew` all of it: what was bought since the last look is not to be left out. A portal of a kind without bundles or without a `license` resource has nothing to miss there.
 * @throws AbortError when the portal was forgotten meanwhile.
 */
export async function readProducts(
  deps: {
    readonly connections: Pick<Connections, 'get'>;
    readonly inventory: Pick<Inventory, 'load' | 'refresh'>;
  },
  portalId: PortalId,
  { anew = false }: { readonly anew?: boolean } = {},
): Promise<ProductList> {
  const kind = deps.connections.get(portalId)?.kind ?? 'online';
  const missing: { name: ProductBranch; problem: PortalError }[] = [];
  const load = async <N extends ProductBranch>(name: N): Promise<BranchValues[N] | undefined> => {
    if (!hasBranch(kind, name)) return undefined;
    const branch: Branch<BranchValues[N]> = await (anew
      ? deps.inventory.refresh({ portalId, name })
      : deps.inventory.load({ portalId, name }));
    if (branch.state === 'idle') throw new DOMException('forgotten', 'AbortError');
    if (branch.state !== 'failed') return branch.value;
    // A portal before 10.7 has no bundles, whatever it was taken for.
    const isAbsent = name === 'appBundles' && branch.problem.fault.kind === 'versionUnsupported';
    if (!isAbsent) missing.push({ name, problem: branch.problem });
    return undefined;
  };
  const [listings, bundles, license] = await Promise.all([
    load('listings'),
    load('appBundles'),
    load('license'),
  ]);
  return {
    products: [
      ...(listings ?? []).map((listing): Product => ({
        kind: 'listing',
        itemId: listing.itemId,
        title: listing.title,
        listing,
      })),
      ...(bundles ?? []).map((bundle): Product => ({
        kind: 'appBundle',
        itemId: bundle.itemId,
        title: bundle.name,
        bundle,
      })),
      ...(license === undefined ? [] : outsidePurchases(license, listings)).map((item): Product => ({
        kind: 'licensed',
        itemId: item.itemId,
        title: item.title,
        item,
      })),
    ],
    missing,
  };
}

/**
 * The license of this portal is closed to the account: administrative access is blocked, or the account may not use it. It will be so again, so
 * that waiting for it would keep everything else from being done.
 */
export const isClosed = (problem: PortalError): boolean =>
  problem.fault.kind === 'forbidden' || problem.fault.kind === 'versionUnsupported';
