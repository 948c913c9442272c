import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { benchCases } from '../../bench/cases';
import type { BenchRun } from '../../bench/report';
import { projectRoot } from '../../host/paths';

describe('the benchmark at its smallest', function () {
  this.timeout(90_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('runs every case to its end, and writes JSON and the report', () => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', path.join(projectRoot, 'scripts/bench.ts'), '--scale', 'S', '--out', folder],
      { encoding: 'utf8', timeout: 80_000 },
    );
    assert.equal(status, 0, stdout + stderr);
    const run = JSON.parse(readFileSync(path.join(folder, 'results.json'), 'utf8')) as BenchRun;
    assert.deepEqual(
      run.cases.map(({ name }) => name),
      benchCases.map(({ name }) => name),
    );
    for (const one of run.cases) {
      assert.ok(!('error' in one), one.name);
      assert.ok(
        one.figures.some(({ way, median }) => way === 'product' && median > 0),
        one.name,
      );
    }
    const report = readFileSync(path.join(folder, 'REPORT.md'), 'utf8');
    for (const { title } of benchCases) assert.ok(report.includes(title), title);
  });
});
