// A lock between processes, as a file: exclusive to create, with who holds it in it, and touched every few seconds for those that cannot see
// that process. A process that lives keeps its lock, however long it stands still.
import { randomBytes } from 'node:crypto';
import { open, readFile, readlink, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { FileLock } from '../ports';

/** A holder touches its file this often, ms. */
const beatMs = 5_000;
/**
 * A holder of which nothing is known but its file is gone when the file was not touched for this long, ms. Long, because a process may stand
 * still for minutes (a busy or sleeping machine) and then go on writing.
 */
const staleMs = 5 * 60_000;
/** Removing a file that was left behind takes this long at most, ms. */
const removalMs = 10_000;

interface Owner {
  readonly token: string;
  readonly host: string;
  readonly pid: number;
  /** Linux: since which boot, in which process namespace and since which tick the process runs. Together they name it for ever. */
  readonly boot?: string;
  readonly space?: string;
  readonly start?: string;
}

const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.includes(String(error.code));

/** State and start of a process of this machine as Linux tells them (proc(5), `/proc/pid/stat`); undefined without such a process, or without `/proc`. */
async function processStat(
  pid: number | 'self',
): Promise<{ readonly state: string; readonly start: string } | undefined> {
  let text: string;
  try {
    text = await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch (error) {
    // ESRCH: it ended while it was read. Anything else does not say that it has ended.
    if (hasCode(error, 'ENOENT', 'ESRCH')) return undefined;
    throw error;
  }
  // The second field is the program's name, in which anything may stand.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields[0], fields[19]];
  return state !== undefined && start !== undefined ? { state, start } : undefined;
}

let own: Promise<Pick<Owner, 'boot' | 'space' | 'start'>> | undefined;

/** Where and since when this process runs; empty where the system does not tell. */
function ownProcess(): Promise<Pick<Owner, 'boot' | 'space' | 'start'>> {
  own ??= (async () => {
    try {
      const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
      const space = await readlink('/proc/self/ns/pid');
      const stat = await processStat('self');
      return stat ? { boot, space, start: stat.start } : {};
    } catch {
      return {};
    }
  })();
  return own;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process of somebody else cannot be signalled, but it is there.
    return hasCode(error, 'EPERM');
  }
}

/** Whether the process that wrote the file lives; undefined where this process cannot see it, or cannot tell it from another one of its id. */
async function isAlive(owner: Partial<Owner>): Promise<boolean | undefined> {
  if (typeof owner.pid !== 'number' || owner.host !== hostname()) return undefined;
  const { boot, space } = await ownProcess();
  if (boot !== undefined && owner.boot !== undefined) {
    if (owner.boot !== boot) return false;
    // Another container: its process ids are not ours.
    if (owner.space !== space) return undefined;
    const stat = await processStat(owner.pid);
    // Z, X: it has ended, and nobody has asked for its exit code yet.
    return stat !== undefined && stat.start === owner.start && !['Z', 'X', 'x'].includes(stat.state);
  }
  return isRunning(owner.pid) ? undefined : false;
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
  const alive = await isAlive(readOwner(text));
  return (alive ?? Date.now() - touchedAt <= staleMs) ? text : undefined;
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
    ...(await ownProcess()),
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
        held: async () => {
          try {
            return (await readFile(file, 'utf8')) === text;
          } catch (error) {
            if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
            throw error;
          }
        },
        release: async () => {
          clearInterval(beat);
          // Whatever the system says to that: a file that stays would lock everybody out for as long as this process lives.
          const closed = await handle.close().then(
            () => undefined,
            (error: unknown) => ({ error }),
          );
          const present = await readFile(file, 'utf8').catch(() => undefined);
          if (present === text) await rm(file, { force: true });
          if (closed !== undefined) throw closed.error;
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
