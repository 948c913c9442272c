// How far the completion of a portal's cut lists is, as the services know it and the tree shows it.
import type { ItemId } from '../ids';
import type { PortalError } from '../problem';

/** What is going on, or what came of the last one. */
export interface CompletionState {
  readonly items: readonly ItemId[];
  /**
   * `running`; `paused`: by the administrator, or by itself where `problem` says why; `interrupted`: left by a program that ended;
   * `done`: everybody was asked.
   */
  readonly state: 'running' | 'paused' | 'interrupted' | 'done';
  /** Members that were asked, those of earlier runs included. */
  readonly asked: number;
  /** Of how many; absent while the members are being listed. */
  readonly of?: number;
  /** Requests of this run. */
  readonly requests: number;
  /** When the first member was asked, and when it ended, epoch ms. What each holds is as of a moment between the two. */
  readonly startedAt: number;
  readonly endedAt?: number;
  /** What is left at the pace so far, ms; absent at first. */
  readonly leftMs?: number;
  /** Members that joined and were asked, and members that left, while it ran. */
  readonly joined: number;
  readonly left: number;
  /** Why it stands still. */
  readonly problem?: PortalError;
}

/** Whole percent of those that are to be asked; 0 while that is not known, and 100 only when all were. */
export function percentOf({ asked, of }: Pick<CompletionState, 'asked' | 'of'>): number {
  if (of === undefined || of === 0) return 0;
  return Math.min(100, Math.floor((100 * asked) / of));
}
