// Rosters are files beside the policy, and nothing else of the machine.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rosterPath, rosterText } from '../../../../src/services/policy/rosterFile';

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
        await assert.rejects(rosterPath(folder, name), /is not in the policy's folder/);
      await assert.rejects(rosterPath(folder, '..crews'), /\.\.crews is no regular file/);
      await assert.rejects(rosterPath(folder, 'large.csv'), /large\.csv is larger than 10 MiB/);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
