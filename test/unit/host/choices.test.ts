import assert from 'node:assert/strict';
import path from 'node:path';
import { findBrowser } from '../../host/browser';
import { chooseVscode, npmLauncher } from '../../host/chooseVscode';
import { parseLaunchArguments } from '../../host/launch';
import { projectRoot } from '../../host/paths';

const here = path.join(projectRoot, 'package.json');
const nowhere = path.join(projectRoot, 'no', 'such', 'program');

/** Runs `work` with some environment variables set, or unset where the value is undefined. */
async function withEnvironment<T>(
  values: Readonly<Record<string, string | undefined>>,
  work: () => T | Promise<T>,
): Promise<T> {
  const before = Object.fromEntries(Object.keys(values).map(name => [name, process.env[name]]));
  const apply = (wanted: Readonly<Record<string, string | undefined>>): void => {
    for (const [name, value] of Object.entries(wanted)) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
  };
  apply(values);
  try {
    return await work();
  } finally {
    apply(before);
  }
}

describe('the choice of a VS Code', () => {
  const choose = (): ReturnType<typeof chooseVscode> => chooseVscode(false, () => undefined);

  it('takes the one that VSCODE_EXECUTABLE names, and says when it is not there', async () => {
    const chosen = await withEnvironment({ VSCODE_EXECUTABLE: here }, choose);
    assert.deepEqual([chosen.kind, chosen.executable], ['desktop', here]);
    await assert.rejects(
      withEnvironment({ VSCODE_EXECUTABLE: nowhere }, choose),
      /VSCODE_EXECUTABLE names .*program, which is not there/,
    );
  });

  it('knows its own launcher by its path', async () => {
    assert.equal((await withEnvironment({ VSCODE_EXECUTABLE: npmLauncher }, choose)).kind, 'npm');
  });

  it('takes the one from npm where there is no display, and says why', async () => {
    const none = { VSCODE_EXECUTABLE: undefined, DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
    const on = (platform: NodeJS.Platform): ReturnType<typeof choose> =>
      withEnvironment(none, () => chooseVscode(false, () => undefined, platform));
    const { kind, executable, why } = await on('linux');
    assert.deepEqual([kind, executable, why], ['npm', npmLauncher, 'this machine has no display']);
    for (const platform of ['darwin', 'win32'] as const)
      assert.doesNotMatch((await on(platform)).why, /display/);
  });
});

describe('the choice of a browser', () => {
  it('takes the one that CHROMIUM_PATH names, and says when it is not there', async () => {
    assert.equal(await withEnvironment({ CHROMIUM_PATH: here }, findBrowser), here);
    await assert.rejects(
      withEnvironment({ CHROMIUM_PATH: nowhere }, findBrowser),
      /CHROMIUM_PATH names .*program, which is not there/,
    );
  });
});

describe("VS Code's command line", () => {
  it('is read as @vscode/test-electron writes it', () => {
    const args = [
      '/a/folder',
      '--user-data-dir=/u',
      '--no-sandbox',
      '--disable-workspace-trust',
      '--skip-welcome',
    ];
    const paths = [
      '--extensionTestsPath=/t/index.js',
      '--extensionDevelopmentPath=/x',
      '--extensionDevelopmentPath=/y',
    ];
    assert.deepEqual(parseLaunchArguments([...args, ...paths]), {
      developmentPaths: ['/x', '/y'],
      testsPath: '/t/index.js',
      folder: '/a/folder',
      userData: '/u',
      trusted: true,
    });
  });

  it('opens folders in restricted mode unless told otherwise', () => {
    const { trusted, folder } = parseLaunchArguments(['--folder=/b']);
    assert.deepEqual([trusted, folder], [false, '/b']);
  });
});
