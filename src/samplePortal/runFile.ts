import { readFileSync, unlinkSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Flavor, Scale } from './model';
import { replaceFile } from './replacement';
import type { PortalAddress } from './start';

/** What `--run-file` tells the windows that want to join a running portal. Holds its password: mode 0600. */
export interface RunFile extends PortalAddress {
  readonly pid: number;
  readonly flavor: Flavor;
  readonly scale: Scale;
}

/** Replaces the file in one step, so that nobody reads half of it. */
export function writeRunFile(file: string, run: RunFile): void {
  replaceFile(file, JSON.stringify(run));
}

export function readRunFile(file: string): RunFile | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Partial<RunFile> | null;
    return typeof value?.pid === 'number' && typeof value.control === 'string'
      ? (value as RunFile)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the file if it is still this process's own. */
export function removeRunFile(file: string): void {
  if (readRunFile(file)?.pid !== process.pid) return;
  try {
    unlinkSync(file);
  } catch {
    // Gone already.
  }
}

/** Whether the portal of a run file answers, and is the process that it names. */
export async function isAnswering(run: RunFile, timeoutMs = 2000): Promise<boolean> {
  try {
    const reply = await fetch(`${run.control}/ping`, {
      headers: { 'X-Control-Key': run.controlKey },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const value = (await reply.json()) as { pid?: unknown };
    return reply.ok && value.pid === run.pid;
  } catch {
    return false;
  }
}

/** Waits until the portal of process `pid` answers: it may just be starting. @returns undefined when it does not in time */
export async function waitForRun(file: string, pid: number, timeoutMs: number): Promise<RunFile | undefined> {
  for (const end = Date.now() + timeoutMs; Date.now() < end;) {
    const run = readRunFile(file);
    if (run?.pid === pid && (await isAnswering(run))) return run;
    if (!isProcess(pid)) return undefined;
    await wait(50);
  }
  return undefined;
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
