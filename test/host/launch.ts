import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { launchBrowser } from './browser';
import { type HostOptions, startHost } from './startHost';

/** What of VS Code's command line this launcher understands; other switches mean nothing in this host. */
interface LaunchArguments {
  readonly developmentPaths: readonly string[];
  readonly testsPath: string | undefined;
  readonly folder: string;
  readonly userData: string | undefined;
  readonly trusted: boolean;
}

/** Reads VS Code's command line: `--name=value` switches and one folder to open. */
export function parseLaunchArguments(args: readonly string[]): LaunchArguments {
  const values = (name: string): string[] =>
    args.filter(arg => arg.startsWith(`--${name}=`)).map(arg => arg.slice(name.length + 3));
  const folder = values('folder')[0] ?? args.find(arg => !arg.startsWith('-'));
  return {
    developmentPaths: values('extensionDevelopmentPath').map(file => path.resolve(file)),
    testsPath: values('extensionTestsPath')[0],
    folder: folder === undefined ? os.tmpdir() : path.resolve(folder),
    userData: values('user-data-dir').at(-1),
    trusted: args.includes('--disable-workspace-trust'),
  };
}

/**
 * Runs an extension's tests in the VS Code from npm, as desktop VS Code does on the same command line.
 * @returns the exit code of the test run; 1 where it did not come to an end.
 */
export async function launch(args: readonly string[]): Promise<number> {
  const { developmentPaths, testsPath, folder, userData, trusted } = parseLaunchArguments(args);
  if (testsPath === undefined)
    throw new Error('This launcher only runs tests: --extensionTestsPath=FILE is missing.');
  const say = (line: string): void => console.log(line);
  const options: HostOptions = {
    folder,
    extensionDevelopmentPath: developmentPaths,
    extensionTestsPath: path.resolve(testsPath),
    trusted,
    say,
    ...(userData === undefined ? {} : { userData }),
  };
  const browser = await launchBrowser(say);
  try {
    const host = await startHost(options);
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const exited = new Promise<number>((resolve, reject) => {
        const limit = Number(process.env['VSCODE_TEST_LIMIT_MS'] ?? 600_000);
        setTimeout(
          () => reject(new Error(`The test run did not end within ${limit / 1000} s.`)),
          limit,
        ).unref();
        page.on('crash', () => reject(new Error('The browser page of the workbench crashed.')));
        browser.on('disconnected', () => reject(new Error('The browser ended before the test run.')));
        void host.ended.then(code =>
          reject(new Error(`The VS Code server ended with code ${code}:\n${host.output().slice(-2000)}`)),
        );
        void page.exposeFunction('codeAutomationExit', (code: number) => resolve(code));
      });
      await page.exposeFunction('codeAutomationLog', (type: string, values: readonly unknown[]) =>
        print(type, values),
      );
      await page.goto(host.url);
      return await exited;
    } finally {
      await host.close();
    }
  } finally {
    await browser.close();
  }
}

/**
 * What the workbench itself says in a run on a server without native modules: about its connections, and stack
 * traces from its own files. It says nothing about the tests; with VSCODE_TEST_VERBOSE=1 it is shown as well.
 */
const workbenchNoise = [
  /^\[(remote-connection|reconnection-grace-time|AgentHost|AccountPolicyGate|Service Worker|mcp|chat)/i,
  /^(Ignoring fetching|Creating a socket|Resolving connection token|Resolved connection token|Updating additional builtin)/,
  /code-server\/lib\/vscode|\/static\/out\/vs\/|An unknown error occurred. Please consult the log/,
];

function print(type: string, values: readonly unknown[]): void {
  const text = format(...values);
  if (process.env['VSCODE_TEST_VERBOSE'] !== '1' && workbenchNoise.some(noise => noise.test(text))) return;
  (type === 'error' || type === 'warn' ? console.error : console.log)(text);
}

/** Ends this process when the one that started it is gone: a killed test runner sends no signal. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1);
  }, 500).unref();
}

if (require.main === module) {
  endWithParent();
  launch(process.argv.slice(2)).then(
    code => process.exit(code),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
}
