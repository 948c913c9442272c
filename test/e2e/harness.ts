import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { createPackage } from '../../scripts/package';
import { launchBrowser } from '../host/browser';
import { resultsFolder, Workbench, type WorkbenchOptions } from './workbench';

let launched: Promise<Browser> | undefined;

/** One browser for all suites of a run. */
export function sharedBrowser(): Promise<Browser> {
  launched ??= launchBrowser(line => console.log(line));
  return launched;
}

let packaged: Promise<string> | undefined;

/** The packaged extension, made once a run of what `dist/` holds: the tests see what a user installs. */
export function sharedPackage(): Promise<string> {
  packaged ??= mkdir(resultsFolder, { recursive: true }).then(() =>
    createPackage(path.join(resultsFolder, 'extension.vsix'), () => undefined),
  );
  return packaged;
}

after('end the browser', async () => {
  await (await launched)?.close();
});

/**
 * A suite with a fresh VS Code, opened before its first test and closed after its last. The tests share it and run
 * in order; of a failed one a screenshot and the logs stay in `.test-results/e2e`.
 */
export function describeWorkbench(
  title: string,
  options: WorkbenchOptions,
  define: (workbench: () => Workbench) => void,
): void {
  describe(title, () => {
    let opened: Workbench | undefined;
    const current = (): Workbench => {
      if (opened === undefined)
        throw new Error('The workbench is open only while the tests of its suite run.');
      return opened;
    };
    before('open the workbench', async () => {
      opened = await Workbench.open(await sharedBrowser(), await sharedPackage(), options);
    });
    beforeEach('clear away what a first try left open', async function () {
      const test = this.currentTest as (Mocha.Test & { currentRetry(): number }) | undefined;
      if (opened === undefined || test === undefined || test.currentRetry() === 0) return;
      await opened.keepEvidence(fileName(`first try ${test.fullTitle()}`));
      // A menu, a picker or a dialog that the first try left would stand in the way.
      for (let layer = 0; layer < 3; layer += 1) await opened.page.keyboard.press('Escape');
    });
    afterEach('keep the evidence of a failure', async function () {
      if (this.currentTest?.state === 'failed')
        await opened?.keepEvidence(fileName(this.currentTest.fullTitle()));
    });
    after('close the workbench', async () => {
      await opened?.close();
      opened = undefined;
    });
    define(current);
  });
}

function fileName(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 80);
}
