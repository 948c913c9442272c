// The journal on disk, as the applier and the commands see it.
import type { PortalId } from '../../core/ids';
import type { JournalEntry, JournalPage, JournalRead, UnfinishedPlan } from '../../core/journal';
import type { PortalConnection } from '../../core/model';

/** A saved portal, and what tells that two of them are one: the lock is over the organization, not over the connection. */
export type PortalSite = Pick<PortalConnection, 'id' | 'orgId' | 'url'>;

export interface JournalStore {
  /**
   * Resolves when the entry is on disk. Rejects when it cannot be written: then nothing may be sent.
   * @throws PortalError `badInput` for a `requestStarted` of a work that has lost its lock (see {@link JournalStore.alone}).
   */
  append(portalId: PortalId, entry: JournalEntry): Promise<void>;
  /** What the journal of a portal holds, the newest plans first; reads no plan. Empty where nothing was written. */
  pages(portalId: PortalId): Promise<readonly JournalPage[]>;
  /** Reads one page: 1, the default, has the newest plans. Never rejects for a file that is damaged: it is named, and the others are read. */
  read(portalId: PortalId, page?: number): Promise<JournalRead>;
  /**
   * Does a work that writes to a portal, or closes its plans, while no other does, under whatever address or account it knows the organization:
   * works of this window wait for each other.
   * @throws PortalError `badInput` while another window does such a work, or when the lock cannot be written; then nothing was done.
   */
  alone<T>(site: PortalSite, work: () => Promise<T>): Promise<T>;
  /** Whether this window does such a work, or waits to begin one. */
  isBusy(site: PortalSite): boolean;
  /**
   * Plans that were begun and never finished, without those that this window is carrying out now. None while another window works alone on
   * the organization: which of them it is carrying out is not known. Reads no plan that has its end.
   */
  unfinished(site: PortalSite): Promise<readonly UnfinishedPlan[]>;
}
