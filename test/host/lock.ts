import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Say } from './run';

/** True while a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Runs `work` while no other process of this machine runs work under the same lock folder. A lock whose
 * owner has died is taken over.
 * @param folder lock folder; its parent is created, the folder itself is the lock.
 * @throws what `work` throws; an Error that names the folder after 10 minutes of waiting.
 */
export async function withLock<T>(folder: string, say: Say, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(folder), { recursive: true });
  const owner = path.join(folder, 'pid');
  const giveUp = Date.now() + 600_000;
  let told = false;
  let ownerless = 0;
  for (;;) {
    try {
      await mkdir(folder);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const pid = Number(await readFile(owner, 'utf8').catch(() => '0'));
    // Between mkdir and the write of its pid a lock has no owner for an instant; only a lasting gap is a crash.
    ownerless = pid === 0 ? ownerless + 1 : 0;
    if ((pid !== 0 && !isAlive(pid)) || ownerless > 20) {
      await rm(folder, { recursive: true, force: true });
      continue;
    }
    if (Date.now() > giveUp)
      throw new Error(`Waited 10 minutes for process ${pid}. Delete ${folder} if it hangs.`);
    if (!told) say(`Waiting for process ${pid}, which does the same ...`);
    told = true;
    await sleep(250);
  }
  try {
    await writeFile(owner, String(process.pid));
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
