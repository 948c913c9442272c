import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startGuarded } from './guarded';
import { ensureHost, type HostProgram } from './install';
import { mintKeyLength, startLoopbackProxy } from './loopbackProxy';
import { type Say, runOrThrow } from './run';

export interface HostOptions {
  /** Absolute path of the folder that the workbench opens. */
  readonly folder: string;
  /** Absolute paths of extensions that run from their own folders, in development or test mode. */
  readonly extensionDevelopmentPath?: string | readonly string[];
  /** Absolute path of a test bundle that exports `run()`; the page then reports the end of the run. */
  readonly extensionTestsPath?: string;
  /** Absolute paths of packaged extensions that are installed before the start, as a user has them. */
  readonly vsix?: string | readonly string[];
  /** False opens every folder in restricted mode until the user trusts it. */
  readonly trusted: boolean;
  /** User settings beside the quiet ones that every run has. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folder of user data; a temporary one that goes with `close` by default. */
  readonly userData?: string;
  /** Loopback port of the workbench; 0, the default, picks a free one. */
  readonly port?: number;
  /** Secret that the first request has to carry. Without it any user of the machine can open the workbench. */
  readonly connectionToken?: string;
  /** 32 bytes that protect stored secrets in the browser; by default a random key kept with the user data. */
  readonly secretsKey?: Uint8Array;
  /** Added to the environment of the server and so of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  readonly say?: Say;
}

export interface Host {
  /** Address that opens the workbench on the folder; it carries the connection token, if there is one. */
  readonly url: string;
  readonly port: number;
  /** Folder of user data: settings in `User/settings.json`, logs in `data/logs`. */
  readonly userData: string;
  /** What the server printed. */
  readonly output: () => string;
  /** Settles when the server ends, by `close` or by itself. */
  readonly ended: Promise<number>;
  /** Ends the server, its extension hosts and the proxy, and removes a temporary user-data folder. */
  readonly close: () => Promise<void>;
}

const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  // Not `false`: VS Code would rewrite that into this, and open the settings, a JSON file, while the first tests run.
  'extensions.autoUpdate': 'off',
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Without a gallery the workbench asks no server on the internet about extensions. */
const offline = { EXTENSIONS_GALLERY: '{}' };

/**
 * Starts the VS Code that npm carries, on 127.0.0.1 only, and waits until it serves the workbench.
 * It ends with `close` and, with all it started, when this process ends in whatever way.
 * @throws Error with the server's last lines when it does not start within 60 seconds.
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const say = options.say ?? ignore;
  if (process.platform === 'win32') {
    throw new Error(
      'The VS Code from npm does not run on Windows. Install the desktop VS Code, or name one in VSCODE_EXECUTABLE.',
    );
  }
  const program = await ensureHost(say);
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'vscode-host-'));
  const userData = options.userData ?? path.join(temporary, 'data');
  const undo: (() => Promise<unknown>)[] = [
    () => rm(temporary, { recursive: true, force: true, maxRetries: 5 }),
  ];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    await writeSettings(userData, options.settings ?? {});
    for (const vsix of [options.vsix ?? []].flat()) await installVsix(program, vsix, userData, say);
    const socketPath = path.join(temporary, 'server.sock');
    if (options.connectionToken !== undefined)
      await writeFile(tokenFile(socketPath), options.connectionToken, { mode: 0o600 });
    const server = startGuarded(
      program.node,
      serverArguments(program, options, userData, socketPath),
      { ...offline, ...options.env },
      ignore,
    );
    undo.push(server.close);
    await whenReady(server.output, server.ended);
    const mintKey = options.secretsKey ?? (await keptKey(userData));
    const token = options.connectionToken;
    const proxy = await startLoopbackProxy({
      socketPath,
      port: options.port ?? 0,
      mintKey,
      ...(token === undefined ? {} : { connectionToken: token }),
    });
    undo.push(proxy.close);
    return {
      url: pageAddress(proxy.port, options),
      port: proxy.port,
      userData,
      output: server.output,
      ended: server.ended,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function ignore(): void {
  // Nobody asked for progress.
}

/** What a user changed in an earlier run stays; what the caller asks for wins. */
async function writeSettings(userData: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const file = path.join(userData, 'User', 'settings.json');
  await mkdir(path.dirname(file), { recursive: true });
  const kept = parseSettings(await readFile(file, 'utf8').catch(() => '{}'));
  await writeFile(file, JSON.stringify({ ...quietSettings, ...kept, ...settings }, undefined, 2));
}

function parseSettings(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Only a hand-edited file of an earlier run can be unreadable here; a fresh start is better than none.
    return {};
  }
}

async function installVsix(program: HostProgram, vsix: string, userData: string, say: Say): Promise<void> {
  say(`Installing ${path.basename(vsix)} into it ...`);
  const folders = [
    '--server-data-dir',
    userData,
    '--user-data-dir',
    userData,
    '--extensions-dir',
    path.join(userData, 'ext'),
  ];
  await runOrThrow(program.node, [
    program.serverMain,
    '--install-extension',
    vsix,
    '--force',
    '--accept-server-license-terms',
    ...folders,
  ]);
}

function serverArguments(
  program: HostProgram,
  options: HostOptions,
  userData: string,
  socketPath: string,
): string[] {
  const args = [
    program.serverMain,
    '--socket-path',
    socketPath,
    '--accept-server-license-terms',
    '--disable-telemetry',
  ];
  args.push(
    '--server-data-dir',
    userData,
    '--user-data-dir',
    userData,
    '--extensions-dir',
    path.join(userData, 'ext'),
  );
  if (options.connectionToken === undefined) args.push('--without-connection-token');
  // By a file: arguments of a process can be read by every user of the machine.
  else args.push('--connection-token-file', tokenFile(socketPath));
  // Without this switch the workbench ignores the extension and test paths in the page's address.
  if (options.extensionDevelopmentPath !== undefined) args.push('--enable-smoke-test-driver');
  if (options.trusted) args.push('--disable-workspace-trust');
  return args;
}

/** Beside the socket, in a folder that only this user can open. */
const tokenFile = (socketPath: string): string => path.join(path.dirname(socketPath), 'connection-token');

async function whenReady(output: () => string, ended: Promise<number>): Promise<void> {
  let over: number | undefined;
  void ended.then(code => (over = code));
  const limit = Date.now() + 60_000;
  while (!output().includes('Extension host agent started')) {
    if (over !== undefined || Date.now() > limit) {
      const what = over === undefined ? 'did not start within 60 s' : `ended with code ${over}`;
      throw new Error(`The VS Code server ${what}:\n${output().split('\n').slice(-15).join('\n')}`);
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** The same key for the same user-data folder, so that secrets outlive a page reload and a restart. */
async function keptKey(userData: string): Promise<Uint8Array> {
  const file = path.join(userData, 'secrets-key');
  const kept = await readFile(file).catch(() => undefined);
  if (kept?.length === mintKeyLength) return kept;
  const made = randomBytes(mintKeyLength);
  await writeFile(file, made, { mode: 0o600 });
  return made;
}

function pageAddress(port: number, options: HostOptions): string {
  const remote = (file: string): string => `vscode-remote://127.0.0.1:${port}${file}`;
  const query = new URLSearchParams();
  if (options.connectionToken !== undefined) query.set('tkn', options.connectionToken);
  query.set('folder', options.folder);
  if (options.extensionDevelopmentPath !== undefined) {
    const payload = [options.extensionDevelopmentPath]
      .flat()
      .map(file => ['extensionDevelopmentPath', remote(file)]);
    if (options.extensionTestsPath !== undefined)
      payload.push(['extensionTestsPath', remote(options.extensionTestsPath)]);
    query.set('payload', JSON.stringify([...payload, ['skipWelcome', 'true']]));
  }
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}
