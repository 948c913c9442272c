import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../test/host/paths';
import { build } from './build';

const bundle = path.join(projectRoot, 'dist', 'samplePortal.js');

/** True where the bundle is missing or older than a file it may be made of. */
function isStale(): boolean {
  const built = statSync(bundle, { throwIfNoEntry: false });
  if (built === undefined) return true;
  const source = path.join(projectRoot, 'src', 'samplePortal');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
  return files.some(file => statSync(path.join(source, file)).mtimeMs > built.mtimeMs);
}

/** Builds the sample portal where needed and runs it with this command line until it ends. */
async function main(): Promise<void> {
  // Standard output is the portal's own: its first line is JSON that scripts read.
  if (isStale())
    await build({ production: true, strict: true, only: ['samplePortal'], say: line => console.error(line) });
  const portal = spawn(process.execPath, [bundle, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => portal.kill(signal));
  // A SIGTERM to `npm run` ends npm and its shell and goes no further: without them the portal ends, too.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && portal.kill('SIGTERM'), 500);
  portal.on('exit', code => {
    clearInterval(watch);
    process.exitCode = code ?? 1;
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
