// Lets so many works run at once as a pace allows, which changes while they run.
import type { Pace } from './apply/pace';

export interface PacedGate {
  /** Resolves when there is room for one more work, in the order of the calls; rejects with the signal's reason when it fires first. */
  enter(signal?: AbortSignal): Promise<void>;
  /** One work has ended. To be called once for each that was let in. */
  leave(): void;
  /** Works that are let in at present. */
  readonly inside: number;
  /** Resolves when nothing is inside. */
  empty(): Promise<void>;
}

export function createPacedGate(pace: Pick<Pace, 'atOnce'>): PacedGate {
  const waiting: (() => void)[] = [];
  const emptied: (() => void)[] = [];
  let inside = 0;

  function letIn(): void {
    while (inside < pace.atOnce) {
      const next = waiting.shift();
      if (next === undefined) break;
      inside += 1;
      next();
    }
    if (inside === 0) for (const tell of emptied.splice(0)) tell();
  }

  return {
    get inside() {
      return inside;
    },
    enter: signal =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        const go = (): void => {
          signal?.removeEventListener('abort', stop);
          resolve();
        };
        const stop = (): void => {
          const at = waiting.indexOf(go);
          if (at === -1) return;
          waiting.splice(at, 1);
          reject(signal?.reason as Error);
        };
        signal?.addEventListener('abort', stop, { once: true });
        waiting.push(go);
        letIn();
      }),
    leave() {
      inside -= 1;
      letIn();
    },
    empty: () =>
      new Promise(resolve => {
        if (inside === 0) resolve();
        else emptied.push(resolve);
      }),
  };
}
