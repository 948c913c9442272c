import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { createInterface } from 'node:readline';
import type { PortalAddress } from '../../../src/samplePortal/start';
import { selfSigned } from '../arcgis/selfSigned';
import { at, post, rows, send } from './wireClient';
import type { WireReply } from './wireClient';

interface Started {
  readonly child: ChildProcess;
  readonly address: PortalAddress;
  readonly exit: Promise<number | null>;
}

describe('sample portal as a process', function () {
  // Several processes are started one after the other; a busy machine takes its time.
  this.timeout(60_000);
  let folder: string;
  /** The bundle as it ships: one CommonJS file for Node. */
  let bundle: string;
  let bundleFolder: string;
  const children: ChildProcess[] = [];

  before(() => {
    bundleFolder = mkdtempSync(path.join(tmpdir(), 'sample-portal-bundle-'));
    bundle = path.join(bundleFolder, 'samplePortal.js');
    buildSync({
      entryPoints: [path.join(__dirname, '../../../src/samplePortal/main.ts')],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      minify: true,
    });
  });
  after(() => rmSync(bundleFolder, { recursive: true, force: true }));

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sample-portal-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (name: string): string => path.join(folder, name);

  async function start(...args: readonly string[]): Promise<Started> {
    const child = spawn(process.execPath, [bundle, '--port', '0', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const exit = once(child, 'exit').then(([code]) => code as number | null);
    let problem = '';
    child.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()));
    const lines = createInterface({ input: child.stdout });
    const first = await Promise.race([
      once(lines, 'line').then(([line]) => String(line)),
      exit.then(code => assert.fail(`ended with ${String(code)}: ${problem}`)),
    ]);
    return { child, address: JSON.parse(first) as PortalAddress, exit };
  }

  async function tokenOf({ sharing, username, password }: PortalAddress): Promise<string> {
    const { json } = await post(`${sharing}/generateToken`, { f: 'json', username, password });
    return String(at(json, 'token'));
  }

  async function proOf({ sharing }: PortalAddress, token: string): Promise<string> {
    const { json } = await post(`${sharing}/portals/self/purchases`, { f: 'json', token });
    return String(at(json, 'purchases', 0, 'provision', 'itemId'));
  }

  const provision = (
    { sharing }: PortalAddress,
    token: string,
    item: string,
    users: readonly string[],
    entitlements: readonly string[],
  ): Promise<WireReply> =>
    post(`${sharing}/content/listings/${item}/provisionUserEntitlements`, {
      f: 'json',
      token,
      suppressCustomerEmail: 'true',
      userEntitlements: JSON.stringify({ users, entitlements }),
    });

  async function heldBy(
    { sharing }: PortalAddress,
    token: string,
    item: string,
    username: string,
  ): Promise<unknown> {
    const { json } = await post(
      `${sharing}/content/listings/${item}/userEntitlements/${encodeURIComponent(username)}`,
      {
        f: 'json',
        token,
      },
    );
    return at(json, 'userEntitlements', 'entitlements');
  }

  it('is a bundle of its own of less than 150 KB', () => {
    assert.ok(statSync(bundle).size < 150 * 1024);
  });

  it('prints one line, logs requests without secrets, and ends on SIGTERM', async () => {
    const { child, address, exit } = await start('--log', file('log'), '--flavor', 'enterprise');
    assert.deepEqual(Object.keys(address).slice(0, 5), ['url', 'sharing', 'admin', 'username', 'password']);
    const token = await tokenOf(address);
    const item = await proOf(address, token);
    await provision(address, token, item, ['ana.viewer'], []);
    await send(`${address.sharing}/community/self?f=json&token=${token}`);
    child.kill('SIGTERM');
    assert.equal(await exit, 0);
    const text = readFileSync(file('log'), 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as unknown);
    assert.deepEqual(
      lines.map(line => at(line, 'token')),
      ['none', 'body', 'body', 'query'],
    );
    assert.deepEqual(
      [at(lines[2], 'itemId'), at(lines[2], 'users'), at(lines[2], 'entitlements')],
      [item, 1, []],
    );
    assert.equal(text.includes(token) || text.includes(address.password), false);
  });

  it('keeps password, port, tokens and changes over kill -9, and forgives a line that was cut off', async () => {
    const state = file('state');
    const first = await start('--state', state);
    const token = await tokenOf(first.address);
    const item = await proOf(first.address, token);
    assert.deepEqual((await provision(first.address, token, item, ['ana.viewer'], ['desktopBasicN'])).json, {
      success: true,
    });
    first.child.kill('SIGKILL');
    await first.exit;
    assert.equal(statSync(state).mode & 0o777, 0o600);
    assert.equal(statSync(`${state}.log`).mode & 0o777, 0o600);
    for (const name of [state, `${state}.log`])
      assert.equal(readFileSync(name, 'utf8').includes(token), false);
    appendFileSync(`${state}.log`, '{"seq":99,"puts":[["holder","x');

    const second = await start('--state', state);
    assert.equal(second.address.password, first.address.password);
    assert.equal(second.address.url, first.address.url);
    assert.deepEqual(await heldBy(second.address, token, item, 'ana.viewer'), ['desktopBasicN']);
    assert.deepEqual((await provision(second.address, token, item, ['gis_admin'], ['desktopAdvN'])).json, {
      success: true,
    });
    second.child.kill('SIGTERM');
    assert.equal(await second.exit, 0);
    assert.equal(statSync(`${state}.log`).size, 0);

    const third = await start('--state', state);
    assert.deepEqual(await heldBy(third.address, token, item, 'gis_admin'), ['desktopAdvN']);
    third.child.kill('SIGKILL');
    await third.exit;
    writeFileSync(`${state}.log`, 'damaged\n{"seq":1000,"puts":[]}\n');
    await assert.rejects(start('--state', state), /damaged in line 1/);
    await assert.rejects(
      start('--state', state, '--flavor', 'legacy'),
      /holds the state of a portal online S|damaged/,
    );
  });

  it('two clients writing at once cannot exceed a pool or lose a write, and a restart shows the same', async () => {
    const state = file('state');
    const first = await start('--state', state, '--scale', 'M');
    const token = await tokenOf(first.address);
    const other = await tokenOf(first.address);
    const item = await proOf(first.address, token);
    const list = async ({ sharing }: PortalAddress): Promise<readonly unknown[]> =>
      rows(
        (await post(`${sharing}/content/listings/${item}/userEntitlements`, { f: 'json', token })).json,
        'userEntitlements',
      );
    const holders = (await list(first.address))
      .filter(entry => at(entry, 'disconnected') === false)
      .slice(0, 200);
    const names = holders.map(entry => String(at(entry, 'username')));
    const write = (who: string, offset: number): Promise<WireReply>[] =>
      Array.from({ length: 8 }, (_, i) =>
        provision(first.address, who, item, names.slice(i * 25, i * 25 + 25), [
          offset === 0 ? 'desktopBasicN' : 'desktopAdvN',
        ]),
      );
    const replies = await Promise.all([...write(token, 0), ...write(other, 1)]);
    const done = replies.filter(reply => at(reply.json, 'success') === true).length;
    assert.ok(done > 0);
    const after = await list(first.address);
    const setOf = (entries: readonly unknown[], name: string): string =>
      JSON.stringify(
        at(
          entries.find(entry => at(entry, 'username') === name),
          'entitlements',
        ),
      );
    for (let i = 0; i < 8; i++) {
      // Each request is all or nothing: its users have one and the same set, or all have the sets from before.
      const group = names.slice(i * 25, i * 25 + 25);
      const isUniform = new Set(group.map(name => setOf(after, name))).size === 1;
      const isUntouched = group.every(name => setOf(after, name) === setOf(holders, name));
      assert.ok(isUniform || isUntouched, `group ${i}`);
    }
    const flags = await send(`${first.address.control}/flags`, {
      headers: { 'X-Control-Key': first.address.controlKey },
    });
    const over = rows(flags.json, 'listings').flatMap(listing =>
      rows(listing, 'entitlements').map(one => at(one, 'name')),
    );
    // Over-assigned from the start, unless enough of its holders were changed here; and what is still held of a product that has ended.
    assert.deepEqual(
      over.filter(name => name !== 'networkAnalystN' && name !== 'drone2map'),
      [],
    );
    first.child.kill('SIGKILL');
    await first.exit;
    const second = await start('--state', state);
    const byName = (entries: readonly unknown[]): Map<string, unknown> =>
      new Map(entries.map(entry => [String(at(entry, 'username')), at(entry, 'entitlements')]));
    assert.deepEqual(byName(await list(second.address)), byName(after));
  });

  it('lets a second process join the first, takes over from a dead one, and cleans up behind itself', async () => {
    const args = ['--state', file('state'), '--run-file', file('run.json')];
    const [first, second] = await Promise.all([start(...args), start(...args)]);
    assert.deepEqual(first.address, second.address);
    const codes = await Promise.race([
      first.exit.then(code => [code, 'first']),
      second.exit.then(code => [code, 'second']),
    ]);
    const [loser, winner] = codes[1] === 'first' ? [first, second] : [second, first];
    assert.equal(codes[0], 0);
    assert.equal(await loser.exit, 0);
    const run = JSON.parse(readFileSync(file('run.json'), 'utf8')) as unknown;
    assert.equal(at(run, 'pid'), winner.child.pid);
    assert.equal(at(run, 'control'), winner.address.control);
    assert.equal(statSync(file('run.json')).mode & 0o777, 0o600);

    winner.child.kill('SIGKILL');
    await winner.exit;
    assert.ok(existsSync(file('run.json')));
    const third = await start(...args);
    assert.equal(at(JSON.parse(readFileSync(file('run.json'), 'utf8')), 'pid'), third.child.pid);
    third.child.kill('SIGTERM');
    assert.equal(await third.exit, 0);
    assert.equal(existsSync(file('run.json')), false);
    assert.equal(existsSync(`${file('state')}.lock`), false);
  });

  it('without a run file a second process on the same state ends with a reason', async () => {
    await start('--state', file('state'));
    await assert.rejects(start('--state', file('state')), /has this state\. End it first/);
  });

  it('ends by itself when no window has held a lease for a while, and not before', async () => {
    const { address, exit, child } = await start(
      '--state',
      file('state'),
      '--run-file',
      file('run.json'),
      '--linger',
      '300',
    );
    const lease = (): Promise<http.ClientRequest> =>
      new Promise((resolve, reject) => {
        const request = http.get(
          `${address.control}/lease`,
          { headers: { 'X-Control-Key': address.controlKey }, agent: false },
          response => {
            response.resume();
            response.on('error', () => undefined);
            resolve(request);
          },
        );
        request.on('error', reject);
      });
    const window1 = await lease();
    const window2 = await lease();
    await new Promise(resolve => setTimeout(resolve, 500));
    window1.destroy();
    await new Promise(resolve => setTimeout(resolve, 500));
    assert.equal(child.exitCode, null);
    window2.destroy();
    assert.equal(await exit, 0);
    assert.equal(existsSync(file('run.json')), false);
    assert.ok(existsSync(file('state')));
  });

  it('takes decisions and faults from files and names what is wrong with them', async () => {
    writeFileSync(file('decisions.json'), JSON.stringify({ noEntitlements: 'missing', bundleLimit: 25 }));
    writeFileSync(
      file('faults.json'),
      JSON.stringify([{ path: 'community/self', kind: 'html502', times: 1 }]),
    );
    const { address } = await start(
      '--decisions',
      file('decisions.json'),
      '--faults',
      file('faults.json'),
      '--now',
      '2026-01-01',
    );
    const token = await tokenOf(address);
    assert.equal((await post(`${address.sharing}/community/self`, { f: 'json', token })).status, 502);
    assert.equal(
      at((await post(`${address.sharing}/community/self`, { f: 'json', token })).json, 'username'),
      'gis_admin',
    );
    writeFileSync(file('decisions.json'), JSON.stringify({ capacity: 'product' }));
    await assert.rejects(
      start('--decisions', file('decisions.json')),
      /Decision "capacity" cannot be "product"/,
    );
    writeFileSync(file('decisions.json'), JSON.stringify({ nothing: 'x' }));
    await assert.rejects(start('--decisions', file('decisions.json')), /Unknown decision "nothing"/);
    await assert.rejects(start('--scale', 'XXL'), /--scale is S, M, L, XL; not XXL/);
  });

  it('speaks https with a certificate of its own', async () => {
    const [cert, key] = [file('cert.pem'), file('key.pem')];
    const made = selfSigned();
    writeFileSync(cert, made.certificate);
    writeFileSync(key, made.key);
    const { address } = await start('--tls', cert, key);
    assert.match(address.url, /^https:\/\/127\.0\.0\.1:/);
    const get = (ca: string | undefined): Promise<string> =>
      new Promise((resolve, reject) => {
        https
          .get(
            `${address.sharing}/info?f=json`,
            { ...(ca === undefined ? {} : { ca }), agent: false },
            response => {
              let text = '';
              response.on('data', (chunk: Buffer) => (text += chunk.toString()));
              response.on('end', () => resolve(text));
            },
          )
          .on('error', reject);
      });
    assert.match(await get(made.certificate), /owningSystemUrl":"https:/);
    await assert.rejects(get(undefined), /self-signed/);
  });
});
