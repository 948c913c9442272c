import assert from 'node:assert/strict';
import type { FileToCompare, ReadFile } from '../../../../src/ui/compare/fileToCompare';
import { followFile } from '../../../../src/ui/compare/followFile';

const words = {
  problem: (problem: string) => `errors: ${problem}`,
  unknown: (name: string) => `unknown: ${name}`,
  failed: (message: string) => `failed: ${message}`,
};
const file = { name: 'entitlements.json' } as FileToCompare;
const follow = (read: ReadFile, compare = (one: FileToCompare) => Promise.resolve(`compared ${one.name}`)) =>
  followFile(() => Promise.resolve(read), compare, words);

describe('a comparison that follows its file', () => {
  it('is made anew of a file that can be read', async () => {
    assert.deepEqual(await follow({ file }), { compared: 'compared entitlements.json' });
  });

  it('says so where the file has errors, where its layout is not recognised any more, and where comparing fails', async () => {
    const problem = { problem: 'line 3: a comma', at: undefined, document: undefined };
    assert.deepEqual(await follow(problem as unknown as ReadFile), { stale: 'errors: line 3: a comma' });
    assert.deepEqual(await follow({ unknown: 'entitlements.json' }), { stale: 'unknown: entitlements.json' });
    assert.deepEqual(await follow({ file }, () => Promise.reject(new Error('It is gone.'))), {
      stale: 'failed: It is gone.',
    });
    const gone = await followFile(
      () => Promise.reject(new Error('no such file')),
      () => Promise.resolve(1),
      words,
    );
    assert.deepEqual(gone, { stale: 'failed: no such file' });
  });

  it('says nothing where it was given up, and no secret ever', async () => {
    const abort = new DOMException('superseded', 'AbortError');
    assert.equal(await follow({ file }, () => Promise.reject(abort)), undefined);
    const secret = 'token=abcdefghijklmnopqrstuvwxyz0123456789';
    const said = JSON.stringify(await follow({ file }, () => Promise.reject(new Error(secret))));
    assert.ok(said.includes('stale') && !said.includes('abcdefghij'), said);
  });
});
