import assert from 'node:assert/strict';
import { readImportFile } from '../../../../src/core/files/importFile';
import { entitlement, itemId, username } from '../../../../src/core/ids';
import type { Listing } from '../../../../src/core/model';
import { simulate } from '../../../../src/core/timeline/simulate';
import type { SimulationInput } from '../../../../src/core/timeline/simulationInput';
import { timelineMarkdown } from '../../../../src/core/timeline/timelineMarkdown';
import type { Timeline } from '../../../../src/core/timeline/timelineTypes';

const now = Date.UTC(2026, 5, 22);
const june2027 = Date.UTC(2027, 5, 1);
const july2027 = Date.UTC(2027, 6, 1);
const august2027 = Date.UTC(2027, 7, 1);

const listing = (id: string, title: string, key: string, more: Partial<Listing> = {}): Listing => ({
  itemId: itemId(id),
  title,
  status: 'active',
  maxUsers: 5,
  pools: [{ key: entitlement(key), num: 5 }],
  canDisconnect: true,
  hasListing: true,
  ...more,
});
const part = (startDateStr: string, num: number): object => ({
  orgEntitlements: { maxUsers: 5, startDateStr, entitlements: { navigator: { num, license: 'x' } } },
  signature: 'x',
});
const contentOf = (parts: readonly object[]) => {
  const { content } = readImportFile('e.json', JSON.stringify(parts));
  assert.ok(content?.kind === 'entitlements');
  return content;
};
const held = (key: string) => ({
  items: ['ann', 'bob', 'cid', 'dan'].map(name => ({
    username: username(name),
    entitlements: [entitlement(key)],
    offline: false,
  })),
});

/** Navigator and one more product that ends in July 2027; four members hold each of them. */
const portal: SimulationInput = {
  portalKind: 'legacy',
  now,
  timeZone: 'UTC',
  listings: [
    listing('other', 'Other', 'otherN', { endsAt: july2027 }),
    listing('navigator', 'Navigator for ArcGIS', 'navigator'),
  ],
  queues: [],
  holders: { other: held('otherN'), navigator: held('navigator') },
};
const simulated = (parts: readonly object[], more: Partial<SimulationInput> = {}): Timeline =>
  simulate({
    ...portal,
    ...more,
    file: { kind: 'entitlements', content: contentOf(parts), appId: 'navigator' },
  });
const told = ({ shortages }: Timeline) =>
  shortages.map(({ subject, at, anyway = false }) => [subject.split('/')[1], at, anyway]);

describe('timeline: what happens without the file, too', () => {
  it('is not the first shortage of the file, and is told apart', () => {
    const timeline = simulated([part('01-Jan-2020', 5)]);
    assert.equal(timeline.first, undefined);
    assert.deepEqual([timeline.firstAnyway?.subject, timeline.firstAnyway?.at], ['product/other', july2027]);
    assert.deepEqual(told(timeline), [
      ['other', july2027, true],
      ['other', july2027, true],
    ]);
    assert.match(
      timelineMarkdown({ timeline, portalName: 'P', fileName: 'e.json' }),
      /The file makes nothing worse than it gets without it\. The first shortage that comes without it, too: Other\\: members at 2027/,
    );
  });

  it('gives the first place to what the file does, also where that is later', () => {
    const timeline = simulated([part('01-Jan-2020', 5), part('01-Aug-2027', 3)]);
    assert.deepEqual(
      [timeline.first?.subject, timeline.first?.at],
      ['entitlement/navigator/navigator', august2027],
    );
    assert.equal(timeline.firstAnyway?.at, july2027);
  });

  it('is a part of the file that the portal has queued as well, until the file takes more or for longer', () => {
    const queued = (num: number, ...more: readonly object[]) => ({
      queues: [
        {
          appId: 'navigator',
          queue: contentOf([part('01-Jun-2027', num), ...more]).parts.map(one => one.part),
        },
      ],
    });
    const file = [part('01-Jan-2020', 5), part('01-Jun-2027', 3)];
    const ofFile = (timeline: Timeline) => told(timeline).filter(([product]) => product === 'navigator');
    assert.deepEqual(ofFile(simulated(file, queued(3))), [['navigator', june2027, true]]);
    assert.deepEqual(ofFile(simulated(file, queued(2))), [['navigator', june2027, true]]);
    assert.deepEqual(ofFile(simulated(file, queued(4))), [['navigator', june2027, false]]);
    assert.deepEqual(ofFile(simulated(file, queued(3, part('01-Aug-2027', 5)))), [
      ['navigator', june2027, false],
    ]);
  });

  it('has no part in the time line of a portal alone', () => {
    const timeline = simulate(portal);
    assert.equal(timeline.first?.at, july2027);
    assert.ok(timeline.shortages.every(one => one.anyway === undefined));
    assert.equal(timeline.firstAnyway, undefined);
  });
});
