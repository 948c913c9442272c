// What the services need of the outside; ui/adapters.ts implements it with VS Code, tests with plain objects.
import type { Event } from '../core/emitter';

export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects with an AbortError when the signal fires first. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Messages are redacted before they get here; `data` must hold no secret. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** SecretStorage. */
export interface Secrets {
  /** Fires with the key of a secret that was stored or deleted, also by another window. */
  readonly onDidChange: Event<string>;
  get(key: string): Promise<string | undefined>;
  store(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** Small JSON values that outlive the window (globalState). */
export interface KeyValueStore {
  get(key: string): unknown;
  set(key: string, value: unknown): Promise<void>;
}

/** A lock that was taken. */
export interface FileLock {
  /** Whether it is still ours: somebody may have removed the file, or taken us for dead. One read of a small file. */
  held(): Promise<boolean>;
  /** Never rejects for a file that is gone already. */
  release(): Promise<void>;
}

/** Files below the extension's global storage, mode 0600. Paths are relative, with forward slashes. */
export interface FileStore {
  read(path: string): Promise<string | undefined>;
  /** Resolves when the text is on disk (fsync), so that a journal line survives a crash that follows it. */
  append(path: string, text: string): Promise<void>;
  write(path: string, text: string): Promise<void>;
  /** As {@link FileStore.write}, byte for byte. */
  writeBytes(path: string, bytes: Uint8Array): Promise<void>;
  /** Undefined for a file that is not there. */
  readBytes(path: string): Promise<Uint8Array | undefined>;
  /** Deletes a file, or a folder with everything in it; nothing where there is neither. */
  remove(path: string): Promise<void>;
  /**
   * The lines of a file one after the other, without their newline, so that no file is too large; none for a file that is not there. A line
   * that is longer than any that was written here is cut.
   */
  lines(path: string): AsyncIterable<string>;
  /** Length in bytes; 0 for a file that is not there. */
  size(path: string): Promise<number>;
  /** Gives a file another name, on disk when it resolves. Rejects where it is not there. */
  rename(from: string, to: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  /** Deletes what a write that was killed has left in the folder, which {@link FileStore.list} does not show. For whoever writes there alone. */
  tidy(folder: string): Promise<void>;
  /** Whether there is something for {@link FileStore.tidy}, or a write is under way. */
  isUntidy(folder: string): Promise<boolean>;
  /**
   * Takes the lock of this path over all windows of the program; undefined while somebody holds it. A crashed holder holds nothing.
   * Rejects when the lock cannot be written.
   */
  tryLock(path: string): Promise<FileLock | undefined>;
  /** Whether a living window, this one included, holds the lock of this path. */
  isLocked(path: string): Promise<boolean>;
}
