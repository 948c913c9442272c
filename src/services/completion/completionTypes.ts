// The completion of lists that a portal cuts, as the tree and the commands see it.
import type { CompletionCost } from '../../core/completion/completionPlan';
import type { CompletionState } from '../../core/completion/completionState';
import type { Disposable, Event } from '../../core/emitter';
import type { ItemId, PortalId } from '../../core/ids';

export interface CompletionOffer extends CompletionCost {
  readonly items: readonly ItemId[];
  /** How long the requests take, from the fewest to the most, ms: measured at this portal. */
  readonly fewestMs: number;
  readonly mostMs: number;
}

export type { CompletionState } from '../../core/completion/completionState';

export interface Completions extends Disposable {
  /** Fires when a portal's completion begins, goes on (at most twice a second) and ends. */
  readonly onDidChange: Event<PortalId>;
  peek(portalId: PortalId): CompletionState | undefined;
  /**
   * What it would take, with one request that counts the members and one that is timed.
   * @param items listings whose lists are cut, read already.
   * @throws PortalError of the portal; `badInput` where none of the lists is cut.
   */
  offer(portalId: PortalId, items: readonly ItemId[], signal?: AbortSignal): Promise<CompletionOffer>;
  /**
   * Asks, in the background, and resolves when it ends. A list is no longer marked as a part only when every member was asked. A completion of other
   * lists of the portal, that was interrupted, is paused or runs here, goes on with these as well: nothing that was found is lost, and who was not
   * asked yet is asked for all of them at once.
   * @returns true when it is done, false when it was cancelled, or goes on with further lists.
   * @throws PortalError `badInput` while one of the same lists runs at the portal, or any in another window; and what keeps it from being written down.
   */
  start(portalId: PortalId, items: readonly ItemId[]): Promise<boolean>;
  /** Goes on: after a pause at once, after an interruption with what is on disk; else as {@link Completions.start}. */
  resume(portalId: PortalId): Promise<boolean>;
  /** Nothing further goes out until it goes on; what is on its way is awaited. */
  pause(portalId: PortalId): void;
  /** Ends it and forgets it. What was found stays in the lists, which stay marked. */
  cancel(portalId: PortalId): Promise<void>;
  /** Looks for a completion that was interrupted, and shows it. Reads the disk alone. */
  find(portalId: PortalId): Promise<CompletionState | undefined>;
  /** Ends what runs and deletes what is kept of the portal. */
  remove(portalId: PortalId): Promise<void>;
}
