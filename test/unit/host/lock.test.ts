import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../../host/lock';

describe('the lock around an installation', () => {
  let folder: string;
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);

  beforeEach(async () => {
    folder = path.join(await mkdtemp(path.join(os.tmpdir(), 'lock-')), 'the.lock');
    said.length = 0;
  });
  afterEach(async () => {
    await rm(path.dirname(folder), { recursive: true });
  });

  it('lets one work at a time, and tells the others that they wait', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(30);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(folder, say, work)));
    assert.equal(most, 1);
    assert.match(said[0] ?? '', new RegExp(`Waiting for process ${process.pid}`));
  });

  it('is free again after work that failed', async () => {
    await assert.rejects(
      withLock(folder, say, () => Promise.reject(new Error('no'))),
      /^Error: no$/,
    );
    assert.equal(await withLock(folder, say, () => Promise.resolve(5)), 5);
  });

  it('is taken over from a process that has died', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await mkdir(folder);
    await writeFile(path.join(folder, 'pid'), String(pid));
    assert.equal(await withLock(folder, say, () => Promise.resolve(6)), 6);
  });
});
