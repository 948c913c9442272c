// Files of the extension's global storage: readable by their owner alone, on disk before the program goes on (product.md rules 4 and 5).
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, posix } from 'node:path';
import { isFileLocked, takeFileLock } from './fileLock';
import type { FileStore } from '../ports';

const fileMode = 0o600;
const folderMode = 0o700;
/** UTF-16 units of one line: below the longest string there can be, and above every line of the journal. */
const longestLine = 0x1000_0000;

/** The names of files that are being written, and of those that never were to their end. */
const leftBehind = /\.[0-9a-f]{12}\.tmp$/;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/**
 * A {@link FileStore} below a folder, which is made when first written to.
 * @throws Error for a path that would leave the folder.
 */
export function createNodeFileStore(root: string): FileStore {
  function absolute(path: string): string {
    const normal = posix.normalize(path);
    if (isAbsolute(path) || path.includes('\\') || path.includes('\0') || normal.split('/')[0] === '..')
      throw new Error(`The path "${path}" leaves the storage folder.`);
    return join(root, normal);
  }

  /** Makes the entry of a new file durable; not every system can sync a folder, and the file itself is synced all the same. */
  async function syncFolder(folder: string): Promise<void> {
    try {
      const handle = await open(folder, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch {
      // Windows refuses to open a folder; there the rename and the file's own sync are all there is.
    }
  }

  async function put(file: string, flags: 'a' | 'wx', content: string | Uint8Array): Promise<void> {
    const handle = await open(file, flags, fileMode);
    try {
      await handle.writeFile(content, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  /** A whole file at once: a reader sees what was there before, or all that is there now. */
  async function replace(path: string, content: string | Uint8Array): Promise<void> {
    const file = absolute(path);
    const folder = dirname(file);
    await mkdir(folder, { recursive: true, mode: folderMode });
    const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await put(temporary, 'wx', content);
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(folder);
  }

  const known = new Set<string>();

  return {
    async read(path) {
      try {
        return await readFile(absolute(path), 'utf8');
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async append(path, text) {
      const file = absolute(path);
      if (!known.has(file)) await mkdir(dirname(file), { recursive: true, mode: folderMode });
      try {
        await put(file, 'a', text);
      } catch (error) {
        // Somebody removed the folder since: make it again, once.
        if (!isMissing(error)) throw error;
        await mkdir(dirname(file), { recursive: true, mode: folderMode });
        await put(file, 'a', text);
      }
      if (!known.has(file)) await syncFolder(dirname(file));
      known.add(file);
    },
    write: replace,
    writeBytes: replace,
    async readBytes(path) {
      try {
        return await readFile(absolute(path));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async remove(path) {
      const target = absolute(path);
      await rm(target, { recursive: true, force: true });
      await syncFolder(dirname(target));
    },
    async *lines(path) {
      let handle;
      try {
        handle = await open(absolute(path), 'r');
      } catch (error) {
        if (isMissing(error)) return;
        throw error;
      }
      let rest: string[] = [];
      let length = 0;
      const keep = (text: string): void => {
        if (length + text.length > longestLine) return;
        rest.push(text);
        length += text.length;
      };
      // The stream closes the file, also where the reader leaves the loop early.
      for await (const chunk of handle.createReadStream({ encoding: 'utf8', highWaterMark: 1 << 18 })) {
        const [first = '', ...others] = String(chunk).split('\n');
        keep(first);
        for (const part of others) {
          yield rest.join('');
          rest = [];
          length = 0;
          keep(part);
        }
      }
      if (length > 0) yield rest.join('');
    },
    async size(path) {
      try {
        return (await stat(absolute(path))).size;
      } catch (error) {
        if (isMissing(error)) return 0;
        throw error;
      }
    },
    async rename(from, to) {
      await rename(absolute(from), absolute(to));
      await syncFolder(dirname(absolute(to)));
    },
    async list(folder) {
      try {
        const entries = await readdir(absolute(folder), { withFileTypes: true });
        return entries
          .filter(entry => entry.isFile() && !entry.name.endsWith('.tmp'))
          .map(entry => entry.name)
          .sort();
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
    async tidy(folder) {
      const place = absolute(folder);
      try {
        const names = (await readdir(place)).filter(name => leftBehind.test(name));
        for (const name of names) await rm(join(place, name), { force: true });
        if (names.length > 0) await syncFolder(place);
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    async isUntidy(folder) {
      try {
        return (await readdir(absolute(folder))).some(name => leftBehind.test(name));
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },
    async tryLock(path) {
      const file = absolute(path);
      await mkdir(dirname(file), { recursive: true, mode: folderMode });
      return takeFileLock(file);
    },
    isLocked: path => isFileLocked(absolute(path)),
  };
}
