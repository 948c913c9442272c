import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../test/host/paths';
import { bundleOptions } from './build';

/** What runs beside each other: the benchmark with the product in it, and the sample portal, each as a bundle like those that ship. */
const bundles = [
  { name: 'bench', entry: 'test/bench/main.ts' },
  { name: 'memoryChild', entry: 'test/bench/memoryChild.ts' },
  { name: 'samplePortal', entry: 'src/samplePortal/main.ts' },
  { name: 'extension', entry: 'src/extension.ts' },
  { name: 'app', entry: 'src/composition.ts' },
] as const;

/** Bundles the benchmark and runs it with this command line. */
async function main(): Promise<void> {
  const folder = path.join(projectRoot, '.bench-results', 'bundles');
  for (const { name, entry } of bundles) {
    await build({
      ...bundleOptions({ name, entry, world: 'node' }, true),
      outfile: path.join(folder, `${name}.js`),
    });
  }
  const bench = spawn(
    process.execPath,
    ['--expose-gc', path.join(folder, 'bench.js'), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => bench.kill(signal));
  bench.on('exit', code => {
    process.exitCode = code ?? 1;
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
