import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../test/host/paths';
import { run } from '../test/host/run';

/**
 * Loads a built Node bundle in a process of its own, because a bundle can be built and still fail at its first line.
 * The sample portal is started and has to print the line that says where it listens.
 * @returns why it does not load; undefined when it does.
 */
export async function smokeTest(name: string): Promise<string | undefined> {
  const file = path.join(projectRoot, 'dist', `${name}.js`);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'smoke-'));
  try {
    const script = name === 'samplePortal' ? startScript : requireScript;
    const { code, output } = await run(process.execPath, ['-e', script, file, folder], {
      timeout: 20_000,
      cwd: folder,
    });
    return code === 0 ? undefined : output.trim().split('\n').slice(-12).join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Stands in for `vscode`, which only exists inside VS Code: every property is again such an object, callable and extensible. */
export const standInForVscode = `
const Module = require('node:module');
const anything = () => new Proxy(class {}, {
  get: (target, name) => (name === 'prototype' ? target.prototype : name === Symbol.toPrimitive ? () => '' : name === 'then' ? undefined : anything()),
  apply: () => anything(),
  // The bundler's namespace object inherits from the module's prototype: the answers have to come from there, too.
  getPrototypeOf: () => inherited,
});
const inherited = new Proxy({}, { get: (target, name) => (typeof name === 'symbol' || name === 'then' || name === '__esModule' ? undefined : anything()) });
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? anything() : load(name, ...rest));
`;

const requireScript = `${standInForVscode}
const loaded = require(process.argv[1]);
if (Object.keys(loaded).length === 0) throw new Error('it exports nothing');
if (process.argv[1].endsWith('extension.js') && typeof loaded.activate !== 'function') throw new Error('activate is missing');
process.exit(0);
`;

const startScript = `
const { spawn } = require('node:child_process');
const [file, folder] = process.argv.slice(1);
const portal = spawn(process.execPath, [file, '--port', '0', '--scale', 'S', '--state', folder + '/state'], { stdio: ['ignore', 'pipe', 'inherit'] });
let text = '';
portal.stdout.on('data', chunk => {
  text += chunk;
  if (!text.includes('\\n')) return;
  const { url } = JSON.parse(text.split('\\n')[0]);
  if (!/^https?:/.test(url)) throw new Error('no url in its first line');
  portal.kill('SIGTERM');
  process.exitCode = 0;
});
process.exitCode = 1;
portal.on('exit', code => { if (process.exitCode !== 0) console.error('it ended with code ' + code); });
`;
