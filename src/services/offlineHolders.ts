// Who has taken a license offline, over all listings whose offline licenses a portal can take back.
import type { ItemId, PortalId, Username } from '../core/ids';
import type { PartialReason } from '../core/model';
import type { PortalError } from '../core/problem';
import { releasableApp } from '../core/release';
import type { ReleasableApp } from '../core/release';
import type { Connections } from './connectionTypes';
import type { Inventory } from './inventoryTypes';
import { readProducts } from './products';
import type { Product } from './products';
import { freshPart } from '../core/olderRows';

export interface OfflineHolder {
  readonly username: Username;
  readonly itemId: ItemId;
  readonly title: string;
  readonly app: ReleasableApp;
  /** Epoch ms, where the portal says it. */
  readonly since?: number;
}

export interface OfflineHolders {
  readonly holders: readonly OfflineHolder[];
  /** Lists that are not whole: there may be more (product.md rule 2). */
  readonly notWhole: readonly (
    | { readonly title: string; readonly partial: PartialReason }
    | { readonly title: string; readonly problem: PortalError }
  )[];
}

interface Deps {
  readonly connections: Pick<Connections, 'get'>;
  readonly inventory: Pick<Inventory, 'load' | 'refresh'>;
}

/** The product as `releaseLicense` names it; undefined where it is none that can go offline, or could not be told. */
export function appOf(product: Product): ReleasableApp | undefined {
  const { itemId, title } = product;
  const keys = product.kind === 'listing' ? product.listing.pools.map(({ key }) => key) : [];
  return product.kind === 'appBundle' ? undefined : releasableApp({ itemId, title, keys });
}

/**
 * Reads the holders of those listings anew: a license may have been returned since they were read.
 * @throws PortalError where the listings themselves cannot be read, and AbortError when the portal was forgotten meanwhile.
 */
export async function readOfflineHolders(deps: Deps, portalId: PortalId): Promise<OfflineHolders> {
  const { products, missing } = await readProducts(deps, portalId);
  const failed = missing.find(({ name }) => name === 'listings');
  if (failed !== undefined) throw failed.problem;
  const lists = await Promise.all(
    products.flatMap(product => {
      const app = appOf(product);
      if (app === undefined) return [];
      const { itemId, title } = product;
      return [
        deps.inventory
          .refresh({ portalId, name: 'holders', key: itemId })
          .then(branch => ({ itemId, title, app, branch })),
      ];
    }),
  );
  return {
    holders: lists.flatMap(({ itemId, title, app, branch }) =>
      (branch.state === 'ready' ? freshPart(branch.value).items : [])
        .filter(({ offline }) => offline)
        .map(({ username, offlineSince }) => ({
          username,
          itemId,
          title,
          app,
          ...(offlineSince === undefined ? {} : { since: offlineSince }),
        })),
    ),
    notWhole: lists.flatMap(({ title, branch }): OfflineHolders['notWhole'] => {
      if (branch.state === 'failed')
        return branch.problem.fault.kind === 'listingUnavailable' ? [] : [{ title, problem: branch.problem }];
      if (branch.state === 'ready' && branch.value.partial !== undefined)
        return [{ title, partial: branch.value.partial }];
      return [];
    }),
  };
}
