import assert from 'node:assert/strict';
import { day } from '../../../src/core/format';
import { entitlement, username } from '../../../src/core/ids';
import type { Holder, Listed } from '../../../src/core/model';
import {
  idleDays,
  idleSince,
  isNeverUsed,
  isOverAssigned,
  lastUseBucket,
  lastUseCounts,
  listingSeats,
  offlineHolders,
} from '../../../src/core/seats';

const now = Date.UTC(2026, 0, 15);
const holder = (name: string, keys: readonly string[], lastUsed?: number, offline = false): Holder => ({
  username: username(name),
  entitlements: keys.map(entitlement),
  offline,
  ...(lastUsed !== undefined && { lastUsed }),
});
const pools = [
  { key: entitlement('desktopAdvN'), num: 2 },
  { key: entitlement('publisherN'), num: 1 },
];
const whole = (items: readonly Holder[]): Listed<Holder> => ({ items });

describe('seats', () => {
  it('counts members and pools, free and over', () => {
    const rows = listingSeats(
      { pools, maxUsers: 5 },
      whole([
        holder('a', ['desktopAdvN', 'publisherN']),
        holder('b', ['DESKTOPADVN', 'publisherN', 'publishern']),
        holder('c', ['']),
        holder('d', ['oddN']),
      ]),
    );
    assert.deepEqual(rows, [
      { total: 5, assigned: 3, atLeast: false, free: 2, over: 0 },
      { entitlement: 'desktopAdvN', total: 2, assigned: 2, atLeast: false, free: 0, over: 0 },
      { entitlement: 'publisherN', total: 1, assigned: 2, atLeast: false, free: 0, over: 1 },
      { entitlement: 'oddN', assigned: 1, atLeast: false, over: 0 },
    ]);
    assert.equal(isOverAssigned(rows), true);
    assert.equal(isOverAssigned(rows.slice(0, 2)), false);
  });

  it('says that a cut list gives lower bounds', () => {
    const cut = {
      items: [holder('a', ['desktopAdvN'])],
      partial: { kind: 'portalLimit', limit: 10_000 },
    } as const;
    assert.ok(listingSeats({ pools }, cut).every(row => row.atLeast));
  });

  it('claims nothing while the holders are not known', () => {
    assert.deepEqual(listingSeats({ pools, maxUsers: 5 }, undefined), [
      { total: 5, atLeast: false, over: 0 },
      { entitlement: 'desktopAdvN', total: 2, atLeast: false, over: 0 },
      { entitlement: 'publisherN', total: 1, atLeast: false, over: 0 },
    ]);
  });

  it('finds the idle, longest first, those who never came in front', () => {
    const holders = [
      holder('recent', [], now - 10 * day),
      holder('old', [], now - 100 * day),
      holder('never', []),
      holder('older', [], now - 200 * day),
      holder('exactly', [], now - 90 * day),
    ];
    assert.deepEqual(
      idleSince(holders, 90, now).map(each => each.username as string),
      ['never', 'older', 'old', 'exactly'],
    );
    assert.equal(isNeverUsed(holders[2]!), true);
    assert.equal(idleDays(holders[1]!, now), 100);
    assert.equal(idleDays(holders[2]!, now), undefined);
    assert.equal(idleDays({ lastUsed: now + day }, now), 0);
  });

  for (const [age, bucket] of [
    [0, 'today'],
    [-day, 'today'],
    [day - 1, 'today'],
    [day, 'days30'],
    [30 * day - 1, 'days30'],
    [30 * day, 'days90'],
    [90 * day, 'days365'],
    [365 * day - 1, 'days365'],
    [365 * day, 'older'],
  ] as const) {
    it(`puts ${age / day} days into ${bucket}`, () => {
      assert.equal(lastUseBucket(now - age, now), bucket);
    });
  }

  it('counts every bucket', () => {
    assert.deepEqual(lastUseCounts([holder('a', []), holder('b', [], now)], now), {
      today: 1,
      days30: 0,
      days90: 0,
      days365: 0,
      older: 0,
      never: 1,
    });
    const unknown = { ...holder('c', []), useUnknown: true as const };
    assert.equal(lastUseCounts([unknown], now).never, 0);
    assert.equal(lastUseCounts([unknown], now).unknown, 1);
    assert.equal(isNeverUsed(unknown), false);
    assert.deepEqual(idleSince([unknown], 0, now), []);
    assert.equal(offlineHolders([holder('a', []), holder('b', [], now, true)])[0]?.username, 'b');
  });
});
