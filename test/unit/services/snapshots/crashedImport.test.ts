// The extension host is killed between the request of an import and its answer: neither the file nor the journal's entry is lost.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApplier } from '../../../../src/services/apply/applier';
import { createDoubtFile } from '../../../../src/services/apply/doubtFile';
import { closeUnfinished } from '../../../../src/services/apply/recovery';
import { createJournalStore } from '../../../../src/services/journal/journalStore';
import { createNodeFileStore } from '../../../../src/services/journal/nodeFileStore';
import { createSnapshotStore, snapshotFolder } from '../../../../src/services/snapshots/snapshotStore';
import { portal, startBench } from '../bench';
import type { Bench } from '../bench';
import type { CrashOrder } from '../crashedApply';
import { memoryLog, until } from '../fakes';
import { appId, importedFile, planOf } from './importedFile';

const write = 'importEntitlements$';

describe('an import whose program is killed between request and answer', () => {
  let bench: Bench;
  let folder: string;
  let child: ChildProcess | undefined;

  beforeEach(async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
  });
  afterEach(async () => {
    if (child?.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What the next window of the program has: the same folder, and nothing else. */
  function nextWindow() {
    const files = createNodeFileStore(folder);
    const [journal, snapshots] = [
      createJournalStore({ files }),
      createSnapshotStore({ files, log: memoryLog() }),
    ];
    const doubtFile = createDoubtFile({ files, clock: bench.clock, log: memoryLog() });
    const deps = { ...bench.deps, journal, snapshots, doubtFile };
    return { journal, snapshots, deps, applier: createApplier(deps) };
  }

  const seats = (): number | undefined =>
    [...bench.sample.state.listings.values()].find(one => one.appId === appId)?.seats.entitlements[
      'desktopStdN'
    ];

  async function killDuringImport(wanted: number): Promise<void> {
    const file = importedFile(wanted);
    child = fork(fileURLToPath(new URL('../crashedApply.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
    });
    const order: CrashOrder = {
      folder,
      now: bench.clock.now(),
      connection: bench.connections.get(portal)!,
      token: bench.tokens.current,
      plan: planOf('crashed', wanted, file),
      file: {
        name: file.name,
        text: file.text,
        base64: Buffer.from(file.bytes).toString('base64'),
      },
    };
    child.send(order);
    const begun = (): boolean => bench.sample.faults.list()[0]!.strikes >= 1;
    for (let i = 0; i < 4000 && !begun(); i += 1) await new Promise(resolve => setTimeout(resolve, 5));
    assert.ok(begun(), 'the request arrived');
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  for (const carriedOut of [true, false])
    it(`finds out afterwards, and has both files to import again (${carriedOut ? 'carried out' : 'not carried out'})`, async () => {
      const first = importedFile(300);
      const before = await nextWindow().applier.applyImport(planOf('first', 300, first), first);
      assert.equal(before.importOutcome?.outcome, 'done');

      const answered = bench.entries.filter(({ path }) => path.endsWith('importEntitlements')).length;
      bench.sample.faults.set([
        { path: write, kind: 'latency', ms: 400 },
        ...(carriedOut ? [] : [{ path: write, kind: 'dropBefore' } as const]),
      ]);
      await killDuringImport(200);
      await until(
        () => bench.entries.filter(({ path }) => path.endsWith('importEntitlements')).length > answered,
        'the portal is done with it',
      );
      bench.sample.faults.set([]);
      assert.equal(seats(), carriedOut ? 200 : 300);

      const { journal, snapshots, deps, applier } = nextWindow();
      const [open] = await journal.unfinished(bench.connections.get(portal)!);
      assert.equal(open?.planned.planId, 'crashed');
      assert.equal(open.requests.length, 1);
      assert.ok(open.before !== undefined, 'what the portal said before is in the journal');
      const [report] = await closeUnfinished(deps, portal);
      assert.equal(
        report?.importOutcome?.outcome,
        carriedOut ? 'done' : 'unknown',
        report?.importOutcome?.reason,
      );
      const { entries } = await journal.read(portal);
      const last = entries.filter(({ planId }) => planId === 'crashed').at(-1);
      assert.ok(last?.kind === 'finished' && last.recovered === true);
      const row = last.report.importComparison?.find(({ name }) => name === 'desktopStdN');
      assert.deepEqual([row?.before, row?.after], [300, carriedOut ? 200 : 300]);

      const { files, answers } = await snapshots.list(portal);
      assert.deepEqual(
        files.map(({ name, imports }) => [name, imports.at(-1)?.outcome]),
        [
          ['seats-200.json', carriedOut ? 'done' : 'unknown'],
          ['seats-300.json', 'done'],
        ],
      );
      assert.equal(answers.length, 2);
      const bytes = Uint8Array.from(await snapshots.readFile(files[1]!));
      assert.deepEqual(bytes, first.bytes);
      const kept = join(folder, snapshotFolder(portal));
      if (process.platform !== 'win32')
        for (const name of await readdir(kept))
          assert.equal((await stat(join(kept, name))).mode & 0o777, 0o600);

      const file = { ...first, bytes };
      if (!carriedOut) {
        const early = await applier.applyImport(planOf('early', 300, file), file);
        assert.match(early.importOutcome?.reason ?? '', /^Not sent: .*seats-200\.json.* was lost/);
        bench.clock.advance(6 * 60_000);
      }
      const again = await applier.applyImport(planOf('again', 300, file), file);
      // The portal may have had it all the time: its answer carries the file's parts.
      assert.equal(again.importOutcome?.outcome, 'done', again.importOutcome?.reason);
      assert.equal(again.requestsSent, 1);
      assert.equal(seats(), 300);
    });
});
