// A portal that restarts by itself, as after another license manager was named (wire reference 13.2): waiting until it answers again.
import { isAbort, isPortalError } from '../../core/problem';
import type { Clock } from '../ports';

/** Where the portal does not say how long it takes. */
const usualRestartMs = 20_000;
const pollMs = 5_000;
/** A portal with much to start takes minutes. */
const longestRestartMs = 10 * 60_000;

/** A restarting portal may answer with anything: its web server says 404 until the portal itself is there. A refusal of the account is none. */
const mayPass = (error: unknown): boolean =>
  isPortalError(error) &&
  error.fault.kind !== 'signIn' &&
  error.fault.kind !== 'forbidden' &&
  !(error.fault.kind === 'transport' && error.fault.certificate === true);

export interface RestartWait {
  readonly clock: Clock;
  /** Ends the waiting. */
  readonly signal: AbortSignal | undefined;
  /** Seconds after which the portal is back, where it said so. */
  readonly recheckAfterSeconds: number | undefined;
  /** Told before each wait; `until`, epoch ms, is when the waiting is given up. */
  readonly onWait: (until: number) => void;
}

/**
 * Waits as long as the portal asked for, then asks it until it answers. It may still answer for a moment before it goes down, so that nothing is
 * asked before that time.
 * @returns what it answered.
 * @throws the last PortalError when it has not come back in time, or refuses; an AbortError when the signal fires.
 */
export async function afterRestart<T>(
  { clock, signal, recheckAfterSeconds, onWait }: RestartWait,
  read: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  const asked = recheckAfterSeconds === undefined ? usualRestartMs : recheckAfterSeconds * 1000;
  const firstMs = Math.min(Math.max(0, asked), longestRestartMs);
  const until = clock.now() + firstMs + longestRestartMs;
  onWait(until);
  await clock.delay(firstMs, signal);
  for (;;) {
    try {
      return await read(signal);
    } catch (error) {
      if (isAbort(error) || !mayPass(error) || clock.now() >= until) throw error;
    }
    onWait(until);
    await clock.delay(pollMs, signal);
  }
}
