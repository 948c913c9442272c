import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cellsOf, chooseRows, countBySet, findHolder } from '../../../src/core/holderCells';
import { HolderDirectory } from '../../../src/core/holderDirectory';
import { filterHolders } from '../../../src/core/holderFilter';
import { HolderTable } from '../../../src/core/holderTable';
import { entitlement, userKey, username } from '../../../src/core/ids';
import type { Holder } from '../../../src/core/model';
import type { Rows } from '../../../src/core/rows';
import { lastUseCounts, listingSeats } from '../../../src/core/seats';

const row = (name: string, keys: readonly string[], more: Partial<Holder> = {}): Holder => ({
  username: username(name),
  entitlements: keys.map(entitlement),
  offline: false,
  ...more,
});

const tableOf = (rows: readonly Holder[], directory = new HolderDirectory()): HolderTable => {
  const table = new HolderTable(directory);
  for (const one of rows) table.push(one);
  return table;
};

const anyRow: fc.Arbitrary<Holder> = fc
  .record(
    {
      username: fc.constantFrom('ana', 'Ana', 'ben', 'cora', 'Dan.X', '__proto__').map(username),
      entitlements: fc.array(fc.constantFrom('a', 'A', 'b', 'c', '', 'a\nb').map(entitlement), {
        maxLength: 3,
      }),
      offline: fc.boolean(),
      lastUsed: fc.integer({ min: 0, max: 5_000 }),
      offlineSince: fc.integer({ min: 0, max: 5_000 }),
      useUnknown: fc.constant(true as const),
      offlineUnknown: fc.constant(true as const),
    },
    { requiredKeys: ['username', 'entitlements', 'offline'] },
  )
  .map(({ useUnknown, offlineUnknown, ...one }) => ({
    ...one,
    ...(useUnknown === undefined || one.lastUsed !== undefined ? {} : { useUnknown }),
    ...(offlineUnknown === undefined || one.offline ? {} : { offlineUnknown }),
  }));
const anyRows = fc.array(anyRow, { maxLength: 40 });

/** What the array would do: the model that the columns are compared with. */
function put(rows: readonly Holder[], puts: ReadonlyMap<string, Holder | undefined>): Holder[] {
  const left = new Map(puts);
  const done = new Set<string>();
  const items: Holder[] = [];
  for (const one of rows) {
    const key = userKey(one.username);
    if (!left.has(key)) items.push(one);
    else if (!done.has(key)) {
      const own = left.get(key);
      if (own) items.push(own);
      done.add(key);
    }
  }
  for (const [key, own] of left) if (own && !done.has(key)) items.push(own);
  return items;
}

describe('holders as columns', () => {
  it('give back every row as it was put in', () => {
    fc.assert(
      fc.property(anyRows, rows => {
        const list = tableOf(rows).trim().view();
        assert.deepEqual([...list], rows);
        assert.deepEqual(
          list.map((one, index) => [index, one]),
          rows.map((one, index) => [index, one]),
        );
        assert.deepEqual(list.slice(1, -1), rows.slice(1, -1));
        assert.deepEqual(list.slice(-2), rows.slice(-2));
        assert.deepEqual(list.at(-1), rows.at(-1));
        assert.equal(list.at(rows.length), undefined);
        assert.deepEqual(
          list.flatMap(one => one.entitlements),
          rows.flatMap(one => one.entitlements),
        );
      }),
    );
  });

  it('are filtered, chosen, counted and found as an array is', () => {
    const filter = fc.record(
      {
        text: fc.constantFrom('', 'an', 'N'),
        entitlement: fc.constantFrom('a', 'B'),
        idleSince: fc.constant(2_000),
        usedFrom: fc.constant(1_000),
        usedBefore: fc.constant(4_000),
        offline: fc.constant(true as const),
        neverUsed: fc.constant(true as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyRows, filter, (rows, wanted) => {
        const list: Rows<Holder> = tableOf(rows).view();
        const chosen = filterHolders(list, wanted);
        assert.deepEqual([...chosen], [...filterHolders(rows, wanted)]);
        const ends = Uint32Array.of(...(chosen.length === 0 ? [] : [chosen.length - 1, 0]));
        assert.deepEqual([...chooseRows(chosen, ends)], [...chooseRows([...chosen], ends)]);
        const pools = [{ key: entitlement('a'), num: 2 }];
        assert.deepEqual(
          listingSeats({ pools }, { items: chosen }),
          listingSeats({ pools }, { items: [...chosen] }),
        );
        assert.deepEqual(lastUseCounts(list, 90_000_000), lastUseCounts(rows, 90_000_000));
        for (const name of ['ANA', 'cora', 'nobody'])
          assert.deepEqual(findHolder(chosen, name), findHolder([...chosen], name));
      }),
    );
  });

  it('take rows that were read back as an array does, and stay what they were for who has them already', () => {
    fc.assert(
      fc.property(anyRows, fc.array(fc.tuple(anyRow, fc.boolean()), { maxLength: 4 }), (rows, read) => {
        const puts = new Map(read.map(([one, isGone]) => [userKey(one.username), isGone ? undefined : one]));
        const list = tableOf(rows).view();
        assert.deepEqual([...list.withRows(puts)], put(rows, puts));
        const places = Uint32Array.from(rows.keys()).reverse();
        assert.deepEqual([...list.choose(places).withRows(puts)], put(rows.toReversed(), puts));
        assert.deepEqual([...list], rows);
      }),
    );
  });

  it('let a view stay as long as it was while the table grows', () => {
    const table = tableOf([row('ana', ['a'])]);
    const first = table.view();
    for (let index = 0; index < 1_000; index++)
      table.push(row(`user${index}`, ['a', 'b'], { lastUsed: index }));
    assert.deepEqual([...first], [row('ana', ['a'])]);
    const all = table.trim().view();
    assert.equal(all.length, 1_001);
    assert.deepEqual(all.at(-1), row('user999', ['a', 'b'], { lastUsed: 999 }));
    assert.deepEqual([...first], [row('ana', ['a'])]);
  });

  it('share names and sets between the lists of a portal, and know a member under every spelling', () => {
    const directory = new HolderDirectory();
    const one = tableOf([row('Ana', ['a', 'b']), row('ben', ['a'])], directory);
    const other = tableOf([row('ANA', ['a', 'b'])], directory);
    assert.equal(one.setAt(0), other.setAt(0));
    assert.equal(one.memberAt(0), other.memberAt(0));
    assert.notEqual(one.memberAt(0), one.memberAt(1));
    assert.deepEqual([one.nameAt(0), other.nameAt(0)], ['Ana', 'ANA']);
    assert.equal(directory.findKey('aNa'), one.memberAt(0));
    assert.equal(directory.findKey('nobody'), undefined);
    assert.deepEqual([...countBySet(one.view()).values()], [1, 1]);
  });

  it('tell sets apart that differ in one letter or in their order alone', () => {
    const directory = new HolderDirectory();
    const sets = ['abcde', 'aXcde', 'abcdX', 'abXde', 'abcXe', 'Xbcde', 'abcd', '']
      .map(key => [key])
      .concat([['abcde', 'aXcde'], ['aXcde', 'abcde'], ['abcde', 'aXcde', ''], []])
      .map(keys => keys.map(entitlement));
    const ids = sets.map(set => directory.setIdOf(set));
    assert.deepEqual(ids, [...sets.keys()]);
    assert.deepEqual(
      sets.map(set => directory.setIdOf([...set])),
      ids,
    );
    assert.deepEqual(
      ids.map(id => directory.setOf(id)),
      sets,
    );
  });

  it('refuse a place where there is no row', () => {
    const list = tableOf([row('ana', ['a'])]).view();
    assert.throws(() => cellsOf(list).nameAt(7), RangeError);
    assert.throws(() => cellsOf([]).nameAt(0), RangeError);
  });
});
