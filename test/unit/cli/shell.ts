import { execFile, spawn } from 'node:child_process';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** The program, as a shell runs it: in a process of its own. */
export function cli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { PATH = '', HOME = '' } = process.env;
  return new Promise(resolve => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/cli/main.ts', ...args],
      { env: { PATH, HOME, ...env }, maxBuffer: 1 << 26 },
      (error, out, told) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, out, error: told });
      },
    );
  });
}

/** The program as it runs, for signals; `ended` comes with all that it said. */
export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { readonly ended: Promise<Ended>; signal(name: NodeJS.Signals): void } {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, error] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (error += text.toString()));
  return {
    ended: new Promise(resolve => child.on('close', code => resolve({ code: code ?? -1, out, error }))),
    signal: name => void child.kill(name),
  };
}
