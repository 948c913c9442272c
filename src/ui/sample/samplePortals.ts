// Starts the sample portal as a process of its own when it is first needed, joins one that another window started, and holds a lease on it:
// the portal ends itself after its last window is gone (issue section 2).
import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import { singleFlight } from '../../core/async';
import type { SampleSource } from '../../core/model';
import { PortalError } from '../../core/problem';
import type { Clock, Log } from '../../services/ports';
import { isAnswering, lastLines, openLease, readRun, type SampleRun } from './sampleRun';

export type { SampleRun };

export interface SamplePortals extends Disposable {
  /** The running portal of this flavour and scale, started if need be. Throws PortalError `transport` when it cannot be started. */
  ensure(source: SampleSource): Promise<SampleRun>;
}

/** A page reload of the workbench may take this long without the portal ending, ms. */
const lingerMs = 20_000;
/** XL is seeded on its first start. */
const startLimitMs = 60_000;
const pollMs = 100;

interface Options {
  readonly extensionPath: string;
  readonly storagePath: string;
  readonly clock: Clock;
  readonly log: Log;
}

export function createSamplePortals({ extensionPath, storagePath, clock, log }: Options): SamplePortals {
  const leases = new Map<string, { readonly run: SampleRun; readonly response: IncomingMessage }>();
  const starts = new Map<string, () => Promise<SampleRun>>();
  let disposed = false;

  /** True once the portal of this run file is known to be it and holds a lease, which lives as long as its connection. */
  async function lease(name: string, run: SampleRun): Promise<boolean> {
    const response = (await isAnswering(run)) ? await openLease(run) : undefined;
    if (response === undefined) return false;
    if (disposed || response.destroyed) {
      response.destroy();
      return false;
    }
    response.on('close', () => {
      if (leases.get(name)?.response === response) leases.delete(name);
    });
    leases.set(name, { run, response });
    return true;
  }

  async function start(name: string, source: SampleSource): Promise<SampleRun> {
    const held = leases.get(name);
    if (held !== undefined) return held.run;
    const folder = path.join(storagePath, 'samplePortal', name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const running = await readRun(folder);
    if (running !== undefined && (await lease(name, running))) return running;

    log.info(`Starting the sample portal ${name}`);
    const environment: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    // Debugger and preload options of the extension host are not meant for this process.
    delete environment['NODE_OPTIONS'];
    const errors = path.join(folder, 'errors.log');
    const said = await open(errors, 'w', 0o600);
    await said.chmod(0o600);
    const child = spawn(
      process.execPath,
      [
        path.join(extensionPath, 'dist', 'samplePortal.js'),
        ...['--flavor', source.flavor, '--scale', source.scale, '--port', '0'],
        ...['--state', path.join(folder, 'state.json'), '--run-file', path.join(folder, 'run.json')],
        ...['--linger', String(lingerMs)],
      ],
      {
        cwd: folder,
        detached: true,
        stdio: ['ignore', 'ignore', said.fd],
        windowsHide: true,
        env: environment,
      },
    );
    let failure: string | undefined;
    child.on('error', error => (failure = error.message));
    child.on('exit', code => {
      if (code !== 0) failure = vscode.l10n.t('it ended with code {0}', String(code));
    });
    child.unref();
    // The child has its own.
    await said.close();

    for (const deadline = clock.now() + startLimitMs; clock.now() < deadline && failure === undefined;) {
      await clock.delay(pollMs);
      const run = await readRun(folder);
      if (run !== undefined && (await lease(name, run))) return run;
    }
    const details = await lastLines(errors);
    log.error(`The sample portal ${name} did not start: ${[failure ?? 'no answer', ...details].join('\n')}`);
    throw new PortalError(
      { kind: 'transport' },
      failure === undefined
        ? vscode.l10n.t('The sample portal did not start within {0} seconds. Try again.', startLimitMs / 1000)
        : vscode.l10n.t('The sample portal did not start: {0}.', failure),
      { details },
    );
  }

  return {
    ensure: source => {
      const name = `${source.flavor}-${source.scale}`;
      let starting = starts.get(name);
      if (starting === undefined) starts.set(name, (starting = singleFlight(() => start(name, source))));
      return starting();
    },
    dispose: () => {
      disposed = true;
      for (const { response } of leases.values()) response.destroy();
      leases.clear();
    },
  };
}
