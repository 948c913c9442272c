import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundlePath, extractTexts } from '../../scripts/l10n';

describe('texts of the interface', () => {
  it('are all in the l10n bundle (npm run l10n writes it)', async () => {
    const kept = readFileSync(path.resolve(__dirname, '../..', bundlePath), 'utf8');
    assert.deepEqual(JSON.parse(kept), JSON.parse(await extractTexts()));
  });
});
