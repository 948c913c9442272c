// Who was given what by this program, and when: the only source that knows since when a seat is held (issue 5, section 4).
import { userKey } from '../../core/ids';
import type { ItemId, PortalId, Username } from '../../core/ids';
import { journalOperations } from '../../core/journalOperations';
import type { JournalStore } from '../journal/journalTypes';

/** The key of a member's seat of a listing. */
export const seatKey = (itemId: ItemId, username: Username): string => `${itemId}\n${userKey(username)}`;

/**
 * The last grant of each seat, as far as the journal of this computer has it: what a plan gave, and what it may have given where that was not seen.
 * @param since epoch ms; plans that began before it are not read
 * @returns by {@link seatKey} when the plan that gave something began, epoch ms
 * @throws Error where the journal cannot be read
 */
export async function recentGrants(
  journal: Pick<JournalStore, 'pages' | 'read'>,
  portalId: PortalId,
  since: number,
): Promise<ReadonlyMap<string, number>> {
  const granted = new Map<string, number>();
  const pages = await journal.pages(portalId);
  for (const [index, { until }] of pages.entries()) {
    // The newest come first; of the former journal it is not known.
    if (until !== undefined && until < since) continue;
    const { entries } = await journal.read(portalId, index + 1);
    for (const { planned, members } of journalOperations(entries)) {
      if (planned.at < since) continue;
      for (const { itemId, username, before, after, outcome } of members) {
        const isGiven = outcome === 'done' || outcome === 'unknown';
        if (!isGiven || !after.some(key => !before.includes(key))) continue;
        const key = seatKey(itemId, username);
        granted.set(key, Math.max(planned.at, granted.get(key) ?? 0));
      }
    }
  }
  return granted;
}
