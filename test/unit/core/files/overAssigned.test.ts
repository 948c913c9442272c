import assert from 'node:assert/strict';
import { overAssignedOf } from '../../../../src/core/files/overAssigned';
import {
  allOver,
  firstNames,
  lockedOutWords,
  overAssignedLine,
  overAssignedSeats,
} from '../../../../src/core/files/overAssignedText';
import { comparisonLines, overAssignedLines } from '../../../../src/core/files/importPlanText';
import { readImportFile } from '../../../../src/core/files/importFile';
import { entitlement, itemId, username } from '../../../../src/core/ids';
import type { Holder, Listed, Listing } from '../../../../src/core/model';
import type { ApplyReport, ImportPlan, OverAssigned, OverAssignment } from '../../../../src/core/planTypes';
import type { Timeline } from '../../../../src/core/timeline/timelineTypes';
import { simulate } from '../../../../src/core/timeline/simulate';
import { part } from './sampleFiles';

const now = Date.parse('2026-11-22');
const pro = itemId('ab12');
const holder = (name: string, ...keys: string[]): Holder => ({
  username: username(name),
  entitlements: keys.map(entitlement),
  offline: false,
});
const listing: Listing = {
  itemId: pro,
  title: 'ArcGIS Pro',
  status: 'active',
  maxUsers: 25,
  pools: [
    { key: entitlement('desktopStdN'), num: 20 },
    { key: entitlement('networkAnalystN'), num: 5 },
  ],
  canDisconnect: true,
  hasListing: true,
};

function simulated(parts: readonly unknown[], holders: Listed<Holder>, own: Partial<Listing> = {}): Timeline {
  const { content } = readImportFile(
    'e.json',
    JSON.stringify({ appId: 'arcgisprodesktop', itemId: pro, parts }),
  );
  assert.ok(content?.kind === 'entitlements');
  return simulate({
    portalKind: 'legacy',
    now,
    timeZone: 'UTC',
    file: { kind: 'entitlements', content, appId: 'arcgisprodesktop' },
    listings: [{ ...listing, ...own }],
    queues: [],
    holders: { [pro]: holders },
  });
}

const of = (...about: Parameters<typeof simulated>): OverAssigned | undefined =>
  overAssignedOf(simulated(...about));

const three = {
  items: [
    holder('ana', 'desktopStdN', 'networkAnalystN'),
    holder('ben', 'desktopStdN'),
    holder('cy', 'desktopStdN'),
  ],
};

describe('what an import leaves over-assigned', () => {
  const first = part({ date: '01-Jul-2026', seats: { desktopStdN: 20, networkAnalystN: 5 } });
  const end = part({ date: '01-Jul-2028', maxUsers: 0, seats: { desktopStdN: 0, networkAnalystN: 0 } });

  it('is what a part leaves out, however late, and not that the license ends as the portal’s own does', () => {
    const own = { endsAt: Date.parse('2028-01-01') };
    const without = part({ date: '01-Jul-2027', seats: { desktopStdN: 20 } });
    assert.equal(of([first, end], three, own), undefined);
    const found = of([first, without, end], three, own);
    assert.deepEqual(
      found?.items.map(({ atOnce, at, total, held, by, over }) => ({ atOnce, at, total, held, by, over })),
      [{ atOnce: false, at: Date.parse('2027-07-01'), total: 0, held: 1, by: 1, over: ['ana'] }],
    );
    assert.deepEqual(Object.values(found.rosters), [['ana', 'ben', 'cy']]);
  });

  it('is an end that the portal’s own license does not have by then, told once for the product', () => {
    for (const own of [{}, { endsAt: Date.parse('2028-07-02') }]) {
      const found = of([first, end], three, own);
      assert.deepEqual(found?.items.map(overAssignedLine), [
        'ArcGIS Pro: members from 2028-07-01 00:00 UTC: no seats are left for 3 held, and so it is with 2 more of the product; 3 members locked out until it is corrected',
      ]);
      assert.deepEqual(allOver(found), ['ana', 'ben', 'cy']);
    }
  });

  it('begins with what a simulation of the same file says first, and asks wherever that says anything', () => {
    const seats = (date: string, desktopStdN: number, networkAnalystN: number): object =>
      part({ date, maxUsers: 25, seats: { desktopStdN, networkAnalystN } });
    const gap = part({ date: '01-Jul-2027', maxUsers: 0, seats: { desktopStdN: 0, networkAnalystN: 0 } });
    const early = part({ date: '01-Jul-2026', seats: { desktopStdN: 20, networkAnalystN: 5 } });
    const found = [
      [early, end],
      [early, gap, seats('01-Oct-2027', 20, 5)],
      [early, seats('01-Jul-2027', 20, 0), end],
      [early, seats('01-Jul-2027', 2, 5)],
      [seats('01-Jul-2026', 2, 0)],
      [seats('01-Jul-2026', 20, 5)],
    ].flatMap(parts =>
      [{}, { endsAt: Date.parse('2027-03-01') }, { endsAt: Date.parse('2030-03-01') }].map(own => {
        const timeline = simulated(parts, three, own);
        const news = overAssignedOf(timeline)?.items.find(one => one.by > one.byNow && one.anyway !== true);
        assert.equal(news?.at, timeline.first?.at, JSON.stringify([parts, own]));
        return news !== undefined;
      }),
    );
    assert.ok(found.filter(Boolean).length >= 9 && found.includes(false), found.join());
  });

  it('is at least what a cut list shows', () => {
    const cut = { ...three, partial: { kind: 'portalLimit', limit: 10_000 } } as const;
    const [item] = of([part({ seats: { desktopStdN: 2, networkAnalystN: 5 } })], cut)?.items ?? [];
    assert.ok(item?.atLeast && item.lockedOut.atLeast);
    assert.match(
      overAssignedLine(item),
      /at once: at least 3 held of 2: over by at least 1.*at least 3 members/,
    );
  });
});

const item: OverAssignment = {
  label: 'ArcGIS Pro: Network Analyst',
  at: now,
  atOnce: true,
  total: 1,
  held: 3,
  atLeast: false,
  by: 2,
  byNow: 0,
  over: [username('ana')],
  lockedOut: { count: 1, atLeast: false, roster: pro },
};

describe('over-assigned seats in words', () => {
  it('says what is so already', () => {
    assert.equal(overAssignedSeats(item), '3 held of 1: over by 2');
    assert.equal(overAssignedSeats({ ...item, byNow: 1 }), '3 held of 1: over by 2, now by 1');
    assert.equal(overAssignedSeats({ ...item, byNow: 2 }), '3 held of 1: over by 2, as it is now already');
  });

  it('says how many are locked out, and that it is not known', () => {
    const words = (count: number, atLeast: boolean): string =>
      lockedOutWords({ ...item, lockedOut: { count, atLeast } });
    assert.equal(words(0, false), 'nobody is locked out');
    assert.equal(words(1, false), '1 member locked out until it is corrected');
    assert.equal(words(1_200, true), 'at least 1,200 members locked out until it is corrected');
    assert.equal(words(0, true), 'who is locked out is not known');
  });

  it('names the first ten and how many follow', () => {
    const names = Array.from({ length: 12 }, (_, index) => `m${index}`);
    assert.match(firstNames(names, 10, false), /^m0, .*m9 and 2 more$/);
    assert.match(firstNames(names, 10, true), /m9 and at least 2 more$/);
    assert.equal(firstNames(['a'], 10, true), 'a and perhaps others');
  });

  it('lists everybody in the document, as text and not as markup', () => {
    const plan = {
      overAssigned: { items: [item], rosters: { [pro]: [username('<b>ana'), username('ben|cy')] } },
    } as unknown as ImportPlan;
    const text = overAssignedLines(plan).join('\n');
    assert.match(text, /### Locked out by ArcGIS Pro\\: Network Analyst/);
    assert.match(text, /\n2: \\<b\\>ana, ben\\\|cy\n/);
  });

  it('compares what the portal says before and after, the changes first', () => {
    const report = {
      importComparison: [
        { section: 'userType', name: 'viewerUT', before: 5, after: 5 },
        { section: 'userType', name: 'creatorUT', before: 5, after: 9 },
      ],
    } as unknown as ApplyReport;
    const lines = comparisonLines(report).filter(line => line.startsWith('| User type'));
    assert.deepEqual(lines, ['| User type | Creator | 5 → 9 | yes |', '| User type | Viewer | 5 → 5 |  |']);
  });
});
