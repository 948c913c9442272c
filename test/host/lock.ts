import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
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
  // Made whole under a name of its own and then moved into place: a lock always names its owner.
  const own = `${folder}.${process.pid}.${randomBytes(6).toString('hex')}`;
  await mkdir(own);
  await writeFile(path.join(own, 'pid'), String(process.pid));
  const giveUp = Date.now() + 600_000;
  let told = false;
  for (;;) {
    try {
      await rename(own, folder);
      break;
    } catch (error) {
      if (!['EEXIST', 'ENOTEMPTY', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? ''))
        throw error;
    }
    const pid = Number(await readFile(owner, 'utf8').catch(() => '0'));
    if (pid !== 0 && !isAlive(pid)) {
      await rm(folder, { recursive: true, force: true });
      continue;
    }
    if (Date.now() > giveUp) {
      await rm(own, { recursive: true, force: true });
      throw new Error(`Waited 10 minutes for process ${pid}. Delete ${folder} if it hangs.`);
    }
    // The lock was given back between the two looks.
    if (pid === 0) {
      await sleep(10);
      continue;
    }
    if (!told) say(`Waiting for process ${pid}, which does the same ...`);
    told = true;
    await sleep(250);
  }
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
