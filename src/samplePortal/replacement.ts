import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * The next content of a file, written beside it and put in its place in one step. Only the owner can read it, and its name cannot be known
 * before: in a folder of several users nobody can put a link there that the content would follow.
 */
export class Replacement {
  readonly #file: string;
  readonly #temporary: string;
  /** Undefined once it is closed: its number may then be another file's. */
  #out: number | undefined;

  /** @throws Error of the file system when the folder cannot be written */
  constructor(file: string) {
    this.#file = file;
    this.#temporary = `${file}.${randomBytes(9).toString('base64url')}`;
    this.#out = openSync(this.#temporary, 'wx', 0o600);
  }

  /** Writes all of the part: a single write may take less. */
  write(part: string | Uint8Array): void {
    const out = this.#opened();
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    for (let at = 0; at < bytes.length;) at += writeSync(out, bytes, at);
  }

  /** Puts the content in the place of the file, once it is on the disk. */
  commit(): void {
    fsyncSync(this.#opened());
    this.#close();
    renameSync(this.#temporary, this.#file);
  }

  /** Removes what is written so far, for when writing it has failed. */
  discard(): void {
    this.#close();
    rmSync(this.#temporary, { force: true });
  }

  #opened(): number {
    if (this.#out === undefined) throw new Error(`${this.#file} has been replaced already.`);
    return this.#out;
  }

  #close(): void {
    const out = this.#out;
    this.#out = undefined;
    if (out !== undefined) closeSync(out);
  }
}

/** Replaces a file in one step, so that nobody reads half of it. */
export function replaceFile(file: string, content: string | Uint8Array): void {
  const next = new Replacement(file);
  try {
    next.write(content);
    next.commit();
  } catch (error) {
    next.discard();
    throw error;
  }
}
