import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { startGuarded } from '../test/host/guarded';
import { projectRoot } from '../test/host/paths';
import { neverRun, readTestReport, testFiles } from './testFiles';
import type { TestReport } from './testFiles';

/** Counts of one layer. A check, such as one compiler run, counts as one. */
interface Counts {
  passed: number;
  failed: number;
}

interface Layer {
  readonly name: string;
  /** Runs the layer, hands what it prints to `print`, and never throws for a red test. */
  readonly run: (print: (text: string) => void) => Promise<Counts>;
  /** Needs `dist/` of this source. */
  readonly needsBuild?: boolean;
}

const results = path.join(projectRoot, '.test-results');
const tool = (file: string): string => path.join(projectRoot, 'node_modules', file);
const typescript = [tool('typescript/bin/tsc')];
const script = (name: string): string[] => ['--import', 'tsx', path.join(projectRoot, name)];

/** Runs Node with these arguments, shows the output, and gives the exit code; 1 after `limit` milliseconds. */
async function node(
  args: readonly string[],
  limit: number,
  print: (text: string) => void,
  env: Readonly<Record<string, string>> = {},
): Promise<number> {
  const child = startGuarded(process.execPath, args, env, print);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<number>(resolve => {
    timer = setTimeout(() => {
      print(`\nStopped after ${limit / 1000} s.\n`);
      void child.close().then(() => resolve(1));
    }, limit);
  });
  const code = await Promise.race([child.ended, tooLate]);
  clearTimeout(timer);
  return code;
}

/** A layer of commands that each count as one check and are quiet unless they fail. */
function checks(name: string, commands: readonly (readonly string[])[], needsBuild = false): Layer {
  return {
    name,
    needsBuild,
    run: async print => {
      const counts: Counts = { passed: 0, failed: 0 };
      for (const command of commands) {
        let output = '';
        const code = await node(command, 600_000, text => (output += text), { CI: 'true' });
        if (code === 0) counts.passed += 1;
        else counts.failed += 1;
        if (code !== 0) print(output);
      }
      return counts;
    },
  };
}

/** How the tests of a layer are run: their files, in a process of mocha's own. */
interface MochaRun {
  readonly args: readonly string[];
  readonly report: string;
}

const mochaBin = tool('mocha/bin/mocha.js');
/** Processes of unit tests at once: what they wait for, others use. */
const lanes = Math.min(2, availableParallelism());
/** Files are dealt out into so many processes for each lane, so that no lane is left with the slow ones. */
const turnsPerLane = 4;

/** One run of all files with these arguments. */
const inOneRun =
  (name: string, args: readonly string[]): (() => Promise<readonly MochaRun[]>) =>
  () =>
    Promise.resolve([{ args, report: path.join(results, `${name}.json`) }]);

/** Several runs, each of some of the files, with the settings of a configuration file. */
const inSeveralRuns =
  (name: string, config: string, files: () => readonly string[]): (() => Promise<readonly MochaRun[]>) =>
  async () => {
    const settings = JSON.parse(await readFile(path.join(projectRoot, config), 'utf8')) as object;
    const count = lanes * turnsPerLane;
    const runs = Array.from({ length: count }, async (_, run): Promise<MochaRun> => {
      const own = path.join(results, `${name}-${run}.mocharc.json`);
      const spec = files().filter((__, index) => index % count === run);
      await writeFile(own, JSON.stringify({ ...settings, spec }));
      return { args: [mochaBin, '--config', own], report: path.join(results, `${name}-${run}.json`) };
    });
    return Promise.all(runs);
  };

/** A layer of mocha tests. It fails as well where a file on disk never ran, or where a process ended without a report. */
function mochaLayer(
  name: string,
  folder: string,
  ending: string,
  limit: number,
  runs: () => Promise<readonly MochaRun[]>,
): Layer {
  return {
    name,
    needsBuild: name !== 'unit',
    run: async print => {
      const grep = option('--grep')[0];
      const counts: Counts = { passed: 0, failed: 0 };
      const ranFiles: string[] = [];
      const retried: string[] = [];
      const left = [...(await runs())];
      const isAlone = left.length === 1;
      const lane = async (): Promise<void> => {
        for (let run = left.shift(); run !== undefined; run = left.shift()) {
          let held = '';
          const say = isAlone ? print : (text: string): void => void (held += text);
          const { ran, code } = await runMocha(run, limit, grep, say);
          print(held);
          if (ran === undefined) {
            print(`The ${name} tests did not come to their end (exit code ${code}).\n`);
            counts.failed += 1;
            continue;
          }
          const failed = ran.failed + ran.pending;
          counts.passed += ran.passed;
          counts.failed += failed;
          ranFiles.push(...ran.files);
          retried.push(...ran.retried);
          if (failed > 0 || code === 0) continue;
          print(`All ${name} tests passed, but their process ended with code ${code}.\n`);
          counts.failed += 1;
        }
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      if (retried.length > 0)
        print(`Tests of ${name} that needed a second try: ${retried.length}\n  ${retried.join('\n  ')}\n`);
      const missing = grep === undefined ? neverRun(testFiles(folder, ending), ranFiles) : [];
      for (const file of missing) print(`${file}: no test of this file ran\n`);
      counts.failed += missing.length;
      return counts;
    },
  };
}

async function runMocha(
  { args, report }: MochaRun,
  limit: number,
  grep: string | undefined,
  print: (text: string) => void,
): Promise<{ readonly ran: TestReport | undefined; readonly code: number }> {
  await rm(report, { force: true });
  const env = { TEST_REPORT: report, ...(grep === undefined ? {} : { MOCHA_GREP: grep }) };
  const reporter = [
    process.stdout.isTTY ? '--color' : '--no-color',
    '--reporter',
    'scripts/countingReporter.cjs',
    '--reporter-option',
    `file=${report}`,
  ];
  const isMocha = args[0] === mochaBin;
  const extra = isMocha ? [...reporter, ...(grep === undefined ? [] : ['--grep', grep])] : [];
  const code = await node([...args, ...extra], limit, print, env);
  return { ran: await readTestReport(report), code };
}

/** In the order they run; layers of one row run at the same time. */
const rows: readonly (readonly Layer[])[] = [
  [
    checks('types', [
      [...typescript, '-p', '.'],
      [...typescript, '-p', 'src/webview'],
      [...typescript, '-p', 'test'],
    ]),
    checks('format', [[tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']]),
    checks('lint', [[tool('eslint/bin/eslint.js'), '.']]),
    checks('build', [[...script('scripts/build.ts'), '--strict']]),
  ],
  [
    mochaLayer(
      'unit',
      'test/unit',
      '.test.ts',
      900_000,
      inSeveralRuns('unit', '.mocharc.json', () => testFiles('test/unit', '.test.ts')),
    ),
  ],
  [checks('package', [[...script('scripts/package.ts'), '--out', path.join(results, 'package.vsix')]], true)],
  [
    mochaLayer(
      'integration',
      'test/integration',
      '.test.ts',
      600_000,
      inOneRun('integration', script('test/integration/runTest.ts')),
    ),
  ],
  [
    mochaLayer(
      'e2e',
      'test/e2e',
      '.e2e.ts',
      1_500_000,
      inOneRun('e2e', [mochaBin, '--config', 'test/e2e/.mocharc.json']),
    ),
  ],
];

function option(name: string): string[] {
  const args = process.argv.slice(2);
  return args.flatMap((arg, index) => {
    if (arg.startsWith(`${name}=`)) return [arg.slice(name.length + 1)];
    return arg === name && args[index + 1] !== undefined ? [args[index + 1] as string] : [];
  });
}

/** The layers asked for by `--layer NAME`, or all; a layer that needs the build brings it along. */
function selectedRows(): Layer[][] {
  const wanted = option('--layer').flatMap(names => names.split(','));
  const all = rows.flat();
  const unknown = wanted.filter(name => !all.some(layer => layer.name === name));
  if (unknown.length > 0) {
    throw new Error(`No layer "${unknown.join(', ')}": there are ${all.map(({ name }) => name).join(', ')}.`);
  }
  const isWanted = ({ name }: Layer): boolean => wanted.length === 0 || wanted.includes(name);
  const build = all.some(layer => isWanted(layer) && layer.needsBuild === true);
  return rows.map(row => row.filter(layer => isWanted(layer) || (build && layer.name === 'build')));
}

async function runLayer(layer: Layer, alone: boolean): Promise<Counts> {
  const started = Date.now();
  let held = '';
  if (alone) console.log(`\n--- ${layer.name}`);
  let counts: Counts;
  try {
    counts = await layer.run(text => {
      if (alone) process.stdout.write(text);
      else held += text;
    });
  } catch (error) {
    held += `${String(error)}\n`;
    counts = { passed: 0, failed: 1 };
  }
  if (counts.passed + counts.failed === 0) {
    held += `The layer ${layer.name} ran no test.\n`;
    counts.failed = 1;
  }
  process.stdout.write(held);
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${layer.name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
  return counts;
}

async function main(): Promise<void> {
  await mkdir(results, { recursive: true });
  const total: Counts = { passed: 0, failed: 0 };
  const summary: string[] = [];
  for (const row of selectedRows()) {
    const counts = await Promise.all(row.map(layer => runLayer(layer, row.length === 1)));
    counts.forEach(({ passed, failed }, index) => {
      total.passed += passed;
      total.failed += failed;
      summary.push(`  ${(row[index]?.name ?? '').padEnd(12)}${passed} passed, ${failed} failed`);
    });
  }
  console.log(`\n${summary.join('\n')}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
