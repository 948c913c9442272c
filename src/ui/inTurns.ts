// Long work that does not hold up the extension host.
import type { Steps } from '../core/steps';

/** At most about so many milliseconds at a time. */
const turnMs = 15;

/**
 * Takes the steps in turns, between which others have theirs.
 * @param isWanted asked after each turn; the work is given up where it says no
 * @returns undefined where it was given up
 */
export async function inTurns<T>(steps: Steps<T>, isWanted = (): boolean => true): Promise<T | undefined> {
  let began = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - began < turnMs) continue;
    await new Promise(resolve => setImmediate(resolve));
    if (!isWanted()) return undefined;
    began = performance.now();
  }
}
