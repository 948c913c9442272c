// Removing a portal takes what was kept of its imports with it, and nobody may be importing to it meanwhile.
import type { JournalStore, PortalSite } from '../journal/journalTypes';
import type { SnapshotStore } from './snapshotTypes';

/**
 * Deletes everything that is kept for a portal, and does the rest of its removal, while no import or other plan is carried out on it.
 * @throws PortalError `badInput` while another plan is carried out there, in this window or another one; then nothing was deleted.
 */
export async function removeKept(
  {
    journal,
    snapshots,
  }: { readonly journal: Pick<JournalStore, 'alone'>; readonly snapshots: Pick<SnapshotStore, 'removeAll'> },
  site: PortalSite,
  rest: () => Promise<void>,
): Promise<void> {
  await journal.alone(site, async () => {
    await snapshots.removeAll(site.id);
    await rest();
  });
}
