// What work costs the extension host itself: time, delay of the event loop, memory.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import v8 from 'node:v8';
import vm from 'node:vm';

export interface Cost {
  readonly wallMs: number;
  /** Of it, the time in which other processes held the core; 0 where the system does not tell. */
  readonly waitedMs: number;
}

/** Time that this thread stood ready and waited for a core (Linux: the second number of schedstat, ns). */
function waitedForCoreMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

export function costOf<T>(run: () => T): { readonly result: T; readonly cost: Cost } {
  const [waited, began] = [waitedForCoreMs(), performance.now()];
  const result = run();
  const wallMs = performance.now() - began;
  return { result, cost: { wallMs, waitedMs: waitedForCoreMs() - waited } };
}

const megabyte = 1024 * 1024;

export interface Load {
  /** The longest delay of the event loop, as perf_hooks sees it. */
  readonly maxDelayMs: number;
  /** The same without the time in which other processes held the core. */
  readonly ownDelayMs: number;
  readonly peakRssMb: number;
  readonly peakHeapMb: number;
  readonly tookMs: number;
}

/** Watches the host while `run` goes on: memory every 50 ms, the event loop all the time. */
export async function watchLoad(run: () => Promise<unknown>): Promise<Load> {
  let [rss, heap] = [0, 0];
  const look = (): void => {
    const now = process.memoryUsage();
    rss = Math.max(rss, now.rss);
    heap = Math.max(heap, now.heapUsed);
  };
  const began = performance.now();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const timer = setInterval(look, 50);
  let [turnAt, waited, ownDelay] = [began, waitedForCoreMs(), 0];
  const turn = (): void => {
    const [now, waitedNow] = [performance.now(), waitedForCoreMs()];
    ownDelay = Math.max(ownDelay, now - turnAt - (waitedNow - waited));
    [turnAt, waited] = [now, waitedNow];
  };
  const turns = setInterval(turn, 10);
  look();
  delay.enable();
  try {
    await run();
  } finally {
    look();
    turn();
    delay.disable();
    clearInterval(timer);
    clearInterval(turns);
  }
  return {
    maxDelayMs: Math.round(delay.max / 1e6),
    ownDelayMs: Math.round(ownDelay),
    peakRssMb: Math.round(rss / megabyte),
    peakHeapMb: Math.round(heap / megabyte),
    tookMs: Math.round(performance.now() - began),
  };
}

/** Memory after garbage collection and a moment of rest: what work is compared with. */
export async function memoryAtRest(): Promise<{ readonly rssMb: number; readonly heapMb: number }> {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  collect();
  await pause(500);
  collect();
  const { rss, heapUsed } = process.memoryUsage();
  return { rssMb: Math.round(rss / megabyte), heapMb: Math.round(heapUsed / megabyte) };
}

export const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** Asks every 20 ms. Fails after `limitMs` with `what`. */
export async function eventually<T>(
  read: () => T | undefined | Promise<T | undefined>,
  what: string,
  limitMs = 25_000,
): Promise<T> {
  for (const end = Date.now() + limitMs; ;) {
    const value = await read();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(what);
    await pause(20);
  }
}
