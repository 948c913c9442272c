import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, username } from '../../../src/core/ids';
import { journalLine, journalStart } from '../../../src/core/journal';
import type { DamagedFile, JournalEntry, JournalLine } from '../../../src/core/journal';
import { journalCsv } from '../../../src/core/journalCsv';
import { journalOperations } from '../../../src/core/journalOperations';
import { journalText } from '../../../src/core/journalText';
import type { MemberPlan } from '../../../src/core/planTypes';
import { isPortalError } from '../../../src/core/problem';
import { folderOf, formerPaths, lockPath } from '../../../src/services/journal/journalFiles';
import { sha256 } from '../../../src/services/journal/journalFiles';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { memoryFiles, memoryLog } from './fakes';
import type { MemoryFiles } from './fakes';

const id = portalId('p1');
const site = { id, orgId: 'org', url: 'https://gis.example/portal' };
const item = itemId('item1');
/** Paths of the plans of a portal, the oldest first. */
const plansOf = ({ files }: MemoryFiles, portal = id): string[] =>
  [...files.keys()].filter(path => path.startsWith(`${folderOf(portal)}/`) && path.endsWith('.jsonl')).sort();
/** The lines of a journal as one file, each following the one before. */
function former(entries: readonly JournalEntry[]): string {
  let last = journalStart;
  return entries
    .map(entry => {
      const line = journalLine(last, entry, sha256);
      last = line.hash;
      return line.text;
    })
    .join('');
}
const plan = (planId: string, title = 'Add Network Analyst'): MemberPlan => ({
  kind: 'members',
  id: planId,
  portalId: id,
  createdAt: 1,
  title,
  targets: [{ kind: 'listing', itemId: item, title: 'ArcGIS Pro' }],
  changes: [
    {
      itemId: item,
      username: username('=cmd'),
      before: [],
      after: [entitlement('networkAnalystN')],
    },
  ],
  skipped: [],
  requests: [],
  ledger: [],
  warnings: [],
  suppressCustomerEmail: true,
});
const planned = (planId: string, title?: string): JournalEntry => ({
  kind: 'planned',
  at: 1_700_000_000_000,
  planId,
  portalId: id,
  portalName: 'Riverbend',
  portalUrl: 'https://gis.example/portal',
  orgId: 'org',
  by: username('admin'),
  plan: plan(planId, title),
});
const started = (planId: string, requestId: string): JournalEntry => ({
  kind: 'requestStarted',
  at: 2,
  planId,
  requestId,
  itemId: item,
  users: [username('=cmd')],
  entitlements: [entitlement('networkAnalystN')],
});
const ended = (planId: string, requestId: string): JournalEntry => ({
  kind: 'requestEnded',
  at: 3,
  planId,
  requestId,
  outcome: 'lost',
  message: 'reset',
});
const finished = (planId: string): JournalEntry => ({
  kind: 'finished',
  at: 4,
  planId,
  report: { planId, startedAt: 1, endedAt: 4, cancelled: false, requestsSent: 1, results: [] },
});

describe('journalStore', () => {
  it('keeps entries in their order, each following the one before', async () => {
    const files = memoryFiles();
    const journal = createJournalStore({ files });
    await Promise.all(
      [planned('a'), started('a', 'r1'), ended('a', 'r1')].map(entry => journal.append(id, entry)),
    );
    const read = await journal.read(id);
    assert.deepEqual(
      read.entries.map(({ kind }) => kind),
      ['planned', 'requestStarted', 'requestEnded'],
    );
    assert.deepEqual(read.damage, []);
    const lines = files.files
      .get(plansOf(files)[0]!)!
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as JournalLine);
    assert.equal(lines[0]!.previous, journalStart);
    assert.equal(lines[1]!.previous, lines[0]!.hash);
    assert.equal(lines[2]!.previous, lines[1]!.hash);
  });

  it('is empty where nothing was written', async () => {
    const journal = createJournalStore({ files: memoryFiles() });
    assert.deepEqual(await journal.read(id), { entries: [], damage: [] });
    assert.deepEqual(await journal.unfinished(site), []);
  });

  it('goes on after a torn last line, and names it', async () => {
    const files = memoryFiles();
    await createJournalStore({ files }).append(id, planned('a'));
    const [path] = plansOf(files) as [string];
    const whole = files.files.get(path)!;
    files.files.set(path, whole + whole.slice(0, 40));
    const journal = createJournalStore({ files });
    await journal.append(id, finished('a'));
    const read = await journal.read(id);
    assert.deepEqual(
      read.entries.map(({ kind }) => kind),
      ['planned', 'finished'],
    );
    const file = path.replace('.jsonl', '.done.jsonl');
    assert.deepEqual(read.damage, [{ file, lines: [{ line: 2, kind: 'torn' }] }]);
    assert.match(journalText(read), /Line 2 was cut/);
  });

  it('notices a changed and a missing line', async () => {
    const files = memoryFiles();
    const journal = createJournalStore({ files });
    for (const entry of [planned('a'), started('a', 'r1'), ended('a', 'r1'), finished('a')])
      await journal.append(id, entry);
    const [path] = plansOf(files) as [string];
    const lines = files.files.get(path)!.split('\n');
    files.files.set(path, [lines[0], lines[1]!.replace('"r1"', '"r9"'), ...lines.slice(2)].join('\n'));
    assert.deepEqual((await journal.read(id)).damage[0]?.lines, [{ line: 2, kind: 'changed' }]);
    files.files.set(path, [lines[0], ...lines.slice(2)].join('\n'));
    assert.deepEqual((await journal.read(id)).damage[0]?.lines, [{ line: 2, kind: 'missing' }]);
  });

  it('lets two windows write to one journal', async () => {
    const files = memoryFiles();
    const one = createJournalStore({ files });
    const other = createJournalStore({ files });
    await one.append(id, planned('a'));
    await other.append(id, planned('b'));
    await one.append(id, finished('a'));
    await other.append(id, finished('b'));
    const read = await other.read(id);
    assert.deepEqual(read.damage, []);
    assert.equal(read.entries.length, 4);
  });

  it('tells plans without an end, with what is known of their requests', async () => {
    const files = memoryFiles();
    const journal = createJournalStore({ files });
    for (const entry of [
      planned('a'),
      started('a', 'r1'),
      ended('a', 'r1'),
      started('a', 'r2'),
      planned('b'),
      finished('b'),
    ])
      await journal.append(id, entry);
    assert.deepEqual(await journal.unfinished(site), [], 'this window is carrying it out');
    const [open, ...more] = await createJournalStore({ files }).unfinished(site);
    assert.equal(more.length, 0);
    assert.equal(open?.planned.planId, 'a');
    assert.deepEqual(
      open.requests.map(({ started: { requestId }, outcome }) => [requestId, outcome]),
      [
        ['r1', 'lost'],
        ['r2', undefined],
      ],
    );
  });

  it('lets this window read back a plan that it left without its end', async () => {
    const files = memoryFiles();
    const journal = createJournalStore({ files });
    await journal.alone(site, async () => {
      await journal.append(id, planned('a'));
      await journal.append(id, started('a', 'r1'));
      assert.deepEqual(await journal.unfinished(site), []);
    });
    assert.equal((await journal.unfinished(site)).length, 1);
    await journal.alone(site, () => journal.append(id, finished('a')));
    assert.deepEqual(await journal.unfinished(site), []);
    assert.deepEqual((await journal.read(id)).damage, []);
    assert.equal(plansOf(files).length, 1);
  });

  it('rejects when the disk is full, and goes on when it is not any more', async () => {
    const files = memoryFiles();
    const journal = createJournalStore({ files });
    await journal.append(id, planned('a'));
    files.fail = new Error('ENOSPC');
    await assert.rejects(journal.append(id, started('a', 'r1')), /ENOSPC/);
    files.fail = undefined;
    await journal.append(id, started('a', 'r1'));
    const read = await journal.read(id);
    assert.equal(read.entries.length, 2);
    assert.deepEqual(read.damage, []);
  });

  it('does not take a plan that another window is carrying out for an interrupted one', async () => {
    const files = memoryFiles();
    const one = createJournalStore({ files });
    const other = createJournalStore({ files });
    await one.alone(site, async () => {
      await one.append(id, planned('a'));
      assert.deepEqual(await other.unfinished(site), []);
      await assert.rejects(
        other.alone(site, () => assert.fail('both windows are at work')),
        error => isPortalError(error) && /Another window is applying a plan/.test(error.message),
      );
      assert.equal(
        await other.alone({ ...site, id: portalId('p2'), orgId: 'org2' }, () => Promise.resolve('free')),
        'free',
      );
    });
    assert.equal((await other.unfinished(site)).length, 1);
    assert.equal(await other.alone(site, async () => (await other.unfinished(site)).length), 1);
  });

  it('lets works of one window wait for each other, also after one that fails', async () => {
    const journal = createJournalStore({ files: memoryFiles() });
    const seen: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      seen.push(`begin ${name}`);
      await new Promise(resolve => setTimeout(resolve, 5));
      seen.push(`end ${name}`);
      if (name === 'a') throw new Error('failed');
    };
    const results = await Promise.allSettled(['a', 'b', 'c'].map(name => journal.alone(site, work(name))));
    assert.deepEqual(seen, ['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c']);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'fulfilled', 'fulfilled'],
    );
  });

  it('keeps what came of a work whose lock cannot be given back, and why one failed', async () => {
    const files = memoryFiles();
    const log = memoryLog();
    const tryLock: typeof files.tryLock = async path => {
      const lock = await files.tryLock(path);
      return (
        lock && {
          ...lock,
          release: async () => {
            await lock.release();
            throw new Error('EIO');
          },
        }
      );
    };
    const journal = createJournalStore({ files: { ...files, tryLock }, log });
    assert.equal(await journal.alone(site, () => Promise.resolve('report')), 'report');
    await assert.rejects(
      journal.alone(site, () => Promise.reject(new Error('reason'))),
      /^Error: reason$/,
    );
    assert.equal(log.lines.filter(line => /^error The lock .*EIO/.test(line)).length, 2);
  });

  it('lets nobody write to an organization that another window writes to, by whatever address or account', async () => {
    const files = memoryFiles();
    const [one, other] = [createJournalStore({ files }), createJournalStore({ files })];
    const alias = {
      ...site,
      id: portalId('gis.example:7443/portal#b'),
      url: 'https://gis.example:7443/portal',
    };
    await one.alone(site, async () => {
      await assert.rejects(
        other.alone(alias, () => assert.fail('both windows are at work')),
        /Another window is applying a plan/,
      );
      assert.deepEqual(await other.unfinished(alias), []);
    });
    assert.equal(await other.alone(alias, () => Promise.resolve('free')), 'free');
    const unknown = (url: string): string => lockPath({ id, orgId: '', url });
    assert.equal(unknown('https://GIS.example/portal'), unknown('https://gis.example:7443/arcgis'));
    assert.notEqual(unknown('https://gis.example'), unknown('https://maps.example'));
  });

  it('lets no request begin after the lock was lost', async () => {
    const files = memoryFiles();
    const journal = createJournalStore({ files });
    await journal.alone(site, async () => {
      await journal.append(id, planned('a'));
      await journal.append(id, started('a', 'r1'));
      files.locks.clear();
      await journal.append(id, ended('a', 'r1'));
      await assert.rejects(
        journal.append(id, started('a', 'r2')),
        error => isPortalError(error) && /another one may have begun to write/.test(error.message),
      );
      await journal.append(id, finished('a'));
    });
    const { entries, damage } = await journal.read(id);
    assert.deepEqual(
      entries.map(({ kind }) => kind),
      ['planned', 'requestStarted', 'requestEnded', 'finished'],
    );
    assert.deepEqual(damage, []);
  });

  it('keeps each plan in a file of its own, and reads none that has its end', async () => {
    const files = memoryFiles();
    const journal = createJournalStore({ files });
    for (const name of ['a', 'b', 'c']) await journal.append(id, planned(name));
    for (const name of ['a', 'c']) await journal.append(id, finished(name));
    assert.equal(plansOf(files).length, 3);
    const read: string[] = [];
    const fresh = createJournalStore({
      files: {
        ...files,
        lines: path => {
          if (files.files.has(path)) read.push(path);
          return files.lines(path);
        },
      },
    });
    const open = await fresh.unfinished(site);
    assert.deepEqual(
      open.map(({ planned: { planId } }) => planId),
      ['b'],
    );
    assert.deepEqual(
      read,
      plansOf(files).filter(path => !path.endsWith('.done.jsonl')),
    );
    assert.equal(read.length, 1);
  });

  it('takes a plan for ended whose file kept its name, and puts it aside then', async () => {
    const files = memoryFiles();
    const rename = files.rename;
    files.rename = () => Promise.reject(new Error('EPERM'));
    const journal = createJournalStore({ files });
    await journal.append(id, planned('a'));
    await journal.append(id, finished('a'));
    files.rename = rename;
    assert.deepEqual(await createJournalStore({ files }).unfinished(site), []);
    assert.match(plansOf(files)[0]!, /\.done\.jsonl$/);
  });

  it('writes over no file that lies where an ended one is to lie, and names it', async () => {
    const files = memoryFiles();
    const damage: string[] = [];
    const journal = createJournalStore({ files, onDamage: ({ file }) => damage.push(file) });
    await journal.append(id, planned('a'));
    const [open] = plansOf(files) as [string];
    const twin = open.replace('.jsonl', '.done.jsonl');
    files.files.set(twin, 'evidence');
    await journal.append(id, finished('a'));
    assert.equal(files.files.get(twin), 'evidence');
    assert.match(files.files.get(open) ?? '', /"finished"/);
    assert.deepEqual(damage, [twin]);
    // Nor does the next start.
    assert.deepEqual(await createJournalStore({ files }).unfinished(site), []);
    assert.equal(files.files.get(twin), 'evidence');
  });

  it('gives a plan that is carried out a second time a file of its own', async () => {
    const files = memoryFiles();
    for (let time = 0; time < 2; time += 1) {
      const journal = createJournalStore({ files });
      await journal.append(id, planned('a'));
      await journal.append(id, finished('a'));
    }
    assert.equal(plansOf(files).length, 2);
    const read = await createJournalStore({ files }).read(id);
    assert.equal(read.entries.length, 4);
    assert.deepEqual(read.damage, []);
  });

  it('names a file that cannot be read or trusted, and goes on with the others', async () => {
    const files = memoryFiles();
    const journal = createJournalStore({ files });
    for (const name of ['a', 'b', 'c']) await journal.append(id, planned(name));
    for (const name of ['a', 'b', 'c']) await journal.append(id, started(name, 'r1'));
    const ofPlan = (name: string): string =>
      plansOf(files).find(path => files.files.get(path)!.includes(`"planId":"${name}"`))!;
    const [unreadable, changed] = [ofPlan('a'), ofPlan('b')];
    files.files.set(changed, files.files.get(changed)!.replace('"kind":"planned"', '"kind":"plannex"'));
    const broken: MemoryFiles = {
      ...files,
      lines: path => {
        if (path === unreadable) throw new Error('EIO');
        return files.lines(path);
      },
    };
    const told: DamagedFile[] = [];
    const fresh = createJournalStore({ files: broken, onDamage: damage => told.push(damage) });
    assert.deepEqual(
      (await fresh.unfinished(site)).map(({ planned: { planId } }) => planId),
      ['c'],
    );
    await fresh.unfinished(site);
    assert.deepEqual(told.map(({ file }) => file).sort(), [unreadable, changed].sort());
    const read = await fresh.read(id);
    assert.equal(read.entries.filter(({ planId }) => planId === 'c').length, 2);
    assert.match(journalText(read), /The file cannot be read any further\. EIO/);
    await fresh.append(id, finished('c'));
  });

  it('shows the newest plans first, and the older ones page by page', async () => {
    const files = memoryFiles();
    const journal = createJournalStore({ files });
    for (let index = 0; index < 45; index += 1) {
      const entry = { ...planned(`plan${index}`, `Title ${index}`), at: 1_700_000_000_000 + index * 1000 };
      await journal.append(id, entry);
      await journal.append(id, finished(`plan${index}`));
    }
    const pages = await journal.pages(id);
    assert.deepEqual(
      pages.map(({ plans }) => plans),
      [20, 20, 5],
    );
    assert.equal(pages[0]?.until, 1_700_000_044_000);
    assert.equal(pages[2]?.from, 1_700_000_000_000);
    const titles = async (page?: number): Promise<string[]> =>
      (await journal.read(id, page)).entries.flatMap(entry =>
        entry.kind === 'planned' ? [entry.plan.title] : [],
      );
    assert.deepEqual([(await titles())[0], (await titles()).at(-1)], ['Title 25', 'Title 44']);
    assert.deepEqual([(await titles(3))[0], (await titles(3)).at(-1)], ['Title 0', 'Title 4']);
    const text = journalText(await journal.read(id, 2), 2, pages);
    assert.match(text, /Plans 21 to 40 of 45, counted from the newest\. For older ones/);
    assert.ok(!text.includes('Title 25') && text.includes('Title 24'));
  });

  it('puts a plan on a page of its own that is large', async () => {
    const files = memoryFiles();
    const journal = createJournalStore({ files });
    for (const name of ['a', 'b']) {
      await journal.append(id, planned(name, name.repeat(3_000_000)));
      await journal.append(id, finished(name));
    }
    assert.equal((await journal.pages(id)).length, 2);
  });

  it('makes a folder name of any portal id, and another one for each', () => {
    assert.match(folderOf(portalId('../../etc/x')), /^journal\/______etc_x-[0-9a-f]{12}$/);
    const alike = ['a.b', 'a_b', 'a/b', 'A.b'].map(name => folderOf(portalId(name)).toLowerCase());
    assert.equal(new Set(alike).size, alike.length);
  });

  it('reads the journals that were one file per portal, writes nothing to them, and forgets none of their open plans', async () => {
    const mine = portalId('gis.example/portal#a');
    const alike = portalId('gis.example/portal/a');
    assert.equal(formerPaths(mine)[0], formerPaths(alike)[0]);
    const of = (owner: typeof mine, planId: string, title?: string): JournalEntry =>
      ({ ...planned(planId, title), portalId: owner }) as JournalEntry;
    const files = memoryFiles();
    // Two portals met under the first name.
    files.files.set(
      formerPaths(mine)[0]!,
      former([of(mine, 'a'), of(alike, 'z'), started('z', 'r1'), started('a', 'r1')]),
    );
    files.files.set(formerPaths(mine)[1]!, former([of(mine, 'b'), finished('b')]));
    const before = new Map(files.files);
    const journal = createJournalStore({ files });
    const planIds = async (owner: typeof mine): Promise<string[]> =>
      (await createJournalStore({ files }).unfinished({ ...site, id: owner })).map(
        ({ planned: { planId } }) => planId,
      );
    assert.deepEqual(await planIds(mine), ['a']);
    assert.deepEqual(await planIds(alike), ['z']);
    await journal.append(mine, finished('a'));
    assert.deepEqual(await planIds(mine), []);
    assert.deepEqual(await planIds(mine), [], 'and a mark keeps it from being read again');
    for (const [path, text] of before) assert.equal(files.files.get(path), text);
    assert.deepEqual(await planIds(alike), ['z']);
    const [newest, last, ...more] = await journal.pages(mine);
    assert.equal(more.length, 0);
    assert.equal(newest?.plans, 1, 'the end of plan a');
    assert.deepEqual(last, {});
    const read = await journal.read(mine, 2);
    const { entries } = read;
    assert.equal(read.former?.size, 2);
    assert.equal(journalText(read).match(/Not vouched for/g)?.length, 2);
    assert.equal((await journal.read(mine, 1)).former, undefined);
    assert.equal(
      journalCsv(journalOperations(entries), read.former).match(/,chain(\r|$)/gm)?.length ?? 0,
      journalOperations(entries).length,
    );
    assert.deepEqual(
      entries.map(({ kind, planId }) => `${planId} ${kind}`),
      ['a planned', 'a requestStarted', 'b planned', 'b finished'],
    );
  });
});

describe('journalText', () => {
  it('tells plan, requests and result, and keeps hostile text inert', async () => {
    const journal = createJournalStore({ files: memoryFiles() });
    const title = '</script>[x](command:evil) `code`\n# heading';
    for (const entry of [planned('a', title), started('a', 'r1'), ended('a', 'r1')])
      await journal.append(id, entry);
    await journal.append(id, {
      ...(finished('a') as Extract<JournalEntry, { kind: 'finished' }>),
      report: {
        planId: 'a',
        startedAt: 1,
        endedAt: 2,
        cancelled: false,
        requestsSent: 1,
        results: [{ itemId: item, username: username('a|b'), outcome: 'notDone', reason: 'No | seat' }],
      },
    });
    const text = journalText(await journal.read(id));
    assert.ok(!text.includes('](command:evil)'));
    assert.ok(!text.includes('</script>'));
    assert.ok(!/^# heading/m.test(text));
    assert.match(text, /2023-11-14 22:13:20 UTC/);
    assert.match(text, /r1 lost: reset/);
    const lines = Array.from({ length: 50 }, (_, index) => ({ line: index + 1, kind: 'torn' as const }));
    const damaged = journalText({ entries: [], damage: [{ file: 'journal/x.jsonl', lines }] });
    assert.match(damaged, /journal\/x\\\.jsonl: Line 20 was cut/);
    assert.match(damaged, /journal\/x\\\.jsonl: 30 more lines like these/);
    assert.ok(!damaged.includes('Line 21 '));
    assert.match(text, /a\\\|b \| item1 \| not done \| No \\\| seat/);
    assert.match(text, /0 done, 1 not done, 0 to be re-read/);
  });
});
