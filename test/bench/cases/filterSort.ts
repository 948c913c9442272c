// The matrix of members and listings: its filter over every cell, and its orders.
import type { HolderFilter } from '../../../src/core/holderFilter';
import { itemId as idOf } from '../../../src/core/ids';
import type { Member } from '../../../src/core/model';
import { matrixColumns } from '../../../src/core/matrix/matrixColumns';
import { createMatrixOrders } from '../../../src/core/matrix/matrixSort';
import type { MatrixSort } from '../../../src/core/matrix/matrixSort';
import { MatrixTable } from '../../../src/core/matrix/matrixTable';
import type { BenchCase, CaseResult, Figure } from '../benchTypes';
import { inTurn } from '../measure';
import type { RunningPortal } from '../portalProcess';
import { openProduct } from '../product';
import { figure, growth, sizesOf } from './ground';
import { filledListings } from './organization';

const mostListings = 20;
const year = 365 * 86_400_000;

interface View {
  readonly what: string;
  readonly filter: HolderFilter;
  readonly sort: MatrixSort;
}

/** Reads the listings into a table, as the matrix does. */
async function tableOf(portal: RunningPortal, members: number): Promise<MatrixTable> {
  const filled = (await filledListings(portal, members)).slice(0, mostListings);
  const product = await openProduct(portal);
  const { inventory, client, id } = product;
  const listings = (await client.purchases()).filter(({ itemId }) =>
    filled.some(one => one.itemId === itemId),
  );
  const table = new MatrixTable([id], matrixColumns([listings]));
  const people: Member[] = [];
  for (const member of (await client.members()).items) if (people.length < members) people.push(member);
  table.addMembers(0, people);
  for (const { itemId } of listings) {
    const branch = await inventory.load({ portalId: id, name: 'holders', key: idOf(itemId) });
    if (branch.state !== 'ready') throw new Error('A list could not be read.');
    table.putHolders(0, itemId, { state: 'complete' }, branch.value.items);
  }
  product.dispose();
  return table;
}

const views = (table: MatrixTable): readonly View[] => {
  const key = table.heads[0]?.key ?? '';
  const byName: MatrixSort = { by: 'name', descending: false };
  // The same one at every size: what it is found in decides how much there is to do.
  const [set = []] = table.sets.toSorted((a, b) => b.length - a.length || (a.join() < b.join() ? -1 : 1));
  return [
    { what: 'part of a name', filter: { text: 'an' }, sort: byName },
    {
      what: 'one entitlement, idle for a year',
      filter: { entitlement: set[1] ?? 'x', idleSince: Date.now() - year },
      sort: byName,
    },
    { what: 'offline', filter: { offline: true }, sort: byName },
    { what: 'sorted by last use', filter: {}, sort: { by: 'lastUsed', descending: true } },
    { what: 'sorted by how many are held', filter: {}, sort: { by: 'held', descending: true } },
    { what: 'sorted by a column', filter: {}, sort: { by: 'column', column: key, descending: false } },
    {
      what: 'never used, sorted by user type',
      filter: { neverUsed: true },
      sort: { by: 'userType', descending: false },
    },
  ];
};

/** Times per view; another order is made in between, so that none is at hand. */
async function measured(
  table: MatrixTable,
  tries: number,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const orders = createMatrixOrders(table);
  const ways = views(table).map(({ what, filter, sort }) => [
    what,
    (): Promise<number> => {
      const other = sort.by === 'portal' ? 'fullName' : 'portal';
      orders.rows({}, { by: other, descending: false });
      const started = performance.now();
      const rows = orders.rows(filter, sort);
      const ms = performance.now() - started;
      if (rows.length === 0 && table.length >= 1_000) throw new Error(`${what}: nobody is found.`);
      return Promise.resolve(ms);
    },
  ]) as [string, () => Promise<number>][];
  return inTurn(tries, Object.fromEntries(ways));
}

export const filterSort: BenchCase = {
  name: 'filterSort',
  title: 'Filters and orders of the matrix over all its cells',
  async run(bench): Promise<CaseResult> {
    const portal = await bench.portal();
    const [small, large] = sizesOf(bench);
    await portal.cut(undefined);
    const tenth = await measured(await tableOf(portal, small), bench.sizes.tries);
    const whole = await measured(await tableOf(portal, large), bench.sizes.tries);
    await portal.cut(bench.sizes.cut);
    await portal.reset();
    const least = (times: readonly number[] = []): number => Math.min(...times);
    const names = Object.keys(whole);
    const sum = (times: Readonly<Record<string, readonly number[]>>): number =>
      names.reduce((total, name) => total + least(times[name]), 0);
    const slowest = Math.max(...names.map(name => least(whole[name])));
    const figures = names.flatMap((name): Figure[] => [
      figure('product', name, large, whole[name] ?? []),
      figure('product', `${name}, a tenth of the members`, small, tenth[name] ?? []),
    ]);
    return {
      figures,
      verdicts: [
        { what: 'the slowest filter or order', value: slowest, sense: 'atMost', bound: 100, unit: 'ms' },
        growth('all of them together', sum(tenth), sum(whole)),
      ],
    };
  },
};
