// A write of a kept file that was killed leaves license strings in a file that no list shows: it goes at the next start, not only with the next import.
import type { PortalId } from '../../core/ids';
import { isPortalError, messageOf } from '../../core/problem';
import type { JournalStore, PortalSite } from '../journal/journalTypes';
import type { FileStore, Log } from '../ports';
import { snapshotFolder } from './snapshotStore';

/**
 * Deletes what killed writes have left among the kept files of each portal, while nobody else writes there: what another window is writing now
 * is its own, and so is what it may find. Never rejects: a failure is told in the log.
 * @returns the portals where something was deleted.
 */
export async function tidySnapshots(
  {
    files,
    journal,
    log,
  }: {
    readonly files: Pick<FileStore, 'isUntidy' | 'tidy'>;
    readonly journal: Pick<JournalStore, 'alone'>;
    readonly log: Pick<Log, 'warn'>;
  },
  sites: readonly PortalSite[],
): Promise<readonly PortalId[]> {
  const tidied: PortalId[] = [];
  for (const site of sites) {
    const folder = snapshotFolder(site.id);
    try {
      if (!(await files.isUntidy(folder))) continue;
      await journal.alone(site, () => files.tidy(folder));
      tidied.push(site.id);
    } catch (error) {
      // Another window imports there now: it tidies by itself when it is done.
      if (isPortalError(error)) continue;
      log.warn(`What a write has left among the kept files cannot be deleted: ${messageOf(error)}`);
    }
  }
  return tidied;
}
