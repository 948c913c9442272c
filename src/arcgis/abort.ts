// Abort and time limits around one piece of work. The limit runs on real timers: a clock made for tests must not fire it.

/** The AbortError of an aborted signal, whatever reason was given. */
export function abortError(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error && reason.name === 'AbortError'
    ? reason
    : new DOMException('The operation was cancelled.', 'AbortError');
}

export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError(signal);
}

export interface Deadline {
  /** Fires when the caller aborts or the time is over. */
  readonly signal: AbortSignal;
  /** True when the time was over first. */
  expired(): boolean;
  dispose(): void;
}

/** A signal that fires with `parent` or after `ms`. Dispose it, or its timer keeps the process alive. */
export function deadline(ms: number, parent: AbortSignal | undefined): Deadline {
  const controller = new AbortController();
  let expired = false;
  const forward = (): void => {
    if (parent !== undefined) controller.abort(abortError(parent));
  };
  if (parent?.aborted === true) forward();
  parent?.addEventListener('abort', forward, { once: true });
  const timer = setTimeout(() => {
    expired = true;
    controller.abort(new DOMException('The time is over.', 'TimeoutError'));
  }, ms);
  return {
    signal: controller.signal,
    expired: () => expired,
    dispose: () => {
      clearTimeout(timer);
      parent?.removeEventListener('abort', forward);
    },
  };
}

/** Waits for shared work without being able to end it: an abort ends the waiting alone. */
export async function waitFor<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  throwIfAborted(signal);
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(abortError(signal));
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
