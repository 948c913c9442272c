import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { cleanEnvironment } from './run';

export interface Guarded {
  readonly pid: number;
  /** Everything it printed so far, standard output and standard error together. */
  readonly output: () => string;
  /** Settles with the exit code when the command has ended. */
  readonly ended: Promise<number>;
  /** Ends the command and all it started; settles when all of them are gone. */
  readonly close: () => Promise<void>;
}

/**
 * Starts a long-running command in a process group of its own that ends with `close`, and by itself when this
 * process ends in whatever way.
 * @param env what is added to this process's environment.
 */
export function startGuarded(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onOutput: (text: string) => void,
): Guarded {
  const guard = path.join(__dirname, 'guard.cjs');
  const child: ChildProcess = spawn(process.execPath, [guard, command, ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...env },
  });
  const pid = child.pid;
  if (pid === undefined) throw new Error(`Could not start "${command}".`);
  let output = '';
  const take = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    output += text;
    onOutput(text);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', code => resolve(code ?? 1));
  });
  return {
    pid,
    output: () => output,
    ended,
    close: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}
