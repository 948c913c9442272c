import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withLock } from './lock';
import { cacheFolder } from './paths';
import { type Say, runOrThrow } from './run';

/** A VS Code server and workbench that is installed and ready to start. */
export interface HostProgram {
  /** The Node binary that this VS Code wants. */
  readonly node: string;
  /** The server's entry. */
  readonly serverMain: string;
}

const source = __dirname;
const target = path.join(cacheFolder, 'host');
const vscode = path.join(target, 'node_modules', 'code-server', 'lib', 'vscode');
const stampFile = path.join(target, 'installed.txt');

/** Native modules of VS Code that stay without their compiled part and get a plain one. */
const standIns = ['spdlog', 'native-watchdog'];

const program: HostProgram = {
  node: path.join(target, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
  serverMain: path.join(vscode, 'out', 'server-main.js'),
};

/**
 * Installs the VS Code that npm carries, once per lockfile and platform, into the git-ignored cache.
 * Safe when several processes ask at once: one installs, the others wait.
 * @throws Error with the failing npm command and its last lines.
 */
export async function ensureHost(say: Say): Promise<HostProgram> {
  const stamp = await wantedStamp();
  if (await isInstalled(stamp)) return program;
  return withLock(path.join(cacheFolder, 'host.lock'), say, async () => {
    if (!(await isInstalled(stamp))) await install(stamp, say);
    return program;
  });
}

async function wantedStamp(): Promise<string> {
  const digest = createHash('sha256');
  for (const name of ['package-lock.json', ...standIns.map(standIn => `standIns/${standIn}.cjs`)]) {
    digest.update(await readFile(path.join(source, name)));
  }
  return `${digest.digest('hex')} ${process.platform}-${process.arch}\n`;
}

async function isInstalled(stamp: string): Promise<boolean> {
  const found = await readFile(stampFile, 'utf8').catch(() => '');
  return found === stamp && existsSync(program.node) && existsSync(program.serverMain);
}

async function install(stamp: string, say: Say): Promise<void> {
  const started = Date.now();
  say('Installing a VS Code from npm (about 600 MB, once) ...');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const name of ['package.json', 'package-lock.json'])
    await copyFile(path.join(source, name), path.join(target, name));
  // No install scripts: they compile native modules, which takes minutes and a compiler, and the host runs without them.
  // The engines of these packages name the Node they bring along, not the one that runs npm.
  const quiet = ['--no-audit', '--no-fund', '--engine-strict=false', '--loglevel=error'];
  await runOrThrow('npm', ['ci', '--ignore-scripts', ...quiet], { cwd: target });
  say('  its Node ...');
  await runOrThrow('npm', ['rebuild', 'node', ...quiet], { cwd: target });
  say('  its own packages ...');
  await runOrThrow('npm', ['install', '--omit=dev', '--ignore-scripts', ...quiet], { cwd: vscode });
  for (const name of standIns) {
    await copyFile(
      path.join(source, 'standIns', `${name}.cjs`),
      path.join(vscode, 'node_modules', '@vscode', name, 'index.js'),
    );
  }
  await writeFile(stampFile, stamp);
  say(`  installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}
