// After every import, whatever came of it: the file before it can be imported again, and the journal tells (issue, "must hold", line 6).
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { signInWithPassword } from '../../../../src/arcgis/signIn';
import { isFileKept } from '../../../../src/core/files/importPlanText';
import { journalText } from '../../../../src/core/journalText';
import type { FaultRule } from '../../../../src/samplePortal/faults';
import { portal, startBench } from '../bench';
import type { Bench } from '../bench';
import { appId, importedFile, licenseString, planOf } from './importedFile';

const write = 'importEntitlements$';
const read = 'getEntitlements$';

/** What may go wrong with one import, by name. */
const events: Readonly<Record<string, readonly FaultRule[]>> = {
  nothing: [],
  'the answer is lost after it was carried out': [{ path: write, kind: 'dropAfter' }],
  'the request is lost': [{ path: write, kind: 'dropBefore' }],
  'a gateway gives up': [{ path: write, kind: 'html502' }],
  'the answer is cut': [{ path: write, kind: 'cutBody' }],
  'the portal is in maintenance': [{ path: write, kind: 'maintenance' }],
  'it is forbidden': [{ path: write, kind: 'error', code: 403, message: 'No.' }],
  'the file is refused': [{ path: write, kind: 'error', code: 400, message: 'Not a valid file.' }],
  'the portal fails': [{ path: write, kind: 'error', code: 500, message: 'Oh.' }],
  'it says success: false': [{ path: write, kind: 'successFalse' }],
  'it leads elsewhere': [{ path: write, kind: 'redirect', location: 'https://elsewhere.example/' }],
  'the token ends': [{ path: write, kind: 'expireToken' }],
  'nothing can be read back': [{ path: read, kind: 'dropBefore', after: 1 }],
  'nothing can be read before': [{ path: read, kind: 'dropBefore' }],
};

const step = fc.record({
  seats: fc.integer({ min: 1, max: 5 }).map(n => n * 100),
  event: fc.constantFrom(...Object.keys(events)),
});

/** Each of them once, after an import that goes well. */
const everything = Object.keys(events).map((event, index) => ({ seats: 100 + index, event }));

const seatsOf = (bench: Bench): number | undefined =>
  [...bench.sample.state.listings.values()].find(one => one.appId === appId)?.seats.entitlements[
    'desktopStdN'
  ];

/** A token may have ended. */
async function signIn({ sample, clock, tokens }: Bench): Promise<void> {
  const { url, username, password } = sample;
  tokens.current = (await signInWithPassword({ url, fetch, clock, username, password })).token;
}

/** The kept bytes of the file with so many seats. */
async function keptBytes(bench: Bench, seats: number): Promise<Uint8Array | undefined> {
  const { files } = await bench.snapshots.list(portal);
  const kept = files.find(({ name }) => name === importedFile(seats).name);
  return kept === undefined ? undefined : bench.snapshots.readFile(kept);
}

describe('after every import', () => {
  it('the earlier file is there byte for byte and the journal tells what happened, whatever goes wrong', async () => {
    let plans = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async steps => {
        const bench = await startBench({ flavor: 'legacy', scale: 'S', timeoutMs: 2_000 });
        try {
          /** Files that were sent, the last one last. */
          const sent: number[] = [];
          /** Those of them that the portal has taken. */
          const taken: number[] = [];
          for (const { seats, event } of steps) {
            const file = importedFile(seats);
            const plan = planOf(`plan${(plans += 1)}`, seats, file);
            const before = seatsOf(bench);
            bench.sample.faults.set(events[event] ?? []);
            const { importOutcome, requestsSent } = await bench.applier.applyImport(plan, file);
            const after = seatsOf(bench);
            bench.sample.faults.set([]);
            await signIn(bench);
            // What was lost keeps the next one from being sent for five minutes.
            bench.clock.advance(6 * 60_000);
            const outcome = importOutcome?.outcome;
            const told = `${event}: ${outcome ?? ''} (${importOutcome?.reason ?? ''}), ${before ?? ''} → ${after ?? ''}`;
            if (outcome === 'done') assert.equal(after, seats, told);
            if (outcome === 'notDone') assert.equal(after, before, told);
            if (requestsSent > 0) sent.push(seats);
            const had = [...taken];
            if (outcome === 'done') taken.push(seats);

            for (const earlier of [...sent.slice(-5), ...had.slice(-1)]) {
              const bytes = await keptBytes(bench, earlier);
              assert.deepEqual(bytes && Uint8Array.from(bytes), importedFile(earlier).bytes, told);
            }
            const { entries } = await bench.journal.read(portal);
            const own = entries.filter(({ planId }) => planId === plan.id);
            assert.deepEqual([own[0]?.kind, own.at(-1)?.kind], ['planned', 'finished'], told);
            const end = own.at(-1);
            assert.deepEqual(end?.kind === 'finished' && end.report.importOutcome, importOutcome);
            const noted = (await bench.snapshots.list(portal)).files
              .flatMap(({ imports }) => imports)
              .find(({ planId }) => planId === plan.id);
            if (requestsSent > 0) assert.equal(noted?.outcome, outcome, told);
          }
          const texts = JSON.stringify([...bench.files.files, bench.log.lines]);
          assert.ok(!texts.includes(licenseString), 'a license string is outside of the kept bytes');

          const again = taken.at(-2) ?? sent.at(-2);
          if (again === undefined) return;
          const bytes = Uint8Array.from((await keptBytes(bench, again)) ?? []);
          const file = { ...importedFile(again), bytes };
          const was = seatsOf(bench);
          const report = await bench.applier.applyImport(planOf('again', again, file), file);
          // What the portal has already, and may have otherwise than by the file that was sent last, proves nothing.
          if (was === again && report.importOutcome?.outcome === 'unknown')
            assert.match(report.importOutcome.reason ?? '', /the same as before/);
          else assert.equal(report.importOutcome?.outcome, 'done', report.importOutcome?.reason);
          assert.equal(seatsOf(bench), again);
        } finally {
          await bench.close();
        }
      }),
      { numRuns: 8, endOnFailure: true, examples: [[everything]] },
    );
  });

  it('is said to be kept where it is, and not where it was not sent', async () => {
    const bench = await startBench({ flavor: 'legacy', scale: 'S' });
    try {
      const file = importedFile(300);
      for (const event of ['nothing can be read before', 'a gateway gives up'] as const) {
        bench.sample.faults.set(events[event] ?? []);
        const report = await bench.applier.applyImport(planOf(event, 300, file), file);
        const { files } = await bench.snapshots.list(portal);
        assert.equal(isFileKept(report), files.length > 0, event);
        assert.equal(isFileKept(report), event === 'a gateway gives up');
      }
    } finally {
      await bench.close();
    }
  });

  it('shows what the portal says before and after', async () => {
    const bench = await startBench({ flavor: 'legacy', scale: 'S' });
    try {
      const file = importedFile(300);
      const before = seatsOf(bench);
      const { importComparison } = await bench.applier.applyImport(planOf('p', 300, file), file);
      const row = importComparison?.find(({ name }) => name === 'desktopStdN');
      assert.deepEqual([row?.section, row?.before, row?.after], ['entitlement', before, 300]);
      const text = journalText(await bench.journal.read(portal));
      assert.match(text, /What the portal says, before and after/);
      assert.match(text, new RegExp(`ArcGIS Pro Standard \\| ${before ?? ''} → 300.*\\| yes`));
    } finally {
      await bench.close();
    }
  });

  it('nothing is sent where the file cannot be kept', async () => {
    const bench = await startBench({ flavor: 'legacy', scale: 'S' });
    try {
      const { writeBytes } = bench.files;
      bench.files.writeBytes = () => Promise.reject(new Error('ENOSPC: no space left'));
      const file = importedFile(300);
      const report = await bench.applier.applyImport(planOf('p', 300, file), file);
      assert.equal(report.requestsSent, 0);
      assert.match(report.importOutcome?.reason ?? '', /^Not sent: the file could not be kept.*ENOSPC/);
      assert.ok(!bench.entries.some(({ path }) => path.endsWith('importEntitlements')));
      bench.files.writeBytes = writeBytes;
    } finally {
      await bench.close();
    }
  });
});
