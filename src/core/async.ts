// Concurrency that the program needs everywhere, without timers of its own.

/** One load at a time; callers meanwhile share it. The pending entry is cleared whether it succeeded or not. */
export function singleFlight<T>(load: () => Promise<T>): () => Promise<T> {
  let pending: Promise<T> | undefined;
  return () =>
    (pending ??= load().finally(() => {
      pending = undefined;
    }));
}

/** Latest wins: starting anew aborts the previous run. */
export class Latest {
  #current: AbortController | undefined;

  start(parent?: AbortSignal): AbortSignal {
    this.cancel();
    this.#current = new AbortController();
    return parent ? AbortSignal.any([parent, this.#current.signal]) : this.#current.signal;
  }

  cancel(): void {
    this.#current?.abort(new DOMException('superseded', 'AbortError'));
    this.#current = undefined;
  }
}

/** First stays: a run is not begun anew before it ends or is given up. */
export class Sole {
  #current: AbortController | undefined;

  get isRunning(): boolean {
    return this.#current !== undefined;
  }

  /**
   * To be called where nothing is running. The end of a run that was given up does not end the one after it.
   * @returns what the work gives; undefined where it was given up meanwhile, whatever it gives or throws then.
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const own = new AbortController();
    this.#current = own;
    try {
      const result = await work(own.signal);
      return own.signal.aborted ? undefined : result;
    } catch (error) {
      if (own.signal.aborted) return undefined;
      throw error;
    } finally {
      if (this.#current === own) this.#current = undefined;
    }
  }

  giveUp(): void {
    this.#current?.abort(new DOMException('given up', 'AbortError'));
    this.#current = undefined;
  }
}

/**
 * Waits for a work that others may share only as long as the signal lets; the work itself goes on.
 * @throws DOMException `AbortError` when the signal fires first.
 */
export async function unlessAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return work;
  // Nobody else may wait for it any more.
  work.catch(() => undefined);
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(new DOMException('cancelled', 'AbortError'));
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
