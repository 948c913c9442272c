// What several cases do alike: the listing they read, the bare read it is compared to, and the read of the product.
import { itemId as idOf } from '../../../src/core/ids';
import type { Bench, Figure, Verdict, Way } from '../benchTypes';
import { median, summary } from '../measure';
import type { RunningPortal } from '../portalProcess';
import type { Product } from '../product';

/** The entitlements' names of the largest listing, and the listing. It is the one that every case fills as it needs. */
export async function largestListing(
  portal: RunningPortal,
): Promise<{ readonly itemId: string; readonly entitlements: readonly string[] }> {
  const [largest] = (await portal.listings())
    .filter(({ isProvisioned }) => isProvisioned)
    .map(({ itemId, assigned }) => ({ itemId, entitlements: Object.keys(assigned) }))
    .toSorted((a, b) => b.entitlements.length - a.entitlements.length);
  if (largest === undefined) throw new Error('The sample portal has no listing.');
  return largest;
}

export const listUrl = ({ address }: RunningPortal, itemId: string): string =>
  `${address.sharing}/content/listings/${itemId}/userEntitlements?f=json`;

export const authorized = ({ token }: RunningPortal): { headers: Record<string, string> } => ({
  headers: { 'X-Esri-Authorization': `Bearer ${token}` },
});

/** (a) The physical limit of a read: the same bytes, fetched and parsed by what the platform has. @returns the rows */
export async function bareRead(portal: RunningPortal, itemId: string): Promise<number> {
  const response = await fetch(listUrl(portal, itemId), authorized(portal));
  return ((await response.json()) as { userEntitlements: unknown[] }).userEntitlements.length;
}

/** The product's read of a listing's holders into an empty inventory. @returns the rows; @throws Error where it fails */
export async function productRead({ inventory, id }: Product, itemId: string): Promise<number> {
  inventory.forget(id);
  const branch = await inventory.load({ portalId: id, name: 'holders', key: idOf(itemId) });
  if (branch.state !== 'ready') throw new Error(`The listing is ${branch.state}.`);
  return branch.value.items.length;
}

export function expectRows(found: number, expected: number): void {
  if (found !== expected) throw new Error(`Read ${found} rows instead of ${expected}.`);
}

/** A figure of what was timed. */
export const figure = (
  way: Way,
  what: string,
  n: number,
  times: readonly number[],
  more: Partial<Figure> = {},
): Figure => ({ way, what, n, ...summary(times), ...more });

/** 10 n may cost 12 times what n costs (what must hold, 4): the medians of both; of one run each where there are no more. */
export const growth = (what: string, small: readonly number[], large: readonly number[]): Verdict => ({
  what: `${what}: cost at 10 n over that at n`,
  basis: large.length > 1 ? 'median' : 'one run',
  value: median(large) / median(small),
  sense: 'atMost',
  bound: 12,
  unit: '×',
});

/** n and 10 n. */
export const sizesOf = ({ sizes }: Bench): readonly [number, number] => [
  Math.max(1, Math.round(sizes.members / 10)),
  sizes.members,
];
