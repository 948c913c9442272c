// Quick picks for what a change needs: a portal's listing or bundle, and its entitlements.
import * as vscode from 'vscode';
import { bundleEntitlement, entitlementName } from '../../core/catalog';
import { inertLabel } from '../../core/inertText';
import type { ItemId, PortalId } from '../../core/ids';
import type { AppBundle, Listing } from '../../core/model';
import { PortalError } from '../../core/problem';
import { listingSeats } from '../../core/seats';
import type { App } from '../app';
import { count } from '../plan/planWords';

/** Something members can be given: a listing, or an app bundle. */
export type Product =
  | { readonly kind: 'listing'; readonly itemId: ItemId; readonly title: string; readonly listing: Listing }
  | {
      readonly kind: 'appBundle';
      readonly itemId: ItemId;
      readonly title: string;
      readonly bundle: AppBundle;
    };

/**
 * All products of a portal, with those that show no entitlements of their own. `whole`: throws what kept a branch from being read, because a
 * change of everything must not leave out what could not be listed; otherwise only when nothing at all could be read.
 */
export async function productsOf(
  app: Pick<App, 'inventory'>,
  portalId: PortalId,
  whole: 'whole' | 'some' = 'some',
): Promise<readonly Product[]> {
  const [listings, bundles] = await Promise.all([
    app.inventory.load({ portalId, name: 'listings' }),
    app.inventory.load({ portalId, name: 'appBundles' }),
  ]);
  const products: Product[] = [];
  if (listings.state === 'ready') {
    for (const listing of listings.value) {
      products.push({ kind: 'listing', itemId: listing.itemId, title: listing.title, listing });
    }
  }
  if (bundles.state === 'ready') {
    for (const bundle of bundles.value)
      products.push({ kind: 'appBundle', itemId: bundle.itemId, title: bundle.name, bundle });
  }
  if (listings.state === 'failed' && (whole === 'whole' || products.length === 0)) throw listings.problem;
  if (
    bundles.state === 'failed' &&
    whole === 'whole' &&
    bundles.problem.fault.kind !== 'versionUnsupported'
  ) {
    throw bundles.problem;
  }
  return products;
}

export async function pickProduct(
  app: Pick<App, 'inventory'>,
  portalId: PortalId,
  title: string,
): Promise<Product | undefined> {
  const products = (await productsOf(app, portalId)).filter(
    product => product.kind === 'appBundle' || product.listing.pools.length > 0,
  );
  if (products.length === 0) {
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t('The organization has no listings that are licensed per user.'),
    );
  }
  const picked = await vscode.window.showQuickPick(
    products.map(product => ({
      label: inertLabel(product.title),
      description:
        product.kind === 'appBundle'
          ? vscode.l10n.t('app bundle')
          : product.listing.status === 'expired'
            ? vscode.l10n.t('expired')
            : product.listing.status === 'trial'
              ? vscode.l10n.t('trial')
              : '',
      detail: inertLabel(product.itemId),
      product,
    })),
    { title, placeHolder: vscode.l10n.t('Choose a listing or an app bundle'), matchOnDetail: true },
  );
  return picked?.product;
}

/** Lets the administrator choose entitlements of a product; seats are shown where they are known. A bundle has only itself. */
export async function pickEntitlements(
  app: Pick<App, 'inventory'>,
  portalId: PortalId,
  product: Product,
  title: string,
  only?: readonly string[],
): Promise<readonly string[] | undefined> {
  if (product.kind === 'appBundle') return [bundleEntitlement];
  const holders = app.inventory.peek({ portalId, name: 'holders', key: product.itemId });
  const seats = new Map(
    listingSeats(product.listing, 'value' in holders ? holders.value : undefined).map(row => [
      row.entitlement,
      row,
    ]),
  );
  const wanted = only === undefined ? undefined : new Set(only.map(key => key.toLowerCase()));
  const choices = product.listing.pools.filter(pool => wanted?.has(pool.key.toLowerCase()) !== false);
  const [single] = choices;
  if (choices.length === 1 && single !== undefined) return [single.key];
  const picked = await vscode.window.showQuickPick(
    choices.map(pool => {
      const row = seats.get(pool.key);
      const free = row?.assigned === undefined ? undefined : pool.num - row.assigned;
      return {
        label: inertLabel(entitlementName(pool.key)),
        description:
          free === undefined
            ? vscode.l10n.t('{0} seats', count(pool.num))
            : free < 0
              ? vscode.l10n.t('over-assigned by {0}', count(-free))
              : vscode.l10n.t('{0} of {1} seats free', count(free), count(pool.num)),
        detail: inertLabel(pool.key),
        key: pool.key,
      };
    }),
    {
      title,
      placeHolder: vscode.l10n.t('Choose one or more entitlements'),
      canPickMany: true,
      matchOnDetail: true,
    },
  );
  return picked === undefined || picked.length === 0 ? undefined : picked.map(item => item.key);
}
