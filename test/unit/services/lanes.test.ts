import assert from 'node:assert/strict';
import { createLanes } from '../../../src/services/apply/lanes';
import { createApplier } from '../../../src/services/apply/applier';
import type { JournalStore } from '../../../src/services/journal/journalTypes';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { additionsTo, startBench } from './bench';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

describe('the lanes of a plan', () => {
  it('let as many go out at once as the pace says, in the order they came', async () => {
    const pace = { atOnce: 2 };
    const lanes = createLanes(pace);
    const went: number[] = [];
    const turns = [1, 2, 3, 4].map(async number => {
      await lanes.turn();
      went.push(number);
    });
    await Promise.all(turns.slice(0, 2));
    assert.deepEqual(went, [1, 2]);
    // Slowed down meanwhile: the one that ends makes room for nobody.
    pace.atOnce = 1;
    lanes.ended(10);
    await Promise.resolve();
    assert.deepEqual(went, [1, 2]);
    lanes.ended(10);
    await turns[2];
    lanes.ended(undefined);
    await turns[3];
    assert.deepEqual(went, [1, 2, 3, 4]);
  });

  it('have one more made ready only where the last answer was quick', () => {
    const lanes = createLanes({ atOnce: 4 });
    assert.equal(lanes.begunAtOnce, 4);
    lanes.ended(20);
    assert.equal(lanes.begunAtOnce, 5);
    // One that did not go out says nothing of the portal.
    lanes.ended(undefined);
    assert.equal(lanes.begunAtOnce, 5);
    lanes.ended(301);
    assert.equal(lanes.begunAtOnce, 4);
  });

  it('have the next write in the journal before one ends, and never send more than four at once', async () => {
    const bench = await startBench({ flavor: 'online', scale: 'M', latencyMs: 10 });
    try {
      const client = bench.client() as Mutable<PortalClient>;
      const { provision } = client;
      let out = 0;
      let most = 0;
      let begun = 0;
      let answered = 0;
      let readyMost = 0;
      client.provision = async (...args) => {
        out += 1;
        most = Math.max(most, out);
        try {
          await provision(...args);
        } finally {
          answered += 1;
          readyMost = Math.max(readyMost, begun - answered - out + 1);
          out -= 1;
        }
      };
      const journal: JournalStore = {
        ...bench.journal,
        async append(id, entry) {
          await bench.journal.append(id, entry);
          if (entry.kind === 'requestStarted') begun += 1;
        },
      };
      const plan = await additionsTo(bench, 100);
      assert.ok(plan.requests.length > 16, String(plan.requests.length));
      const report = await createApplier({ ...bench.deps, journal }).applyMembers(plan);
      assert.deepEqual(new Set(report.results.map(({ outcome }) => outcome)), new Set(['done']));
      assert.equal(most, 4);
      assert.equal(readyMost, 1);
    } finally {
      await bench.close();
    }
  });
});
