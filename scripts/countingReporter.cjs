// The spec reporter, which also writes what ran to a file, so that a runner can add up counts and see test files that never ran.
// Reporter option `file`: where the JSON goes. Format: `TestReport` of scripts/testFiles.ts.
'use strict';
const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const files = new Set();
    const failures = [];
    const retried = [];
    const fileOf = runnable => runnable.file ?? (runnable.parent ? fileOf(runnable.parent) : undefined);
    runner.on(Runner.constants.EVENT_TEST_END, test => {
      const file = test.isPending() ? undefined : fileOf(test);
      if (file !== undefined) files.add(file);
    });
    runner.on(Runner.constants.EVENT_TEST_FAIL, test => failures.push(test.fullTitle()));
    // Where a layer allows a second try, it is told at once and counted: a test that needs one is to be mended.
    runner.on(Runner.constants.EVENT_TEST_RETRY, (test, error) => {
      retried.push(test.fullTitle());
      console.log(`SECOND TRY of "${test.fullTitle()}", since the first failed: ${error?.stack ?? error}`);
    });
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures: failed, pending } = runner.stats;
      const report = { passed: passes, failed, pending, files: [...files], failures, retried };
      writeFileSync(options.reporterOptions.file, JSON.stringify(report));
    });
  }
}

module.exports = CountingReporter;
