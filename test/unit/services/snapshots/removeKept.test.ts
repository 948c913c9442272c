import assert from 'node:assert/strict';
import { portalId } from '../../../../src/core/ids';
import { isPortalError } from '../../../../src/core/problem';
import { createJournalStore } from '../../../../src/services/journal/journalStore';
import { removeKept } from '../../../../src/services/snapshots/removeKept';
import { createSnapshotStore } from '../../../../src/services/snapshots/snapshotStore';
import { memoryFiles, memoryLog } from '../fakes';
import { importedFile, planOf } from './importedFile';

describe('removing a portal', () => {
  it('takes what is kept with it, and not while another window imports to it', async () => {
    const files = memoryFiles();
    const snapshots = createSnapshotStore({ files, log: memoryLog() });
    const file = importedFile(100);
    const plan = planOf('p1', 100, file);
    const site = { id: plan.portalId, orgId: 'o', url: 'https://gis.example/portal' };
    const here = createJournalStore({ files });
    const elsewhere = createJournalStore({ files });
    let isRemoved = false;
    const remove = (): Promise<void> =>
      removeKept({ journal: here, snapshots }, site, () => {
        isRemoved = true;
        return Promise.resolve();
      });
    await elsewhere.alone({ ...site, id: portalId('as another account') }, async () => {
      await snapshots.keepFile(plan, file, 1);
      await assert.rejects(remove(), error => isPortalError(error) && error.fault.kind === 'badInput');
      assert.equal((await snapshots.list(plan.portalId)).files.length, 1);
      assert.equal(isRemoved, false);
    });
    await here.alone(site, async () => {
      await assert.rejects(
        remove(),
        error => isPortalError(error) && /^This window is still applying/.test(error.message),
      );
      assert.equal(isRemoved, false);
    });
    await remove();
    assert.equal((await snapshots.list(plan.portalId)).files.length, 0);
    assert.equal(isRemoved, true);
  });
});
