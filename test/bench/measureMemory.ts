// What an inventory of many holders costs, measured in a process of its own: nothing else is in its heap, and the garbage is collected when asked.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Delay } from './turns';

export interface MemoryTask {
  /** Base address of the portal, which runs in another process. */
  readonly url: string;
  readonly token: string;
  /** Listings to read; absent: all that the portal's `purchases` names. */
  readonly items?: readonly string[];
}

export interface MemoryFigures {
  /** Listings whose holders were read. */
  readonly listings: number;
  /** Cells: a member in a listing. */
  readonly rows: number;
  /** Held after gc, over the same process before it read, MB of heap and of buffers. */
  readonly heldMb: number;
  /** Most that the process took of the machine while it read, over what it took before, MB. */
  readonly peakMb: number;
  readonly readMs: number;
  readonly delay: Delay;
  /** The same process, doing nothing: what to compare `delay` with. */
  readonly idleDelay: Delay;
}

/** @throws Error with what the process said where it failed. */
export async function measureMemory(task: MemoryTask): Promise<MemoryFigures> {
  const program = fileURLToPath(new URL('memoryChild.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--import=tsx', program, JSON.stringify(task)],
    { timeout: 180_000 },
  );
  return JSON.parse(stdout) as MemoryFigures;
}
