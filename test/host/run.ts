import { spawn } from 'node:child_process';

/** Receives progress lines for the person at the terminal. */
export type Say = (line: string) => void;

/** How a command that ran to its end is described. */
export interface Ran {
  /** Exit code; 1 where a signal ended the command. */
  readonly code: number;
  /** Standard output and standard error in the order they came. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds after which the command is killed; none by default. */
  readonly timeout?: number;
  /** Receives output as it comes; nothing is shown by default. */
  readonly onOutput?: (text: string) => void;
}

/**
 * The environment for a program that is started from an npm script: without what npm says about this package,
 * because a nested npm would take it for its own.
 */
export function cleanEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const own = /^npm_(package|lifecycle|node_execpath|execpath|command|config_local_prefix|config_prefix)/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own.test(name)));
}

/**
 * Runs a command to its end without a shell.
 * @returns its exit code and output; rejects only where the command cannot be started.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm is a batch file on Windows, and those need a shell.
      shell: process.platform === 'win32' && command === 'npm',
      ...(options.timeout === undefined ? {} : { timeout: options.timeout, killSignal: 'SIGKILL' as const }),
    });
    let output = '';
    const take = (chunk: Buffer): void => {
      const text = chunk.toString('utf8');
      output += text;
      options.onOutput?.(text);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', reject);
    child.on('close', code => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a command and expects success.
 * @throws Error that names the command and ends with the last lines of its output.
 */
export async function runOrThrow(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const { code, output } = await run(command, args, options);
  if (code !== 0) {
    const tail = output.trimEnd().split('\n').slice(-15).join('\n');
    throw new Error(`"${[command, ...args].join(' ')}" failed with exit code ${code}:\n${tail}`);
  }
  return output;
}
