// Starts the sample portal as a process of its own when it is first needed, joins one that another window started, and holds a lease on it:
// the portal ends itself after its last window is gone (issue section 2).
import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import * as http from 'node:http';
import * as path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import { singleFlight } from '../../core/async';
import type { SampleSource } from '../../core/model';
import { PortalError } from '../../core/problem';
import type { Clock, Log } from '../../services/ports';

const RunFile = v.object({
  pid: v.number(),
  url: v.string(),
  control: v.string(),
  controlKey: v.string(),
  username: v.string(),
  password: v.string(),
});
/** Where a running sample portal answers, and its credentials: never logged, never stored by us. */
export type SampleRun = v.InferOutput<typeof RunFile>;

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
  const leases = new Map<string, { readonly run: SampleRun; readonly request: http.ClientRequest }>();
  const starts = new Map<string, () => Promise<SampleRun>>();
  let disposed = false;

  async function readRun(folder: string): Promise<SampleRun | undefined> {
    try {
      const parsed = v.safeParse(RunFile, JSON.parse(await readFile(path.join(folder, 'run.json'), 'utf8')));
      return parsed.success ? parsed.output : undefined;
    } catch {
      return undefined;
    }
  }

  /** Opens a lease: true once the portal answers. The lease lives as long as its connection. */
  function lease(name: string, run: SampleRun): Promise<boolean> {
    return new Promise(resolve => {
      const request = http.get(`${run.control}/lease`, {
        headers: { 'X-Control-Key': run.controlKey },
        agent: false,
      });
      const lost = (): void => {
        if (leases.get(name)?.request === request) leases.delete(name);
        resolve(false);
      };
      request.on('response', response => {
        if (response.statusCode !== 200 || disposed) {
          request.destroy();
          lost();
          return;
        }
        response.resume();
        response.on('close', lost);
        leases.set(name, { run, request });
        resolve(true);
      });
      request.on('error', lost);
    });
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
    const child = spawn(
      process.execPath,
      [
        path.join(extensionPath, 'dist', 'samplePortal.js'),
        ...['--flavor', source.flavor, '--scale', source.scale, '--port', '0'],
        ...['--state', path.join(folder, 'state.json'), '--run-file', path.join(folder, 'run.json')],
        ...['--linger', String(lingerMs)],
      ],
      { cwd: folder, detached: true, stdio: 'ignore', windowsHide: true, env: environment },
    );
    let failure: string | undefined;
    child.on('error', error => (failure = error.message));
    child.on('exit', code => {
      if (code !== 0) failure = vscode.l10n.t('it ended with code {0}', String(code));
    });
    child.unref();

    for (const deadline = clock.now() + startLimitMs; clock.now() < deadline && failure === undefined;) {
      await clock.delay(pollMs);
      const run = await readRun(folder);
      if (run !== undefined && (await lease(name, run))) return run;
    }
    throw new PortalError(
      { kind: 'transport' },
      failure === undefined
        ? vscode.l10n.t('The sample portal did not start within {0} seconds. Try again.', startLimitMs / 1000)
        : vscode.l10n.t('The sample portal did not start: {0}.', failure),
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
      for (const { request } of leases.values()) request.destroy();
      leases.clear();
    },
  };
}
