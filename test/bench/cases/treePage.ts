// The rows of a listing in the tree: the first page of the longest list, and the page after it with a filter.
import { childrenOf, portalRow } from '../../../src/core/tree/treeModel';
import type { TreeState } from '../../../src/core/tree/treeModelTypes';
import type { TreeWords } from '../../../src/core/tree/treeModelWords';
import type { HolderFilter } from '../../../src/core/holderFilter';
import type { BenchCase, CaseResult } from '../benchTypes';
import { inTurn, median } from '../measure';
import { openProduct } from '../product';
import type { Product } from '../product';
import { figure, growth, largestListing, productRead, sizesOf } from './ground';

const rowsShown = 100;
/** Every text by the name of its key: what they are does not matter here. */
const words = new Proxy({} as TreeWords, {
  get: (_, name) => Object.assign(() => String(name), { toString: () => String(name) }),
});

function stateOf({ inventory, connections }: Product, filter: HolderFilter | undefined): TreeState {
  return {
    portals: connections.list(),
    peek: (portalId, name, key) => inventory.peek({ portalId, name, ...(key === undefined ? {} : { key }) }),
    now: Date.now(),
    idleDays: 90,
    expiringDays: 30,
    shown: () => rowsShown,
    filter: () => filter,
    words,
  };
}

/** Time until the rows of the listing are made, ms. @throws Error where there are too few */
function page(product: Product, itemId: string, filter: HolderFilter | undefined, least: number): number {
  const state = stateOf(product, filter);
  const [portal] = state.portals;
  if (portal === undefined) throw new Error('No portal.');
  const listing = childrenOf(portalRow(portal, state), state).nodes.find(
    node => node.kind === 'listing' && node.target.itemId === itemId,
  );
  if (listing === undefined) throw new Error('No row of the listing.');
  const started = performance.now();
  const rows = childrenOf(listing, state).nodes.filter(node => node.kind === 'holder');
  const ms = performance.now() - started;
  if (rows.length < least) throw new Error(`${rows.length} rows instead of ${least}.`);
  return ms;
}

export const treePage: BenchCase = {
  name: 'treePage',
  title: `The rows of a listing in the tree, ${rowsShown} of them`,
  async run(bench): Promise<CaseResult> {
    const portal = await bench.portal();
    const { itemId } = await largestListing(portal);
    const product = await openProduct(portal);
    await portal.cut(undefined);
    await product.inventory.load({ portalId: product.id, name: 'organization' });
    const at = async (n: number) => {
      await portal.fill(itemId, n, 120, 40);
      await productRead(product, itemId);
      await product.inventory.load({ portalId: product.id, name: 'organization' });
      await product.inventory.load({ portalId: product.id, name: 'listings' });
      const filter: HolderFilter = { neverUsed: true };
      return inTurn(bench.sizes.tries * 4, {
        first: () => Promise.resolve(page(product, itemId, undefined, Math.min(n, rowsShown))),
        filtered: () => Promise.resolve(page(product, itemId, filter, Math.min(Math.ceil(n / 5), rowsShown))),
      });
    };
    const [small, large] = sizesOf(bench);
    const tenth = await at(small);
    const whole = await at(large);
    product.inventory.forget(product.id);
    product.dispose();
    await portal.cut(bench.sizes.cut);
    await portal.reset();
    return {
      figures: [
        figure('product', 'first page', large, whole.first),
        figure('product', 'first page of a tenth', small, tenth.first),
        figure('product', 'first page with a filter over all rows', large, whole.filtered),
        figure('product', 'first page of a tenth with a filter', small, tenth.filtered),
      ],
      verdicts: [
        {
          what: `first page of ${large} rows with a filter`,
          basis: 'median',
          value: median(whole.filtered),
          sense: 'atMost',
          bound: 100,
          unit: 'ms',
        },
        growth('tree page', tenth.first, whole.first),
        growth('tree page with a filter', tenth.filtered, whole.filtered),
      ],
    };
  },
};
