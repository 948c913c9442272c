import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { bundleOptions } from '../../../../scripts/build';
import { bundles } from '../../../../scripts/bundles';
import type { PortalFacts } from '../../../../src/core/files/lint/lintTypes';
import { HolderDirectory } from '../../../../src/core/holderDirectory';
import { HolderTable } from '../../../../src/core/holderTable';
import { entitlement, username } from '../../../../src/core/ids';
import { isAbort } from '../../../../src/core/problem';
import { createLintClient, graceMs } from '../../../../src/services/lint/lintClient';
import type { LintClient } from '../../../../src/services/lint/lintClient';
import type { LintQuestion, LintReply, LintRequest } from '../../../../src/services/lint/lintMessages';
import { lintThreadsFrom } from '../../../../src/services/lint/lintThread';
import type { LintThreadListener, StartLintThread } from '../../../../src/services/lint/lintThread';
import { createLintAnswers } from '../../../../src/services/lint/answerLint';

const quiet = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const lintOf = (textKey: string, factsKey?: string): LintQuestion & { op: 'lint' } => ({
  op: 'lint',
  textKey,
  name: 'entitlements.json',
  settings: { now: 0, timeZone: 'UTC' },
  ...(factsKey === undefined ? {} : { factsKey }),
});
const live = new AbortController().signal;
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** A client over threads that answer only when told to. */
function given(rest?: number) {
  const threads: { listener: LintThreadListener; got: LintRequest[]; terminated: boolean }[] = [];
  const start: StartLintThread = listener => {
    const thread = { listener, got: [] as LintRequest[], terminated: false };
    threads.push(thread);
    return {
      postMessage: request => thread.got.push(request),
      terminate: () => (thread.terminated = true),
    };
  };
  const client = createLintClient(start, quiet, rest);
  const reply = (index: number, more: Partial<LintReply> = {}): void => {
    const thread = threads[index] ?? assert.fail('there is no such thread');
    const id = thread.got.at(-1)?.id ?? assert.fail('nothing was asked');
    thread.listener.reply({
      id,
      state: 'done',
      answer: { kind: 'unknown', problems: [] },
      ...more,
    } as LintReply);
  };
  return { client, threads, reply };
}

describe('the thread that checks files', () => {
  let client: LintClient | undefined;
  afterEach(() => client?.dispose());

  it('is started by the first question, and is sent each text and each set of facts once', async () => {
    const { client: own, threads, reply } = given();
    client = own;
    assert.equal(threads.length, 0);
    const facts = { portalName: 'P', unread: [] } as unknown as PortalFacts;
    for (const round of [0, 1]) {
      const asked = own.ask(lintOf('a', 'f'), { text: () => 'text of a', facts }, live);
      reply(0);
      await asked;
      const request = threads[0]?.got.at(-1);
      assert.equal(request?.text, round === 0 ? 'text of a' : undefined);
      assert.equal(request?.facts, round === 0 ? facts : undefined);
    }
    assert.equal(threads.length, 1);
  });

  it('sends lists of holders that are kept as columns as lists that every thread can read', async () => {
    const { client: own, threads, reply } = given();
    client = own;
    const table = new HolderTable(new HolderDirectory());
    const rows = ['ana', 'ben'].map(name => ({
      username: username(name),
      entitlements: [entitlement('x')],
      offline: false,
    }));
    for (const row of rows) table.push(row);
    const holders = { item: { items: table.view(), total: 2 } };
    const facts = { portalName: 'P', unread: [], holders } as unknown as PortalFacts;
    const asked = own.ask(lintOf('a', 'f'), { text: () => 'text of a', facts }, live);
    reply(0);
    await asked;
    assert.deepEqual(structuredClone(threads[0]?.got[0]?.facts?.holders), {
      item: { items: rows, total: 2 },
    });
  });

  it('sends text and facts again to a thread that has put them away, once', async () => {
    const { client: own, threads, reply } = given();
    client = own;
    const first = own.ask(lintOf('a'), { text: () => 'A' }, live);
    reply(0);
    await first;
    const again = own.ask(lintOf('a'), { text: () => 'A' }, live);
    reply(0, { state: 'missing' });
    assert.equal(threads[0]?.got.at(-1)?.text, 'A');
    reply(0, { state: 'missing' });
    await assert.rejects(again, /without its facts/);
  });

  it('answers one question after the other', async () => {
    const { client: own, threads, reply } = given();
    client = own;
    const order: string[] = [];
    const first = own.ask(lintOf('a'), { text: () => 'A' }, live).then(() => order.push('a'));
    const second = own.ask(lintOf('b'), { text: () => 'B' }, live).then(() => order.push('b'));
    assert.deepEqual(
      threads[0]?.got.map(one => one.question.textKey),
      ['a'],
    );
    reply(0);
    await first;
    reply(0);
    await second;
    assert.deepEqual(order, ['a', 'b']);
  });

  it('lets a run that is out of date end by itself, and ends it when it does not', async () => {
    const { client: own, threads, reply } = given();
    client = own;
    const short = new AbortController();
    const gone = own.ask(lintOf('a'), { text: () => 'A' }, short.signal);
    short.abort();
    await assert.rejects(gone, isAbort);
    const next = own.ask(lintOf('b'), { text: () => 'B' }, live);
    assert.equal(threads.length, 1, 'not ended at once');
    reply(0);
    await pause(0);
    assert.equal(threads[0]?.got.at(-1)?.question.textKey, 'b');
    await pause(graceMs + 20);
    assert.equal(threads[0].terminated, false);
    reply(0);
    await next;

    const long = new AbortController();
    const hanging = own.ask(lintOf('c'), { text: () => 'C' }, long.signal);
    long.abort();
    await assert.rejects(hanging, isAbort);
    const after = own.ask(lintOf('d'), { text: () => 'D' }, live);
    await pause(graceMs + 40);
    assert.ok(threads[0].terminated);
    assert.equal(threads[1]?.got.at(-1)?.text, 'D');
    reply(1);
    await after;
  });

  it('leaves out what nobody waits for any more', async () => {
    const { client: own, threads, reply } = given();
    client = own;
    const first = own.ask(lintOf('a'), { text: () => 'A' }, live);
    const late = new AbortController();
    const second = own.ask(lintOf('b'), { text: () => assert.fail('read') }, late.signal);
    late.abort();
    await assert.rejects(second, isAbort);
    reply(0);
    await first;
    assert.equal(threads[0]?.got.length, 1);
  });

  it('stands ready while a file is open, and is replaced after a rest, so that its memory is given back', async () => {
    const { client: own, threads, reply } = given(30);
    client = own;
    own.standReady(true);
    assert.equal(threads.length, 1, 'started before the first question');
    own.standReady(true);
    assert.equal(threads.length, 1);
    const first = own.ask(lintOf('a'), { text: () => 'A' }, live);
    assert.equal(threads.length, 1);
    reply(0);
    await first;
    await pause(60);
    assert.deepEqual(
      threads.map(one => one.terminated),
      [true, false],
    );
    const again = own.ask(lintOf('a'), { text: () => 'A' }, live);
    assert.equal(threads[1]?.got.at(-1)?.text, 'A', 'the new one has none of the texts');
    reply(1);
    await again;
    own.standReady(false);
    await pause(60);
    assert.deepEqual(
      threads.map(one => one.terminated),
      [true, true],
    );
  });

  it('that stood ready and died is not started again before it is needed', () => {
    const { client: own, threads } = given();
    client = own;
    own.standReady(true);
    threads[0]?.listener.ended('no memory');
    assert.equal(threads.length, 1);
    void own.ask(lintOf('a'), { text: () => 'A' }, live).catch(() => undefined);
    assert.equal(threads.length, 2);
  });

  it('is started again when it died, and gives a file up that it died of twice', async () => {
    const { client: own, threads, reply } = given();
    client = own;
    const first = own.ask(lintOf('a'), { text: () => 'A' }, live);
    threads[0]?.listener.ended('out of memory');
    assert.equal(threads[1]?.got.at(-1)?.text, 'A', 'a new thread has none of the texts');
    reply(1);
    await first;
    const second = own.ask(lintOf('b'), { text: () => 'B' }, live);
    threads[1].listener.ended('out of memory');
    threads[2]?.listener.ended('out of memory');
    await assert.rejects(second, /ended twice \(out of memory\)/);
    const third = own.ask(lintOf('c'), { text: () => 'C' }, live);
    reply(3);
    await third;
  });

  it('passes a failure on without the text', async () => {
    const { client: own, reply } = given();
    client = own;
    const asked = own.ask(lintOf('a'), { text: () => 'A' }, live);
    reply(0, { state: 'failed', message: 'it broke' });
    await assert.rejects(asked, /^Error: it broke$/);
  });

  it('lets go of everybody when it is disposed', async () => {
    const { client: own, threads } = given();
    const first = own.ask(lintOf('a'), { text: () => 'A' }, live);
    const second = own.ask(lintOf('b'), { text: () => 'B' }, live);
    own.dispose();
    await assert.rejects(first, isAbort);
    await assert.rejects(second, isAbort);
    await assert.rejects(own.ask(lintOf('c'), { text: () => 'C' }, live), isAbort);
    assert.ok(threads[0]?.terminated);
  });

  it('checks a file in a real thread', async function () {
    this.timeout(30_000);
    const bundle =
      bundles.find(({ name }) => name === 'lintWorker') ?? assert.fail('there is no such bundle');
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lint-'));
    const file = path.join(folder, 'lintWorker.js');
    await build({ ...bundleOptions(bundle, false), outfile: file });
    const own = createLintClient(lintThreadsFrom(file, { Signature: 'Unterschrift' }), quiet);
    client = own;
    const text = '{"orgEntitlements": {"maxUsers": 1, "maxUsers": 2, "startDate": 0}}';
    const result = await own.ask(lintOf('a'), { text: () => text }, live);
    assert.equal(result.kind, 'entitlements');
    assert.ok(
      result.problems.some(
        one => one.code === 'json.duplicateKey' && one.offset === text.lastIndexOf('"maxUsers"'),
      ),
    );
    const subject = await own.ask(
      { op: 'subject', textKey: 'b', name: 'a.csv' },
      { text: () => 'user,listing\nana,ArcGIS Pro\nAna,arcgis pro\n' },
      live,
    );
    assert.deepEqual(subject, { keys: [], listings: ['ArcGIS Pro'], users: ['ana'], userCount: 1 });
    const signed = '{"orgEntitlements": {}, "signature": "NOT-A-SIGNATURE"}';
    const hover = await own.ask(
      { ...lintOf('c'), op: 'hover', offset: signed.indexOf('NOT') },
      { text: () => signed },
      live,
    );
    assert.equal(hover?.title, 'Unterschrift', 'in the language of the editor');
    assert.ok(!JSON.stringify(hover).includes('NOT-A'));
    await rm(folder, { recursive: true });
  });
});

describe('the answers of the thread', () => {
  it('keep the last texts, and say when one is gone', () => {
    const answer = createLintAnswers();
    const question = (textKey: string): LintQuestion => ({ op: 'subject', textKey, name: 'a.json' });
    assert.equal(answer({ id: 1, question: question('a') }).state, 'missing');
    for (let index = 0; index < 6; index++)
      assert.equal(answer({ id: 2, question: question(`${index}`), text: '{}' }).state, 'done');
    assert.equal(answer({ id: 3, question: question('0') }).state, 'done');
    assert.equal(answer({ id: 4, question: question('x'), text: '{}' }).state, 'done');
    assert.equal(answer({ id: 5, question: question('0') }).state, 'missing');
    assert.equal(answer({ id: 6, question: lintOf('x', 'facts') }).state, 'missing');
  });

  it('name the product, features and members of a file', () => {
    const answer = createLintAnswers();
    const ask = (name: string, text: string): unknown => {
      const reply = answer({ id: 1, question: { op: 'subject', textKey: text, name }, text });
      return reply.state === 'done' ? reply.answer : reply;
    };
    const part = { orgEntitlements: { entitlements: { desktopAdvN: { num: 1 }, x: { num: 2 } } } };
    assert.deepEqual(ask('e.json', JSON.stringify([part, part])), {
      appId: 'arcgisprodesktop',
      keys: ['desktopAdvN', 'x'],
      listings: [],
      users: [],
      userCount: 0,
    });
    const users = Array.from({ length: 150 }, (_, index) => `user${index}`);
    const many = ask('a.json', JSON.stringify({ itemId: 'abc', users, entitlements: ['x'] }));
    assert.deepEqual(many, { keys: [], listings: ['abc'], users: users.slice(0, 100), userCount: 150 });
    assert.deepEqual(ask('a.json', '{'), { keys: [], listings: [], users: [], userCount: 0 });
  });
});
