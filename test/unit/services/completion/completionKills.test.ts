// A program that completes a list is killed (issue 5, line 3): the next one goes on with what was written down.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { completionPath } from '../../../../src/services/completion/completionFile';
import { createNodeFileStore } from '../../../../src/services/journal/nodeFileStore';
import { portal } from '../bench';
import { bound, shown, startCompletionBench, truth } from './completionBench';
import type { CompletionOrder } from './killedCompletion';

/** What is not on disk when a program is killed: answers of one write that is under way, of the next one, and what is on its way (completionRun.ts). */
const lostAtMost = 2 * 64 + 4;

describe('a program that is killed while it completes a list', () => {
  let folder: string;
  let program: string;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'completion-'));
    program = path.join(folder, 'killedCompletion.cjs');
    await build({
      entryPoints: [path.resolve('test/unit/services/completion/killedCompletion.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'error',
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function life(order: CompletionOrder): Promise<string | number | null> {
    const child = fork(program, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child.send(order);
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    return signal ?? code;
  }

  for (const sets of ['with', 'without'] as const) {
    it(`has asked nobody in vain, where provisionedListings comes ${sets} the sets`, async () => {
      const storage = path.join(folder, sets);
      const files = createNodeFileStore(storage);
      const bench = await startCompletionBench({
        scale: 'M',
        holdersCut: 1000,
        decisions: { provisionedListingsSets: sets },
        files,
      });
      try {
        const [id] = bench.cut;
        assert.ok(id !== undefined);
        const most = bound(bench, [id], 1000);
        const order: CompletionOrder = {
          folder: storage,
          connection: bench.connections.get(portal)!,
          token: bench.tokens.current,
          items: [id],
          holdersCut: 1000,
          now: bench.clock.now(),
        };
        const limit = sets === 'with' ? most.notShown : most.notShown + most.behind;
        assert.ok(limit > 300, `${limit} questions`);
        assert.equal(await life({ ...order, killAt: Math.floor(limit / 2) }), 'SIGKILL');
        const file = path.join(storage, completionPath(portal));
        assert.equal((await stat(file)).mode & 0o777, 0o600);
        const found = await bench.completions.find(portal);
        assert.ok(found?.state === 'interrupted' && found.asked > 0, found?.state);
        assert.equal(await bench.completions.resume(portal), true);
        assert.deepEqual(shown(bench, id), truth(bench, id));
        const { provisioned, single } = bench.counts();
        const again = provisioned + single - limit;
        assert.ok(again >= 0 && again <= lostAtMost, `${again} questions more than ${limit}`);
        assert.equal(await files.read(completionPath(portal)), undefined, 'nothing is left to go on with');
      } finally {
        await bench.close();
      }
    });
  }
});
