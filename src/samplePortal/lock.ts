import { existsSync, linkSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';

interface LockFile {
  readonly pid: number;
  readonly nonce: string;
}

/** How long a takeover may take; an older mark is left from a crash. */
const takeoverMs = 5000;

/** An exclusive lock between processes: a file that only one of them can make. */
export class Lock {
  readonly #file: string;
  readonly #mark: string;

  private constructor(file: string, mark: string) {
    this.#file = file;
    this.#mark = mark;
  }

  /** Takes the lock, or returns who has it. A lock whose process is gone counts as free. */
  static take(file: string): Lock | { readonly heldBy: number } {
    const taken = make(file);
    if (taken !== undefined) return new Lock(file, taken);
    const holder = read(file);
    if (holder !== undefined && isAlive(holder.pid)) return { heldBy: holder.pid };
    return Lock.#takeOver(file, holder);
  }

  /** Takes a lock away from a process that lives but does not answer. */
  static takeFrom(file: string, pid: number): Lock | { readonly heldBy: number } {
    const holder = read(file);
    return holder?.pid === pid ? Lock.#takeOver(file, holder) : Lock.take(file);
  }

  /** Only one process at a time removes a stale lock, and only the one it has seen. */
  static #takeOver(file: string, stale: LockFile | undefined): Lock | { readonly heldBy: number } {
    const guard = `${file}.takeover`;
    if (existsSync(guard) && Date.now() - modified(guard) > takeoverMs) remove(guard);
    const guarded = make(guard);
    if (guarded === undefined) return { heldBy: read(guard)?.pid ?? 0 };
    try {
      const now = read(file);
      if (now !== undefined && now.nonce !== stale?.nonce) return { heldBy: now.pid };
      remove(file);
      const taken = make(file);
      return taken === undefined ? { heldBy: read(file)?.pid ?? 0 } : new Lock(file, taken);
    } finally {
      remove(guard);
    }
  }

  /** False once another process has taken it over. Cheap enough to be asked before every write. */
  isHeld(): boolean {
    return markOf(this.#file) === this.#mark;
  }

  release(): void {
    if (this.isHeld()) remove(this.#file);
  }
}

/** What tells one lock file from the next of the same name. Inode numbers alone are used again at once. */
function markOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.ino} ${stat.mtimeNs}`;
}

/** Makes the file with its content in one step; undefined when it is there already. */
function make(file: string): string | undefined {
  const own: LockFile = { pid: process.pid, nonce: randomBytes(9).toString('base64url') };
  const temporary = `${file}.${own.nonce}`;
  writeFileSync(temporary, JSON.stringify(own), { mode: 0o600 });
  try {
    linkSync(temporary, file);
    return markOf(file);
  } catch {
    return undefined;
  } finally {
    remove(temporary);
  }
}

function read(file: string): LockFile | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<LockFile> | null;
    return typeof value?.pid === 'number' && typeof value.nonce === 'string'
      ? (value as LockFile)
      : undefined;
  } catch {
    return undefined;
  }
}

function remove(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // Gone already.
  }
}

const modified = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else lives, too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
