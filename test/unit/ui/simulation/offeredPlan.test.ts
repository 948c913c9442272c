// The reductions that a simulation offers, carried out at a sample portal that refuses extensions of ArcGIS Pro without a level: every one of them is
// done, and at the instant of the shortage there is none (issue section 4).
import assert from 'node:assert/strict';
import { readImportFile } from '../../../../src/core/files/importFile';
import { userKey } from '../../../../src/core/ids';
import { reductions as reductionsOf } from '../../../../src/core/timeline/reductions';
import { excessOf } from '../../../../src/samplePortal/overAssignment';
import { runSimulation } from '../../../../src/ui/simulation/runSimulation';
import { portal, proListing, putHolders, startBench } from '../../services/bench';
import type { Bench } from '../../services/bench';
import { day } from './fixture';

const appId = 'arcgisprodesktop';
const boundary = Date.UTC(2040, 6, 1);

const part = (startDateStr: string, seats: Readonly<Record<string, number>>, maxUsers: number) => ({
  orgEntitlements: {
    maxUsers,
    startDate: Date.parse(`${startDateStr} UTC`),
    startDateStr,
    entitlements: Object.fromEntries(Object.entries(seats).map(([key, num]) => [key, { num, license: 'X' }])),
  },
  signature: 'Y',
});

describe('the plan that a simulation offers', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  const moveTo = async (now: number): Promise<void> => {
    const { control, controlKey } = bench.sample;
    const response = await fetch(`${control}/clock`, {
      method: 'POST',
      headers: { 'X-Control-Key': controlKey },
      body: JSON.stringify({ now }),
    });
    assert.equal(response.status, 200);
  };

  for (const extensionWithoutLevel of ['refuse', 'accept'] as const)
    it(`is done whole and leaves nothing short, where an extension without a level: ${extensionWithoutLevel}`, async () => {
      bench = await startBench({ flavor: 'legacy', scale: 'S', decisions: { extensionWithoutLevel } });
      const id = proListing(bench);
      const people = [...bench.sample.state.members.values()].slice(0, 14).map(({ username }) => username);
      putHolders(
        bench,
        id,
        people.map((username, index) => ({
          username,
          entitlements: [
            ['desktopStdN', 'networkAnalystN'],
            ['desktopStdN', 'networkAnalystN', 'spatialAnalystN'],
            ['desktopAdvN', 'spatialAnalystN'],
            ['desktopStdN'],
          ][index % 4]!,
          // The portal refuses to change them: the next idle take their place.
          disconnectedSince: index === 4 ? bench.clock.now() - 30 * day : null,
        })),
      );
      const plenty = part(
        '01-Jan-2020',
        { desktopBasicN: 5, desktopStdN: 20, desktopAdvN: 9, networkAnalystN: 9, spatialAnalystN: 9 },
        29,
      );
      const fewer = part(
        '01-Jul-2040',
        { desktopBasicN: 5, desktopStdN: 3, desktopAdvN: 3, networkAnalystN: 9, spatialAnalystN: 6 },
        29,
      );
      const imported = (parts: readonly unknown[]): string => JSON.stringify({ appId, parts });
      const send = (text: string): Promise<unknown> =>
        bench.client().importEntitlements(appId, { name: 'entitlements.json', text });
      // What the portal has now has no end of its own before the file's.
      await send(imported([plenty]));
      const text = imported([plenty, fewer]);
      const { content } = readImportFile('entitlements.json', text);
      assert.ok(content?.kind === 'entitlements');
      const { timeline, offer } = await runSimulation(
        { inventory: bench.inventory, client: bench.client(), now: bench.clock.now() },
        {
          connection: bench.connections.get(portal)!,
          timeZone: 'UTC',
          language: 'en',
          anew: true,
          signal: new AbortController().signal,
          progress: () => undefined,
          file: {
            name: 'entitlements.json',
            unsaved: false,
            faults: [],
            simulated: { kind: 'entitlements', content, appId },
          },
        },
      );
      assert.equal(timeline.first?.at, boundary);
      // Of other products something is over-assigned from the beginning; that is another plan.
      const reductions = reductionsOf(
        timeline,
        timeline.shortages.filter(one => one.at === boundary),
      );
      assert.equal(reductions.shortages.length, 2);
      assert.deepEqual(offer?.choices[0]?.reductions.changes, reductions.changes);
      assert.ok(reductions.exact && reductions.unmet.length === 0);
      assert.ok(
        reductions.members.some(one => one.gives.some(given => given.alongside.length > 0)),
        'a last level goes, and an extension with it',
      );

      await send(text);
      const now = bench.clock.now();
      await moveTo(boundary + 1);
      assert.ok(
        excessOf(bench.sample.state, bench.listing(id)) !== undefined,
        'without the plan it is short',
      );
      await moveTo(now);

      const before = bench.holders(id);
      const plan = await bench.plan(reductions.changes);
      assert.deepEqual(plan.skipped, []);
      const report = await bench.applier.applyMembers(plan);
      assert.deepEqual(
        report.results.map(({ username, outcome, reason }) => [userKey(username), outcome, reason]).sort(),
        reductions.members.map(({ username }) => [userKey(username), 'done', undefined]).sort(),
      );
      // Nobody loses anything else.
      const after = bench.holders(id);
      for (const [name, held] of before) {
        const given = reductions.members.find(one => userKey(one.username) === name)?.gives[0];
        const rest = held.filter(key => !given?.entitlements.some(one => one === key));
        assert.deepEqual(after.get(name) ?? [], rest, name);
      }
      await moveTo(boundary + 1);
      assert.equal(excessOf(bench.sample.state, bench.listing(id)), undefined);
    });
});
