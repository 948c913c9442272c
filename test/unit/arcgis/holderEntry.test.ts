// What an entry of userEntitlements says of the use and of being offline, and what it leaves open (wire reference 8.1 and section 3, "Dates").
import assert from 'node:assert/strict';
import { holderOf } from '../../../src/arcgis/sharing/holderEntry';
import { unreadable } from '../../../src/arcgis/rowTally';
import { cellsOf } from '../../../src/core/holderCells';
import { HolderDirectory } from '../../../src/core/holderDirectory';
import { filterHolders } from '../../../src/core/holderFilter';
import { HolderTable } from '../../../src/core/holderTable';
import { day } from '../../../src/core/format';
import { idleReport } from '../../../src/core/idle/idleReport';
import { reclaimOf } from '../../../src/core/idle/reclaim';
import { itemId } from '../../../src/core/ids';
import type { Holder } from '../../../src/core/model';

const now = Date.UTC(2026, 5, 15);
const since = now - 5 * day;
const read = (more: object): Holder => {
  const holder = holderOf({ username: 'ana', entitlements: ['desktopAdvN'], ...more });
  assert.ok(holder !== undefined && holder !== unreadable);
  return holder;
};
/** Through the columns, as every list goes. */
const kept = (holder: Holder): Holder => {
  const table = new HolderTable(new HolderDirectory());
  table.push(holder);
  return table.view().at(0) ?? assert.fail();
};

describe('an entry of userEntitlements', () => {
  for (const lastLogin of [null, -1, 0, '-1'])
    it(`says never by ${JSON.stringify(lastLogin)}`, () => {
      const holder = kept(read({ lastLogin, disconnected: false }));
      assert.deepEqual(holder, { username: 'ana', entitlements: ['desktopAdvN'], offline: false });
    });
  for (const lastLogin of [1_766_000_000_000, '1766000000000'])
    it(`says when by ${JSON.stringify(lastLogin)}`, () => {
      assert.equal(kept(read({ lastLogin, disconnected: false })).lastUsed, 1_766_000_000_000);
    });
  for (const [what, more] of [
    ['is missing', {}],
    ['is an ISO text', { lastLogin: new Date(now - day).toISOString() }],
    ['is empty', { lastLogin: '' }],
    ['is a date as an object', { lastLogin: { at: now } }],
    ['is true', { lastLogin: true }],
    ['is in seconds', { lastLogin: (now - day) / 1_000 }],
  ] as const)
    it(`says neither never nor when where lastLogin ${what}`, () => {
      const holder = kept(read({ disconnected: false, ...more }));
      assert.equal(holder.lastUsed, undefined);
      assert.equal(holder.useUnknown, true);
      for (const filter of [{ neverUsed: true }, { idleSince: now }, { usedBefore: now }] as const)
        assert.equal(filterHolders([holder], filter).length, 0, JSON.stringify(filter));
      assertLeftAlone(holder, 'useUnknown');
    });

  for (const [what, more, expected] of [
    ['true', { disconnected: true }, { offline: true }],
    ['"true"', { disconnected: 'true' }, { offline: true }],
    [
      'false with no day',
      { disconnected: false, disconnectedInfo: { disconnectedSince: -1 } },
      { offline: false },
    ],
    ['false with an empty info', { disconnected: 'false', disconnectedInfo: {} }, { offline: false }],
    ['missing', {}, { offline: false, offlineUnknown: true }],
    ['null', { disconnected: null }, { offline: false, offlineUnknown: true }],
    ['"yes"', { disconnected: 'yes' }, { offline: false, offlineUnknown: true }],
    [
      'missing with a day',
      { disconnectedInfo: { disconnectedSince: since } },
      { offline: true, offlineSince: since },
    ],
    [
      'no word with a day',
      { disconnected: 'yes', disconnectedInfo: { disconnectedSince: since } },
      { offline: true, offlineSince: since },
    ],
    [
      'false with a day',
      { disconnected: false, disconnectedInfo: { disconnectedSince: since } },
      { offline: false, offlineUnknown: true },
    ],
    [
      'false with a day as text',
      { disconnected: false, disconnectedInfo: { disconnectedSince: 'Tuesday' } },
      { offline: false, offlineUnknown: true },
    ],
  ] as const)
    it(`reads a flag that is ${what}`, () => {
      const holder = kept(read({ lastLogin: -1, ...more }));
      const { username, entitlements, ...rest } = holder;
      assert.deepEqual([username, entitlements, rest], ['ana', ['desktopAdvN'], expected]);
      assert.equal(cellsOf([holder]).isOfflineUnknownAt(0), 'offlineUnknown' in expected);
      if ('offlineUnknown' in expected) assertLeftAlone(holder, 'offlineUnknown');
      else if (expected.offline) assertLeftAlone(holder, 'offline');
    });

  function assertLeftAlone(holder: Holder, kind: string): void {
    const report = idleReport([{ itemId: itemId('pro'), title: 'Pro', list: { items: [holder] } }], 90, now);
    const plan = reclaimOf(report, {
      members: { items: [{ username: holder.username, created: now - 900 * day }] },
      protectedBy: new Map(),
    });
    assert.deepEqual([plan.changes, plan.kept.map(one => one.cause.kind)], [[], [kind]]);
  }
});
