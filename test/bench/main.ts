// The benchmark's process: runs the cases, prints a table of each, writes JSON and the report. Started by scripts/bench.ts.
import path from 'node:path';
import { projectRoot } from '../host/paths';
import { benchSizes, benchUsage, readBenchArguments } from './benchArguments';
import type { Bench } from './benchTypes';
import { benchCases } from './cases';
import type { RunningPortal } from './portalProcess';
import { startPortal } from './portalProcess';
import type { BenchRun } from './report';
import { circumstances, missed, writeResults } from './report';
import { textTable, verdictText } from './table';

async function main(): Promise<void> {
  const names = benchCases.map(({ name }) => name);
  const line = readBenchArguments(process.argv.slice(2), names);
  if (line === 'help') {
    console.log(`${benchUsage}\nCases: ${names.join(', ')}.`);
    return;
  }
  const { scale, only, out } = line;
  const sizes = benchSizes[scale];
  let running: Promise<RunningPortal> | undefined;
  const started = (): Promise<RunningPortal> =>
    (running ??= startPortal(scale, ['--cut', String(sizes.cut)]));
  const bench: Bench = { scale, sizes, portal: started, say: text => console.error(text) };

  const about = circumstances();
  const cases: BenchRun['cases'][number][] = [];
  try {
    for (const one of benchCases.filter(({ name }) => only.length === 0 || only.includes(name))) {
      const { name, title } = one;
      const begun = performance.now();
      const seconds = (): number => Math.round((performance.now() - begun) / 100) / 10;
      console.log(`\n${title} (${name})`);
      try {
        const result = await one.run(bench);
        cases.push({ name, title, seconds: seconds(), ...result });
        console.log([textTable(result), ...result.verdicts.map(verdictText)].join('\n'));
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error);
        cases.push({ name, title, seconds: seconds(), error: text });
        console.log(`failed: ${text}`);
      }
    }
  } finally {
    await (await running)?.close();
  }
  const run: BenchRun = { ...about, scale, cases };
  const isWhole = only.length === 0 && scale === 'XL';
  const report =
    out !== undefined
      ? path.join(out, 'REPORT.md')
      : isWhole
        ? path.join(projectRoot, 'test/bench/REPORT.md')
        : undefined;
  writeResults(run, out ?? path.join(projectRoot, '.bench-results'), report);
  const count = missed(run);
  console.log(`\n${cases.length} cases, ${count} promises missed.`);
  // Whoever runs it reads the table; only a case that could not be run is a failure of the program.
  if (cases.some(one => 'error' in one)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
