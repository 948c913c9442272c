// Who holds what of every listing of an organization.
import { itemId as idOf } from '../../../src/core/ids';
import type { BenchCase, CaseResult } from '../benchTypes';
import { inTurn, timed } from '../measure';
import type { ListingFacts, RunningPortal } from '../portalProcess';
import type { Product } from '../product';
import { openProduct } from '../product';
import { pythonReport } from '../pythonWay';
import { bareRead, expectRows, figure, growth, sizesOf } from './ground';

/** Bare reads at once, as many as the extension has. */
const atOnce = 4;

/** The listings whose holders can be read, with every one of them filled. */
export async function filledListings(
  portal: RunningPortal,
  holders: number,
): Promise<readonly ListingFacts[]> {
  const perUser = (await portal.listings()).filter(
    ({ isProvisioned, assigned }) => isProvisioned && Object.keys(assigned).length > 0,
  );
  for (const { itemId } of perUser) await portal.fill(itemId, holders, 120, 40);
  return perUser;
}

async function productRows({ inventory, id }: Product, listings: readonly ListingFacts[]): Promise<number> {
  inventory.forget(id);
  const branches = await Promise.all(
    listings.map(({ itemId }) => inventory.load({ portalId: id, name: 'holders', key: idOf(itemId) })),
  );
  return branches.reduce(
    (sum, branch) => sum + (branch.state === 'ready' ? branch.value.items.length : Number.NaN),
    0,
  );
}

async function bareRows(portal: RunningPortal, listings: readonly ListingFacts[]): Promise<number> {
  const left = [...listings];
  let rows = 0;
  const worker = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const found = await bareRead(portal, next.itemId);
      rows += found;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return rows;
}

export const organization: BenchCase = {
  name: 'organization',
  title: 'Every listing of the organization, as the portal cuts them',
  async run(bench): Promise<CaseResult> {
    const portal = await bench.portal();
    const product = await openProduct(portal);
    const tries = Math.min(3, bench.sizes.tries);
    // The entitlements that were seeded count, not those of a list that another case has filled.
    await portal.reset();
    const seeded = (await portal.listings()).filter(({ isProvisioned }) => isProvisioned);
    const at = async (holders: number) => {
      const listings = await filledListings(portal, holders);
      const rows = listings.length * Math.min(holders, bench.sizes.cut);
      const times = await inTurn(tries, {
        product: () => timed(async () => expectRows(await productRows(product, listings), rows)),
        bare: () => timed(async () => expectRows(await bareRows(portal, listings), rows)),
      });
      const { total } = await portal.counted(() => productRows(product, listings));
      const bare = await portal.counted(() => bareRows(portal, listings));
      return { listings, rows, times, total, bare: bare.total };
    };
    // Lists grow by ten up to the cut.
    const [, large] = sizesOf(bench);
    const most = Math.min(large, bench.sizes.cut);
    const tenth = await at(Math.max(1, Math.round(most / 10)));
    const whole = await at(most);
    let reportMs = 0;
    const reported = await portal.counted(async () => {
      reportMs = await timed(async () => {
        for (const { itemId, assigned } of seeded) await pythonReport(portal, itemId, Object.keys(assigned));
      });
    });
    product.dispose();
    await portal.reset();
    return {
      figures: [
        figure('product', `${whole.listings.length} listings, 4 at once`, whole.rows, whole.times.product, {
          requests: whole.total,
        }),
        figure('limit', 'fetch and JSON.parse of the same, 4 at once', whole.rows, whole.times.bare, {
          requests: whole.bare,
        }),
        figure('python', 'License.report of each: all users once per entitlement', whole.rows, [reportMs], {
          requests: reported.total,
        }),
        figure('product', 'a tenth of it', tenth.rows, tenth.times.product, { requests: tenth.total }),
        figure('limit', 'a tenth of it', tenth.rows, tenth.times.bare, { requests: tenth.bare }),
      ],
      verdicts: [growth('whole organization', tenth.times.product, whole.times.product)],
    };
  },
};
