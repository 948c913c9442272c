import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matrixColumns } from '../../../../src/core/matrix/matrixColumns';
import { matrixCsv, matrixJson } from '../../../../src/core/matrix/matrixExport';
import { mayMiss } from '../../../../src/core/matrix/matrixFilter';
import { createMatrixOrders } from '../../../../src/core/matrix/matrixSort';
import type { MatrixSort } from '../../../../src/core/matrix/matrixSort';
import { MatrixTable } from '../../../../src/core/matrix/matrixTable';
import type { HolderFilter } from '../../../../src/core/holderFilter';
import { itemId, portalId } from '../../../../src/core/ids';
import { quickest } from '../../processorTime';
import { holder, listing, member, naively, portal, tableOf } from './matrixFixture';
import type { World } from './matrixFixture';

const byName: MatrixSort = { by: 'name', descending: false };
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(values, { nil: undefined });
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;

const names = fc.constantFrom('ana', 'Ana', 'bo', 'Zoë', 'chris_1', 'chris_10', 'dé', 'e@x', 'F', 'ghost');
const holders = fc.array(
  fc
    .tuple(
      names,
      fc.subarray(['desktopAdvN', 'spatialAnalystN', 'other']),
      maybe(fc.integer({ min: 1, max: 9 })),
      maybe(fc.integer({ min: 1, max: 3 })),
    )
    .filter(([, set]) => set.length > 0)
    .map(([name, set, used, offline]) => holder(name, set, used, offline)),
  { maxLength: 8 },
);
const worlds: fc.Arbitrary<World> = fc.record({
  members: fc.array(
    fc
      .tuple(
        names,
        fc.constantFrom('Ana Li', 'Bo', 'bo', 'Zoë É'),
        maybe(fc.constantFrom('creatorUT', 'viewerUT', 'x')),
      )
      .map(([name, full, type]) => member(name, full, type)),
    { maxLength: 8 },
  ),
  holders: fc.array(holders, { minLength: 1, maxLength: 4 }),
});
const filters = fc
  .record({
    text: maybe(fc.constantFrom('', 'A', 'bo', '1', 'é')),
    userType: maybe(fc.constantFrom('creatorUT', 'viewerUT')),
    listing: maybe(fc.constantFrom('item0', 'item2')),
    entitlement: maybe(fc.constantFrom('desktopadvn', 'other')),
    idleSince: maybe(fc.integer({ min: 1, max: 9 })),
    usedFrom: maybe(fc.integer({ min: 1, max: 9 })),
    usedBefore: maybe(fc.integer({ min: 1, max: 9 })),
    offline: maybe(fc.constant(true as const)),
    neverUsed: maybe(fc.constant(true as const)),
  })
  .map(filter => defined(filter) as HolderFilter);
const sorts: fc.Arbitrary<MatrixSort> = fc.oneof(
  fc.record({
    by: fc.constantFrom('name', 'fullName', 'userType', 'portal', 'held', 'lastUsed'),
    descending: fc.boolean(),
  }),
  fc.record({
    by: fc.constant('column' as const),
    column: fc.constantFrom('title:Listing 0', 'title:Listing 1'),
    descending: fc.boolean(),
  }),
);

describe('the matrix', () => {
  it('filters and sorts as looking at each member does, however its lists are kept', () => {
    fc.assert(
      fc.property(worlds, filters, sorts, fc.boolean(), (world, filter, sort, asColumns) => {
        const table = tableOf(world, asColumns);
        const found = createMatrixOrders(table).rows(filter, sort);
        assert.deepEqual(
          Array.from(found, row => table.nameAt(row)),
          naively(world, filter, sort),
        );
      }),
      { numRuns: 600 },
    );
  });

  it('sorts a column by what is held, then by last use, with who never used it first and who holds nothing last', () => {
    const rows = [holder('a', ['x'], 9), holder('b', ['x'], 3), holder('c', ['x']), holder('d', ['w'], 5)];
    const table = tableOf({ members: [member('e'), member('B0')], holders: [rows] }, true);
    const sorted = (descending: boolean): string =>
      Array.from(
        createMatrixOrders(table).rows({}, { by: 'column', column: 'title:Listing 0', descending }),
        row => table.nameAt(row),
      ).join();
    assert.equal(sorted(false), 'd,c,b,a,B0,e');
    assert.equal(sorted(true), 'a,b,c,d,B0,e');
  });

  it('says not known where a list is not whole, and nothing only where it is', () => {
    const table = new MatrixTable(
      [portal],
      matrixColumns([[listing('a'), listing('b'), listing('c'), listing('d')]]),
    );
    table.addMembers(0, [member('ana'), member('bo')]);
    table.putHolders(0, itemId('a'), { state: 'complete' }, [holder('ana', ['x'])]);
    table.putHolders(0, itemId('b'), { state: 'partial', partial: { kind: 'portalLimit', limit: 1 } }, [
      holder('ana', ['x']),
    ]);
    table.putHolders(0, itemId('c'), { state: 'failed', problem: 'no' }, undefined);
    const kinds = (row: number): string =>
      [0, 1, 2, 3].map(column => table.cellAt(row, column).kind).join(' ');
    assert.equal(kinds(0), 'held held unknown unknown');
    assert.equal(kinds(1), 'none unknown unknown unknown');
    assert.equal(mayMiss(table, { listing: 'a' }), false);
    assert.equal(mayMiss(table, { listing: 'b' }), true);
    assert.equal(mayMiss(table, { offline: true }), true);
    assert.equal(mayMiss(table, { listing: 'of another portal' }), true, 'nobody knows who holds it');
    assert.equal(mayMiss(table, { text: 'a', listing: 'a' }), true, 'names were not read to their end');
    for (const filter of [{ text: 'a' }, { userType: 'creatorUT' }, {}]) {
      assert.equal(mayMiss(table, filter), true);
      table.setMembersWhole(0, true);
      assert.equal(mayMiss(table, filter), false);
      table.setMembersWhole(0, false);
    }
  });

  it('puts a list that was read anew in the place of the former one, and keeps the numbers of its rows', () => {
    const world: World = {
      members: [member('ana')],
      holders: [[holder('bo', ['x'], 5, 1), holder('ana', ['y'])]],
    };
    const table = tableOf(world, true);
    const bo = table.findRow(0, 'BO');
    table.putHolders(0, itemId('item0'), { state: 'complete' }, [holder('ana', ['x']), holder('new', ['x'])]);
    assert.equal(table.findRow(0, 'bo'), bo);
    assert.deepEqual(table.cellAt(bo ?? -1, 0), { kind: 'none' });
    assert.equal(table.cells(0).offline[bo ?? -1], 0);
    assert.equal(Number.isNaN(table.cells(0).lastUsed[bo ?? -1]), true);
    assert.deepEqual(table.sets[(table.cellAt(table.findRow(0, 'ana') ?? -1, 0) as { set: number }).set], [
      'x',
    ]);
    assert.equal(table.length, 3);
    const { rows } = createMatrixOrders(table);
    assert.deepEqual(
      Array.from(rows({}, byName), row => table.nameAt(row)),
      ['ana', 'bo', 'new'],
    );
  });

  it('takes the last row of a member whom a list has twice, in all it says', () => {
    for (const asColumns of [true, false]) {
      const rows = [holder('bo', ['x'], 5, 1), holder('BO', ['y'])];
      const table = tableOf({ members: [], holders: [rows] }, asColumns);
      assert.deepEqual(table.cellAt(0, 0), { kind: 'held', set: 1, offline: false });
    }
  });

  it('gives listings of several portals one column only where their titles leave no doubt', () => {
    const pro = [listing('a1', 'Pro'), listing('a2', 'Twice'), listing('a3', 'Twice')];
    const other = [listing('b1', 'Pro'), listing('b2', 'Twice'), listing('b3', 'Alone')];
    const heads = matrixColumns([pro, other]);
    assert.deepEqual(
      heads.map(({ title, parts }) => `${title}: ${parts.map(part => part.listing.itemId).join('+')}`),
      ['Pro: a1+b1', 'Twice: a2', 'Twice: a3', 'Twice: b2', 'Alone: b3'],
    );
    assert.equal(new Set(heads.map(({ key }) => key)).size, heads.length);
    const table = new MatrixTable([portalId('1'), portalId('2')], heads);
    table.putHolders(0, itemId('a1'), { state: 'complete' }, [holder('ana', ['x'])]);
    table.putHolders(1, itemId('b1'), { state: 'complete' }, [holder('ana', ['y'])]);
    table.putHolders(1, itemId('b3'), { state: 'complete' }, []);
    assert.equal(table.length, 2, 'the same name in two portals is two members');
    const kinds = [0, 1].map(row => heads.map((_, column) => table.cellAt(row, column).kind).join(' '));
    assert.deepEqual(kinds, ['held unknown unknown absent absent', 'held absent absent unknown none']);
    table.putHolders(0, itemId('a1'), { state: 'complete' }, []);
    assert.equal(table.cellAt(1, 0).kind, 'held', 'the other portal keeps its cells');
  });

  it('keeps the cells of columns that stay when others come', () => {
    const table = new MatrixTable([portal], matrixColumns([[listing('a')]]));
    table.putHolders(0, itemId('a'), { state: 'complete' }, [holder('ana', ['x'])]);
    assert.equal(table.setColumns(matrixColumns([[listing('a')]])), false);
    assert.equal(table.setColumns(matrixColumns([[listing('b'), listing('a')]])), true);
    assert.deepEqual([table.cellAt(0, 0).kind, table.cellAt(0, 1).kind], ['unknown', 'held']);
  });

  it('exports what is held line by line, with unknown cells as such and formulas disarmed', () => {
    const table = new MatrixTable([portal], matrixColumns([[listing('a', '=A()'), listing('b', 'B')]]));
    table.addMembers(0, [member('ana', '=cmd', 'creatorUT'), member('bo')]);
    table.putHolders(0, itemId('a'), { state: 'complete' }, [holder('ana', ['x', 'y'], 0, 1000)]);
    const input = {
      table,
      rows: [0, 1],
      columns: [0, 1],
      portalNames: ['Org'],
      at: 0,
      incomplete: ['B: not read'],
      filter: undefined,
    };
    assert.deepEqual(matrixCsv(input).trim().split('\r\n').slice(1), [
      "Org,ana,'=cmd,Creator,'=A(),a,x;y,1970-01-01T00:00:00.000Z,true,false",
      "Org,ana,'=cmd,Creator,B,b,unknown,unknown,unknown,false",
      'Org,bo,bo,,B,b,unknown,unknown,unknown,false',
    ]);
    assert.equal(
      matrixCsv({ ...input, rows: [] })
        .trim()
        .split('\r\n')[1],
      ',,,,,,,,,false',
    );
    assert.equal(
      matrixCsv({ ...input, rows: [], incomplete: [] })
        .trim()
        .split('\r\n').length,
      1,
    );
    assert.equal(
      matrixCsv({ ...input, columns: [0], rows: [1], incomplete: [] })
        .trim()
        .split('\r\n')[1],
      'Org,bo,bo,,,,,,,true',
    );
    const json = JSON.parse(matrixJson(input)) as { complete: boolean; members: readonly unknown[] };
    assert.equal(json.complete, false);
    assert.deepEqual(json.members[1], { portal: 'Org', user: 'bo', name: 'bo', holds: [], unknown: ['b'] });
  });
});

describe('the matrix of 60,000 members and 20 listings', () => {
  const count = 60_000;
  const firsts = ['Ana', 'Bo', 'Chris', 'Dana', 'Eve', 'Finn'];
  const types = ['creatorUT', 'viewerUT', 'editorUT'];
  const sets = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((key, index) =>
    ['desktopAdvN', `${key}N`].slice(index % 2),
  );
  const random = (index: number): number => (index * 2_654_435_761) % 4_294_967_296;
  const name = (index: number): string =>
    `${firsts[random(index) % 6] ?? ''}.${random(index + 7) % 1_000_003}_${index}`;
  const world: World = {
    members: Array.from({ length: count }, (_, index) =>
      member(name(index), `${firsts[index % 6] ?? ''} ${random(index)}`, types[index % 3]),
    ),
    holders: Array.from({ length: 20 }, (_, at) =>
      Array.from({ length: count }, (__, index) =>
        holder(
          name(index),
          sets[random(index + at) % sets.length] ?? [],
          index % 3 === 0 ? undefined : random(index * 3 + at),
          index % 50 === 0 ? 1 : undefined,
        ),
      ),
    ),
  };
  let table: MatrixTable;
  before(() => {
    table = tableOf(world, true);
  });

  const cases: readonly (readonly [string, HolderFilter, MatrixSort])[] = [
    ['part of a name', { text: 'an' }, byName],
    [
      'a filter of everything',
      { text: 'a', userType: 'creatorUT', entitlement: 'aN', idleSince: 2e9, offline: true },
      byName,
    ],
    ['never used', { neverUsed: true }, { by: 'held', descending: true }],
    ['full names', {}, { by: 'fullName', descending: true }],
    ['user types', {}, { by: 'userType', descending: false }],
    ['last use', {}, { by: 'lastUsed', descending: true }],
    ['a column', { idleSince: 2e9 }, { by: 'column', column: 'title:Listing 3', descending: false }],
  ];
  for (const [what, filter, sort] of cases) {
    it(`filters and sorts within 100 ms of the processor: ${what}`, () => {
      const orders = createMatrixOrders(table);
      // Names are put in order once for each reading of them.
      orders.rows({}, byName);
      let length = 0;
      const ms = quickest(() => {
        orders.rows({}, { by: 'portal', descending: false });
        length = orders.rows(filter, sort).length;
      }, 60);
      assert.ok(length > 0);
      assert.ok(ms < 100, `${ms.toFixed(0)} ms`);
    });
  }
});
