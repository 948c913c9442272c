import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chooseVscode } from '../test/host/chooseVscode';
import { startGuarded } from '../test/host/guarded';
import { cacheFolder, projectRoot } from '../test/host/paths';
import { type Host, type HostOptions, startHost } from '../test/host/startHost';
import { runOrThrow } from '../test/host/run';
import { build } from './build';
import { copyExamples } from './copyExamples';
import { createPackage } from './package';

const say = (line: string): void => console.log(line);
/** Where user data, the copied examples and the last port are kept; `--home FOLDER` names another place. */
const home = path.resolve(argument('--home') ?? path.join(cacheFolder, 'start'));

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}

/** Connects the sample portal and opens its view: beside the product, which never starts anything unasked. */
const starterFolder = path.join(projectRoot, 'scripts', 'starter');

/** @throws Error when vsce refuses the folder. */
async function packageStarter(file: string): Promise<void> {
  const vsce = path.join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file];
  await runOrThrow(process.execPath, [vsce, 'package', ...options], { cwd: starterFolder });
}

/** A copy of the examples with dates of today, so that trying things out changes no file of the project. What was edited there stays. */
async function exampleFolder(): Promise<string> {
  const folder = path.join(home, 'examples');
  say('Copying the example files ...');
  await copyExamples(
    path.join(projectRoot, 'examples'),
    folder,
    path.join(home, 'examples.json'),
    Date.now(),
  );
  return folder;
}

/** Runs desktop VS Code with the extension from this folder; settles when its window is closed. */
async function startDesktop(executable: string, folder: string): Promise<void> {
  const userData = path.join(home, 'desktop');
  say('Starting VS Code. Close its window, or press Ctrl+C here, to end.');
  const vscode = startGuarded(
    executable,
    [
      `--extensionDevelopmentPath=${projectRoot}`,
      `--extensionDevelopmentPath=${starterFolder}`,
      `--user-data-dir=${userData}`,
      `--extensions-dir=${path.join(userData, 'extensions')}`,
      '--skip-welcome',
      '--disable-workspace-trust',
      // Only root needs it, in containers that have a display.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--wait',
      folder,
    ],
    {},
    () => undefined,
  );
  await untilEnded(vscode);
}

/** Serves VS Code on loopback with the packaged extension in it; settles when it ends. */
async function startInBrowser(folder: string): Promise<void> {
  say('Packaging the extension ...');
  const vsix = await createPackage(path.join(home, 'extension.vsix'), say);
  const starter = path.join(home, 'starter.vsix');
  await packageStarter(starter);
  const host = await startOnKnownPort({
    folder,
    vsix: [vsix, starter],
    trusted: true,
    userData: path.join(home, 'npm'),
    connectionToken: randomBytes(24).toString('base64url'),
    say,
  });
  say('');
  say('VS Code is running, on this machine only. Open this address in a browser:');
  say('');
  say(`  ${host.url}`);
  say('');
  say(`On another machine, first forward the port: ssh -L ${host.port}:127.0.0.1:${host.port} THIS-MACHINE`);
  say('Press Ctrl+C here to end.');
  await untilEnded(host);
}

/**
 * Browsers keep what belongs to a page by its address, port included: with the port of the last start a signed-in
 * portal is still signed in. Where that port is taken now, a free one is used.
 */
async function startOnKnownPort(options: HostOptions): Promise<Host> {
  const file = path.join(home, 'port.txt');
  const known = Number(await readFile(file, 'utf8').catch(() => '0'));
  say('Starting VS Code ...');
  const host = await startHost({ ...options, port: known }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return startHost(options);
  });
  await writeFile(file, String(host.port));
  return host;
}

/** Set while everything is being ended, from the first Ctrl+C on. */
let ending: Promise<void> | undefined;

/**
 * Ctrl+C ends everything in order. It arrives twice, from the terminal and from npm; only one that comes a second
 * later is a person's second one, and ends this process at once. What it started then ends by itself.
 */
function endOnSignal(close: () => Promise<void>): void {
  let since = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (ending !== undefined && Date.now() - since > 1000) process.exit(130);
      if (ending !== undefined) return;
      since = Date.now();
      say('Ending ...');
      ending = close();
    });
  }
}

/** Waits for the end of VS Code; an end that nobody asked for is an error. */
async function untilEnded(vscode: Pick<Host, 'ended' | 'output' | 'close'>): Promise<void> {
  endOnSignal(vscode.close);
  const code = await vscode.ended;
  await (ending ?? vscode.close());
  if (ending === undefined && code !== 0) {
    throw new Error(`VS Code ended with code ${code}:\n${vscode.output().slice(-2000)}`);
  }
  say('Ended.');
}

async function main(): Promise<void> {
  if (process.argv.includes('--fresh')) await rm(home, { recursive: true, force: true });
  await mkdir(home, { recursive: true });
  say('Building the extension ...');
  await build({ production: true, strict: true, say: line => say(`  ${line}`) });
  const folder = await exampleFolder();
  const vscode = await chooseVscode(false, say);
  const kind = vscode.kind === 'desktop' ? vscode.executable : 'the one from npm, in your browser';
  say(`VS Code: ${kind}, because ${vscode.why}.`);
  await (vscode.kind === 'desktop' ? startDesktop(vscode.executable, folder) : startInBrowser(folder));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
