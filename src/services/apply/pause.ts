// Standing still between the requests of a plan: what is on its way is awaited and read back, and nothing further goes out until it goes on.

/** As a run sees it. */
export interface Pausing {
  readonly isPaused: boolean;
  /** Resolves when it goes on, or when the signal fires; never rejects. */
  goesOn(signal?: AbortSignal): Promise<void>;
}

/** As the one who pauses sees it. */
export interface Pause extends Pausing {
  pause(): void;
  goOn(): void;
}

export function createPause(): Pause {
  let waiting: (() => void)[] = [];
  let isPaused = false;
  return {
    get isPaused() {
      return isPaused;
    },
    pause() {
      isPaused = true;
    },
    goOn() {
      isPaused = false;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    goesOn: signal =>
      new Promise(resolve => {
        if (!isPaused || signal?.aborted === true) {
          resolve();
          return;
        }
        waiting.push(resolve);
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
}
