import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNodeFileStore } from '../../../src/services/journal/nodeFileStore';

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
        if (left) await leave({ start: '1' });
        const asked = await Promise.all(
          Array.from({ length: 8 }, () => createNodeFileStore(root).tryLock(path)),
        );
        assert.ok(asked.filter(lock => lock !== undefined).length <= 1);
        for (const lock of asked) await lock?.release();
      }
    });

    it('is held by a living process, however long that stands still, and free when that is dead', async () => {
      const holder = fork(fileURLToPath(new URL('lockHolder.ts', import.meta.url)), {
        execArgv: ['--import', 'tsx'],
      });
      try {
        holder.send({ root, path });
        assert.deepEqual(await once(holder, 'message'), ['held', undefined]);
        holder.kill('SIGSTOP');
        const longAgo = new Date(Date.now() - 20 * 60_000);
        await utimes(join(root, path), longAgo, longAgo);
        const files = createNodeFileStore(root);
        // Elsewhere than on Linux a process cannot be told from another one of its id for ever.
        if (process.platform === 'linux') {
          assert.equal(await files.isLocked(path), true);
          assert.equal(await files.tryLock(path), undefined);
        }
      } finally {
        holder.kill('SIGKILL');
        await once(holder, 'exit');
      }
      const files = createNodeFileStore(root);
      assert.equal(await files.isLocked(path), false);
      const lock = await files.tryLock(path);
      assert.ok(lock);
      await lock.release();
    });

    it('is free when its process id belongs to another process by now', async () => {
      const files = createNodeFileStore(root);
      await leave({ pid: process.ppid, start: '1' });
      assert.equal(await files.isLocked(path), process.platform !== 'linux');
      await leave({ boot: 'another boot' });
      assert.equal(await files.isLocked(path), process.platform !== 'linux');
    });

    it('is held by a process that cannot be seen from here until it was not touched for five minutes', async () => {
      const files = createNodeFileStore(root);
      for (const change of [
        { host: 'elsewhere' },
        { space: 'pid:[1]' },
        { boot: undefined, pid: process.ppid },
      ]) {
        await leave(change);
        const touched = async (ago: number): Promise<boolean> => {
          const before = new Date(Date.now() - ago);
          await utimes(join(root, path), before, before);
          return files.isLocked(path);
        };
        assert.equal(await touched(4 * 60_000), true);
        assert.equal(await touched(6 * 60_000), false);
      }
    });

    it('knows when it was lost', async () => {
      const files = createNodeFileStore(root);
      const lock = await files.tryLock(path);
      assert.equal(await lock?.held(), true);
      await rm(join(root, path));
      assert.equal(await lock?.held(), false);
      const next = await files.tryLock(path);
      assert.equal(await lock?.held(), false);
      await lock?.release();
      assert.equal(await next?.held(), true, 'what somebody else holds is not released');
      await next?.release();
    });
  });

  it('reads a file line by line, in whatever pieces it comes', async () => {
    const files = createNodeFileStore(root);
    const lines = ['', 'one', 'ä'.repeat(400_000), '', 'last'];
    await files.append('a', lines.join('\n'));
    const read: string[] = [];
    for await (const line of files.lines('a')) read.push(line);
    assert.deepEqual(read, lines);
    for await (const line of files.lines('none')) assert.fail(line);
    assert.equal(await files.size('a'), Buffer.byteLength(lines.join('\n')));
    assert.equal(await files.size('none'), 0);
    await files.rename('a', 'b');
    assert.equal(await files.size('a'), 0);
    await assert.rejects(files.rename('a', 'c'), /ENOENT/);
  });

  for (const path of ['../out', 'a/../../out', '/etc/passwd', '..\\out', 'a\0b']) {
    it(`refuses the path ${JSON.stringify(path)}`, async () => {
      const files = createNodeFileStore(root);
      await assert.rejects(files.append(path, 'x'), /leaves the storage folder/);
      await assert.rejects(files.read(path), /leaves the storage folder/);
    });
  }
});
