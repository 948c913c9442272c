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
