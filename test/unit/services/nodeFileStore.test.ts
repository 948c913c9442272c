import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
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

  for (const path of ['../out', 'a/../../out', '/etc/passwd', '..\\out', 'a\0b']) {
    it(`refuses the path ${JSON.stringify(path)}`, async () => {
      const files = createNodeFileStore(root);
      await assert.rejects(files.append(path, 'x'), /leaves the storage folder/);
      await assert.rejects(files.read(path), /leaves the storage folder/);
    });
  }
});
