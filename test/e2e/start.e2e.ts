import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { npmLauncher } from '../host/chooseVscode';
import { projectRoot } from '../host/paths';
import { sharedBrowser } from './harness';

describe('npm start', () => {
  let home: string;
  let start: ChildProcess;
  let output = '';
  let page: Page;
  let url: URL;

  before('start it and open the address it prints', async () => {
    home = await mkdtemp(path.join(os.tmpdir(), 'start-'));
    const args = ['--import', 'tsx', path.join(projectRoot, 'scripts', 'start.ts'), '--home', home];
    // The npm host on every machine: a desktop window could not be looked at from here.
    start = spawn(process.execPath, args, { env: { ...process.env, VSCODE_EXECUTABLE: npmLauncher } });
    for (const stream of [start.stdout, start.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    url = new URL(await address());
    page = await (await sharedBrowser()).newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(url.href);
    await page.locator('.part.activitybar').waitFor();
  });

  after('end it', async () => {
    await page.close();
    if (start.exitCode === null) start.kill('SIGKILL');
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  async function address(): Promise<string> {
    for (let tries = 0; tries < 1000; tries += 1) {
      const found = /http:\/\/127\.0\.0\.1:\S+/.exec(output)?.[0];
      if (found !== undefined) return found;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`It printed no address:\n${output}`);
  }

  it('says what it does', () => {
    for (const line of [
      'Building the extension ...',
      'Packaging the extension ...',
      'Starting VS Code ...',
    ]) {
      assert.ok(output.includes(line), `no line "${line}" in:\n${output}`);
    }
  });

  it('lets nobody in without the random token of its address', async () => {
    assert.ok((url.searchParams.get('tkn') ?? '').length >= 32);
    assert.equal((await fetch(url.origin)).status, 403);
    assert.equal((await fetch(`${url.origin}/mint-key`, { method: 'POST' })).status, 403);
  });

  it('opens the example files with the extension', async () => {
    await readdir(path.join(home, 'examples')).then(names => {
      assert.ok(names.includes('entitlements.json'), names.join(', '));
    });
    await page.locator('.part.activitybar').getByRole('tab', { name: 'ArcGIS Entitlements' }).waitFor();
  });

  it('has the sample portal connected in every flavour', async () => {
    const rows = page.getByRole('treeitem', { name: /Riverbend County GIS/ });
    await rows.nth(2).waitFor({ timeout: 120_000 });
    assert.equal(await rows.count(), 3);
  });

  it('keeps it signed in over a page reload', async () => {
    await page.reload();
    const portal = page.getByRole('treeitem', { name: /Riverbend County GIS/ }).first();
    await portal.waitFor({ timeout: 60_000 });
    await portal.click();
    await page.keyboard.press('ArrowRight');
    await page
      .getByRole('treeitem', { name: /ArcGIS Pro/ })
      .first()
      .waitFor({ timeout: 60_000 });
  });

  it('ends in order on Ctrl+C', async () => {
    // Twice, as the terminal and npm send it.
    for (const signal of ['SIGINT', 'SIGINT'] as const) start.kill(signal);
    const [code] = (await once(start, 'exit')) as [number | null];
    assert.equal(code, 0);
    assert.match(output, /Ending \.\.\.\s+Ended\.\s*$/);
    await assert.rejects(fetch(url.origin));
  });
});
