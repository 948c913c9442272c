// The arguments of `npm run bench`.
import { parseArgs } from 'node:util';
import type { BenchScale, Sizes } from './benchTypes';

/** XL is what the project promises; the others are for a quick look and for the test that keeps the benchmark running. */
export const benchSizes: Readonly<Record<BenchScale, Sizes>> = {
  S: { members: 50, cut: 20, bulk: 30, tries: 1 },
  M: { members: 1_400, cut: 1_000, bulk: 1_400, tries: 3 },
  L: { members: 12_000, cut: 10_000, bulk: 12_000, tries: 5 },
  XL: { members: 60_000, cut: 10_000, bulk: 12_000, tries: 5 },
};

export interface BenchArguments {
  readonly scale: BenchScale;
  /** Cases by name; all where empty. */
  readonly only: readonly string[];
  /** Folder for the results, where it is not that of the project; the report goes there as well. */
  readonly out: string | undefined;
}

export const benchUsage = `Usage: npm run bench -- [--scale S|M|L|XL] [--only NAME[,NAME]] [--out FOLDER]
Measures the extension against a sample portal in a process of its own, beside what it is compared to.
  --scale   size of the organization: 50, 1,400, 12,000 or 60,000 members (default XL)
  --only    these cases alone; may be given several times
  --out     writes results.json and REPORT.md there; without it .bench-results/results.json, and test/bench/REPORT.md when all cases ran at XL`;

/**
 * Reads the arguments; `help` where they ask for {@link benchUsage}.
 * @param known the names of all cases
 * @throws Error that names the argument and what it may be
 */
export function readBenchArguments(
  args: readonly string[],
  known: readonly string[],
): BenchArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scale: { type: 'string', default: 'XL' },
      only: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const scale = (Object.keys(benchSizes) as BenchScale[]).find(one => one === values.scale);
  if (scale === undefined)
    throw new Error(`--scale is ${Object.keys(benchSizes).join(', ')}; not ${values.scale}.`);
  const only = values.only.flatMap(names => names.split(',')).filter(name => name !== '');
  const unknown = only.filter(name => !known.includes(name));
  if (unknown.length > 0)
    throw new Error(`There is no case ${unknown.join(', ')}. There are ${known.join(', ')}.`);
  return { scale, only, out: values.out };
}
