// The sample portal as a process: prints one JSON line when it listens, serves until SIGTERM or SIGINT, or until its last window is gone.
import { readCommandLine, usage } from './commandLine';
import { Lock } from './lock';
import { removeRunFile, waitForRun, writeRunFile } from './runFile';
import type { PortalAddress } from './start';
import { startSamplePortal } from './start';

/** How long a process that has the state may take until it answers: XL is seeded in a few seconds even on a slow machine. */
const joinMs = 30_000;

function startLine({
  url,
  sharing,
  admin,
  username,
  password,
  control,
  controlKey,
  clientId,
}: PortalAddress): string {
  return JSON.stringify({ url, sharing, admin, username, password, control, controlKey, clientId });
}

/** The lock of the state, or undefined after the running portal's line was printed. */
async function own(lockFile: string, runFile: string | undefined): Promise<Lock | undefined> {
  let taken = Lock.take(lockFile);
  // Whoever loses a race finds the winner starting, running, or, seldom, dying just now.
  for (let attempt = 0; !(taken instanceof Lock) && attempt < 3; attempt++) {
    const pid = taken.heldBy;
    if (runFile === undefined) throw new Error(`${lockFile}: process ${pid} has this state. End it first.`);
    const run = await waitForRun(runFile, pid, joinMs);
    if (run !== undefined) {
      console.log(startLine(run));
      return undefined;
    }
    taken = Lock.takeFrom(lockFile, pid);
  }
  if (taken instanceof Lock) return taken;
  throw new Error(`${lockFile}: process ${taken.heldBy} has this state and does not answer. End it first.`);
}

async function main(): Promise<void> {
  const line = readCommandLine(process.argv.slice(2));
  if (line === 'help') {
    console.log(usage);
    return;
  }
  const { options, runFile, lingerMs } = line;
  const owned = options.stateFile ?? runFile;
  const lock = owned === undefined ? undefined : await own(`${owned}.lock`, runFile);
  if (owned !== undefined && lock === undefined) return;
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    if (runFile !== undefined) removeRunFile(runFile);
    portal
      .close()
      .catch((error: unknown) => console.error(error instanceof Error ? error.message : error))
      .finally(() => {
        lock?.release();
        process.exit(0);
      });
  };
  const portal = await startSamplePortal({
    ...options,
    ...(lingerMs === undefined ? {} : { lingerMs }),
    ...(lock === undefined ? {} : { isOwned: () => lock.isHeld() }),
    onUnused: end,
  }).catch((error: unknown) => {
    lock?.release();
    throw error;
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  if (runFile !== undefined) {
    const { flavor, scale } = portal.state;
    const { url, sharing, admin, control, controlKey, username, password, clientId } = portal;
    const address = { url, sharing, admin, control, controlKey, username, password, clientId };
    writeRunFile(runFile, { pid: process.pid, ...address, flavor, scale });
  }
  console.log(startLine(portal));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
