// Compares policies with their portals again and again, while the window is open (issue 4, section 8).
import type { Disposable } from '../../core/emitter';
import type { PortalId } from '../../core/ids';
import { isAbort, messageOf } from '../../core/problem';
import type { Clock, Log } from '../ports';

/** The shortest interval that is kept to, in minutes: an organization is read whole each time. */
export const leastMinutes = 5;
/** The longest, a day. */
export const mostMinutes = 1440;
/** The first comparison waits for so many ms, so that the start of a window has no more to do. */
export const firstAfterMs = 15_000;
/** A portal that could not be read is left out for twice as long each time, up to so many intervals. */
const mostIntervals = 16;

interface Deps {
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'warn'>;
  /** Portals that are signed in and that a policy of the workspace names. Asked at each round. */
  readonly portals: () => Promise<readonly PortalId[]>;
  /** Compares all policies of a portal, read anew; whether it could be read. */
  readonly compare: (portalId: PortalId, signal: AbortSignal) => Promise<boolean>;
}

export interface DriftWatch extends Disposable {
  /**
   * Begins, goes on at another interval, or ends.
   * @param minutes as the setting has it: 0, and what is no number, ends it; what is below {@link leastMinutes} counts as that
   */
  every(minutes: number): void;
}

/** One round at a time: the next begins an interval after the one before it has ended, so that none overlaps another. */
export function createDriftWatch({ clock, log, portals, compare }: Deps): DriftWatch {
  let running: { readonly controller: AbortController; readonly interval: number } | undefined;
  /** What failed, how often in a row, and until when it is left alone (ms epoch). */
  const failing = new Map<PortalId, { readonly times: number; readonly until: number }>();

  async function round(interval: number, signal: AbortSignal): Promise<void> {
    for (const portalId of await portals()) {
      signal.throwIfAborted();
      const before = failing.get(portalId);
      if (before !== undefined && clock.now() < before.until) continue;
      let isRead = false;
      try {
        isRead = await compare(portalId, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        if (!isAbort(error)) log.warn(`The comparison of policies with a portal failed: ${messageOf(error)}`);
      }
      if (isRead) {
        failing.delete(portalId);
        continue;
      }
      const times = (before?.times ?? 0) + 1;
      const wait = interval * Math.min(2 ** times, mostIntervals);
      // A little less, so that the round that is due by then does not miss it.
      failing.set(portalId, { times, until: clock.now() + wait - interval / 2 });
      log.info(
        `A portal could not be compared with its policies; the next try is in ${wait / 60_000} minutes`,
      );
    }
  }

  async function run(interval: number, signal: AbortSignal): Promise<void> {
    await clock.delay(Math.min(firstAfterMs, interval), signal);
    for (;;) {
      try {
        await round(interval, signal);
      } catch (error) {
        if (signal.aborted) return;
        log.warn(`The policies of the workspace could not be compared: ${messageOf(error)}`);
      }
      await clock.delay(interval, signal);
    }
  }

  function stop(): void {
    running?.controller.abort();
    running = undefined;
  }

  return {
    every: minutes => {
      const interval =
        Number.isFinite(minutes) && minutes > 0
          ? Math.min(Math.max(minutes, leastMinutes), mostMinutes) * 60_000
          : 0;
      if (interval === (running?.interval ?? 0)) return;
      stop();
      if (interval === 0) return;
      failing.clear();
      const controller = new AbortController();
      running = { controller, interval };
      // Ends with the AbortError of its own signal alone.
      run(interval, controller.signal).catch(() => undefined);
    },
    dispose: stop,
  };
}
