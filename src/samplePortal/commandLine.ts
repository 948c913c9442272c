import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chooseDecisions, decisions } from './decisions';
import { faultKinds, readFaults } from './faults';
import type { Flavor, Scale } from './model';
import { flavors, scales } from './model';
import type { SamplePortalOptions } from './start';

export const usage = `Usage: sample-portal [OPTIONS]
Prints one JSON line with its address and credentials, and serves on this computer alone until it is stopped.

  --flavor online|enterprise|legacy  ArcGIS Online, Enterprise 10.7 and later, or Enterprise 10.6.1 (default online)
  --scale S|M|L|XL                   size of the organization (default S)
  --port N                           port to listen on; 0 picks a free one (default 0)
  --latency MS                       milliseconds that every reply waits
  --cut N                            lists of holders end after so many rows; 0 for never (default 10000)
  --now ISO                          where the portal's clock starts; the computer's clock without it
  --tls CERT KEY                     https with this certificate and key, PEM files
  --state FILE                       keeps what is changed, for the next start
  --log FILE                         one JSON line per request, without secrets
  --faults FILE                      JSON list of {"path", "kind", ...}: which requests go wrong, and how
  --decisions FILE                   JSON object {"id": "alternative"}: how the portal behaves where nothing documents it
  --run-file FILE                    address and process id of the running portal; a second start joins it
  --linger MS                        ends when nobody has used it for so long
  --help                             this text

Kinds of faults: ${faultKinds.join(', ')}.

Decisions and their alternatives, the default first:
${Object.entries(decisions)
  .map(([id, { alternatives }]) => `  ${id}: ${alternatives.join(', ')}`)
  .join('\n')}`;

const seeHelp = 'The options are described by --help.';

export interface CommandLine {
  readonly options: SamplePortalOptions;
  readonly runFile: string | undefined;
  readonly lingerMs: number | undefined;
}

/** Reads the arguments: `help` where they ask for {@link usage}. @throws Error that names the argument and what it may be */
export function readCommandLine(args: readonly string[]): CommandLine | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help === true) return 'help';
  // --tls takes two files: the second is the one word that belongs to no option.
  const [keyFile, ...rest] = positionals;
  const loose = values.tls === undefined ? keyFile : rest[0];
  if (loose !== undefined) throw new Error(`'${loose}' belongs to no option. ${seeHelp}`);
  if (values.tls !== undefined && keyFile === undefined)
    throw new Error('--tls takes two files: --tls CERT KEY.');
  const flavor = oneOf('--flavor', flavors, values.flavor);
  const scale = oneOf('--scale', Object.keys(scales) as Scale[], values.scale);
  const port = wholeNumber('--port', values.port);
  const latencyMs = wholeNumber('--latency', values.latency);
  const cut = wholeNumber('--cut', values.cut);
  const now = values.now === undefined ? undefined : Date.parse(values.now);
  if (Number.isNaN(now)) throw new Error(`--now is not an ISO date: ${values.now ?? ''}`);
  const options: SamplePortalOptions = {
    ...(flavor === undefined ? {} : { flavor }),
    ...(scale === undefined ? {} : { scale }),
    ...(port === undefined ? {} : { port }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(cut === undefined ? {} : { holdersCut: cut === 0 ? Infinity : cut }),
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

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    flavor: text,
    scale: text,
    port: text,
    latency: text,
    cut: text,
    now: text,
    tls: text,
    state: text,
    log: text,
    faults: text,
    decisions: text,
    'run-file': text,
    linger: text,
    help: { type: 'boolean', short: 'h' },
  } as const;
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    const why = error instanceof Error ? error.message.split('. ')[0] : 'The options cannot be read';
    throw new Error(`${why}. ${seeHelp}`, { cause: error });
  }
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
