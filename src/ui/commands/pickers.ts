// Quick picks for what a change needs: a portal's listing or bundle, and its entitlements.
import * as vscode from 'vscode';
import { bundleEntitlement, entitlementName } from '../../core/catalog';
import { count } from '../../core/format';
import { inertLabel } from '../../core/inertText';
import type { PortalId } from '../../core/ids';
import { extensionProblem, isRefused, licensedPools } from '../../core/licensedProducts';
import { PortalError } from '../../core/problem';
import { listingSeats } from '../../core/seats';
import { isClosed, readProducts, type Product } from '../../services/products';
import type { App } from '../app';
import { seatsWords } from '../../core/timeline/timelineText';
import { freshPart } from '../../core/olderRows';

export type { Product };
type Needs = Pick<App, 'inventory' | 'connections'>;

/**
 * All products of a portal that could be listed, with those that show no entitlements of their own.
 * @throws PortalError what kept the listings from being read, where nothing else could be read either.
 */
export async function productsOf(app: Needs, portalId: PortalId): Promise<readonly Product[]> {
  const { products, missing } = await readProducts(app, portalId);
  const listings = missing.find(({ name }) => name === 'listings');
  if (listings !== undefined && products.length === 0) throw listings.problem;
  return products;
}

/**
 * All products as the portal has them now, for a change of everything: that must not leave out what could not be listed, or was bought since the last look.
 * @returns with `unknown`, why user type extensions are not among them: the portal's license is closed to the account, now and later.
 * @throws PortalError what kept another list, or the license this time, from being read.
 */
export async function allProducts(
  app: Needs,
  portalId: PortalId,
): Promise<{ readonly products: readonly Product[]; readonly unknown?: PortalError }> {
  const { products, missing } = await readProducts(app, portalId, { anew: true });
  const failed = missing.find(({ name, problem }) => name !== 'license' || !isClosed(problem));
  if (failed !== undefined) throw failed.problem;
  const [closed] = missing;
  return closed === undefined ? { products } : { products, unknown: closed.problem };
}

/** What the portal said when the holders were read, where that says that it refuses every change as well. */
export function knownRefusal(
  app: Pick<App, 'inventory'>,
  portalId: PortalId,
  product: Product,
): PortalError | undefined {
  if (product.kind !== 'licensed') return undefined;
  const holders = app.inventory.peek({ portalId, name: 'holders', key: product.itemId });
  if (holders.state !== 'failed' || !isRefused(holders.problem)) return undefined;
  return product.item.section === 'extension'
    ? extensionProblem(holders.problem, product.title)
    : holders.problem;
}

export async function pickProduct(
  app: Needs,
  portalId: PortalId,
  title: string,
): Promise<Product | undefined> {
  const products = (await productsOf(app, portalId)).filter(product =>
    product.kind === 'listing'
      ? product.listing.pools.length > 0
      : knownRefusal(app, portalId, product) === undefined,
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
      description: kindWords(product),
      detail: inertLabel(product.itemId),
      product,
    })),
    {
      title,
      placeHolder: vscode.l10n.t('Choose a listing, an app bundle or a user type extension'),
      matchOnDetail: true,
    },
  );
  return picked?.product;
}

function kindWords(product: Product): string {
  switch (product.kind) {
    case 'appBundle':
      return vscode.l10n.t('app bundle');
    case 'licensed':
      return product.item.section === 'extension'
        ? vscode.l10n.t('user type extension')
        : vscode.l10n.t('app');
    case 'listing':
      return product.listing.status === 'expired'
        ? vscode.l10n.t('expired')
        : product.listing.status === 'trial'
          ? vscode.l10n.t('trial')
          : '';
  }
}

/** The entitlements of a product with their seats, and how many are free where the holders were read. */
async function choicesOf(
  app: Pick<App, 'inventory'>,
  portalId: PortalId,
  product: Exclude<Product, { kind: 'appBundle' }>,
): Promise<readonly { readonly key: string; readonly total?: number; readonly free?: number }[]> {
  const ref = { portalId, name: 'holders', key: product.itemId } as const;
  if (product.kind === 'licensed') {
    // The license does not name entitlements: the holders tell.
    const holders = await app.inventory.load(ref);
    if (holders.state === 'failed') {
      throw product.item.section === 'extension'
        ? extensionProblem(holders.problem, product.title)
        : holders.problem;
    }
    const rows =
      holders.state === 'idle' || holders.value === undefined ? [] : freshPart(holders.value).items;
    const isWhole = holders.state === 'ready' && holders.value.partial === undefined;
    return licensedPools(product.item, rows).map(({ key, total }) => ({
      key,
      ...(total === undefined ? {} : { total, ...(isWhole ? { free: total - rows.length } : {}) }),
    }));
  }
  const holders = app.inventory.peek(ref);
  const seats = new Map(
    listingSeats(product.listing, 'value' in holders ? holders.value : undefined).map(row => [
      row.entitlement,
      row,
    ]),
  );
  return product.listing.pools.map(({ key, num }) => {
    const assigned = seats.get(key)?.assigned;
    return { key, total: num, ...(assigned === undefined ? {} : { free: num - assigned }) };
  });
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
  const wanted = only === undefined ? undefined : new Set(only.map(key => key.toLowerCase()));
  const choices = (await choicesOf(app, portalId, product)).filter(
    choice => wanted?.has(choice.key.toLowerCase()) !== false,
  );
  const [single] = choices;
  if (choices.length === 1 && single !== undefined) return [single.key];
  const picked = await vscode.window.showQuickPick(
    choices.map(({ key, total, free }) => ({
      label: inertLabel(entitlementName(key)),
      description:
        total === undefined
          ? ''
          : free === undefined
            ? seatsWords(total)
            : free < 0
              ? vscode.l10n.t('over-assigned by {0}', count(-free))
              : vscode.l10n.t('{0} of {1} free', count(free), seatsWords(total)),
      detail: inertLabel(key),
      key,
    })),
    {
      title,
      placeHolder: vscode.l10n.t('Choose one or more entitlements'),
      canPickMany: true,
      matchOnDetail: true,
    },
  );
  return picked === undefined || picked.length === 0 ? undefined : picked.map(item => item.key);
}
