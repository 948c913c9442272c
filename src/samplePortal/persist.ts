import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { setImmediate as breath } from 'node:timers/promises';
import type { Put } from './changes';
import { putKey } from './changes';
import type { Flavor, Scale } from './model';
import { Replacement, replaceFile } from './replacement';
import type { Journal } from './state';

/** What an installation is made of besides its changes. */
export interface Installation {
  readonly flavor: Flavor;
  readonly scale: Scale;
  /** What the seeded dates are relative to, ms epoch. */
  readonly seedTime: number;
  readonly password: string;
  /** The port of the last start, which is tried first the next time. */
  readonly port: number;
}

interface Snapshot extends Installation {
  readonly version: 1;
  /** Number of the last change in `puts`. */
  readonly seq: number;
  readonly puts: readonly Put[];
}

interface Line {
  readonly seq: number;
  readonly puts: readonly Put[];
}

/** Beyond this the log is folded into the snapshot while the portal runs. */
const longestLog = 4 * 1024 * 1024;
const mode = 0o600;

/**
 * Keeps the changes of a portal: a snapshot (`FILE`) and a log of what came after it (`FILE.log`, one line per request). The organization
 * itself is not kept: it is seeded again and the changes are put on top. A request is in effect once its line is written, so that a
 * crash loses a request whole or not at all; a line that a crash cut off is dropped.
 */
export class StateFile implements Journal {
  readonly #file: string;
  readonly #isOwned: () => boolean;
  #installation: Installation;
  #log: number;
  #logBytes = 0;
  #seq = 0;
  /** The last change of each key: all that a snapshot needs. */
  #latest = new Map<string, Put>();
  #folding: Promise<void> | undefined;

  private constructor(file: string, installation: Installation, isOwned: () => boolean) {
    this.#file = file;
    this.#installation = installation;
    this.#isOwned = isOwned;
    this.#log = openSync(`${file}.log`, 'a+', mode);
  }

  /**
   * Opens the state of an installation or makes a new one.
   * @param isOwned asked before each write: whether this process still holds the lock
   * @throws Error when the files are damaged
   */
  static open(file: string, fresh: () => Installation, isOwned: () => boolean = () => true): StateFile {
    const snapshot = existsSync(file) ? readSnapshot(file) : undefined;
    const store = new StateFile(file, snapshot ?? fresh(), isOwned);
    store.#seq = snapshot?.seq ?? 0;
    for (const put of snapshot?.puts ?? []) store.#latest.set(putKey(put), put);
    store.#readLog();
    if (snapshot === undefined) store.#writeSnapshot();
    return store;
  }

  /** What is on file for `file`, or undefined; for a look before opening. */
  static peek(file: string): Installation | undefined {
    return existsSync(file) ? readSnapshot(file) : undefined;
  }

  get installation(): Installation {
    return this.#installation;
  }

  /** All that is kept, oldest key first. */
  puts(): readonly Put[] {
    return [...this.#latest.values()];
  }

  /** Remembers the port for the next start. */
  keepPort(port: number): void {
    if (port === this.#installation.port) return;
    this.#installation = { ...this.#installation, port };
    this.#writeSnapshot();
  }

  append(puts: readonly Put[]): void {
    if (!this.#isOwned()) throw new Error('Another process has taken over the state file.');
    const line: Line = { seq: this.#seq + 1, puts };
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    writeSync(this.#log, bytes);
    this.#seq++;
    this.#logBytes += bytes.length;
    for (const put of puts) this.#latest.set(putKey(put), put);
    if (this.#logBytes > longestLog) this.#folding ??= this.#fold();
  }

  /** Forgets changes, but for those that `keeps` names. */
  reset(keeps: (put: Put) => boolean): void {
    this.#latest = new Map([...this.#latest].filter(([, put]) => keeps(put)));
    this.#writeSnapshot();
  }

  /** Writes the snapshot and closes the log. */
  async close(): Promise<void> {
    await this.#folding;
    if (this.#isOwned()) this.#writeSnapshot();
    closeSync(this.#log);
  }

  #readLog(): void {
    const text = readFileSync(`${this.#file}.log`, 'utf8');
    const lines = text.split('\n');
    let goodBytes = 0;
    for (const [index, text] of lines.entries()) {
      if (text === '') continue;
      const line = readLine(text);
      const isLast = index === lines.length - 1;
      // The text after the last line break is a line that a crash cut off; damage anywhere else is not ours to guess at.
      if (line === undefined && !isLast && lines.slice(index + 1).some(rest => rest !== '')) {
        throw new Error(
          `${this.#file}.log is damaged in line ${index + 1}. Remove it and ${this.#file} to start anew.`,
        );
      }
      if (line === undefined || isLast) break;
      goodBytes += Buffer.byteLength(text) + 1;
      if (line.seq <= this.#seq) continue;
      this.#seq = line.seq;
      for (const put of line.puts) this.#latest.set(putKey(put), put);
    }
    ftruncateSync(this.#log, goodBytes);
    this.#logBytes = goodBytes;
  }

  #head(): Omit<Snapshot, 'puts'> {
    return { version: 1, ...this.#installation, seq: this.#seq };
  }

  /** In one go, for when nobody waits. */
  #writeSnapshot(): void {
    const snapshot: Snapshot = { ...this.#head(), puts: this.#prunedPuts() };
    replaceFile(this.#file, JSON.stringify(snapshot));
    ftruncateSync(this.#log, 0);
    this.#logBytes = 0;
  }

  /** Tokens that are over need no mark: a seeded organization has none. */
  #prunedPuts(): Put[] {
    for (const [key, put] of this.#latest) {
      if (put[0] === 'token' && (put[2] === null || put[2].expires < Date.now() - yearMs))
        this.#latest.delete(key);
    }
    return [...this.#latest.values()];
  }

  /** The same in small steps, so that no request waits for it; the changes that come meanwhile stay in the log. */
  async #fold(): Promise<void> {
    const head = this.#head();
    const puts = this.#prunedPuts();
    const foldedBytes = this.#logBytes;
    const next = new Replacement(this.#file);
    try {
      next.write(`${JSON.stringify(head).slice(0, -1)},"puts":[`);
      for (let at = 0; at < puts.length; at += 500) {
        const part = puts.slice(at, at + 500).map(put => JSON.stringify(put));
        next.write(`${at === 0 ? '' : ','}${part.join(',')}`);
        await breath();
      }
      next.write(']}');
      // A crash between this and the next step is harmless: lines that the snapshot has already are skipped by their number.
      next.commit();
    } catch (error) {
      next.discard();
      throw error;
    }
    const rest = Buffer.alloc(fstatSync(this.#log).size - foldedBytes);
    readSync(this.#log, rest, 0, rest.length, foldedBytes);
    replaceFile(`${this.#file}.log`, rest);
    closeSync(this.#log);
    this.#log = openSync(`${this.#file}.log`, 'a+', mode);
    this.#logBytes = rest.length;
    this.#folding = undefined;
  }
}

const yearMs = 366 * 86_400_000;

function readSnapshot(file: string): Snapshot {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<Snapshot> | null;
    if (value?.version === 1 && Array.isArray(value.puts) && typeof value.password === 'string')
      return value as Snapshot;
  } catch {
    // Reported below, with the way out.
  }
  throw new Error(`${file} is no state of this sample portal. Remove it, or give another --state.`);
}

function readLine(text: string): Line | undefined {
  try {
    const value = JSON.parse(text) as Partial<Line> | null;
    return typeof value?.seq === 'number' && Array.isArray(value.puts) ? (value as Line) : undefined;
  } catch {
    return undefined;
  }
}
