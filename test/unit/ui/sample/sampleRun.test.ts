import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSamplePortal } from '../../../../src/samplePortal/start';
import {
  isAnswering,
  lastLines,
  openLease,
  readRun,
  type SampleRun,
} from '../../../../src/ui/sample/sampleRun';

const limitMs = 150;

describe('joining a sample portal', () => {
  let folder: string;
  const servers: http.Server[] = [];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sample-run-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  const runOf = (origin: string, more: Partial<SampleRun> = {}): SampleRun => ({
    pid: process.pid,
    url: `${origin}/portal`,
    control: `${origin}/control`,
    controlKey: 'key',
    username: 'gis_admin',
    password: 'pw',
    ...more,
  });

  async function serve(handler: http.RequestListener): Promise<string> {
    const server = http.createServer(handler);
    servers.push(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function written(run: unknown): Promise<SampleRun | undefined> {
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(run));
    return readRun(folder);
  }

  it('works with the portal itself', async () => {
    const portal = await startSamplePortal({ flavor: 'online', scale: 'S' });
    try {
      const run = await written({ pid: process.pid, ...portal });
      assert.ok(run);
      assert.equal(await isAnswering(run), true);
      assert.equal(await isAnswering({ ...run, pid: run.pid + 1 }), false, 'another process');
      assert.equal(await isAnswering({ ...run, controlKey: 'other' }), false, 'another key');
      const lease = await openLease(run);
      assert.ok(lease);
      lease.destroy();
    } finally {
      await portal.close();
    }
  });

  it('does not take any server that says 200 for the portal', async () => {
    const asked: (string | undefined)[] = [];
    const origin = await serve((request, response) => {
      asked.push(request.url);
      response.end('{"hello":"world"}');
    });
    assert.equal(await isAnswering(runOf(origin)), false);
    assert.equal(await isAnswering(runOf(await serve((_, response) => response.end('null')))), false);
    assert.deepEqual(asked, ['/control/ping']);
  });

  it('gives up a server that never answers, or never ends its answer', async () => {
    const silent = runOf(await serve(() => undefined));
    assert.equal(await isAnswering(silent, limitMs), false);
    assert.equal(await openLease(silent, limitMs), undefined);
    const endless = await serve((_, response) => {
      response.write(`{"pid":${process.pid}`);
    });
    assert.equal(await isAnswering(runOf(endless), limitMs), false);
  });

  it('refuses a run file that names another machine', async () => {
    for (const origin of [
      'http://gis.example.com:80',
      'http://127.0.0.1.example.com',
      'ftp://127.0.0.1',
      'x',
    ]) {
      assert.equal(
        await written(runOf('http://127.0.0.1:1', { url: `${origin}/portal` })),
        undefined,
        origin,
      );
      assert.equal(
        await written(runOf('http://127.0.0.1:1', { control: `${origin}/control` })),
        undefined,
        origin,
      );
    }
    for (const origin of ['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1'])
      assert.deepEqual(await written(runOf(origin)), runOf(origin));
    assert.equal(await written({ pid: 1 }), undefined);
    assert.equal(await readRun(path.join(folder, 'none')), undefined);
  });

  it('shows the last lines of what the process said, without secrets', async () => {
    const file = path.join(folder, 'errors.log');
    assert.deepEqual(await lastLines(file), []);
    writeFileSync(file, `one\ntwo\nthree\nfour\nfive\n\nat ?token=abc123\n`);
    const lines = await lastLines(file);
    assert.equal(lines.length, 5);
    assert.equal(lines[0], 'two');
    assert.doesNotMatch(lines.join(), /abc123/);
  });
});
