// Removing a portal takes what was kept of its imports with it, and nobody may be importing to it meanwhile.
import { l10n } from '../../core/l10n';
import { PortalError } from '../../core/problem';
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
  }: {
    readonly journal: Pick<JournalStore, 'alone' | 'isBusy'>;
    readonly snapshots: Pick<SnapshotStore, 'removeAll'>;
  },
  site: PortalSite,
  rest: () => Promise<void>,
): Promise<void> {
  // Works of one window wait for each other: what is still sent there must not be waited for in silence.
  if (journal.isBusy(site))
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t(
        'This window is still applying a plan to this portal, or to one with the same organization id, or reads back what came of it. Nothing was removed. Wait until it ends, or cancel it in the Plan view, and remove the portal then.',
      ),
    );
  await journal.alone(site, async () => {
    await snapshots.removeAll(site.id);
    await rest();
  });
}
