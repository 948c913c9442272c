import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, username } from '../../../src/core/ids';
import { journalStart } from '../../../src/core/journal';
import type { JournalEntry, JournalLine } from '../../../src/core/journal';
import { journalText } from '../../../src/core/journalText';
import type { MemberPlan } from '../../../src/core/planTypes';
import { isPortalError } from '../../../src/core/problem';
import { createJournalStore, formerJournalPath, journalPath } from '../../../src/services/journalStore';
import { memoryFiles } from './fakes';

const id = portalId('p1');
const item = itemId('item1');
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
    assert.notEqual(read.last, journalStart);
    const lines = files.files
      .get(journalPath(id))!
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as JournalLine);
    assert.equal(lines[0]!.previous, journalStart);
    assert.equal(lines[1]!.previous, lines[0]!.hash);
    assert.equal(lines[2]!.previous, lines[1]!.hash);
  });

  it('is empty where nothing was written', async () => {
    const journal = createJournalStore({ files: memoryFiles() });
    assert.deepEqual(await journal.read(id), { entries: [], damage: [], last: journalStart });
    assert.deepEqual(await journal.unfinished(id), []);
  });

  it('goes on after a torn last line, and names it', async () => {
    const files = memoryFiles();
    await createJournalStore({ files }).append(id, planned('a'));
    const path = journalPath(id);
    const whole = files.files.get(path)!;
    files.files.set(path, whole + whole.slice(0, 40));
    const journal = createJournalStore({ files });
    await journal.append(id, finished('a'));
    const read = await journal.read(id);
    assert.deepEqual(
      read.entries.map(({ kind }) => kind),
      ['planned', 'finished'],
    );
    assert.deepEqual(read.damage, [{ line: 2, kind: 'torn' }]);
    assert.match(journalText(read), /Line 2 was cut/);
  });

  it('notices a changed and a missing line', async () => {
    const files = memoryFiles();
    const journal = createJournalStore({ files });
    for (const entry of [planned('a'), started('a', 'r1'), ended('a', 'r1'), finished('a')])
      await journal.append(id, entry);
    const path = journalPath(id);
    const lines = files.files.get(path)!.split('\n');
    files.files.set(path, [lines[0], lines[1]!.replace('"r1"', '"r9"'), ...lines.slice(2)].join('\n'));
    assert.deepEqual((await journal.read(id)).damage, [{ line: 2, kind: 'changed' }]);
    files.files.set(path, [lines[0], ...lines.slice(2)].join('\n'));
    assert.deepEqual((await journal.read(id)).damage, [{ line: 2, kind: 'missing' }]);
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
    assert.deepEqual(await journal.unfinished(id), [], 'this window is carrying it out');
    const [open, ...more] = await createJournalStore({ files }).unfinished(id);
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
    await one.alone(id, async () => {
      await one.append(id, planned('a'));
      assert.deepEqual(await other.unfinished(id), []);
      await assert.rejects(
        other.alone(id, () => assert.fail('both windows are at work')),
        error => isPortalError(error) && /Another window is applying a plan/.test(error.message),
      );
      assert.equal(await other.alone(portalId('p2'), () => Promise.resolve('free')), 'free');
    });
    assert.equal((await other.unfinished(id)).length, 1);
    assert.equal(await other.alone(id, async () => (await other.unfinished(id)).length), 1);
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
    const results = await Promise.allSettled(['a', 'b', 'c'].map(name => journal.alone(id, work(name))));
    assert.deepEqual(seen, ['begin a', 'end a', 'begin b', 'end b', 'begin c', 'end c']);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'fulfilled', 'fulfilled'],
    );
  });

  it('makes a file name of any portal id, and another one for each', () => {
    assert.match(journalPath(portalId('../../etc/x')), /^journal\/______etc_x-[0-9a-f]{12}\.jsonl$/);
    const alike = ['a.b', 'a_b', 'a/b', 'A.b'].map(name => journalPath(portalId(name)).toLowerCase());
    assert.equal(new Set(alike).size, alike.length);
  });

  it('goes on in the file of its former name, and leaves that of another portal alone', async () => {
    const files = memoryFiles();
    const mine = portalId('gis.example/portal#a');
    const alike = portalId('gis.example/portal/a');
    assert.equal(formerJournalPath(mine), formerJournalPath(alike));
    const entry = { ...planned('a'), portalId: mine } as JournalEntry;
    await createJournalStore({ files }).append(mine, entry);
    files.files.set(formerJournalPath(mine), files.files.get(journalPath(mine))!);
    files.files.delete(journalPath(mine));
    const journal = createJournalStore({ files });
    assert.equal((await journal.unfinished(mine)).length, 1);
    assert.deepEqual((await journal.read(alike)).entries, []);
    await journal.append(alike, { ...planned('b'), portalId: alike } as JournalEntry);
    await journal.append(mine, finished('a'));
    const again = createJournalStore({ files });
    assert.equal((await again.read(mine)).entries.length, 2);
    assert.deepEqual((await again.read(mine)).damage, []);
    assert.equal((await again.read(alike)).entries.length, 1);
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
    assert.match(text, /a\\\|b \| item1 \| not done \| No \\\| seat/);
    assert.match(text, /0 done, 1 not done, 0 to be re-read/);
  });
});
