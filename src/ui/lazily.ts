// One value made when it is first asked for: what stands behind a bundle that is loaded late.
import type { Disposable } from '../core/emitter';

export interface Lazily<T> extends Disposable {
  /** Makes the value, or shares the one that there is. After a failure the next call tries again. */
  load(): Promise<T>;
  /** The value where somebody has asked for it; makes none. */
  readonly loaded: Promise<T> | undefined;
}

/** @param make loads a bundle and makes the value; not called before the first {@link Lazily.load}, nor after `dispose`. */
export function lazily<T extends Disposable>(make: () => Promise<T>): Lazily<T> {
  let loaded: Promise<T> | undefined;
  let isDisposed = false;
  return {
    load: () => {
      if (isDisposed) return Promise.reject(new DOMException('The window is closing', 'AbortError'));
      return (loaded ??= make().catch((error: unknown) => {
        loaded = undefined;
        throw error;
      }));
    },
    get loaded() {
      return loaded;
    },
    dispose: () => {
      isDisposed = true;
      void loaded?.then(
        value => value.dispose(),
        () => undefined,
      );
    },
  };
}
