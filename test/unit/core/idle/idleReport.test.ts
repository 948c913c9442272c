import assert from 'node:assert/strict';
import { day } from '../../../../src/core/format';
import { HolderDirectory } from '../../../../src/core/holderDirectory';
import { HolderTable } from '../../../../src/core/holderTable';
import { idleBlocks } from '../../../../src/core/idle/idleBlocks';
import type { IdleDocument } from '../../../../src/core/idle/idleBlocks';
import { idleCsv } from '../../../../src/core/idle/idleCsv';
import { idleReport } from '../../../../src/core/idle/idleReport';
import type { IdleSource } from '../../../../src/core/idle/idleReport';
import { reclaimOf } from '../../../../src/core/idle/reclaim';
import { blocksMarkdown, blocksText } from '../../../../src/core/idle/reportBlocks';
import { entitlement, itemId, userKey, username } from '../../../../src/core/ids';
import type { Holder } from '../../../../src/core/model';
import type { Rows } from '../../../../src/core/rows';

const now = Date.UTC(2026, 5, 15, 12);
const ago = (days: number): number => now - days * day;
const row = (name: string, more: Partial<Holder> = {}): Holder => ({
  username: username(name),
  entitlements: [entitlement('desktopAdvN'), entitlement('spatialAnalystN')],
  offline: false,
  ...more,
});
const pro = itemId('pro');
const maps = itemId('maps');
const directory = new HolderDirectory();
const asTable = (rows: readonly Holder[]): Rows<Holder> => {
  const table = new HolderTable(directory);
  for (const one of rows) table.push(one);
  return table.view();
};
const proRows = [
  row('idle', { lastUsed: ago(91) }),
  row('longest', { lastUsed: ago(400) }),
  row('edge', { lastUsed: ago(90) }),
  row('busy', { lastUsed: ago(90) + 1 }),
  row('Never'),
  row('away', { offline: true, offlineSince: ago(10), lastUsed: ago(300) }),
  row('lost', { offline: true, offlineSince: ago(200) }),
  row('silent', { offline: true }),
];
const mapRows = [
  row('never', { lastUsed: ago(1) }),
  row('idle'),
  row('only', { entitlements: [entitlement('')] }),
];

const sources = (make: (rows: readonly Holder[]) => Rows<Holder>): readonly IdleSource[] => [
  { itemId: pro, title: 'ArcGIS Pro', list: { items: make(proRows) }, readAt: now },
  {
    itemId: maps,
    title: 'Maps',
    list: { items: make(mapRows), partial: { kind: 'portalLimit', limit: 10_000 } },
  },
  { itemId: itemId('gone'), title: 'Gone', why: 'The portal did not answer.' },
];
const names = (rows: Rows<Holder>): readonly string[] => rows.map(one => one.username);

describe('idle report', () => {
  for (const [what, make] of [
    ['columns', asTable],
    ['an array', (rows: readonly Holder[]) => rows],
  ] as const)
    it(`sorts holders into offline, never used and idle, of ${what}`, () => {
      const report = idleReport(sources(make), 90, now);
      const [first, second, third] = report.listings;
      assert.ok(first && second && third);
      assert.deepEqual(names(first.offline), ['lost', 'away', 'silent'], 'the longest offline first');
      assert.deepEqual(names(first.never), ['Never']);
      assert.deepEqual(names(first.idle), ['longest', 'idle', 'edge'], 'the longest idle first');
      assert.deepEqual(names(second.never), ['idle', 'only']);
      assert.equal(third.why, 'The portal did not answer.');
      assert.equal(report.isWhole, false);
      // `never` started Maps yesterday and `idle` Pro long ago: neither "never" nor less than what the other listing says.
      assert.deepEqual(report.members, { holders: 9, offline: 3, never: 1, idle: 3, useUnknown: 0 });
    });

  it('plans to give back what is idle, and names everybody whom it leaves alone', () => {
    const report = idleReport(sources(asTable), 90, now);
    const members = {
      items: [
        { username: username('NEVER'), created: ago(91) },
        { username: username('idle'), created: ago(89) },
      ],
    };
    const plan = reclaimOf(report, {
      members,
      protectedBy: new Map([[userKey('longest'), 'a.license-policy.json']]),
    });
    assert.deepEqual(
      plan.changes.map(one => [one.itemId, one.username, one.mode, ...one.entitlements]),
      [
        [pro, 'Never', 'remove', 'desktopAdvN', 'spatialAnalystN'],
        [pro, 'idle', 'remove', 'desktopAdvN', 'spatialAnalystN'],
        [pro, 'edge', 'remove', 'desktopAdvN', 'spatialAnalystN'],
      ],
    );
    assert.deepEqual(
      plan.kept.map(one => [one.itemId, one.username, one.cause]),
      [
        [pro, 'lost', { kind: 'offline', since: ago(200) }],
        [pro, 'away', { kind: 'offline', since: ago(10) }],
        [pro, 'silent', { kind: 'offline' }],
        [pro, 'longest', { kind: 'protected', policy: 'a.license-policy.json' }],
        [maps, 'idle', { kind: 'recent', created: ago(89) }],
      ],
      'who holds nothing of a listing has nothing to give back',
    );
    const unknown = reclaimOf(report, { members: { items: [] }, protectedBy: new Map() });
    assert.ok(unknown.kept.some(one => one.username === 'Never' && one.cause.kind === 'ageUnknown'));
    assert.ok(!unknown.changes.some(one => one.username === 'Never'));
  });

  const document = (more: Partial<IdleDocument> = {}): IdleDocument => ({
    portalName: 'River | [x](y)',
    report: idleReport(sources(asTable), 90, now),
    unread: ['The license could not be read.'],
    ...more,
  });

  it('counts nobody as never or idle whose use it does not know, and takes nothing from them', () => {
    const items = asTable([
      row('vague', { useUnknown: true }),
      row('both', { useUnknown: true }),
      row('silent', { offlineUnknown: true }),
      row('away', { offline: true, useUnknown: true }),
    ]);
    const other = asTable([row('vague', { lastUsed: ago(400) }), row('both', { lastUsed: ago(1) })]);
    const report = idleReport(
      [
        { itemId: pro, title: 'Pro', list: { items } },
        { itemId: maps, title: 'Maps', list: { items: other } },
      ],
      90,
      now,
    );
    // `vague` was last seen long ago by Maps, and by Pro nobody knows when; `both` is in use.
    assert.deepEqual(report.members, { holders: 4, offline: 1, never: 1, idle: 0, useUnknown: 1 });
    const created = ['vague', 'both', 'silent'].map(name => ({
      username: username(name),
      created: ago(900),
    }));
    const reclaim = reclaimOf(report, { members: { items: created }, protectedBy: new Map() });
    assert.deepEqual(
      reclaim.kept.map(one => [one.itemId, one.username, one.cause.kind]),
      [
        [pro, 'away', 'offline'],
        [pro, 'both', 'useUnknown'],
        [pro, 'vague', 'useUnknown'],
        [pro, 'silent', 'offlineUnknown'],
      ],
    );
    assert.deepEqual(
      reclaim.changes.map(one => [one.itemId, one.username]),
      [[maps, 'vague']],
      'what Maps says of Maps is known',
    );
    const text = blocksText(idleBlocks(document({ report, reclaim })));
    assert.match(text, /Not known when it was used: 2/);
    assert.match(text, /Not known whether it is offline: 1/);
    assert.match(text, /what they hold:\s+1/);
    assert.match(text, /away +the portal does not say +not known/);
    assert.match(text, /Use not known: 2/);
    const lines = idleCsv(document({ report, reclaim })).split('\r\n');
    assert.match(lines.find(line => line.includes(',both,')) ?? '', /,useUnknown,[^,]*,unknown,,/);
    assert.match(lines.find(line => line.includes(',silent,')) ?? '', /,neverUsed,[^,]*,,,unknown,/);
  });

  it('says what is not whole, what is not known and what it rests on', () => {
    const text = blocksText(idleBlocks(document()));
    assert.match(text, /Maps +3\+ +0\+ +2\+ +0\+ +cut by the portal at 10,000 rows/);
    assert.match(text, /Gone +The portal did not answer\./);
    assert.match(text, /No portal says since when a member holds a license/);
    assert.match(text, /The license could not be read\./);
    assert.match(text, /silent +the portal does not say/);
    assert.match(text, /lost +2025-11-27 \(200 days\) +never/);
    assert.match(text, /hold a license of one of them: 9\+/);
    assert.ok(
      text.split('\n').every(line => line.length <= 140),
      'no line runs far out of an editor',
    );
    assert.ok(!text.includes('Held for'), 'no age before the members are read');
    const aged = blocksText(idleBlocks(document({ created: new Map([[userKey('Never'), ago(700)]]) })));
    assert.match(aged, /Never +700 days at most/);
    assert.match(aged, /only +not known/);
  });

  it('keeps text of others text, in Markdown and in CSV', () => {
    const list = { items: asTable([row('=cmd|x'), row('a|b\n# c'), row('[l](command:x)')]) };
    const report = idleReport([{ itemId: pro, title: '# <b>', list }], 90, now);
    const markdown = blocksMarkdown(idleBlocks(document({ report })));
    assert.ok(!/\[l\]\(|^# <b>|^# c/m.test(markdown));
    assert.match(markdown, /\\\[l\\\]/);
    const csv = idleCsv(document({ report }));
    assert.match(csv, /'=cmd\|x/);
    assert.doesNotMatch(blocksText(idleBlocks(document({ report }))), /^# c/m);
  });

  it('leaves alone what was given within the threshold, however old the account is', () => {
    const items = asTable([row('never'), row('other')]);
    const report = idleReport([{ itemId: pro, title: 'Pro', list: { items } }], 90, now);
    const created = ['never', 'other'].map(name => ({ username: username(name), created: ago(900) }));
    const given = new Map([
      ['never', ago(1)],
      ['other', ago(91)],
    ]);
    const reclaim = reclaimOf(report, {
      members: { items: created },
      protectedBy: new Map(),
      grantedAt: (itemId, name) => (itemId === pro ? given.get(name) : undefined),
    });
    assert.deepEqual(
      reclaim.kept.map(({ username: name, cause }) => [name, cause]),
      [['never', { kind: 'granted', at: ago(1) }]],
    );
    assert.deepEqual(
      reclaim.changes.map(one => one.username),
      ['other'],
    );
    const text = blocksText(idleBlocks(document({ report, reclaim })));
    assert.match(text, /Given within 90 days, as the journal says: 1/);
    assert.match(text, /given on 2026-06-14/);
    assert.match(text, /No license policy of the workspace protects members of this portal/);
    const guarded = blocksText(
      idleBlocks(document({ report, reclaim, protecting: ['a.license-policy.json'] })),
    );
    assert.match(guarded, /Members are protected by: a\.license-policy\.json/);
  });

  it('has every seat in the CSV, with why it is left alone', () => {
    const report = idleReport(sources(asTable), 90, now);
    const members = { items: [{ username: username('never'), created: ago(10) }] };
    const reclaim = reclaimOf(report, { members, protectedBy: new Map() });
    const lines = idleCsv(document({ report, reclaim, created: new Map([['never', ago(10)]]) }))
      .trimEnd()
      .split('\r\n');
    assert.equal(lines.length, 1 + 7 + 2);
    assert.equal(
      lines.find(line => line.includes(',Never,')),
      'ArcGIS Pro,pro,Never,neverUsed,desktopAdvN;spatialAnalystN,,,,2026-06-05T12:00:00.000Z,true,"account of 2026-06-05, younger than 90 days"',
    );
    assert.ok(lines.some(line => line.startsWith('ArcGIS Pro,pro,longest,idle,') && line.includes(',400,')));
  });

  it('shows 200 rows of a table and says how many more there are', () => {
    const list = { items: asTable(Array.from({ length: 1_234 }, (_, index) => row(`user${index}`))) };
    const report = idleReport([{ itemId: pro, title: 'Pro', list }], 90, now);
    const text = blocksText(idleBlocks(document({ report })));
    assert.equal(text.split('\n').filter(line => line.startsWith('user')).length, 200);
    assert.match(text, /and 1,034 more, in the CSV file/);
  });
});
