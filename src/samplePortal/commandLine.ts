import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chooseDecisions } from './decisions';
import { readFaults } from './faults';
import type { Flavor, Scale } from './model';
import { flavors, scales } from './model';
import type { SamplePortalOptions } from './start';

export const usage = `Usage: sample-portal [--flavor online|enterprise|legacy] [--scale S|M|L|XL] [--port N] [--latency MS] [--now ISO]
  [--tls CERT KEY] [--state FILE] [--log FILE] [--faults FILE] [--decisions FILE] [--run-file FILE] [--linger MS]`;

export interface CommandLine {
  readonly options: SamplePortalOptions;
  readonly runFile: string | undefined;
  readonly lingerMs: number | undefined;
}

/** Reads the arguments. @throws Error that names the argument and what it may be */
export function readCommandLine(args: readonly string[]): CommandLine {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      flavor: text,
      scale: text,
      port: text,
      latency: text,
      now: text,
      tls: text,
      state: text,
      log: text,
      faults: text,
      decisions: text,
      'run-file': text,
      linger: text,
    },
  });
  // --tls takes two files: the second is the one word that belongs to no option.
  const [keyFile, ...rest] = positionals;
  if (rest.length > 0 || (keyFile !== undefined) !== (values.tls !== undefined)) throw new Error(usage);
  const flavor = oneOf('--flavor', flavors, values.flavor);
  const scale = oneOf('--scale', Object.keys(scales) as Scale[], values.scale);
  const port = wholeNumber('--port', values.port);
  const latencyMs = wholeNumber('--latency', values.latency);
  const now = values.now === undefined ? undefined : Date.parse(values.now);
  if (Number.isNaN(now)) throw new Error(`--now is not an ISO date: ${values.now ?? ''}`);
  const options: SamplePortalOptions = {
    ...(flavor === undefined ? {} : { flavor }),
    ...(scale === undefined ? {} : { scale }),
    ...(port === undefined ? {} : { port }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(now === undefined ? {} : { now }),
    ...(values.tls === undefined || keyFile === undefined ? {} : { tls: { certFile: values.tls, keyFile } }),
    ...(values.state === undefined ? {} : { stateFile: values.state }),
    ...(values.log === undefined ? {} : { logFile: values.log }),
    ...(values.faults === undefined ? {} : { faults: readFaults(jsonFile('--faults', values.faults)) }),
    ...(values.decisions === undefined
      ? {}
      : { decisions: chooseDecisions(jsonFile('--decisions', values.decisions)) }),
  };
  return { options, runFile: values['run-file'], lingerMs: wholeNumber('--linger', values.linger) };
}

function oneOf<T extends Flavor | Scale>(
  option: string,
  known: readonly T[],
  value: string | undefined,
): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find(one => one === value);
  if (found === undefined) throw new Error(`${option} is ${known.join(', ')}; not ${value}.`);
  return found;
}

function wholeNumber(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw new Error(`${option} is a whole number; not ${value}.`);
  return Number(value);
}

function jsonFile(option: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch (error) {
    throw new Error(
      `${option}: ${file} cannot be read as JSON (${error instanceof Error ? error.message : 'unknown reason'}).`,
      {
        cause: error,
      },
    );
  }
}
