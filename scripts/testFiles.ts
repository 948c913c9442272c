import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../test/host/paths';

/** What one mocha run did; written by `countingReporter.cjs`. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
  /** Test files of which at least one test ran. */
  readonly files: readonly string[];
  /** Full titles of the failed tests and hooks. */
  readonly failures: readonly string[];
  /** Full titles of the tests that passed or failed on a second try. */
  readonly retried: readonly string[];
}

/** Test files on disk, relative to the root of the project and with `/`, sorted. */
export function testFiles(folder: string, ending: string): string[] {
  const entries = readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' });
  return entries
    .filter(entry => entry.endsWith(ending))
    .map(entry => `${folder}/${entry.split(path.sep).join('/')}`)
    .sort();
}

/** Reads what a mocha run wrote; undefined where it did not come to its end. */
export async function readTestReport(file: string): Promise<TestReport | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as TestReport);
}

/** Files on disk of which no test ran: a forgotten file is worse than a red one. */
export function neverRun(onDisk: readonly string[], ran: readonly string[]): string[] {
  const seen = new Set(
    ran.map(file => path.relative(projectRoot, path.resolve(projectRoot, file)).split(path.sep).join('/')),
  );
  return onDisk.filter(file => !seen.has(file));
}
