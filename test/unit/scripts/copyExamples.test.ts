import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { copyExamples, datedExample } from '../../../scripts/copyExamples';

const now = Date.UTC(2031, 1, 3, 15);
const later = Date.UTC(2031, 5, 1);

describe('the examples that npm start opens', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'examples-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  const copy = (at: number): Promise<void> =>
    copyExamples('examples', path.join(folder, 'copy'), path.join(folder, 'note.json'), at);
  const read = (name: string): Promise<string> => readFile(path.join(folder, 'copy', name), 'utf8');

  it('have their later dates nine days and a year ahead, in words and in milliseconds', async () => {
    const text = datedExample(await readFile('examples/entitlements.json', 'utf8'), now);
    for (const [date, at] of [
      ['12-Feb-2031', Date.UTC(2031, 1, 12)],
      ['12-Feb-2032', Date.UTC(2032, 1, 12)],
    ] as const)
      assert.ok(text.includes(`"startDate": ${at},\n        "startDateStr": "${date}"`), text.slice(0, 4000));
    assert.ok(text.includes('"startDateStr": "01-Jul-2026"'), 'what is in effect stays');
    assert.ok(!/203[56]/.test(text));
    const license = datedExample(await readFile('examples/portal-license.entitlements.json', 'utf8'), now);
    assert.ok(license.includes(`"expiration": ${Date.UTC(2032, 1, 12)}`));
  });

  it('are written anew at the next start, but for what was edited', async () => {
    await copy(now);
    await writeFile(path.join(folder, 'copy', 'roster.csv'), 'mine');
    await copy(later);
    assert.match(await read('entitlements.json'), /"10-Jun-2031"/);
    assert.equal(await read('roster.csv'), 'mine');
    await writeFile(path.join(folder, 'copy', 'entitlements.json'), '{}');
    await copy(now);
    assert.equal(await read('entitlements.json'), '{}');
  });

  it('stay where it is not known what was written, as after an earlier version', async () => {
    await copy(now);
    await writeFile(path.join(folder, 'note.json'), 'no note');
    await copy(later);
    assert.match(await read('entitlements.json'), /"12-Feb-2031"/);
  });
});
