import assert from 'node:assert/strict';
import { readImportFile } from '../../../../src/core/files/importFile';
import { entitlement, itemId, userTypeId, username } from '../../../../src/core/ids';
import type { Holder, Member } from '../../../../src/core/model';
import { lockedOutMembers } from '../../../../src/core/timeline/lockedOut';
import { readingsThatDiffer } from '../../../../src/core/timeline/readings';
import { reductions } from '../../../../src/core/timeline/reductions';
import { simulate } from '../../../../src/core/timeline/simulate';
import type { SimulationInput } from '../../../../src/core/timeline/simulationInput';
import { timelineMarkdown } from '../../../../src/core/timeline/timelineMarkdown';

const now = Date.UTC(2026, 5, 22);
const july = Date.UTC(2026, 6, 1);
const pro = itemId('pro');
const holder = (name: string, keys: readonly string[], lastUsed?: number, offline = false): Holder => ({
  username: username(name),
  entitlements: keys.map(entitlement),
  offline,
  ...(lastUsed === undefined ? {} : { lastUsed }),
});

const part = (text: string, startDate: number, nums: Readonly<Record<string, number>>): object => ({
  orgEntitlements: {
    maxUsers: 10,
    startDate,
    startDateStr: text,
    entitlements: Object.fromEntries(Object.entries(nums).map(([key, num]) => [key, { num, license: 'x' }])),
  },
  signature: 'x',
});

const holders = [
  holder('fresh', ['desktopAdvN', 'networkAnalystN'], now - 1),
  holder('away', ['networkAnalystN'], undefined, true),
  holder('never', ['desktopAdvN', 'networkAnalystN']),
  holder('idle|<b>', ['networkAnalystN'], now - 900),
];

function legacy(parts: readonly object[]): SimulationInput {
  const { content } = readImportFile('entitlements.json', JSON.stringify(parts));
  assert.ok(content?.kind === 'entitlements');
  return {
    portalKind: 'legacy',
    now,
    timeZone: 'America/Los_Angeles',
    file: { kind: 'entitlements', content, appId: 'arcgisprodesktop' },
    listings: [
      {
        itemId: pro,
        title: 'ArcGIS Pro',
        status: 'active',
        maxUsers: 10,
        pools: [
          { key: entitlement('desktopAdvN'), num: 4 },
          { key: entitlement('networkAnalystN'), num: 4 },
        ],
        canDisconnect: true,
        hasListing: true,
      },
    ],
    queues: [],
    holders: { [pro]: { items: holders } },
  };
}

const input = legacy([
  part('01-Jan-2026', 0, { desktopAdvN: 4, networkAnalystN: 4 }),
  part('01-Jul-2026', july, { networkAnalystN: 2 }),
]);

describe('timeline: simulate', () => {
  it('names the first shortage, its instant, who is over by idleness and who is locked out, apart', () => {
    const timeline = simulate(input);
    assert.deepEqual(
      timeline.boundaries.map(({ at }) => at),
      [now, july],
    );
    const network = timeline.shortages.find(one => one.subject.endsWith('networkanalystn'));
    assert.ok(network !== undefined);
    assert.deepEqual(
      [network.at, network.total, network.held, network.by, network.byNow],
      [july, 2, 4, 2, 0],
    );
    assert.equal(timeline.first?.at, july);
    const names = (places: readonly number[]): (string | undefined)[] =>
      places.map(place => timeline.rosters[pro]?.members[place]?.username);
    // Offline comes before by idleness: named, and the next idle one takes the place.
    assert.deepEqual(names(network.overBy.members), ['never', 'idle|<b>']);
    assert.deepEqual(names(network.overBy.offline), ['away']);
    assert.equal(network.lockedOut.kind, 'holders');
    assert.equal(lockedOutMembers(timeline, network).length, 4);
    assert.deepEqual(structuredClone(timeline), JSON.parse(JSON.stringify(timeline)));
  });

  it('says under which other reading something else falls short', () => {
    // Merged, the Advanced level that the later part does not name stays.
    assert.deepEqual(
      readingsThatDiffer(input).map(({ what, timeline }) => [what, timeline.shortages.length]),
      [['parts', 1]],
    );
  });

  it('reports as Markdown in which names are text', () => {
    const timeline = simulate(input);
    const report = timelineMarkdown({
      timeline,
      portalName: 'Riverbend <x>',
      fileName: 'e.json',
      reductions: reductions(timeline),
      others: readingsThatDiffer(input),
    });
    assert.match(report, /idle\\\|\\<b\\>/);
    assert.equal(report.includes('<b>'), false);
    assert.match(report, /2026-07-01 00:00 UTC/);
    assert.match(report, /Jun 30, 2026, 5:00/);
    assert.match(report, /If this portal merges the parts/);
  });

  it('locks the non-administrators of an over-assigned user type out, and proposes no administrator', () => {
    const member = (name: string, role: string): Member => ({
      username: username(name),
      fullName: name,
      role,
      userType: userTypeId('creatorUT'),
      provider: 'arcgis',
      disabled: false,
    });
    const { content } = readImportFile(
      'entitlements.json',
      JSON.stringify({
        MyEsri: { provision: { userTypes: [{ id: 'creatorUT', maxUsers: 1 }] } },
        signature: 'x',
      }),
    );
    assert.ok(content?.kind === 'portalLicense');
    const timeline = simulate({
      portalKind: 'enterprise',
      now,
      timeZone: 'UTC',
      file: { kind: 'license', content: content.content },
      members: { items: [member('a', 'org_admin'), member('b', 'org_user'), member('c', 'org_user')] },
    });
    const [shortage] = timeline.shortages;
    assert.ok(shortage !== undefined);
    assert.deepEqual(
      lockedOutMembers(timeline, shortage).map(one => one.username),
      ['b', 'c'],
    );
    assert.deepEqual([shortage.overBy.members, shortage.overBy.missing], [[1, 2], 0]);
    assert.deepEqual(reductions(timeline).notPlanned, ['userType/creatorUT']);
    assert.ok(timeline.unknowns.some(({ what }) => what === 'license'));
  });
});
