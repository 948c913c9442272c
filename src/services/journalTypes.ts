// The journal on disk, as the applier and the commands see it.
import type { PortalId } from '../core/ids';
import type { JournalEntry, JournalRead, UnfinishedPlan } from '../core/journal';

export interface JournalStore {
  /** Resolves when the entry is on disk. Rejects when it cannot be written: then nothing may be sent. */
  append(portalId: PortalId, entry: JournalEntry): Promise<void>;
  /** Everything that was written for a portal; empty where nothing was. */
  read(portalId: PortalId): Promise<JournalRead>;
  /** Plans that were begun and never finished, without those that this window is carrying out now. */
  unfinished(portalId: PortalId): Promise<readonly UnfinishedPlan[]>;
}
