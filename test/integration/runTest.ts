import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { testFiles } from '../../scripts/testFiles';
import { chooseVscode } from '../host/chooseVscode';
import { projectRoot } from '../host/paths';

const bundle = path.join(projectRoot, 'dist', 'test', 'integration.js');

/** Bundles every `test/integration/**\/*.test.ts`, found on disk, so that no list of files can forget one. */
async function bundleTests(): Promise<void> {
  const files = testFiles('test/integration', '.test.ts');
  const entries = files.map(file => `${JSON.stringify(file)}: () => import(${JSON.stringify(`./${file}`)}),`);
  const contents = `export const integrationTests = {\n${entries.join('\n')}\n};`;
  await build({
    absWorkingDir: projectRoot,
    entryPoints: ['test/integration/host.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'esbuild', 'playwright-core', '@vscode/test-electron'],
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    plugins: [
      {
        name: 'integration-tests',
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^virtual:integration-tests$/ }, ({ path: name }) => ({
            path: name,
            namespace: 'virtual',
          }));
          onLoad({ filter: /.*/, namespace: 'virtual' }, () => ({ contents, resolveDir: projectRoot }));
        },
      },
    ],
  });
}

/** A workspace and user data of their own for one run; `remove` takes both away. */
async function scratch(): Promise<{ folder: string; userData: string; remove: () => Promise<void> }> {
  const root = await mkdtemp(path.join(os.tmpdir(), 'integration-'));
  const [folder, userData] = [path.join(root, 'workspace'), path.join(root, 'user')];
  await mkdir(path.join(userData, 'User'), { recursive: true });
  await mkdir(folder);
  // With license files of a small organization, as the sample portals of these tests are.
  for (const source of ['examples', 'test/fixtures/smallLicenses'])
    await cp(path.join(projectRoot, source), folder, { recursive: true });
  await writeFile(path.join(userData, 'User', 'settings.json'), '{ "telemetry.telemetryLevel": "off" }');
  return { folder, userData, remove: () => rm(root, { recursive: true, force: true, maxRetries: 5 }) };
}

async function main(): Promise<void> {
  const say = (line: string): void => console.log(line);
  await bundleTests();
  const vscode = await chooseVscode(true, say);
  say(`VS Code: ${vscode.kind === 'npm' ? 'the one from npm' : vscode.executable}, because ${vscode.why}.`);
  const report = process.env['TEST_REPORT'] ?? path.join(projectRoot, '.test-results', 'integration.json');
  await mkdir(path.dirname(report), { recursive: true });
  const { folder, userData, remove } = await scratch();
  try {
    await runTests({
      vscodeExecutablePath: vscode.executable,
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath: bundle,
      extensionTestsEnv: { TEST_REPORT: report, TEST_PROJECT_ROOT: projectRoot },
      launchArgs: [folder, `--user-data-dir=${userData}`, `--extensions-dir=${path.join(userData, 'ext')}`],
    });
  } finally {
    await remove();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
