import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { username } from '../../../src/core/ids';
import { adoptState } from '../../../src/services/policy/adoptState';
import { largestListing, portal, startBench } from '../services/bench';
import type { Bench } from '../services/bench';
import { cli } from './shell';

describe('the command line', function () {
  this.timeout(60_000);
  let bench: Bench;
  let folder: string;
  let adopted: string;
  const token = () => ({ ARCGIS_TOKEN: bench.tokens.current });
  const put = async (name: string, text: string): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return file;
  };
  before(async () => {
    bench = await startBench({ flavor: 'online', scale: 'S' });
    folder = await mkdtemp(path.join(tmpdir(), 'cli-'));
    ({ text: adopted } = await adoptState(bench.deps, portal));
  });
  after(async () => {
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('ends with 0 and says so where there is nothing to do, with 2 where there is, as text and as JSON', async () => {
    const file = await put('all.license-policy.jsonc', adopted);
    const same = await cli(['plan', file, '--portal', bench.sample.url], token());
    assert.equal(same.error, '');
    assert.equal(same.code, 0, same.out);
    assert.match(same.out, /Nothing to do\.\n$/);

    const id = largestListing(bench);
    const [holder] = [...bench.listing(id).holders.values()].filter(
      one => one.disconnectedSince === null && !one.entitlements.includes('networkAnalystN'),
    );
    const before = [...holder!.entitlements];
    const member = username(holder!.username);
    await bench.client().provision(id, { users: [member], entitlements: [], suppressCustomerEmail: true });
    for (const command of ['plan', 'drift']) {
      const { code, out, error } = await cli(
        [command, file, '--portal', bench.sample.url, '--json'],
        token(),
      );
      assert.equal(code, 2, error);
      const said = JSON.parse(out) as {
        format: number;
        command: string;
        result: string;
        changes: {
          itemId: string;
          member: string;
          before: string[];
          after: string[];
          because: { line: number }[];
        }[];
      };
      assert.deepEqual([said.format, said.command, said.result], [1, command, 'changes']);
      assert.equal(said.changes.length, 1);
      const [change] = said.changes;
      assert.equal(change!.itemId, id);
      assert.equal(change!.member.toLowerCase(), member.toLowerCase());
      assert.deepEqual([change!.before, [...change!.after].sort()], [[], before.sort()]);
      // The line is one of the text, and grants something.
      assert.match(
        adopted
          .split('\n')
          .slice(change!.because[0]!.line - 1)
          .join('\n'),
        /^[^\n]*[{[]/,
      );
    }
    const text = await cli(['plan', file, '--portal', bench.sample.url], token());
    assert.equal(text.code, 2);
    assert.match(text.out, new RegExp(`^\\+ .*: ${member}: nothing -> .*\\(line \\d+\\)$`, 'im'));
    await bench
      .client()
      .provision(id, { users: [member], entitlements: before, suppressCustomerEmail: true });
  });

  it('counts for drift what cannot be had now, and not for a plan', async () => {
    const id = largestListing(bench);
    const { seats, assigned, holders } = bench.listing(id);
    const full = Object.keys(seats.entitlements).find(
      name => (assigned.get(name) ?? 0) >= (seats.entitlements[name] ?? 0),
    );
    const without = [...holders.values()].find(
      one => one.disconnectedSince === null && !one.entitlements.includes(full!),
    );
    const file = await put(
      'over.license-policy.json',
      JSON.stringify({
        policy: 1,
        portal: bench.sample.url,
        mode: 'addOnly',
        listings: [{ itemId: id, grants: [{ to: { members: [without!.username] }, give: [full] }] }],
      }),
    );
    const plan = await cli(['plan', file, '--portal', bench.sample.url, '--json'], token());
    const drift = await cli(['drift', file, '--portal', bench.sample.url, '--json'], token());
    assert.equal(drift.error, '');
    const said = JSON.parse(drift.out) as { skipped: { cause: string }[] };
    assert.deepEqual(
      said.skipped.map(({ cause }) => cause),
      ['noSeat'],
      plan.error,
    );
    assert.deepEqual([plan.code, drift.code], [0, 2]);
  });

  it('sends the token nowhere but to the portal that the policy names', async () => {
    const file = await put(
      'else.license-policy.json',
      JSON.stringify({ policy: 1, portal: 'https://other.example/portal', listings: [] }),
    );
    const before = bench.entries.length;
    const { code, out, error } = await cli(['plan', file, '--portal', bench.sample.url], token());
    assert.deepEqual([code, out], [1, '']);
    assert.match(error, /policy is for https:\/\/other\.example\/portal, and --portal says http/);
    assert.equal(bench.entries.length, before);
    assert.ok(!error.includes(bench.tokens.current));
  });

  it('ends with 1, names what is wrong, and never says the token', async () => {
    const file = await put(
      'bad.license-policy.json',
      '{"policy":1,"portal":"https://x.example","modee":"exact"}',
    );
    const good = await put('good.license-policy.jsonc', adopted);
    const outside = await put(
      'roster.license-policy.json',
      JSON.stringify({
        policy: 1,
        portal: bench.sample.url,
        listings: [
          { itemId: largestListing(bench), grants: [{ to: { roster: '../secret.csv' }, give: ['a'] }] },
        ],
      }),
    );
    await symlink(path.resolve('package.json'), path.join(folder, 'crew.csv'));
    const linked = await put(
      'linked.license-policy.json',
      JSON.stringify({
        policy: 1,
        portal: bench.sample.url,
        listings: [{ itemId: largestListing(bench), grants: [{ to: { roster: 'crew.csv' }, give: ['a'] }] }],
      }),
    );
    const url = ['--portal', bench.sample.url];
    for (const [args, env, message] of [
      [[], token(), /No command is given/],
      [['apply'], token(), /apply needs the file of a saved plan/],
      [['apply', good], token(), /needs --confirm/],
      [['apply', good, '--confirm', 'x'.repeat(64)], token(), /needs --confirm/],
      [['apply', good, '--confirm', 'a'.repeat(64)], token(), /is no plan that can be applied/],
      [['drift', good, '--save', 'x', ...url], token(), /drift has no option --save/],
      [['undo', good], token(), /There is no command "undo"/],
      [['plan', good], token(), /needs --portal/],
      [['plan', good, ...url, '--tokn', 'x'], token(), /--tokn/],
      [['plan', good, ...url], {}, /ARCGIS_TOKEN is empty/],
      [['plan', good, ...url], { ARCGIS_TOKEN: 'sekretoken123' }, /token|sign/i],
      [['plan', path.join(folder, 'gone.json'), ...url], token(), /gone\.json/],
      [['plan', file, ...url], token(), /line 1: .*modee/],
      [['plan', outside, ...url], token(), /in or below the folder of the policy/],
      [['plan', linked, ...url], token(), /crew\.csv.*is not in the policy's folder/],
    ] as const) {
      const { code, out, error } = await cli(args, env);
      assert.equal(code, 1, error);
      assert.equal(out, '');
      assert.match(error, message);
      assert.ok(!/sekretoken123/.test(error) && !error.includes(bench.tokens.current), error);
      assert.ok(!error.includes('    at '), error);
    }
  });

  it('describes itself', async () => {
    const { code, out } = await cli(['--help']);
    assert.equal(code, 0);
    assert.match(out, /plan FILE --portal URL/);
  });
});
