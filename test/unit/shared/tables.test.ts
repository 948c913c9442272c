import assert from 'node:assert/strict';
import { chartModel } from '../../../src/core/series/series';
import type { ChartModel } from '../../../src/core/series/seriesTypes';
import { listingInView, sortedListings } from '../../../src/shared/listingOrder';
import { chartTable, daysUntil } from '../../../src/shared/tables';
import type { Cell } from '../../../src/shared/tables';
import {
  day,
  failed,
  holder,
  input,
  listing,
  notPerUser,
  now,
  pool,
  ready,
  userType,
} from '../core/series/fixture';
import { testStrings as s } from './strings';

const pro = listing('a', { title: 'ArcGIS Pro', maxUsers: 3, pools: [pool('desktopAdvN', 1), pool('x', 9)] });
const hostile = listing('b', { title: '</script><b>[x](command:quit)', maxUsers: 9 });
const model = (more: Parameters<typeof input>[0] = {}): ChartModel =>
  chartModel(
    input({
      listings: ready([pro, hostile, listing('c')]),
      held: {
        a: ready({
          items: [holder('ann', ['desktopAdvN'], now), holder('=cmd', ['desktopAdvN'])],
          partial: { kind: 'portalLimit', limit: 2 },
        }),
        b: failed('not licensed by user'),
      },
      ...more,
    }),
  );
const cells = (row: { readonly cells: readonly Cell[] } | undefined): readonly unknown[] =>
  (row?.cells ?? []).map(cell =>
    cell.kind === 'count'
      ? `${cell.value}${cell.atLeast === true ? '+' : ''}${cell.atMost === true ? '-' : ''}`
      : cell.kind === 'date'
        ? cell.at
        : cell.text.replace(/\[.*/, ''),
  );

describe('tables of the charts', () => {
  it('have as many cells in each row as columns, in every chart', () => {
    const full = model({
      userTypes: ready([userType('creatorUT', { current: 3, maximum: 2, expiresAt: now })]),
    });
    for (const chart of ['listings', 'entitlements', 'userTypes', 'expiries', 'lastUse'] as const) {
      for (const look of [{ chart }, { chart, listing: 'a' }]) {
        const table = chartTable(full, look, s);
        assert.ok(table.rows.length > 0, chart);
        for (const row of table.rows) assert.equal(row.cells.length, table.columns.length, chart);
        assert.equal(new Set(table.rows.map(row => row.key)).size, table.rows.length, `keys of ${chart}`);
      }
    }
  });

  it('order listings by seats and show bounds and gaps as such', () => {
    const table = chartTable(model(), { chart: 'listings' }, s);
    assert.deepEqual(
      table.rows.map(row => row.key),
      ['b', 'a', 'c'],
    );
    // Name, id, status, seats, assigned, free, over.
    assert.deepEqual(cells(table.rows[1]).slice(0, 7), ['ArcGIS Pro', 'a', 'active', '3', '2+', '1-', '0+']);
    assert.deepEqual(cells(table.rows[0]).slice(3, 7), ['9', 'notRead', 'notRead', 'notRead']);
    assert.deepEqual(cells(table.rows[0]).at(-1), 'not licensed by user');
    assert.deepEqual(cells(table.rows[2]).slice(3, 5), ['notReported', 'notRead']);
  });

  it('mark a listing whose entitlement is over-assigned although the listing is not', () => {
    const table = chartTable(model(), { chart: 'listings' }, s);
    assert.deepEqual(
      table.rows.map(row => row.over),
      [false, true, false],
    );
  });

  it('show the entitlements of the chosen listing, else of the first that has some', () => {
    assert.equal(listingInView(model(), { chart: 'entitlements' })?.itemId, 'a');
    assert.equal(listingInView(model(), { chart: 'entitlements', listing: 'b' })?.itemId, 'b');
    assert.equal(listingInView(model(), { chart: 'entitlements', listing: 'gone' })?.itemId, 'a');
    assert.equal(listingInView(model(), { chart: 'lastUse' }), undefined);
    const table = chartTable(model(), { chart: 'entitlements' }, s);
    assert.deepEqual(cells(table.rows[1]).slice(2, 6), ['1', '2+', '0', '1+']);
    assert.deepEqual(table.rows[1]?.target, { kind: 'listing', itemId: 'a', entitlement: 'desktopAdvN' });
  });

  it('say of a listing that is not licensed per user just that, in place of counts', () => {
    const table = chartTable(model({ held: { b: notPerUser } }), { chart: 'listings' }, s);
    assert.deepEqual(cells(table.rows.find(row => row.key === 'b')).slice(4), [
      'notPerUser',
      'notPerUser',
      'notPerUser',
      'notPerUser',
    ]);
    const use = chartTable(model({ held: { b: notPerUser } }), { chart: 'lastUse', listing: 'b' }, s);
    assert.deepEqual(cells(use.rows[0]).slice(1), ['notPerUser', 'notPerUser']);
  });

  it('say in the file of one listing’s last use that its list is cut', () => {
    const table = chartTable(model(), { chart: 'lastUse', listing: 'a' }, s);
    assert.equal(table.columns.at(-1)?.only, 'file');
    for (const row of table.rows) assert.deepEqual(cells(row).at(-1), 'partialLimit');
  });

  it('show the last use of one listing as buckets that filter the tree', () => {
    const table = chartTable(model(), { chart: 'lastUse', listing: 'a' }, s);
    assert.deepEqual(
      table.rows.map(row => cells(row)[1]),
      ['1+', '0+', '0+', '0+', '0+', '1+'],
    );
    assert.deepEqual(table.rows[5]?.target, { kind: 'listing', itemId: 'a', idle: 'never' });
  });

  it('say that members of a user type are not reported', () => {
    const table = chartTable(
      model({ userTypes: ready([userType('u', { maximum: 4 })]) }),
      { chart: 'userTypes' },
      s,
    );
    assert.deepEqual(cells(table.rows[0]).slice(2), ['4', 'notReported', 'notReported', 'notReported']);
  });

  it('do not invent a local time for a date that has none', () => {
    const queues = [ready({ appId: 'q', queue: [{ startDateStr: '01-Jan-2027', pools: [], maxUsers: 0 }] })];
    const portal = { ...input().portal, kind: 'legacy' as const };
    const [row] = chartTable(model({ portal, listings: ready([]), queues }), { chart: 'expiries' }, s).rows;
    const date = { kind: 'date', at: Date.UTC(2027, 0, 1), dayOnly: true };
    assert.deepEqual(row?.cells.slice(2, 4), [date, date]);
  });

  it('leave the order of the model alone', () => {
    const before = model();
    sortedListings(before);
    assert.deepEqual(
      before.listings.rows.map(row => row.itemId),
      ['a', 'b', 'c'],
    );
  });
});

describe('days until a date', () => {
  it('are whole and towards zero', () => {
    assert.equal(daysUntil(now + 2 * day - 1, now), 1);
    assert.equal(Math.abs(daysUntil(now - day / 2, now)), 0);
    assert.equal(daysUntil(now - 3 * day, now), -3);
  });
});
