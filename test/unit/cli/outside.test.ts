// The program from outside its process: its JSON key by key, where the token goes, portals that fail, and an end in order after Ctrl+C.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectionId } from '../../../src/core/connectionId';
import { createJournalRegister } from '../../../src/services/journal/journalRegister';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createNodeFileStore } from '../../../src/services/journal/nodeFileStore';
import { savedPlanOf } from '../../../src/services/policy/savedPlans';
import { largestListing, startBench } from '../services/bench';
import type { Bench } from '../services/bench';
import { cli, startCli } from './shell';

const secret = 'sekretoken/123+=';

/** The keys of a document, of objects in it and of the first object in each list, sorted. */
function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [keysOf(value[0])];
  if (typeof value !== 'object' || value === null) return typeof value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, keysOf(one)]));
}

describe('the command line, from outside,', function () {
  this.timeout(60_000);
  let bench: Bench;
  let folder: string;
  before(async () => {
    // Slow enough that a signal comes between two requests.
    bench = await startBench({ flavor: 'online', scale: 'S', latencyMs: 25 });
    folder = await mkdtemp(path.join(tmpdir(), 'cli-'));
  });
  after(async () => {
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });
  const token = () => ({ ARCGIS_TOKEN: bench.tokens.current });
  const put = async (name: string, text: string): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return file;
  };
  const storage = () => ['--storage', path.join(folder, 'storage')];

  /** A policy that leaves each of many holders without one entitlement, all of them with different sets: a request for each. */
  async function policyOfMany(name: string, least: number): Promise<string> {
    const id = largestListing(bench);
    const { holders, seats } = bench.listing(id);
    const spare = Object.keys(seats.entitlements).filter(key => !/desktop(Basic|Std|Adv)N/.test(key));
    const some = [...holders.values()].filter(
      one => one.disconnectedSince === null && one.entitlements.some(key => spare.includes(key)),
    );
    const sets = new Set<string>();
    const grants = some.flatMap(one => {
      const extra = one.entitlements.filter(key => spare.includes(key));
      const gone = extra.flatMap((key, at) => [[key], ...extra.slice(at + 1).map(other => [key, other])]);
      const ways = gone.map(keys => one.entitlements.filter(key => !keys.includes(key)));
      const give = ways.find(way => way.length > 0 && !sets.has([...way].sort().join()));
      if (give === undefined) return [];
      sets.add([...give].sort().join());
      return [{ to: { members: [one.username] }, give }];
    });
    assert.ok(grants.length >= least, `${grants.length} sets`);
    const named = new Set(grants.flatMap(one => one.to.members));
    const others = [...bench.sample.state.members.values()]
      .map(one => one.username)
      .filter(one => !named.has(one));
    return put(
      name,
      JSON.stringify({
        policy: 1,
        portal: bench.sample.url,
        mode: 'exact',
        exclude: { members: others },
        listings: [{ itemId: id, grants }],
      }),
    );
  }

  it('ends an apply in order after SIGINT: what is on its way is read back, the journal is whole, the rest is not done', async () => {
    const policy = await policyOfMany('many.license-policy.json', 8);
    const plan = path.join(folder, 'many.license-plan.json');
    const made = await cli(['plan', policy, '--portal', bench.sample.url, '--json', '--save', plan], token());
    assert.equal(made.code, 2, made.error);
    const told = JSON.parse(made.out) as { saved: { sha256: string }; due: unknown[]; seats: unknown[] };
    const because = [{ line: 'number', rule: 'string' }];
    const row = { itemId: 'string', title: 'string', member: 'string', because };
    assert.deepEqual(keysOf({ ...told, skipped: [], warnings: [], problems: [], seats: [] }), {
      changes: [{ ...row, after: ['string'], before: ['string'] }],
      command: 'string',
      due: [],
      format: 'number',
      notPlanned: [],
      notWhole: [],
      policy: { file: 'string', mode: 'string', removeDoubles: 'boolean', sha256: 'string' },
      portal: 'string',
      problems: [],
      readAt: 'string',
      result: 'string',
      saved: { file: 'string', sha256: 'string' },
      seats: [],
      skipped: [],
      summary: {
        changes: 'number',
        membersReduced: 'number',
        overThreshold: 'boolean',
        requests: 'number',
        skipped: 'number',
        unchanged: 'number',
      },
      warnings: [],
    });
    const [pool] = told.seats.filter(one => Object.hasOwn(one as object, 'entitlement'));
    assert.deepEqual(keysOf(pool), {
      after: 'number',
      before: 'number',
      entitlement: 'string',
      itemId: 'string',
      lowestFree: 'number',
      total: 'number',
    });

    const writes = bench.writes().length;
    const running = startCli(
      ['apply', plan, '--confirm', told.saved.sha256, ...storage(), '--json'],
      token(),
    );
    while (bench.writes().length === writes) await new Promise(resolve => setTimeout(resolve, 1));
    running.signal('SIGINT');
    const { code, out, error } = await running.ended;
    assert.equal(code, 2, error);
    const said = JSON.parse(out) as {
      cancelled: boolean;
      requestsSent: number;
      results: { member: string; outcome: string }[];
    };
    assert.equal(said.cancelled, true);
    const of = (outcome: string): number => said.results.filter(one => one.outcome === outcome).length;
    assert.ok(of('done') > 0 && of('notDone') > 0 && of('unknown') === 0, out);
    assert.deepEqual(
      { ...(keysOf(said) as object), results: [] },
      {
        cancelled: 'boolean',
        command: 'string',
        endedAt: 'string',
        format: 'number',
        plan: { file: 'string', id: 'string', run: 'string', sha256: 'string' },
        portal: 'string',
        requestsSent: 'number',
        results: [],
        startedAt: 'string',
      },
    );
    const files = createNodeFileStore(path.join(folder, 'storage'));
    const id = connectionId(bench.sample.url, bench.sample.username);
    const register = createJournalRegister({ files, clock: bench.clock });
    const { entries } = await createJournalStore({ files, register }).read(id);
    const kinds = entries.map(({ kind }) => kind);
    assert.equal(kinds.at(-1), 'finished');
    const count = (kind: string): number => kinds.filter(one => one === kind).length;
    // One that the signal met between its line and its way has both lines, and was not sent.
    assert.equal(count('requestStarted'), count('requestEnded'));
    assert.ok(said.requestsSent > 0 && said.requestsSent <= count('requestStarted'));
    assert.deepEqual((await register.verify(id)).findings, []);
    // The lock is given back, and what is left can be planned.
    const rest = await cli(['plan', policy, '--portal', bench.sample.url, '--json'], token());
    assert.equal(rest.code, 2, rest.error);
    assert.equal((JSON.parse(rest.out) as { changes: unknown[] }).changes.length, of('notDone'));
  });

  it('sends nothing for a saved plan of another organization, or with a token that is wrong or missing', async () => {
    const policy = await policyOfMany('other.license-policy.json', 1);
    const file = path.join(folder, 'other.license-plan.json');
    const made = await cli(['plan', policy, '--portal', bench.sample.url, '--json', '--save', file], token());
    assert.equal(made.code, 2, made.error);
    const mine = await readFile(file, 'utf8');
    const { saved, hash } = savedPlanOf('x', mine);
    const theirs = mine.replaceAll(saved.portal.orgId, 'another0rg');
    const other = await put('theirs.license-plan.json', theirs);
    const writes = bench.writes().length;
    for (const [args, env, message] of [
      [[other, '--confirm', savedPlanOf('x', theirs).hash], token(), /made for another organization/],
      [[file, '--confirm', hash], {}, /ARCGIS_TOKEN is empty/],
      [[file, '--confirm', hash], { ARCGIS_TOKEN: secret }, /token|sign/i],
    ] as const) {
      const { code, out, error } = await cli(['apply', ...args, ...storage()], env);
      assert.deepEqual([code, out], [1, '']);
      assert.match(error, message);
      assert.ok(!error.includes(secret) && !error.includes(bench.tokens.current));
    }
    assert.equal(bench.writes().length, writes);
  });

  it('takes no other spelling for the portal of the policy that would send the token elsewhere', async () => {
    const file = await put(
      'named.license-policy.json',
      JSON.stringify({ policy: 1, portal: 'https://gis.example/portal', listings: [] }),
    );
    for (const url of [
      'https://gis.example.evil/portal',
      'https://gis.example@evil.example/portal',
      'http://gis.example/portal',
      'https://gis.example:8443/portal',
      'https://gis.example/portal/../other',
    ]) {
      const { code, out, error } = await cli(['drift', file, '--portal', url, '--json'], {
        ARCGIS_TOKEN: secret,
      });
      assert.deepEqual([code, out], [1, ''], url);
      assert.match(error, /and --portal says .*: nothing was sent/);
    }
  });

  it('ends with 1 where the portal cannot be reached, and hides a token that the portal says back', async () => {
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ error: { code: 400, message: `What is ${secret}?`, details: [`Not ${secret}`] } }),
      );
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/portal`;
    const file = await put(
      'echo.license-policy.json',
      JSON.stringify({ policy: 1, portal: url, listings: [] }),
    );
    const ask = () => cli(['plan', file, '--portal', url, '--json'], { ARCGIS_TOKEN: secret });
    const echoed = await ask();
    await new Promise(resolve => server.close(resolve));
    assert.deepEqual([echoed.code, echoed.out], [1, '']);
    assert.match(echoed.error, /^error: .*What is \*\*\*\?.*\n(portal: .*\n)*portal: Not \*\*\*\n$/);
    assert.ok(!echoed.error.includes(secret), echoed.error);

    const gone = await ask();
    assert.deepEqual([gone.code, gone.out], [1, '']);
    assert.match(gone.error, /127\.0\.0\.1/);
    assert.ok(!gone.error.includes(secret) && !gone.error.includes('    at '), gone.error);
  });
});
