import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { username } from '../../../src/core/ids';
import { planJson, planText, resultOf } from '../../../src/cli/planOutput';
import { adoptState } from '../../../src/services/policy/adoptState';
import { planPolicy } from '../../../src/services/policy/planPolicy';
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

  it('takes what comes with the user type as well where the policy or the option says so, and refuses where they contradict each other', async () => {
    const says = (isOn: boolean): string =>
      adopted.replace('"mode": "exact",', `"mode": "exact", "removeDoubles": ${isOn},`);
    const [open, on, off] = await Promise.all([
      put('open.license-policy.jsonc', adopted),
      put('on.license-policy.jsonc', says(true)),
      put('off.license-policy.jsonc', says(false)),
    ]);
    const ask = (file: string, ...more: string[]) =>
      cli(['plan', file, '--portal', bench.sample.url, '--json', ...more], token());
    type Said = { policy: { removeDoubles: boolean }; changes: { member: string; after: string[] }[] };
    const [byOption, byPolicy, kept, refused] = [
      await ask(open, '--remove-doubles'),
      await ask(on),
      await ask(off),
      await ask(off, '--remove-doubles'),
    ];
    const [one, other] = [byOption, byPolicy].map(({ out }) => JSON.parse(out) as Said);
    assert.ok(one!.changes.length > 0, 'the sample has no doubles');
    const setsOf = ({ changes }: Said) => changes.map(({ member, after }) => [member, after]);
    assert.deepEqual(setsOf(one!), setsOf(other!));
    assert.ok(one!.policy.removeDoubles && other!.policy.removeDoubles);
    assert.deepEqual([byOption.code, byPolicy.code, kept.code, refused.code], [2, 2, 0, 1]);
    assert.match(
      refused.error,
      /^(error: )?Line \d+ of .*off\.license-policy\.jsonc says "removeDoubles": false/,
    );
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

  it('ends with 1 where the portal cut the list of holders and those who are listed are as the policy says', async () => {
    const large = await startBench({ flavor: 'online', scale: 'L' });
    try {
      const id = largestListing(large);
      const { holders } = large.listing(id);
      const [template] = holders.values();
      for (const [key, { username: name }] of large.sample.state.members)
        if (!holders.has(key)) holders.set(key, { ...template!, username: name, disconnectedSince: null });
      const { items, partial } = await large.client().holders(id);
      assert.equal(partial?.kind, 'portalLimit');
      const bySet = new Map<string, string[]>();
      for (const { username: name, entitlements } of items) {
        const key = [...entitlements].sort().join();
        bySet.set(key, [...(bySet.get(key) ?? []), name]);
      }
      const grants = [...bySet].map(([key, members]) => ({ to: { members }, give: key.split(',') }));
      const policy = {
        policy: 1,
        portal: large.sample.url,
        mode: 'exact',
        listings: [{ itemId: id, grants }],
      };
      const file = await put('cut.license-policy.json', JSON.stringify(policy));
      const { code, out, error } = await cli(['drift', file, '--portal', large.sample.url, '--json'], {
        ARCGIS_TOKEN: large.tokens.current,
      });
      const { result, skipped } = JSON.parse(out) as { result: string; skipped: { cause: string }[] };
      assert.deepEqual([code, result], [1, 'unknown'], JSON.stringify(skipped.slice(0, 3)));
      assert.match(error, /^error: The portal cut the list of holders of .*\n$/);
    } finally {
      await large.close();
    }
  });

  it('does not call it nothing where the portal cut the list of holders, since the others are not known', async () => {
    const cut = await startBench({ flavor: 'online', scale: 'S', holdersCut: 4 });
    try {
      const id = largestListing(cut);
      const { items } = await cut.client().holders(id);
      const listed = [...items];
      assert.ok(listed.length === 4 && cut.listing(id).holders.size > 4);
      const grants = listed.map(one => ({ to: { members: [one.username] }, give: one.entitlements }));
      const policy = { policy: 1, portal: cut.sample.url, mode: 'exact', listings: [{ itemId: id, grants }] };
      const text = JSON.stringify(policy);
      const deps = { ...cut.deps, rosterText: () => Promise.reject(new Error('no roster')) };
      const planned = await planPolicy(deps, portal, { name: 'cut', text }, { title: 'cut' });
      for (const command of ['plan', 'drift'] as const) {
        const request = {
          command,
          file: 'cut',
          portal: cut.sample.url,
          json: true,
          save: undefined,
          removeDoubles: false,
        };
        assert.equal(resultOf(command, planned.plan), 'unknown');
        assert.match(
          planText(request, text, planned),
          /not compared: .*\n.*of the others nothing is known\.\n$/,
        );
        const said = JSON.parse(planJson(request, text, planned)) as {
          result: string;
          notWhole: readonly { itemId: string }[];
        };
        assert.deepEqual([said.result, said.notWhole.map(one => one.itemId)], ['unknown', [id]]);
      }
    } finally {
      await cut.close();
    }
  });

  it('refuses dates without a time zone: the zone of a machine of CI is not that of the organization', async () => {
    const grants = [{ to: { members: ['nobody'] }, give: ['desktopAdvN'], until: '2026-11-21' }];
    const listings = [{ itemId: largestListing(bench), grants }];
    const policy = { policy: 1, portal: bench.sample.url, mode: 'exact', listings };
    const file = await put('dated.license-policy.json', JSON.stringify(policy));
    const refused = await cli(['drift', file, '--portal', bench.sample.url], token());
    assert.deepEqual([refused.code, refused.out], [1, '']);
    assert.match(refused.error, /grants with dates and no "timeZone".*Nothing was sent/);
    const zoned = await put(
      'zoned.license-policy.json',
      JSON.stringify({ ...policy, timeZone: 'Europe/Zurich' }),
    );
    const read = await cli(['drift', zoned, '--portal', bench.sample.url], token());
    assert.doesNotMatch(read.error, /timeZone/);
  });

  it('says what a policy says in one line and without control characters, on standard error as well', async () => {
    const address = 'https://gis.example.org/x\u001b]0;t\u0007\n::error ::y';
    const policy = { policy: 1, portal: address, mode: 'exact', listings: [] };
    const file = await put('hostile.license-policy.json', JSON.stringify(policy));
    const { code, error } = await cli(['drift', file, '--portal', bench.sample.url], token());
    assert.equal(code, 1);
    assert.doesNotMatch(error, /[^\P{Cc}\n]|\n::/u);
  });
});
