import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFileStore } from '../../../src/services/nodeFileStore';

describe('nodeFileStore', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'files-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('appends and reads back, with files and folders for their owner alone', async () => {
    const files = createNodeFileStore(join(root, 'storage'));
    await files.append('journal/a.jsonl', 'one\n');
    await files.append('journal/a.jsonl', 'two\n');
    assert.equal(await files.read('journal/a.jsonl'), 'one\ntwo\n');
    if (process.platform !== 'win32') {
      assert.equal((await stat(join(root, 'storage/journal/a.jsonl'))).mode & 0o777, 0o600);
      assert.equal((await stat(join(root, 'storage/journal'))).mode & 0o777, 0o700);
      assert.equal((await stat(join(root, 'storage'))).mode & 0o777, 0o700);
    }
  });

  it('writes whole files and leaves no temporary one', async () => {
    const files = createNodeFileStore(root);
    await files.write('a/b.json', 'first');
    await files.write('a/b.json', 'second');
    assert.equal(await files.read('a/b.json'), 'second');
    assert.deepEqual(await readdir(join(root, 'a')), ['b.json']);
    if (process.platform !== 'win32') assert.equal((await stat(join(root, 'a/b.json'))).mode & 0o777, 0o600);
  });

  it('reads what is not there as undefined and lists a missing folder as empty', async () => {
    const files = createNodeFileStore(root);
    assert.equal(await files.read('none'), undefined);
    assert.deepEqual(await files.list('none'), []);
    await writeFile(join(root, 'x.tmp'), '');
    await files.write('y', '');
    assert.deepEqual(await files.list('.'), ['y']);
  });

  it('appends again after somebody removed the folder', async () => {
    const files = createNodeFileStore(root);
    await files.append('journal/a', '1');
    await rm(join(root, 'journal'), { recursive: true });
    await files.append('journal/a', '2');
    assert.equal(await files.read('journal/a'), '2');
  });

  describe('lock', () => {
    const path = 'journal/a.lock';
    /** A lock file as another holder left it. */
    async function leave(change: Record<string, unknown>): Promise<void> {
      const files = createNodeFileStore(root);
      const lock = await files.tryLock(path);
      const owner = JSON.parse(await readFile(join(root, path), 'utf8')) as Record<string, unknown>;
      await lock?.release();
      await mkdir(join(root, 'journal'), { recursive: true });
      await writeFile(join(root, path), JSON.stringify({ ...owner, ...change }));
    }

    it('has one holder at a time, and another after its release', async () => {
      const one = createNodeFileStore(root);
      const other = createNodeFileStore(root);
      assert.equal(await other.isLocked(path), false);
      const lock = await one.tryLock(path);
      assert.ok(lock);
      assert.equal(await other.tryLock(path), undefined);
      assert.equal(await other.isLocked(path), true);
      await lock.release();
      assert.equal(await other.isLocked(path), false);
      const next = await other.tryLock(path);
      assert.ok(next);
      await next.release();
      assert.deepEqual(await readdir(join(root, 'journal')), []);
    });

    it('goes to one of many that ask at once, also where a dead holder left it', async () => {
      for (const left of [false, true]) {
        if (left) await leave({ startedAt: 1 });
        const asked = await Promise.all(
          Array.from({ length: 8 }, () => createNodeFileStore(root).tryLock(path)),
        );
        assert.ok(asked.filter(lock => lock !== undefined).length <= 1);
        for (const lock of asked) await lock?.release();
      }
    });

    it('is held by a living process and free when that is dead', async () => {
      const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 20000)']);
      await leave({ pid: child.pid });
      const files = createNodeFileStore(root);
      assert.equal(await files.isLocked(path), true);
      assert.equal(await files.tryLock(path), undefined);
      child.kill('SIGKILL');
      await once(child, 'exit');
      assert.equal(await files.isLocked(path), false);
      const lock = await files.tryLock(path);
      assert.ok(lock);
      await lock.release();
    });

    it('is free when its holder did not touch it for half a minute, or had this process id before', async () => {
      const files = createNodeFileStore(root);
      await leave({ pid: process.ppid });
      assert.equal(await files.isLocked(path), true);
      const before = new Date(Date.now() - 31_000);
      await utimes(join(root, path), before, before);
      assert.equal(await files.isLocked(path), false);
      await leave({ startedAt: 1 });
      const lock = await files.tryLock(path);
      assert.ok(lock);
      await lock.release();
    });
  });

  for (const path of ['../out', 'a/../../out', '/etc/passwd', '..\\out', 'a\0b']) {
    it(`refuses the path ${JSON.stringify(path)}`, async () => {
      const files = createNodeFileStore(root);
      await assert.rejects(files.append(path, 'x'), /leaves the storage folder/);
      await assert.rejects(files.read(path), /leaves the storage folder/);
    });
  }
});
