// One listing read to its end: the rows that a portal sends before it cuts, and all members with the cut switched off.
import type { Bench, BenchCase, CaseResult, Figure, Verdict } from '../benchTypes';
import { inTurn, paired, timed } from '../measure';
import type { RunningPortal } from '../portalProcess';
import type { Product } from '../product';
import { openProduct } from '../product';
import { pythonAll } from '../pythonWay';
import { bareRead, expectRows, figure, growth, largestListing, productRead, sizesOf } from './ground';

interface Part {
  readonly figures: readonly Figure[];
  readonly ratio: number;
  readonly productMs: readonly number[];
}

async function read(
  { sizes }: Bench,
  portal: RunningPortal,
  product: Product,
  itemId: string,
  rows: number,
  named: string,
  isFirst = false,
): Promise<Part> {
  const productTry = async (): Promise<void> => expectRows(await productRead(product, itemId), rows);
  const bareTry = async (): Promise<void> => expectRows(await bareRead(portal, itemId), rows);
  const pythonTry = async (): Promise<void> => expectRows((await pythonAll(portal, itemId)).length, rows);
  // JSON.parse is compiled code from the first byte on; what the product does with the rows is that after some ten lists. The first is a figure of its own.
  const first = isFirst ? [await timed(bareTry), await timed(productTry)] : [];
  const times = await inTurn(
    sizes.tries,
    {
      product: () => timed(productTry),
      bare: () => timed(bareTry),
      python: () => timed(pythonTry),
    },
    { warmUps: isFirst ? 10 : 2 },
  );
  const ours = await portal.counted(productTry);
  const bare = await portal.counted(bareTry);
  const theirs = await portal.counted(pythonTry);
  return {
    figures: [
      ...first.map((ms, at) =>
        figure(at === 0 ? 'limit' : 'product', `${named}: the first list of the process`, rows, [ms]),
      ),
      figure('product', `${named}: read, checked, indexed`, rows, times.product, { requests: ours.total }),
      figure('limit', `${named}: fetch and JSON.parse`, rows, times.bare, { requests: bare.total }),
      figure('python', `${named}: License.all()`, rows, times.python, { requests: theirs.total }),
    ],
    ratio: paired(times.product, times.bare, (a, b) => a / b),
    productMs: times.product,
  };
}

const bound = (what: string, ratio: number): Verdict => ({
  what: `${what}: time over that of fetch and JSON.parse`,
  basis: 'paired median',
  value: ratio,
  sense: 'atMost',
  bound: 1.5,
  unit: '×',
});

export const wholeListing: BenchCase = {
  name: 'wholeListing',
  title: 'One listing, read to its end',
  async run(bench): Promise<CaseResult> {
    const portal = await bench.portal();
    const product = await openProduct(portal);
    const { itemId } = await largestListing(portal);
    const { cut } = bench.sizes;
    const [small, large] = sizesOf(bench);
    await portal.fill(itemId, large, 120, 40);
    const asSent = await read(
      bench,
      portal,
      product,
      itemId,
      Math.min(cut, large),
      'as the portal cuts it',
      true,
    );
    await portal.cut(undefined);
    const whole = await read(bench, portal, product, itemId, large, 'without the cut');
    await portal.fill(itemId, small, 120, 40);
    const tenth = await read(bench, portal, product, itemId, small, 'a tenth of it');
    await portal.cut(cut);
    product.dispose();
    return {
      figures: [...asSent.figures, ...whole.figures, ...tenth.figures],
      verdicts: [
        bound(`${Math.min(cut, large)} rows`, asSent.ratio),
        bound(`${large} rows`, whole.ratio),
        growth('whole listing', tenth.productMs, whole.productMs),
      ],
    };
  },
};
