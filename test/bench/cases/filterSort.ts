// The matrix of members and listings: its filter over every cell, and its orders.
import type { HolderFilter } from '../../../src/core/holderFilter';
import { itemId as idOf } from '../../../src/core/ids';
import type { Member } from '../../../src/core/model';
import { matrixColumns } from '../../../src/core/matrix/matrixColumns';
import { createMatrixOrders } from '../../../src/core/matrix/matrixSort';
import type { MatrixSort } from '../../../src/core/matrix/matrixSort';
import { MatrixTable } from '../../../src/core/matrix/matrixTable';
import type { BenchCase, CaseResult, Figure } from '../benchTypes';
import { inTurn, median } from '../measure';
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

/** Every filter of the matrix by itself, some together, and every order. */
function viewsOf(table: MatrixTable): readonly View[] {
  const { key = '', parts = [] } = table.heads[0] ?? {};
  const byName: MatrixSort = { by: 'name', descending: false };
  const now = Date.now();
  // The same one at every size: what it is found in decides how much there is to do.
  const [set = []] = table.sets.toSorted((a, b) => b.length - a.length || (a.join() < b.join() ? -1 : 1));
  const entitlement = set[1] ?? 'x';
  const filters: readonly (readonly [string, HolderFilter])[] = [
    ['part of a name', { text: 'an' }],
    ['user type', { userType: table.userTypes[0] ?? '' }],
    ['listing', { listing: parts[0]?.listing.itemId ?? '' }],
    ['entitlement', { entitlement }],
    ['idle for a year', { idleSince: now - year }],
    ['used within a year', { usedFrom: now - year }],
    ['not used in the last half year, but before', { usedBefore: now - year / 2 }],
    ['offline', { offline: true }],
    ['never used', { neverUsed: true }],
    ['one entitlement, idle for a year', { entitlement, idleSince: now - year }],
  ];
  const orders = (['name', 'fullName', 'userType', 'portal', 'held', 'lastUsed'] as const).flatMap(by => [
    { what: `sorted by ${words[by]}`, filter: {}, sort: { by, descending: false } },
    { what: `sorted by ${words[by]}, descending`, filter: {}, sort: { by, descending: true } },
  ]);
  return [
    ...filters.map(([what, filter]) => ({ what, filter, sort: byName })),
    ...orders,
    { what: 'sorted by a column', filter: {}, sort: { by: 'column', column: key, descending: false } },
    {
      what: 'sorted by a column, descending',
      filter: {},
      sort: { by: 'column', column: key, descending: true },
    },
    {
      what: 'never used, sorted by user type',
      filter: { neverUsed: true },
      sort: { by: 'userType', descending: false },
    },
  ];
}

const words = {
  name: 'user name, when names were just read',
  fullName: 'full name, when names were just read',
  userType: 'user type',
  portal: 'portal',
  held: 'how many are held',
  lastUsed: 'last use',
} as const;

/**
 * One try of a view, ms. The order of a filter by name is at hand, as while somebody types; any other has to be made, those of the names
 * from the texts themselves, as when a member was read since.
 */
function tryOf(table: MatrixTable, { what, filter, sort }: View): () => Promise<number> {
  const kept = createMatrixOrders(table);
  const isEmpty = Object.keys(filter).length === 0;
  return () => {
    const orders =
      (sort.by === 'name' || sort.by === 'fullName') && isEmpty ? createMatrixOrders(table) : kept;
    // Another order in between, which is quickly made, so that the one of before is not at hand.
    if (orders === kept) orders.rows({}, { by: sort.by === 'portal' ? 'held' : 'portal', descending: false });
    const started = performance.now();
    const rows = orders.rows(filter, sort);
    const ms = performance.now() - started;
    if (rows.length === 0 && table.length >= 1_000) throw new Error(`${what}: nobody is found.`);
    return Promise.resolve(ms);
  };
}

interface Measured {
  readonly what: string;
  readonly whole: readonly number[];
  readonly tenth: readonly number[];
}

export const filterSort: BenchCase = {
  name: 'filterSort',
  title: 'Every filter and order of the matrix over all its cells',
  async run(bench): Promise<CaseResult> {
    const portal = await bench.portal();
    const [small, large] = sizesOf(bench);
    await portal.cut(undefined);
    const tenth = await tableOf(portal, small);
    const whole = await tableOf(portal, large);
    await portal.cut(bench.sizes.cut);
    await portal.reset();
    const few = viewsOf(tenth);
    const measured: Measured[] = [];
    for (const [index, view] of viewsOf(whole).entries()) {
      const other = few[index];
      if (other === undefined) throw new Error(`No ${view.what} in a tenth.`);
      const times = await inTurn(
        bench.sizes.tries * 2,
        { whole: tryOf(whole, view), tenth: tryOf(tenth, other) },
        { warmUps: 5, shortMs: 500 },
      );
      measured.push({ what: view.what, ...times });
    }
    const slowest = measured.toSorted((a, b) => median(b.whole) - median(a.whole))[0];
    if (slowest === undefined) throw new Error('No views.');
    const sum = (of: 'whole' | 'tenth'): number[] => [
      measured.reduce((total, times) => total + median(times[of]), 0),
    ];
    return {
      figures: measured.flatMap((times): Figure[] => [
        figure('product', times.what, large, times.whole),
        figure('product', `${times.what}, a tenth of the members`, small, times.tenth),
      ]),
      verdicts: [
        {
          what: `the slowest filter or order: ${slowest.what}`,
          basis: 'median',
          value: median(slowest.whole),
          sense: 'atMost',
          bound: 100,
          unit: 'ms',
        },
        { ...growth('the sum of their medians', sum('tenth'), sum('whole')), basis: 'median' },
        ...measured.map(times => growth(times.what, times.tenth, times.whole)),
      ],
    };
  },
};
