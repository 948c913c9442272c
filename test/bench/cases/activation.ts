// What every window pays that opens a JSON file: the bundle of activation, loaded and activated. In plain Node, with a stand-in for VS Code's API.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { standInForVscode } from '../../../scripts/smokeTest';
import type { BenchCase, CaseResult } from '../benchTypes';
import { inTurn, median } from '../measure';
import { figure } from './ground';

const bundle = (name: string): string => path.join(__dirname, `${name}.js`);

/** Prints how long loading and activating took, ms; without a file to load, how long nothing takes. */
const script = `${standInForVscode}
const started = performance.now();
if (process.argv[1] !== 'nothing') {
  const { activate } = require(process.argv[1]);
  if (process.argv[2] === 'activate') activate(anything());
}
console.log(performance.now() - started);
process.exit(0);
`;

async function took(...args: readonly string[]): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script, ...args], {
    timeout: 30_000,
  });
  return Number(stdout);
}

export const activation: BenchCase = {
  name: 'activation',
  title: 'Activation: the bundle loaded and activated in a process of its own',
  async run({ sizes }): Promise<CaseResult> {
    const times = await inTurn(sizes.tries * 2, {
      product: () => took(bundle('extension'), 'activate'),
      nothing: () => took('nothing'),
      whole: () => took(bundle('app')),
    });
    return {
      figures: [
        figure('product', 'extension.js: loaded and activated', 1, times.product),
        figure('limit', 'nothing loaded', 1, times.nothing),
        figure('control', 'the program behind it, loaded when it is first asked for', 1, times.whole),
      ],
      verdicts: [
        {
          what: 'activation',
          basis: 'median',
          value: median(times.product),
          sense: 'atMost',
          bound: 50,
          unit: 'ms',
        },
      ],
    };
  },
};
