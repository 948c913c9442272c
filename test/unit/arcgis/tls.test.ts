import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { probePortal } from '../../../src/arcgis/probe';
import { selfSigned } from './selfSigned';
import { problemOf } from './using';
import { fakeClock } from './wireServer';

const run = promisify(execFile);

describe('a portal with a self-signed certificate', () => {
  let server: Server;
  let folder: string;
  let caFile: string;
  let url: string;

  before(async () => {
    const { key, certificate } = selfSigned();
    folder = await mkdtemp(join(tmpdir(), 'arcgis-tls-'));
    caFile = join(folder, 'ca.pem');
    await writeFile(caFile, certificate);
    server = createServer({ key, cert: certificate }, (_request, response) => {
      response.end(JSON.stringify({ authInfo: { isTokenBasedSecurity: true } }));
    });
    await new Promise<void>(started => server.listen(0, '127.0.0.1', started));
    url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/portal`;
  });

  after(async () => {
    server.closeAllConnections();
    await new Promise(closed => server.close(closed));
    await rm(folder, { recursive: true });
  });

  it('is refused, once, with the certificate named and the way out', async () => {
    const clock = fakeClock();
    const problem = await problemOf(probePortal({ url, fetch: globalThis.fetch, clock }), 'transport');
    assert.deepEqual(problem.fault, { kind: 'transport', certificate: true });
    assert.deepEqual(problem.details, ['DEPTH_ZERO_SELF_SIGNED_CERT']);
    assert.match(problem.message, /NODE_EXTRA_CA_CERTS/);
    assert.deepEqual(clock.waits, []);
  });

  it('is accepted by a process that was started with NODE_EXTRA_CA_CERTS', async () => {
    const script = `
      import { probePortal } from ${JSON.stringify(resolve('src/arcgis/probe.ts'))};
      const clock = { now: Date.now, delay: () => Promise.resolve() };
      const probe = url => probePortal({ url, fetch, clock }).then(found => found.url, error => JSON.stringify(error.fault));
      console.log(await probe(${JSON.stringify(url)}));
    `;
    const file = join(folder, 'probe.mts');
    await writeFile(file, script);
    const start = async (env: Record<string, string>): Promise<string> => {
      const { stdout } = await run(process.execPath, ['--import', 'tsx', file], {
        env: { ...process.env, ...env },
      });
      return stdout.trim();
    };
    assert.equal(await start({ NODE_EXTRA_CA_CERTS: caFile }), url);
    assert.equal(await start({ NODE_EXTRA_CA_CERTS: '' }), '{"kind":"transport","certificate":true}');
  });
});
