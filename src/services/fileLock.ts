// A lock between processes, as a file: exclusive to create, with who holds it in it, and touched every few seconds.
import { randomBytes } from 'node:crypto';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { FileLock } from './ports';

/** A holder touches its file this often, ms. */
const beatMs = 5_000;
/** A holder whose file was not touched for this long is gone, ms: its process id may belong to another program by now. */
const staleMs = 30_000;
/** Removing a file that was left behind takes this long at most, ms. */
const removalMs = 10_000;

interface Owner {
  readonly token: string;
  readonly host: string;
  readonly pid: number;
  /** When the process began, epoch ms. */
  readonly startedAt: number;
}

const startedAt = Math.round(Date.now() - process.uptime() * 1000);

const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process of somebody else cannot be signalled, but it is there.
    return hasCode(error, 'EPERM');
  }
}

function readOwner(text: string): Partial<Owner> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    // Just made and not yet written, or cut by a crash: its age alone decides.
    return {};
  }
}

/** The text of a lock file while its holder lives; undefined without a file, and for one that was left behind. */
async function heldText(file: string): Promise<string | undefined> {
  let text: string;
  let touchedAt: number;
  try {
    text = await readFile(file, 'utf8');
    touchedAt = (await stat(file)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
  if (Date.now() - touchedAt > staleMs) return undefined;
  const owner = readOwner(text);
  if (typeof owner.pid !== 'number' || owner.host !== hostname()) return text;
  // A container gives the same process id again after a crash: then the start tells the two apart.
  if (owner.pid === process.pid) return owner.startedAt === startedAt ? text : undefined;
  return isRunning(owner.pid) ? text : undefined;
}

/** Whether a living process, this one included, holds the lock. */
export async function isFileLocked(file: string): Promise<boolean> {
  return (await heldText(file)) !== undefined;
}

/** Removes a file that a dead holder left. One process at a time looks and removes, so that none removes the file that another just made. */
async function removeLeftBehind(file: string): Promise<void> {
  const guard = `${file}.tmp`;
  try {
    await (await open(guard, 'wx', 0o600)).close();
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const since = await stat(guard).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - since > removalMs) await rm(guard, { force: true });
    return;
  }
  try {
    if ((await heldText(file)) === undefined) await rm(file, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/**
 * Takes the lock. The folder must exist.
 * @returns undefined while a living process, this one included, holds it.
 * @throws Error of the file system when the lock cannot be written.
 */
export async function takeFileLock(file: string): Promise<FileLock | undefined> {
  const owner: Owner = {
    token: randomBytes(12).toString('hex'),
    host: hostname(),
    pid: process.pid,
    startedAt,
  };
  const text = JSON.stringify(owner);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const handle = await open(file, 'wx', 0o600);
      try {
        await handle.writeFile(text, 'utf8');
      } catch (error) {
        await handle.close();
        await rm(file, { force: true });
        throw error;
      }
      // By the handle: a file that took the place of this one is not touched.
      const beat = setInterval(() => {
        const now = new Date();
        handle.utimes(now, now).catch(() => undefined);
      }, beatMs);
      beat.unref();
      return {
        release: async () => {
          clearInterval(beat);
          await handle.close();
          const present = await readFile(file, 'utf8').catch(() => undefined);
          if (present === text) await rm(file, { force: true });
        },
      };
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      if (attempt > 0 || (await isFileLocked(file))) return undefined;
      await removeLeftBehind(file);
    }
  }
  return undefined;
}
