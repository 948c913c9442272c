// How long until the first 100 rows of the longest list are known: beside the first byte of its answer.
import { itemId as idOf } from '../../../src/core/ids';
import type { BenchCase, CaseResult } from '../benchTypes';
import { inTurn, paired, timed } from '../measure';
import type { RunningPortal } from '../portalProcess';
import { openProduct } from '../product';
import type { Product } from '../product';
import { pythonAll } from '../pythonWay';
import { authorized, figure, growth, largestListing, listUrl, sizesOf } from './ground';

/** Time until the inventory shows so many rows, ms. The rest is read to its end and not counted. */
async function untilRows({ inventory, id }: Product, itemId: string, wanted: number): Promise<number> {
  inventory.forget(id);
  const ref = { portalId: id, name: 'holders', key: idOf(itemId) } as const;
  const started = performance.now();
  const shownAt: number[] = [];
  const link = inventory.onDidChange(() => {
    const branch = inventory.peek(ref);
    if (branch.state === 'idle' || (branch.value?.items.length ?? 0) < wanted) return;
    shownAt.push(performance.now());
  });
  try {
    await inventory.load(ref);
  } finally {
    link.dispose();
  }
  const [first] = shownAt;
  if (first === undefined) throw new Error('The rows were never shown.');
  return first - started;
}

async function untilFirstByte(portal: RunningPortal, itemId: string): Promise<number> {
  const started = performance.now();
  const response = await fetch(listUrl(portal, itemId), authorized(portal));
  const reader = response.body?.getReader();
  await reader?.read();
  const ms = performance.now() - started;
  while (reader !== undefined && !(await reader.read()).done);
  return ms;
}

export const firstRows: BenchCase = {
  name: 'firstRows',
  title: 'The first 100 rows of a listing',
  async run(bench): Promise<CaseResult> {
    const portal = await bench.portal();
    const product = await openProduct(portal);
    const { itemId } = await largestListing(portal);
    const [small, large] = sizesOf(bench);
    await portal.cut(undefined);
    const at = async (n: number) => {
      await portal.fill(itemId, n, 120, 40);
      const ways = {
        product: () => untilRows(product, itemId, Math.min(100, n)),
        firstByte: () => untilFirstByte(portal, itemId),
        python: () => timed(() => pythonAll(portal, itemId)),
      };
      const times = await inTurn(bench.sizes.tries, ways);
      const requests = {
        product: (await portal.counted(ways.product)).total,
        firstByte: (await portal.counted(ways.firstByte)).total,
        python: (await portal.counted(ways.python)).total,
      };
      return { ...times, requests };
    };
    const tenth = await at(small);
    const whole = await at(large);
    await portal.cut(bench.sizes.cut);
    product.dispose();
    const figures = (
      [
        [large, whole],
        [small, tenth],
      ] as const
    ).flatMap(([n, times]) => [
      figure('product', `100 rows in sight, of ${n}`, n, times.product, { requests: times.requests.product }),
      figure('limit', `first byte of the answer, of ${n} rows`, n, times.firstByte, {
        requests: times.requests.firstByte,
      }),
      figure('python', `License.all() gives nothing before its end, ${n} rows`, n, times.python, {
        requests: times.requests.python,
      }),
    ]);
    return {
      figures,
      verdicts: [
        {
          what: `first 100 of ${large} rows: time after the first byte`,
          basis: 'paired median',
          value: paired(whole.product, whole.firstByte, (a, b) => a - b),
          sense: 'atMost',
          bound: 100,
          unit: 'ms',
        },
        growth('first rows', tenth.product, whole.product),
      ],
    };
  },
};
