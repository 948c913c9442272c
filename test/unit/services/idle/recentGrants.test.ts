import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, username } from '../../../../src/core/ids';
import type { JournalEntry, JournalPage } from '../../../../src/core/journal';
import type { Outcome } from '../../../../src/core/planTypes';
import { recentGrants, seatKey } from '../../../../src/services/idle/recentGrants';

const item = itemId('pro');
const portal = portalId('p');

/** A plan that gave Standard to somebody who held Basic, or took everything. */
const plan = (
  id: string,
  at: number,
  name: string,
  outcome: Outcome,
  gives = true,
): readonly JournalEntry[] => [
  {
    kind: 'planned',
    at,
    planId: id,
    portalId: portal,
    portalName: 'Riverbend',
    portalUrl: 'https://gis.example/portal',
    orgId: 'org1',
    by: username('admin'),
    plan: {
      kind: 'members',
      id,
      portalId: portal,
      createdAt: at,
      title: 'test',
      targets: [{ kind: 'listing', itemId: item, title: 'ArcGIS Pro' }],
      changes: [
        {
          itemId: item,
          username: username(name),
          before: [entitlement('desktopBasicN')],
          after: gives ? [entitlement('desktopStdN')] : [],
        },
      ],
      skipped: [],
      requests: [],
      ledger: [],
      warnings: [],
      suppressCustomerEmail: true,
    },
  },
  {
    kind: 'results',
    at: at + 1,
    planId: id,
    results: [{ itemId: item, username: username(name), outcome }],
  },
];

describe('recent grants', () => {
  const pages: readonly (JournalPage & { readonly entries: readonly JournalEntry[] })[] = [
    {
      from: 60,
      until: 90,
      entries: [
        ...plan('taken', 90, 'Taken', 'done', false),
        ...plan('again', 80, 'Ana', 'done'),
        ...plan('unseen', 70, 'Ben', 'unknown'),
        ...plan('refused', 65, 'Cem', 'notDone'),
      ],
    },
    {
      from: 40,
      until: 55,
      entries: [...plan('first', 55, 'ANA', 'done'), ...plan('old', 40, 'Dee', 'done')],
    },
    { from: 10, until: 30, entries: plan('older', 30, 'Eve', 'done') },
    { entries: plan('former', 52, 'Fay', 'done') },
  ];

  it('are the last of each seat that was given, or may have been, and no page from before is read', async () => {
    const read: number[] = [];
    const granted = await recentGrants(
      {
        pages: () => Promise.resolve(pages),
        read: (_, page = 1) => {
          read.push(page);
          return Promise.resolve({ entries: pages[page - 1]?.entries ?? [], damage: [] });
        },
      },
      portal,
      50,
    );
    assert.deepEqual(
      [...granted].sort(),
      [
        [seatKey(item, username('ana')), 80],
        [seatKey(item, username('ben')), 70],
        [seatKey(item, username('fay')), 52],
      ].sort(),
    );
    assert.deepEqual(read, [1, 2, 4]);
  });
});
