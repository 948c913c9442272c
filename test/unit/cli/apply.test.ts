import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectionId } from '../../../src/core/connectionId';
import { userKey, username } from '../../../src/core/ids';
import { createJournalRegister } from '../../../src/services/journal/journalRegister';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createNodeFileStore } from '../../../src/services/journal/nodeFileStore';
import { storageFolder } from '../../../src/cli/storageFolder';
import { largestListing, startBench } from '../services/bench';
import type { Bench } from '../services/bench';
import { cli } from './shell';

describe('the command line applies', function () {
  this.timeout(60_000);
  let bench: Bench;
  let folder: string;
  beforeEach(async () => {
    bench = await startBench({ flavor: 'online', scale: 'S' });
    folder = await mkdtemp(path.join(tmpdir(), 'cli-'));
  });
  afterEach(async () => {
    await bench.close();
    await rm(folder, { recursive: true, force: true });
  });
  const token = () => ({ ARCGIS_TOKEN: bench.tokens.current });

  /** Saves a plan that takes the largest listing from two members. */
  async function saved(
    more: object = {},
  ): Promise<{ file: string; hash: string; names: string[]; before: number }> {
    const id = largestListing(bench);
    const names = [...bench.listing(id).holders.values()]
      .filter(one => one.disconnectedSince === null)
      .slice(0, 2)
      .map(one => one.username);
    const others = [...bench.sample.state.members.values()]
      .map(one => one.username)
      .filter(name => !names.some(one => userKey(one) === userKey(name)));
    const policy = path.join(folder, 'p.license-policy.json');
    await writeFile(
      policy,
      JSON.stringify({
        policy: 1,
        portal: bench.sample.url,
        mode: 'exact',
        exclude: { members: others },
        listings: [{ itemId: id, grants: [] }],
        ...more,
      }),
    );
    const file = path.join(folder, 'p.license-plan.json');
    const made = await cli(['plan', policy, '--portal', bench.sample.url, '--json', '--save', file], token());
    assert.equal(made.code, 2, made.error);
    const { saved: told } = JSON.parse(made.out) as { saved: { sha256: string } };
    return { file, hash: told.sha256, names, before: bench.listing(id).holders.size };
  }
  const storage = () => ['--storage', path.join(folder, 'storage')];

  it('the plan that was reviewed, with the journal that a window reads, and ends with 0', async () => {
    const { file, hash, names, before } = await saved();
    const done = await cli(['apply', file, '--confirm', hash, ...storage(), '--json'], token());
    assert.equal(done.code, 0, done.error + done.out);
    const said = JSON.parse(done.out) as {
      results: { outcome: string; member: string }[];
      requestsSent: number;
    };
    assert.deepEqual(
      said.results.map(({ outcome, member }) => [outcome, userKey(member)]).sort(),
      names.map(name => ['done', userKey(name)]).sort(),
    );
    assert.equal(said.requestsSent, 1);
    assert.equal(bench.listing(largestListing(bench)).holders.size, before - 2);

    const files = createNodeFileStore(path.join(folder, 'storage'));
    const id = connectionId(bench.sample.url, bench.sample.username);
    const register = createJournalRegister({ files, clock: bench.clock });
    const { entries } = await createJournalStore({ files, register }).read(id);
    assert.deepEqual(
      entries.map(({ kind }) => kind),
      ['planned', 'requestStarted', 'requestEnded', 'results', 'finished'],
    );
    assert.deepEqual((await register.verify(id)).findings, []);
    const all = JSON.stringify(entries);
    assert.ok(!all.includes(bench.tokens.current));
    const mode = (await stat(path.join(folder, 'storage', 'journal'))).mode & 0o77;
    assert.equal(mode, 0);

    // Once more: what it saw is not there any more.
    const again = await cli(['apply', file, '--confirm', hash, ...storage()], token());
    assert.equal(again.code, 1);
    assert.match(again.error, /have changed since it was saved/);
    assert.equal(bench.writes().length, 1);
  });

  it('nothing where the hash is of another plan, where the file was edited, or where somebody else is at it', async () => {
    const { file, hash } = await saved();
    const other = await cli(['apply', file, '--confirm', 'a'.repeat(64), ...storage()], token());
    assert.equal(other.code, 1);
    assert.match(other.error, /not the plan that was reviewed\. Nothing was sent/);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('"suppressCustomerEmail": true', '"suppressCustomerEmail": false'));
    const edited = await cli(['apply', file, '--confirm', hash, ...storage()], token());
    assert.equal(edited.code, 1);
    assert.match(edited.error, /not the plan that was reviewed/);
    await writeFile(file, text);

    const files = createNodeFileStore(path.join(folder, 'storage'));
    const site = {
      id: connectionId(bench.sample.url, bench.sample.username),
      orgId: (await bench.client().organization()).orgId,
      url: bench.sample.url,
    };
    await createJournalStore({ files }).alone(site, async () => {
      const locked = await cli(['apply', file, '--confirm', hash, ...storage()], token());
      assert.equal(locked.code, 1);
      assert.match(locked.error, /Another window is applying a plan/);
    });
    assert.equal(bench.writes().length, 0);
  });

  it('a plan over the threshold of its policy only where that is asked for', async () => {
    const { file, hash } = await saved({ removalThreshold: { count: 1 } });
    const refused = await cli(['apply', file, '--confirm', hash, ...storage()], token());
    assert.equal(refused.code, 1);
    assert.match(refused.error, /takes something from 2 members, more than its policy allows unasked/);
    assert.equal(bench.writes().length, 0);
    const asked = await cli(['apply', file, '--confirm', hash, '--over-threshold', ...storage()], token());
    assert.equal(asked.code, 0, asked.error);
  });

  it('a plan that is over the percentage since others lost what they held, and says that it is why', async () => {
    const id = largestListing(bench);
    const percent = Math.ceil(200 / bench.listing(id).holders.size);
    const { file, hash, names, before } = await saved({ removalThreshold: { percent } });
    // Fewest holders of whom two are still within the percentage, less one.
    const left = Math.ceil(200 / percent) - 1;
    const others = [...bench.listing(id).holders.values()].filter(
      one => one.disconnectedSince === null && !names.some(name => userKey(name) === userKey(one.username)),
    );
    const users = others.slice(0, before - left).map(one => username(one.username));
    assert.ok(users.length > 0 && users.length <= 25);
    await bench.client().provision(id, { users, entitlements: [], suppressCustomerEmail: true });
    const writes = bench.writes().length;
    const refused = await cli(['apply', file, '--confirm', hash, ...storage()], token());
    assert.equal(refused.code, 1);
    const says = `unasked: ${left} members hold something of it now, and ${before} did when it was planned. Nothing was sent.`;
    assert.ok(refused.error.includes(says), refused.error);
    assert.equal(bench.writes().length, writes);
    const asked = await cli(['apply', file, '--confirm', hash, '--over-threshold', ...storage()], token());
    assert.equal(asked.code, 0, asked.error);
  });

  it('a plan whose policy is not found only where that is asked for, whatever the head of its file says', async () => {
    const { file, hash } = await saved({ removalThreshold: { count: 5 } });
    const plans = await mkdtemp(path.join(tmpdir(), 'cli-plans-'));
    try {
      const alone = path.join(plans, 'p.license-plan.json');
      await writeFile(alone, await readFile(file, 'utf8'));
      const refused = await cli(['apply', alone, '--confirm', hash, ...storage()], token());
      assert.equal(refused.code, 1);
      assert.match(
        refused.error,
        /takes something from 2 members, and the policy that it was made of, .* is not beside it.*--policy FILE/,
      );
      assert.equal(bench.writes().length, 0);
      const policy = path.join(folder, 'p.license-policy.json');
      const named = await cli(['apply', alone, '--confirm', hash, '--policy', policy, ...storage()], token());
      assert.equal(named.code, 0, named.error);
    } finally {
      await rm(plans, { recursive: true, force: true });
    }
  });

  it('what its policy takes no more, such as by a roster of now, only where that is asked for', async () => {
    const id = largestListing(bench);
    const [first, second, third] = [...bench.listing(id).holders.values()].filter(
      one => one.disconnectedSince === null,
    );
    const roster = path.join(folder, 'keep.csv');
    await writeFile(roster, `username\n${third!.username}\n`);
    const grants = [{ to: { roster: 'keep.csv' }, give: first!.entitlements }];
    const { file, hash, names } = await saved({ listings: [{ itemId: id, grants }] });
    assert.deepEqual(names, [first!.username, second!.username]);
    await writeFile(roster, `username\n${third!.username}\n${first!.username}\n`);
    const refused = await cli(['apply', file, '--confirm', hash, ...storage()], token());
    assert.equal(refused.code, 1);
    assert.ok(
      refused.error.includes(
        `with the members and the day of now, does not take that from ${first!.username}. Nothing was sent.`,
      ),
      refused.error,
    );
    assert.equal(bench.writes().length, 0);
    const asked = await cli(['apply', file, '--confirm', hash, '--over-threshold', ...storage()], token());
    assert.equal(asked.code, 0, asked.error);
  });

  it('no plan of before: one is saved over a saved plan and over nothing else, and goes where there is none to apply', async () => {
    const { file, hash } = await saved();
    const policy = path.join(folder, 'p.license-policy.json');
    const roster = path.join(folder, 'roster.csv');
    await writeFile(roster, 'username\nana\n');
    const reads = bench.entries.length;
    for (const other of [policy, roster]) {
      const before = await readFile(other, 'utf8');
      const { code, error } = await cli(
        ['plan', policy, '--portal', bench.sample.url, '--save', other],
        token(),
      );
      assert.deepEqual([code, await readFile(other, 'utf8')], [1, before]);
      assert.match(error, /is there and is no saved plan: --save writes over nothing else/);
    }
    assert.equal(bench.entries.length, reads);
    assert.equal((await cli(['apply', file, '--confirm', hash, ...storage()], token())).code, 0);
    const done = await cli(['plan', policy, '--portal', bench.sample.url, '--save', file], token());
    assert.equal(done.code, 0, done.error);
    assert.match(done.error, /was an older saved plan and is gone: there is no plan to apply now/);
    await assert.rejects(stat(file), { code: 'ENOENT' });
  });

  it('what can be, tells what could not, and ends with 2', async () => {
    const { file, hash, names } = await saved();
    const id = largestListing(bench);
    const [first] = names;
    const running = cli(['apply', file, '--confirm', hash, ...storage()], token());
    const waitFor = async (count: number): Promise<void> => {
      const reads = (): number =>
        bench.entries.filter(({ path: asked }) => asked.includes('userEntitlements')).length;
      const start = reads();
      while (reads() < start + count) await new Promise(resolve => setTimeout(resolve, 1));
    };
    await waitFor(1);
    await bench.client().provision(id, {
      users: [username(first!)],
      entitlements: ['desktopBasicN'],
      suppressCustomerEmail: true,
    });
    const ended = await running;
    // Either the check of the file saw it (nothing is sent), or the check right before the request did (the other is written).
    if (ended.code === 1) assert.match(ended.error, /have changed since it was saved/);
    else {
      assert.equal(ended.code, 2, ended.error);
      assert.match(ended.out, /notDone: .*Changed since the plan was made/);
      assert.match(ended.out, /1 done, 1 not done, 0 not known/);
    }
  });

  it('with the folder that VS Code gives the extension, where none is said', () => {
    const of = (platform: string, env = {}): string =>
      storageFolder(env, platform, '/home/ana').replaceAll('\\', '/');
    const name = 'User/globalStorage/entitlement-tools.arcgis-entitlements';
    assert.equal(of('linux'), `/home/ana/.config/Code/${name}`);
    assert.equal(of('linux', { XDG_CONFIG_HOME: '/x' }), `/x/Code/${name}`);
    assert.equal(of('darwin'), `/home/ana/Library/Application Support/Code/${name}`);
    assert.equal(of('win32', { APPDATA: '/roaming' }), `/roaming/Code/${name}`);
  });
});
