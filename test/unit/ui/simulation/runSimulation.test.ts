import assert from 'node:assert/strict';
import { readImportFile } from '../../../../src/core/files/importFile';
import { PortalError } from '../../../../src/core/problem';
import type { SimulatedFile } from '../../../../src/core/timeline/simulationInput';
import type { StateDeps } from '../../../../src/ui/simulation/readState';
import { runSimulation } from '../../../../src/ui/simulation/runSimulation';
import type { Simulated } from '../../../../src/ui/simulation/runSimulation';
import { connection, entitlementsFile, holder, holders, now, pro, zone } from './fixture';
import { inventoryOf } from './inventoryOf';
import type { Answers } from './inventoryOf';

const noMembers: StateDeps['client'] = { members: () => Promise.resolve({ items: [] }) };

const run = (answers: Answers, simulated?: SimulatedFile): Promise<Simulated> =>
  runSimulation(
    { ...inventoryOf(answers), client: noMembers, now },
    {
      connection,
      timeZone: zone,
      language: 'en',
      anew: true,
      signal: new AbortController().signal,
      progress: () => undefined,
      ...(simulated === undefined
        ? {}
        : { file: { name: 'entitlements.json', unsaved: false, faults: [], simulated } }),
    },
  );

const part = (date: string, network: number, startDate?: number): object => ({
  orgEntitlements: {
    maxUsers: 10,
    startDateStr: date,
    ...(startDate === undefined ? {} : { startDate }),
    entitlements: { desktopAdvN: { num: 10, license: 'x' }, networkAnalystN: { num: network, license: 'x' } },
  },
  signature: 'x',
});

describe('one run of a simulation', () => {
  /** Nine hold Network Analyst, of which there are five seats. */
  const tooMany = {
    listings: [pro],
    'holders pro': {
      items: [
        ...holders,
        ...[1, 2, 3, 4].map(index => holder(`extra${index}`, ['desktopAdvN', 'networkAnalystN'])),
      ],
    },
  };

  it('tells what is over-assigned already though nothing changes it: of a portal alone, and with a file of the same seats', async () => {
    for (const file of [undefined, entitlementsFile([part('01-Jul-2026', 5)])]) {
      const { data, timeline } = await run(tooMany, file);
      assert.deepEqual(
        timeline.shortages.map(({ by, lockedOut }) => [by, lockedOut.count]),
        [[4, 10]],
      );
      assert.equal(data.verdict.tone, 'warning');
      assert.match(data.verdict.text, /over-assigned by 4.*Nobody of the 10 members/);
    }
  });

  it('does not say that seats suffice where the holders of something could not be read', async () => {
    const { data } = await run({
      listings: [pro],
      'holders pro': new PortalError({ kind: 'transport' }, 'The line was cut.'),
    });
    assert.equal(data.verdict.tone, 'warning');
    assert.match(
      data.verdict.text,
      /^No shortage is known.*Who holds these is not known: ArcGIS Pro: members/,
    );
    assert.doesNotMatch(data.verdict.text, /suffice/);
  });

  it('finds what falls short under another reading alone, with its members', async () => {
    // The texts say that the second part is in effect; by their numbers the first one is from October on.
    const file = entitlementsFile([
      part('01-Jan-2020', 2, Date.UTC(2026, 9, 1)),
      part('01-Jan-2026', 5, Date.UTC(2026, 0, 1)),
    ]);
    const { data, others } = await run({ listings: [pro], 'holders pro': { items: holders } }, file);
    assert.equal(data.verdict.tone, 'ok');
    assert.deepEqual(
      others.map(({ what, timeline }) => [what, timeline.first?.by, timeline.first?.lockedOut.count]),
      [['partStart', 3, 6]],
    );
    assert.match(data.notices[0]?.text ?? '', /^If the number startDate decides.*over-assigned by 3/);
  });

  it('has what the file does in its headline, and apart from it what the portal does without the file, from its own queues', async () => {
    const queued = entitlementsFile([part('01-Jul-2027', 3)]);
    assert.ok(queued.kind === 'entitlements');
    const navigator = { ...pro, itemId: 'nav', title: 'Navigator', pools: [{ key: 'navigator', num: 2 }] };
    const answers = {
      listings: [pro, navigator],
      'entitlementsQueue arcgisprodesktop': {
        appId: 'arcgisprodesktop',
        queue: queued.content.parts.map(one => one.part),
      },
      'holders pro': { items: holders },
      'holders nav': { items: [holder('ann', ['navigator']), holder('bob', ['navigator'])] },
    };
    const fileOf = (num: number): SimulatedFile => {
      const { content } = readImportFile(
        'navigator.json',
        JSON.stringify([
          {
            orgEntitlements: {
              maxUsers: 10,
              startDateStr: '01-Jan-2020',
              entitlements: { navigator: { num, license: 'x' } },
            },
            signature: 'x',
          },
        ]),
      );
      assert.ok(content?.kind === 'entitlements');
      return { kind: 'entitlements', content, appId: 'navigator' };
    };
    const fine = await run(answers, fileOf(900));
    assert.equal(fine.data.verdict.tone, 'warning');
    assert.match(
      fine.data.verdict.text,
      /^The file makes nothing worse than it gets without it\. All the same: From 2027-07-01 .* “ArcGIS Pro: Network Analyst” is over-assigned by 2/,
    );
    assert.match(fine.data.shortages[0]?.when ?? '', /It happens without the file, too\.$/);
    const short = await run(answers, fileOf(1));
    assert.equal(short.data.verdict.tone, 'error');
    assert.match(
      short.data.verdict.text,
      /^From the import on, “Navigator: .*” is over-assigned by 1.* Short without the file, too: 1\.$/,
    );
    assert.equal(short.data.focus, short.timeline.first?.subject);
  });

  it('says why there is no plan where something falls short and none is offered', async () => {
    const away = holders.map(one => ({ ...one, offline: true }));
    const { data } = await run({ listings: [pro], 'holders pro': { items: away } }, entitlementsFile());
    assert.equal(data.plan, undefined);
    assert.deepEqual(
      data.notices.map(({ tone, text }) => [tone, text.slice(0, 33)]),
      [['warning', 'No plan of reductions is offered.']],
    );
  });

  it('says of what the file leaves as it is that it is so now', async () => {
    const { data } = await run(tooMany, entitlementsFile([part('01-Jul-2026', 5)]));
    assert.match(data.verdict.text, /over-assigned already\. Now, “ArcGIS Pro: Network Analyst”/);
  });
});
