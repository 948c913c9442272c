import { closeSync, openSync, writeSync } from 'node:fs';
import type { TokenPlace, WriteNote } from './exchange';

/** One request as `--log` writes it; never a token, password, license string or query. */
export interface LogEntry extends Partial<WriteNote> {
  readonly time: string;
  readonly method: string;
  readonly path: string;
  /** HTTP status; 0 for a connection dropped by a fault. */
  readonly status: number;
  /** ArcGIS error code of the envelope. */
  readonly code: number | null;
  readonly ms: number;
  readonly token: TokenPlace;
  readonly fault?: string;
}

/** Where requests are written, one JSON line each; to a file or to a function of a test. */
export interface RequestLog {
  write(entry: LogEntry): void;
  close(): void;
}

export const noLog: RequestLog = { write: () => undefined, close: () => undefined };

/** A log that appends to a file. @throws when the file cannot be opened */
export function fileLog(file: string): RequestLog {
  const descriptor = openSync(file, 'a', 0o600);
  return {
    write: entry => {
      writeSync(descriptor, `${JSON.stringify(entry)}\n`);
    },
    close: () => closeSync(descriptor),
  };
}
