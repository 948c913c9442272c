import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portalId } from '../../../../src/core/ids';
import { createJournalStore } from '../../../../src/services/journal/journalStore';
import { createNodeFileStore } from '../../../../src/services/journal/nodeFileStore';
import { snapshotFolder } from '../../../../src/services/snapshots/snapshotStore';
import { tidySnapshots } from '../../../../src/services/snapshots/tidySnapshots';
import { memoryLog } from '../fakes';

const left = 'license.abc.file.0123456789ab.tmp';

describe('what a killed write of a kept file has left', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tidy-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const site = { id: portalId('p1'), orgId: 'o', url: 'https://gis.example/portal' };
  const clean = { ...site, id: portalId('p2') };
  const kept = (): string => join(folder, snapshotFolder(site.id));
  const window = () => {
    const files = createNodeFileStore(folder);
    return { files, journal: createJournalStore({ files }), log: memoryLog() };
  };

  it('goes at the next start, and nothing else', async () => {
    const others = ['license.abc.file', 'license.abc.file.json', 'somebody.else.tmp'];
    await mkdir(kept(), { recursive: true });
    for (const name of [left, ...others]) await writeFile(join(kept(), name), 'x');
    assert.deepEqual(await tidySnapshots(window(), [clean, site]), [site.id]);
    assert.deepEqual((await readdir(kept())).sort(), others.sort());
    assert.deepEqual(await tidySnapshots(window(), [clean, site]), []);
  });

  it('stays while another window imports to the portal: it may be writing it', async () => {
    await mkdir(kept(), { recursive: true });
    await writeFile(join(kept(), left), 'x');
    await window().journal.alone(site, async () => {
      assert.deepEqual(await tidySnapshots(window(), [site]), []);
      assert.deepEqual(await readdir(kept()), [left]);
    });
    assert.deepEqual(await tidySnapshots(window(), [site]), [site.id]);
  });
});
