// The journal on disk, as the applier and the commands see it.
import type { PortalId } from '../core/ids';
import type { JournalEntry, JournalRead, UnfinishedPlan } from '../core/journal';

export interface JournalStore {
  /** Resolves when the entry is on disk. Rejects when it cannot be written: then nothing may be sent. */
  append(portalId: PortalId, entry: JournalEntry): Promise<void>;
  /** Everything that was written for a portal; empty where nothing was. */
  read(portalId: PortalId): Promise<JournalRead>;
  /**
   * Does a work that writes to a portal, or closes its plans, while no other does: works of this window wait for each other.
   * @throws PortalError `badInput` while another window does such a work, or when the lock cannot be written; then nothing was done.
   */
  alone<T>(portalId: PortalId, work: () => Promise<T>): Promise<T>;
  /**
   * Plans that were begun and never finished, without those that this window is carrying out now. None while another window works alone on
   * the portal: which of them it is carrying out is not known.
   */
  unfinished(portalId: PortalId): Promise<readonly UnfinishedPlan[]>;
}
