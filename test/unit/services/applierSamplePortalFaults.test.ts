import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FaultRule } from '../../../src/samplePortal/faults';
import { signInWithPassword } from '../../../src/arcgis/signIn';
import { closeUnfinished } from '../../../src/services/apply/recovery';
import { applyScenario, checkPromise, prepare, scenario } from './applyProperty';
import { portal, startBench } from './bench';
import type { Bench } from './bench';

const write = 'provisionUserEntitlements$';
const list = 'userEntitlements$';
const any = 'userEntitlements(/|$)';

/** Faults of a write, each at every second request. */
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
  // A list that is cut without a word: nobody can tell those it leaves out from those who hold nothing, and nobody loses anything for it.
  { path: list, kind: 'truncate', rows: 0, every: 2 },
  { path: list, kind: 'truncate', rows: 3 },
];

const newToken = async ({ sample, clock }: Bench): Promise<string> =>
  (
    await signInWithPassword({
      url: sample.url,
      fetch,
      clock,
      username: sample.username,
      password: sample.password,
    })
  ).token;

describe('applier when the portal fails', () => {
  const run = async (
    rules: readonly FaultRule[],
    unknown: boolean | 'inDoubt',
    numRuns = 12,
  ): Promise<void> => {
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
          assert.equal((await bench.journal.unfinished(bench.connections.get(portal)!)).length, 0);
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

  // Everybody can be read back, so that nobody is unknown whose portal answered. Where none did, whoever is unchanged is in doubt for a while.
  const unanswered = ['status', 'html502', 'maintenance', 'cutBody', 'dropBefore', 'dropAfter', 'redirect'];
  for (const rule of ofWrites) {
    it(`on writes: ${JSON.stringify({ ...rule, path: undefined })}`, () =>
      run([rule], unanswered.includes(rule.kind) ? 'inDoubt' : false));
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

  /** The token ends at the n-th call of this kind, and with it everything that is on its way with it. */
  const expired = (path: string, after: number): FaultRule => ({
    path,
    kind: 'expireToken',
    after,
    times: 1,
  });
  const places: readonly FaultRule[] = [
    expired(write, 0),
    expired(write, 1),
    expired(any, 1),
    expired(any, 2),
  ];

  for (const rule of places)
    it(`a token that ends and is renewed: ${JSON.stringify(rule)}`, async () => {
      const bench = await startBench({ scale: 'S' });
      let strikes = 0;
      try {
        await fc.assert(
          fc.asyncProperty(scenario, async input => {
            bench.tokens.current = await newToken(bench);
            bench.tokens.renewed = await newToken(bench);
            await applyScenario(bench, input, {
              beforeApply: () => bench.sample.faults.set([rule]),
              afterApply: () => {
                for (const fault of bench.sample.faults.list()) strikes += fault.strikes;
                bench.sample.faults.set([]);
              },
            });
            assert.equal((await bench.journal.unfinished(bench.connections.get(portal)!)).length, 0);
          }),
          { numRuns: 8, seed: 3 },
        );
        assert.ok(strikes > 0 && bench.tokens.renewals > 0, 'the fault never struck');
      } finally {
        await bench.close();
      }
    });

  it('a token that ends for good: the run ends, and who was written to is read again after the next sign-in', async () => {
    const bench = await startBench({ scale: 'S' });
    const connection = bench.connections.get(portal)!;
    let opened = 0;
    let stopped = 0;
    try {
      await fc.assert(
        fc.asyncProperty(scenario, fc.constantFrom(...places), async (input, rule) => {
          bench.tokens.current = await newToken(bench);
          bench.tokens.renewed = undefined;
          const prepared = prepare(bench, input);
          const plan = await bench.plan(prepared.changes);
          fc.pre(plan.changes.length > 0);
          bench.sample.faults.set([rule]);
          const writes = bench.writes().length;
          const report = await bench.applier.applyMembers(plan);
          bench.sample.faults.set([]);
          checkPromise(bench, plan, report, prepared, { unknown: true });
          if (
            bench
              .writes()
              .slice(writes)
              .some(({ code }) => code === 498)
          )
            stopped += 1;
          const unknown = report.results.filter(({ outcome }) => outcome === 'unknown');
          const open = await bench.journal.unfinished(connection);
          assert.equal(open.length, unknown.length > 0 ? 1 : 0, JSON.stringify(report.results));
          if (unknown.length === 0) return;
          opened += 1;
          assert.match(unknown[0]?.reason ?? '', /stays open in the journal/);
          assert.deepEqual(await closeUnfinished(bench.deps, portal), [], 'nobody is signed in');
          assert.equal((await bench.journal.unfinished(connection)).length, 1);
          bench.tokens.current = await newToken(bench);
          const [recovered] = await closeUnfinished(bench.deps, portal);
          assert.ok(recovered);
          checkPromise(bench, plan, recovered, prepared);
          assert.equal((await bench.journal.unfinished(connection)).length, 0);
        }),
        { numRuns: 40, seed: 3 },
      );
      assert.ok(opened > 0, 'nobody was left unknown');
      assert.ok(stopped > 0, 'no write was refused');
    } finally {
      await bench.close();
    }
  });
});
