import path from 'node:path';
import Mocha from 'mocha';
import { integrationTests } from 'virtual:integration-tests';

/**
 * Runs every integration test inside VS Code's extension host; VS Code calls it through `extensionTestsPath`.
 * The environment says where the project is (TEST_PROJECT_ROOT), where the report goes (TEST_REPORT) and, for a
 * developer, which titles to run (MOCHA_GREP).
 * @throws Error with the number of failed tests; VS Code then exits with a code that is not 0.
 */
export async function run(): Promise<void> {
  const root = required('TEST_PROJECT_ROOT');
  const grep = process.env['MOCHA_GREP'];
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 30_000,
    forbidOnly: true,
    forbidPending: true,
    color: false,
    reporter: path.join(root, 'scripts', 'countingReporter.cjs'),
    reporterOptions: { file: required('TEST_REPORT') },
    ...(grep === undefined ? {} : { grep: new RegExp(grep) }),
  });
  for (const [file, load] of Object.entries(integrationTests)) {
    // What mocha does for a file that it loads itself; these are inside the bundle.
    mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, path.join(root, file), mocha);
    await load();
    mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_POST_REQUIRE, globalThis, path.join(root, file), mocha);
  }
  const failures = await new Promise<number>(resolve => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} integration tests failed`);
}

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run "npm test -- --layer integration".`);
  return value;
}
