import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FaultRule } from '../../../src/samplePortal/faults';
import { applyScenario, scenario } from './applyProperty';
import { portal, startBench } from './bench';

const write = 'provisionUserEntitlements$';
const list = 'userEntitlements$';
const any = 'userEntitlements(/|$)';

/** Faults of a write, each at every second or third request: afterwards nobody is unknown, because everybody can be read back. */
const ofWrites: readonly FaultRule[] = [
  { path: write, kind: 'latency', ms: 5 },
  { path: write, kind: 'throttle', every: 2, retryAfter: 2 },
  { path: write, kind: 'throttle', every: 2 },
  { path: write, kind: 'html502', every: 2 },
  { path: write, kind: 'maintenance', every: 2 },
  { path: write, kind: 'cutBody', every: 2 },
  { path: write, kind: 'dropBefore', every: 2 },
  { path: write, kind: 'dropAfter', every: 2 },
  { path: write, kind: 'partial', reply: 'success', every: 2 },
  { path: write, kind: 'partial', reply: 'error', every: 2 },
  { path: write, kind: 'status', code: 500, message: 'Internal error', every: 2 },
  { path: write, kind: 'error', code: 500, message: 'Database is locked.', every: 2 },
  { path: write, kind: 'error', code: 400, message: 'Something is not right.', every: 2 },
  { path: write, kind: 'error', code: 403, message: 'Not today.', every: 2 },
  { path: write, kind: 'error', code: 400, message: 'not licensed by user', every: 2 },
  { path: write, kind: 'successFalse', every: 2 },
  { path: write, kind: 'redirect', location: 'https://elsewhere.example/', every: 2 },
];

/** Faults of everything that is read during an apply, now and then: the read is repeated or somebody is told that it is not known. */
const ofReads: readonly FaultRule[] = [
  { path: any, kind: 'html502', every: 3 },
  { path: any, kind: 'cutBody', every: 3 },
  { path: any, kind: 'dropBefore', every: 3 },
  { path: any, kind: 'throttle', every: 3 },
  { path: list, kind: 'status', code: 500 },
  { path: any, kind: 'error', code: 500, message: 'No.', every: 3 },
];

describe('applier when the portal fails', () => {
  const run = async (rules: readonly FaultRule[], unknown: boolean, numRuns = 12): Promise<void> => {
    const bench = await startBench({ scale: 'S' });
    let strikes = 0;
    try {
      await fc.assert(
        fc.asyncProperty(scenario, async input => {
          await applyScenario(bench, input, {
            unknown,
            beforeApply: () => bench.sample.faults.set(rules),
            afterApply: () => {
              for (const fault of bench.sample.faults.list()) strikes += fault.strikes;
              bench.sample.faults.set([]);
            },
          });
          assert.equal((await bench.journal.unfinished(portal)).length, 0);
        }),
        { numRuns, seed: 3 },
      );
      assert.ok(strikes > 0, 'the fault never struck');
      const text = JSON.stringify([...bench.files.files.values(), bench.log.lines]);
      assert.ok(!text.includes(bench.tokens.current), 'a token is in the journal or the log');
    } finally {
      await bench.close();
    }
  };

  for (const rule of ofWrites) {
    it(`on writes: ${JSON.stringify({ ...rule, path: undefined })}`, () => run([rule], false));
  }
  for (const rule of ofReads) {
    it(`on reads: ${JSON.stringify({ ...rule, path: undefined })}`, () => run([rule], true));
  }

  it('on writes and reads together', () =>
    run(
      [...ofWrites.filter(rule => rule.kind !== 'error').map(rule => ({ ...rule, every: 5 })), ofReads[0]!],
      true,
      25,
    ));
});
