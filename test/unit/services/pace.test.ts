import assert from 'node:assert/strict';
import { createPace, mostAtOnce } from '../../../src/services/apply/pace';
import { additionsTo, startBench } from './bench';
import { PortalError } from '../../../src/core/problem';
import type { PortalClient } from '../../../src/arcgis/portalClient';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

describe('the pace of a plan', () => {
  it('halves with each write that is put off, down to one, and comes back answer by answer', () => {
    const pace = createPace();
    assert.equal(pace.atOnce, mostAtOnce);
    const halves = [1, 2, 3].map(() => {
      pace.slowed();
      return pace.atOnce;
    });
    assert.deepEqual(halves, [2, 1, 1]);
    const steps: number[] = [];
    for (let answers = 1; answers <= 40; answers++) {
      const before: number = pace.atOnce;
      pace.answered();
      if (pace.atOnce !== before) steps.push(answers);
    }
    assert.deepEqual(steps, [8, 16, 24]);
    assert.equal(pace.atOnce, mostAtOnce);
  });

  it('starts to count anew with each write that is put off', () => {
    const pace = createPace();
    pace.slowed();
    for (let answers = 0; answers < 7; answers++) pace.answered();
    pace.slowed();
    pace.answered();
    assert.equal(pace.atOnce, 1);
  });

  it('sends fewer at once to a portal that puts off, and all of the plan all the same', async () => {
    const bench = await startBench({
      flavor: 'online',
      scale: 'M',
      latencyMs: 5,
    });
    try {
      const client = bench.client() as Mutable<PortalClient>;
      const { provision } = client;
      let onTheirWay = 0;
      let writes = 0;
      const atOnce: number[] = [];
      client.provision = async (...args) => {
        onTheirWay += 1;
        writes += 1;
        atOnce.push(onTheirWay);
        try {
          // The fifth write is put off: those before it were answered, and the ones that follow find a busy portal.
          if (writes === 5)
            throw new PortalError({ kind: 'throttled', retryAfterMs: 1 }, 'Too many requests.');
          await provision(...args);
        } finally {
          onTheirWay -= 1;
        }
      };
      const plan = await additionsTo(bench, 100);
      assert.ok(plan.requests.length > 16, String(plan.requests.length));
      const report = await bench.applier.applyMembers(plan);
      assert.deepEqual(new Set(report.results.map(({ outcome }) => outcome)), new Set(['done']));
      assert.equal(Math.max(...atOnce.slice(0, 5)), mostAtOnce);
      assert.ok(Math.max(...atOnce.slice(8, 12)) <= 2, String(atOnce));
    } finally {
      await bench.close();
    }
  });
});
