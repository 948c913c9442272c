// One operation of a portal's journal.
import type { PortalId } from '../../core/ids';
import { journalOperations } from '../../core/journalOperations';
import type { JournalOperation } from '../../core/journalOperations';
import type { JournalStore } from '../journal/journalTypes';

/**
 * The operation with this plan's id. Reads the journal page by page from the newest on, until it is found.
 * @param begunAt epoch ms of its beginning: a plan may have been begun more than once. The latest where absent.
 * @returns undefined where the journal has none; what the store cannot read counts as not there.
 */
export async function findOperation(
  journal: Pick<JournalStore, 'pages' | 'read'>,
  portalId: PortalId,
  planId: string,
  begunAt?: number,
): Promise<JournalOperation | undefined> {
  const { length } = await journal.pages(portalId);
  for (let page = 1; page <= length; page++) {
    const { entries } = await journal.read(portalId, page);
    const found = journalOperations(entries.filter(entry => entry.planId === planId)).findLast(
      ({ planned }) => begunAt === undefined || planned.at === begunAt,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}
