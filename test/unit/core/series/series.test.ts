import assert from 'node:assert/strict';
import { lastUseBucket } from '../../../../src/core/seats';
import { chartModel, lastUseRange, uniqueLabels } from '../../../../src/core/series/series';
import { filterHolders } from '../../../../src/core/holderFilter';
import { day, failed, holder, idle, input, listing, now, pool, ready, userType } from './fixture';

/** The first row; a chart without one fails the test. */
function first<T>(rows: readonly T[]): T {
  const [row] = rows;
  assert.ok(row !== undefined);
  return row;
}

const pro = listing('a', {
  title: 'ArcGIS Pro',
  maxUsers: 3,
  pools: [pool('desktopAdvN', 2), pool('networkAnalystN', 1)],
});
const three = [
  holder('ann', ['desktopAdvN', 'networkAnalystN'], now - day / 2),
  holder('Bob', ['desktopAdvN', 'networkAnalystN'], now - 40 * day),
  holder('=cmd', ['desktopAdvN']),
];

describe('series of seats', () => {
  it('counts seats of the listing and of each entitlement, with what is free and over', () => {
    const row = first(
      chartModel(input({ listings: ready([pro]), held: { a: ready({ items: three }) } })).listings.rows,
    );
    assert.deepEqual(row.seats, { total: 3, assigned: 3, free: 0, over: 0, atLeast: false });
    assert.deepEqual(
      row.entitlements.map(({ entitlement, total, assigned, free, over }) => ({
        entitlement,
        total,
        assigned,
        free,
        over,
      })),
      [
        { entitlement: 'desktopAdvN', total: 2, assigned: 3, free: 0, over: 1 },
        { entitlement: 'networkAnalystN', total: 1, assigned: 2, free: 0, over: 1 },
      ],
    );
    assert.equal(row.overEntitlements, 2);
    assert.equal(row.reading.state, 'complete');
  });

  it('says at least when the list is cut, and names the reason', () => {
    const row = first(
      chartModel(
        input({
          listings: ready([pro]),
          held: { a: ready({ items: three.slice(0, 1), partial: { kind: 'portalLimit', limit: 1 } }) },
        }),
      ).listings.rows,
    );
    assert.equal(row.seats.atLeast, true);
    assert.deepEqual(row.reading, {
      state: 'partial',
      partial: { kind: 'portalLimit', limit: 1 },
      readAt: now,
    });
  });

  it('says at least while the first rows arrive, and whole again when all are there', () => {
    const items = three.slice(0, 2);
    const arriving = first(
      chartModel(input({ listings: ready([pro]), held: { a: { state: 'loading', value: { items } } } }))
        .listings.rows,
    );
    assert.equal(arriving.reading.state, 'loading');
    assert.equal(arriving.seats.atLeast, true);
    const whole = first(
      chartModel(input({ listings: ready([pro]), held: { a: ready({ items }) } })).listings.rows,
    );
    assert.equal(whole.seats.atLeast, false);
  });

  it('keeps the values of a whole list while it is read again', () => {
    const row = first(
      chartModel(
        input({
          listings: ready([pro]),
          held: { a: { state: 'loading', value: { items: three }, readAt: now - day } },
        }),
      ).listings.rows,
    );
    assert.equal(row.reading.state, 'complete');
    assert.equal(row.seats.assigned, 3);
    assert.equal(row.seats.atLeast, false);
  });

  it('leaves unknown what was not read or failed: never 0', () => {
    for (const [state, branch] of [
      ['unread', idle],
      ['failed', failed('not licensed by user')],
    ] as const) {
      const row = first(chartModel(input({ listings: ready([pro]), held: { a: branch } })).listings.rows);
      assert.equal(row.reading.state, state);
      assert.equal(row.seats.assigned, undefined);
      assert.equal(row.seats.free, undefined);
      assert.equal(row.seats.total, 3);
      assert.equal(row.lastUse, undefined);
      assert.deepEqual(
        row.entitlements.map(({ assigned, over }) => [assigned, over]),
        [
          [undefined, 0],
          [undefined, 0],
        ],
      );
    }
  });

  it('counts the holders read, and goes on only where something is left', () => {
    const two = [pro, listing('b')];
    const half = chartModel(
      input({ listings: ready(two), held: { a: ready({ items: three }) }, readingHolders: true }),
    );
    assert.deepEqual(half.holders, { done: 1, of: 2, reading: true });
    const all = chartModel(
      input({
        listings: ready(two),
        held: { a: ready({ items: three }), b: failed('no') },
        readingHolders: true,
      }),
    );
    assert.deepEqual(all.holders, { done: 2, of: 2, reading: false });
  });

  it('counts again when the same rows are a listing of another size', () => {
    const branch = ready({ items: three });
    const before = first(chartModel(input({ listings: ready([pro]), held: { a: branch } })).listings.rows);
    const grown = { ...pro, maxUsers: 10 };
    const after = first(chartModel(input({ listings: ready([grown]), held: { a: branch } })).listings.rows);
    assert.equal(before.seats.free, 0);
    assert.equal(after.seats.free, 7);
  });
});

describe('labels', () => {
  it('are unique where two listings have one title', () => {
    const labels = uniqueLabels([
      listing('0123456789', { title: 'ArcGIS Drone2Map' }),
      listing('abcdef0123', { title: 'ArcGIS Drone2Map' }),
      listing('x', { title: 'ArcGIS Pro' }),
    ]);
    assert.deepEqual(labels, ['ArcGIS Drone2Map (012345…)', 'ArcGIS Drone2Map (abcdef…)', 'ArcGIS Pro']);
  });

  it('show as much of the ids as tells them apart', () => {
    const labels = uniqueLabels([
      listing('0123456789a', { title: 'T' }),
      listing('0123456789b', { title: 'T' }),
    ]);
    assert.deepEqual(labels, ['T (0123456789a)', 'T (0123456789b)']);
  });

  it('show direction marks and line breaks of a hostile title as signs', () => {
    const [label] = uniqueLabels([listing('x', { title: 'a\u202eb\nc' })]);
    assert.ok(label !== undefined && !/[\u202e\n]/.test(label), label);
  });
});

describe('last use', () => {
  it('counts every holder in one bucket', () => {
    const row = first(
      chartModel(input({ listings: ready([pro]), held: { a: ready({ items: three }) } })).listings.rows,
    );
    assert.deepEqual(row.lastUse, { today: 1, days30: 0, days90: 1, days365: 0, older: 0, never: 1 });
  });

  it('gives the tree a filter that lets exactly the bucket through', () => {
    const buckets = ['today', 'days30', 'days90', 'days365', 'older', 'never'] as const;
    const ages = [
      -1000,
      0,
      1,
      day - 1,
      day,
      day + 1,
      30 * day - 1,
      30 * day,
      90 * day,
      365 * day - 1,
      365 * day,
      900 * day,
    ];
    for (const age of [...ages, undefined]) {
      const used = age === undefined ? undefined : now - age;
      const through = buckets.filter(
        bucket => filterHolders([holder('x', ['e'], used)], lastUseRange(bucket, now)).length > 0,
      );
      assert.deepEqual(through, [lastUseBucket(used, now)], `age ${String(age)}`);
    }
  });
});

describe('user types', () => {
  it('take each count from the resource that has it', () => {
    const { userTypes } = chartModel(
      input({
        userTypes: ready([userType('creatorUT', { name: 'Creator', maximum: 10 })]),
        license: ready({
          userTypes: [
            userType('creatorUT', { name: 'creatorUT', current: 12, maximum: 9 }),
            userType('liteUT'),
          ],
          appBundles: [],
          apps: [],
          extensions: [],
          capabilities: [],
        }),
      }),
    );
    assert.deepEqual(
      userTypes.rows.map(({ id, label, current, maximum, over }) => ({ id, label, current, maximum, over })),
      [
        { id: 'creatorUT', label: 'Creator', current: 12, maximum: 10, over: 2 },
        { id: 'liteUT', label: userTypes.rows[1]?.label, current: undefined, maximum: undefined, over: 0 },
      ],
    );
    assert.equal(userTypes.reading.state, 'complete');
  });

  it('are drawn from the license when the other resource failed', () => {
    const license = ready({
      userTypes: [userType('creatorUT', { current: 1 })],
      appBundles: [],
      apps: [],
      extensions: [],
      capabilities: [],
    });
    const { userTypes } = chartModel(input({ userTypes: failed('403'), license }));
    assert.equal(userTypes.reading.state, 'complete');
    assert.equal(userTypes.rows.length, 1);
  });

  it('say why there are none', () => {
    const { userTypes } = chartModel(input({ userTypes: failed('You do not have permissions.') }));
    assert.deepEqual(userTypes.reading, { state: 'failed', problem: 'You do not have permissions.' });
  });
});
