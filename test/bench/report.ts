// The results as JSON and as the report that lies in the project.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../host/paths';
import type { BenchScale, CaseResult } from './benchTypes';
import { holds } from './benchTypes';
import { markdownTable, verdictText } from './table';

export interface BenchRun {
  /** ISO date and time. */
  readonly date: string;
  readonly scale: BenchScale;
  readonly commit: string;
  readonly machine: { readonly cores: number; readonly processor: string; readonly memoryGb: number };
  readonly node: string;
  /** One-minute load average before the run: what else the machine was doing. */
  readonly loadBefore: number;
  readonly cases: readonly ({ readonly name: string; readonly title: string; readonly seconds: number } & (
    CaseResult | { readonly error: string }
  ))[];
}

/** What every run says of where it was made. */
export function circumstances(): Omit<BenchRun, 'scale' | 'cases'> {
  const cpus = os.cpus();
  return {
    date: new Date().toISOString(),
    commit: commitOf(),
    machine: {
      cores: cpus.length,
      processor: cpus[0]?.model ?? 'unknown',
      memoryGb: Math.round(os.totalmem() / 2 ** 30),
    },
    node: process.version,
    loadBefore: os.loadavg()[0] ?? 0,
  };
}

function commitOf(): string {
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: projectRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  try {
    const isChanged = git('status', '--porcelain', '--', 'src').length > 0;
    return `${git('rev-parse', '--short=12', 'HEAD')}${isChanged ? ' with changes' : ''}`;
  } catch {
    return 'unknown';
  }
}

/** The report for people. */
export function reportOf(run: BenchRun): string {
  const { machine } = run;
  const sections = run.cases.map(one => {
    const heading = `## ${one.title} (\`${one.name}\`)`;
    if ('error' in one) return `${heading}\n\nThis case failed: ${one.error}`;
    const verdicts = one.verdicts.map(verdict => `- ${verdictText(verdict)}`).join('\n');
    return `${heading}\n\n${markdownTable(one)}${verdicts === '' ? '' : `\n\n${verdicts}`}`;
  });
  return `# Benchmark

Made by \`npm run bench -- --scale ${run.scale}\` on ${run.date.slice(0, 10)} at commit ${run.commit}, with ${machine.cores} cores (${machine.processor}), ${machine.memoryGb} GB of memory, Node ${run.node.replace(/^v/, '')}; load average before the run ${run.loadBefore.toFixed(1)}.

The sample portal runs in a process of its own on the same machine and counts the requests. \`limit\` is what no program can be faster than; \`Python way\` is what the ArcGIS API for Python sends for the job, request for request, without what Python itself takes. What is not measured as a whole says so in the last column; requests are the server's own count of one try wherever they were sent, and reckoned only where that column says so.

A promise is held to the median of the counted tries, or, where both sides ran in the same rounds, to the median of what each round makes of them (paired median); never to the fastest try, which is shown for comparison alone. What takes long was run once and says so. One that is missed stays here as MISSED.

${sections.join('\n\n')}
`;
}

export const missed = ({ cases }: BenchRun): number =>
  cases.reduce(
    (sum, one) => sum + ('error' in one ? 1 : one.verdicts.filter(verdict => !holds(verdict)).length),
    0,
  );

/** Writes `results.json` into the folder, and the report where a file is named for it. */
export function writeResults(run: BenchRun, folder: string, report: string | undefined): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'results.json'), `${JSON.stringify(run, null, 2)}\n`);
  if (report !== undefined) writeFileSync(report, reportOf(run));
}
