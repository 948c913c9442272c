import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { bundles } from '../../scripts/bundles';
import { bundlePath, extractTexts } from '../../scripts/l10n';

const root = path.resolve(__dirname, '../..');

describe('texts of the interface', () => {
  it('are all in the l10n bundle (npm run l10n writes it)', async function () {
    // Every source file is parsed for it, which takes its time on a busy machine.
    this.timeout(180_000);
    const kept = readFileSync(path.resolve(root, bundlePath), 'utf8');
    assert.deepEqual(JSON.parse(kept), JSON.parse(await extractTexts()));
  });

  it('reach core in the language of the editor from every bundle that runs beside it', () => {
    // The thread that checks files has no editor to ask: it is handed the translation (test/unit/services/lint). The command line speaks English:
    // what it says ends in the logs of a CI, where the next program looks for it.
    const apart = ['samplePortal', 'lintWorker', 'cli'];
    const entries = bundles.filter(({ world, name }) => world === 'node' && !apart.includes(name));
    assert.ok(entries.length >= 5);
    for (const { entry } of entries)
      assert.match(
        readFileSync(path.resolve(root, entry), 'utf8'),
        /^import '[./]+(ui\/)?language';$/m,
        entry,
      );
  });
});
