// Rosters are files beside the policy, and nothing else of the machine.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rosterText } from '../../../../src/services/policy/rosterFile';

describe('the file of a roster', () => {
  it('is read in or below the folder, and refused elsewhere, through links, as a folder and above 10 MiB', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'roster-'));
    try {
      const folder = path.join(root, 'policies');
      await mkdir(path.join(folder, '..crews'), { recursive: true });
      await writeFile(path.join(root, 'secret.csv'), 'secret');
      await writeFile(path.join(folder, '..crews', 'a.csv'), 'ana');
      await symlink(path.join(root, 'secret.csv'), path.join(folder, 'link.csv'));
      await symlink(path.join(folder, '..crews', 'a.csv'), path.join(folder, 'inner.csv'));
      await writeFile(path.join(folder, 'large.csv'), '');
      await truncate(path.join(folder, 'large.csv'), 10 * 1024 * 1024 + 1);
      assert.equal(await rosterText(folder, '..crews/a.csv'), 'ana');
      assert.equal(await rosterText(folder, 'inner.csv'), 'ana');
      for (const name of ['link.csv', '../secret.csv', path.join(root, 'secret.csv')])
        await assert.rejects(rosterText(folder, name), /is not in the policy's folder/);
      await assert.rejects(rosterText(folder, '..crews'), /\.\.crews is no regular file/);
      await assert.rejects(rosterText(folder, 'large.csv'), /large\.csv is larger than 10 MiB/);
    } finally {
      await rm(root, { recursive: true });
    }
  });

  it('is the file that was looked at, whatever is put in its place meanwhile', async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'roster-'));
    try {
      const folder = path.join(root, 'policies');
      await mkdir(folder);
      await writeFile(path.join(root, 'secret.csv'), 'secret');
      const written = path.join(folder, 'a.csv');
      const put = async (isLink: boolean): Promise<void> => {
        const next = path.join(folder, 'next');
        await (isLink ? symlink(path.join(root, 'secret.csv'), next) : writeFile(next, 'ana'));
        await rename(next, written);
      };
      await put(false);
      const done = new AbortController();
      const swapping = (async () => {
        for (let turn = 0; !done.signal.aborted; turn++) await put(turn % 2 === 0);
      })();
      const read = new Map<string, number>();
      for (let turn = 0; turn < 1000; turn++) {
        const text = await rosterText(folder, 'a.csv').catch(() => 'refused');
        read.set(text, (read.get(text) ?? 0) + 1);
      }
      done.abort();
      await swapping;
      assert.equal(read.get('secret'), undefined, JSON.stringify([...read]));
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
