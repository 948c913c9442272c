// Plain objects in place of the outside: a store, files, a log and a clock that does not wait.
import type { KeyValueStore, Clock, FileStore, Log } from '../../../src/services/ports';

export interface MemoryLog extends Log {
  readonly lines: string[];
}

export function memoryLog(): MemoryLog {
  const lines: string[] = [];
  const at =
    (level: string) =>
    (message: string): void =>
      void lines.push(`${level} ${message}`);
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

export function memoryStore(values: Record<string, unknown> = {}): KeyValueStore & {
  readonly values: Map<string, unknown>;
} {
  const map = new Map(Object.entries(values));
  return {
    values: map,
    get: key => map.get(key),
    set: (key, value) => {
      map.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  };
}

export interface MemoryFiles extends FileStore {
  readonly files: Map<string, string>;
  /** What was written byte for byte. */
  readonly bytes: Map<string, Uint8Array>;
  /** Paths of the locks that are held; one that is taken out of it is lost. */
  readonly locks: Set<string>;
  /** What every write fails with. */
  fail: Error | undefined;
}

export function memoryFiles(): MemoryFiles {
  const files = new Map<string, string>();
  const bytes = new Map<string, Uint8Array>();
  const locks = new Set<string>();
  const store = {
    files,
    bytes,
    locks,
    fail: undefined as Error | undefined,
    read: (path: string) => Promise.resolve(files.get(path)),
    append: (path: string, text: string) => {
      if (store.fail) return Promise.reject(store.fail);
      files.set(path, (files.get(path) ?? '') + text);
      return Promise.resolve();
    },
    write: (path: string, text: string) => {
      if (store.fail) return Promise.reject(store.fail);
      files.set(path, text);
      return Promise.resolve();
    },
    writeBytes: (path: string, content: Uint8Array) => {
      if (store.fail) return Promise.reject(store.fail);
      bytes.set(path, Uint8Array.from(content));
      return Promise.resolve();
    },
    readBytes: (path: string) => Promise.resolve(bytes.get(path)),
    remove: (path: string) => {
      if (store.fail) return Promise.reject(store.fail);
      for (const map of [files, bytes])
        for (const name of [...map.keys()])
          if (name === path || name.startsWith(`${path}/`)) map.delete(name);
      return Promise.resolve();
    },
    async *lines(path: string) {
      await Promise.resolve();
      const text = files.get(path) ?? '';
      yield* text.endsWith('\n') ? text.slice(0, -1).split('\n') : text === '' ? [] : text.split('\n');
    },
    size: (path: string) => Promise.resolve(Buffer.byteLength(files.get(path) ?? '')),
    rename: (from: string, to: string) => {
      const text = files.get(from);
      if (text === undefined) return Promise.reject(new Error(`ENOENT ${from}`));
      files.delete(from);
      files.set(to, text);
      return Promise.resolve();
    },
    list: (folder: string) =>
      Promise.resolve(
        [...files.keys(), ...bytes.keys()]
          .filter(path => path.startsWith(`${folder}/`))
          .map(path => path.slice(folder.length + 1))
          .filter(name => !name.includes('/'))
          .sort(),
      ),
    tidy: () => Promise.resolve(),
    isUntidy: () => Promise.resolve(false),
    tryLock: (path: string) => {
      if (locks.has(path)) return Promise.resolve(undefined);
      locks.add(path);
      return Promise.resolve({
        held: () => Promise.resolve(locks.has(path)),
        release: () => {
          locks.delete(path);
          return Promise.resolve();
        },
      });
    },
    isLocked: (path: string) => Promise.resolve(locks.has(path)),
  };
  return store;
}

/** A clock whose waits end at once and move it forward: what waited a minute has waited a minute. */
export function quickClock(
  start = Date.parse('2026-03-02T09:00:00Z'),
): Clock & { advance(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    advance: ms => {
      now += ms;
    },
    delay: async (ms, signal) => {
      signal?.throwIfAborted();
      await new Promise(resolve => setImmediate(resolve));
      signal?.throwIfAborted();
      now += ms;
    },
  };
}

/** Waits until a condition holds; fails after two seconds. */
export async function until(condition: () => boolean, what = 'the condition'): Promise<void> {
  for (let i = 0; i < 400; i += 1) {
    if (condition()) return;
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  throw new Error(`${what} did not come about`);
}
