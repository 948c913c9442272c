// What holders cost in memory, held to the limit in proportion: 150 MB for 60,000 members on 20 listings. The whole size is a case of the
// benchmark.
import assert from 'node:assert/strict';
import { execFile, fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { MemoryFigures, MemoryTask } from '../../bench/memory';

const members = 6_000;
const listings = 20;
const limitMb = 150 / 10;
const peakLimitMb = 300;
/** What one member in one listing may take, names and sets included: 150 MB are 125. Columns need 17, an object 90. */
const bytesPerCell = 80;

const program = (name: string): string => fileURLToPath(new URL(`../../bench/${name}`, import.meta.url));

describe('memory of an inventory', () => {
  let server: ChildProcess;
  let url: string;
  before(async () => {
    server = fork(program('manyHolders.ts'), [String(members)], {
      execArgv: ['--import=tsx'],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const [line] = (await once(server.stdout ?? assert.fail('no output'), 'data')) as [Buffer];
    url = String(line).trim();
  });
  after(() => server.disconnect());

  it('stays within its share of 150 MB after gc, and under 300 MB at its peak', async () => {
    const items = Array.from({ length: listings }, (_, index) => `item${index}`);
    const task: MemoryTask = { url, token: 't', items };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--expose-gc', '--import=tsx', program('memoryChild.ts'), JSON.stringify(task)],
      { timeout: 60_000 },
    );
    const figures = JSON.parse(stdout) as MemoryFigures;
    assert.equal(figures.rows, members * listings);
    assert.ok(figures.heldMb < limitMb, `held: ${figures.heldMb} MB`);
    const perCell = (figures.heldMb * 1024 * 1024) / figures.rows;
    assert.ok(perCell < bytesPerCell, `${perCell} bytes for a member in a listing`);
    assert.ok(figures.peakMb < peakLimitMb, `peak: ${figures.peakMb} MB`);
  });
});
