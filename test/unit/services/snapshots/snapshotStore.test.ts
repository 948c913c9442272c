import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readImportFile } from '../../../../src/core/files/importFile';
import { portalId } from '../../../../src/core/ids';
import type { ImportPlan, Outcome } from '../../../../src/core/planTypes';
import { isPortalError } from '../../../../src/core/problem';
import { createNodeFileStore } from '../../../../src/services/journal/nodeFileStore';
import {
  createSnapshotStore,
  keptPerProduct,
  snapshotFolder,
  uploadHash,
} from '../../../../src/services/snapshots/snapshotStore';
import { memoryFiles, memoryLog } from '../fakes';

const portal = portalId('https://gis.example/portal#admin');
const other = portalId('https://gis.example/portal#other');

const plan = (id: string, more: Partial<ImportPlan> = {}): ImportPlan => ({
  kind: 'import',
  id,
  portalId: portal,
  createdAt: 0,
  title: 'Import',
  operation: 'importEntitlements',
  appId: 'arcgisprodesktop',
  fileName: `${id}.json`,
  fileSize: 0,
  fileHash: '',
  rows: [],
  warnings: [],
  ...more,
});

const bytesOf = (...parts: (string | number[])[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap(part => (typeof part === 'string' ? [...Buffer.from(part)] : part)));

describe('kept files', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'kept-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('are the bytes that were sent, with byte order mark, CRLF and bytes that are no UTF-8, for their owner alone', async () => {
    const files = createNodeFileStore(root);
    const store = createSnapshotStore({ files, log: memoryLog() });
    const bytes = bytesOf([0xef, 0xbb, 0xbf], '{"license": "S', [0xff, 0xfe], '"}\r\n');
    const file = { name: 'a.json', text: '{"license": "S��"}\n', bytes };
    await store.keepFile(plan('p1'), file, 1_000);
    const [kept] = (await store.list(portal)).files;
    assert.ok(kept);
    assert.deepEqual([kept.name, kept.size, kept.hash], ['p1.json', bytes.length, uploadHash(file)]);
    assert.deepEqual(Uint8Array.from(await store.readFile(kept)), bytes);
    const folder = join(root, snapshotFolder(portal));
    const names = await readdir(folder);
    assert.equal(names.length, 2);
    for (const name of names) {
      if (process.platform !== 'win32') assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
      const holds = (await readFile(join(folder, name))).includes('"license"');
      assert.equal(holds, name.endsWith('.file'), 'the license string is in the file of bytes alone');
    }
  });

  it('are the last ten of a product, and no other product or portal loses one', async () => {
    const store = createSnapshotStore({ files: memoryFiles(), log: memoryLog() });
    const keep = async (id: string, at: number, more: Partial<ImportPlan> = {}): Promise<void> => {
      const one = plan(id, more);
      await store.keepFile(one, { name: id, text: `text ${id}` }, at);
      await store.noteOutcome(one.portalId, id, 'done');
    };
    await keep('license', 0, { operation: 'importLicense' });
    await keep('navigator', 0, { appId: 'navigator' });
    await keep('elsewhere', 0, { portalId: other });
    for (let i = 1; i <= keptPerProduct + 3; i += 1) await keep(`p${i}`, i);
    const { files } = await store.list(portal);
    assert.deepEqual(
      files.map(({ name }) => name),
      [
        ...Array.from({ length: keptPerProduct }, (_, index) => `p${keptPerProduct + 3 - index}.json`),
        'license.json',
        'navigator.json',
      ].sort((a, b) => files.findIndex(({ name }) => name === a) - files.findIndex(({ name }) => name === b)),
    );
    assert.equal(files.length, keptPerProduct + 2);
    assert.equal((await store.list(other)).files.length, 1);
  });

  it('keep what the portal has taken, however often another file is refused after it', async () => {
    const store = createSnapshotStore({ files: memoryFiles(), log: memoryLog() });
    const keep = async (id: string, at: number, outcome: Outcome): Promise<void> => {
      await store.keepFile(plan(id), { name: id, text: `text ${id}` }, at);
      await store.noteOutcome(portal, id, outcome);
    };
    await keep('good', 1, 'done');
    await keep('lost', 2, 'unknown');
    for (let i = 0; i < 3 * keptPerProduct; i += 1) await keep(`bad${i}`, 10 + i, 'notDone');
    const names = (await store.list(portal)).files.map(({ name }) => name);
    assert.ok(names.includes('good.json') && names.includes('lost.json'), names.join());
    assert.equal(names.length, keptPerProduct + 2);
  });

  it('is one file where the same is imported again, with each time it was', async () => {
    const store = createSnapshotStore({ files: memoryFiles(), log: memoryLog() });
    for (const [id, outcome] of [
      ['p1', 'done'],
      ['p2', 'notDone'],
    ] as const) {
      await store.keepFile(plan(id), { name: id, text: 'same' }, id === 'p1' ? 1 : 2);
      await store.noteOutcome(portal, id, outcome);
    }
    const { files } = await store.list(portal);
    assert.deepEqual(
      files.map(({ imports }) => imports),
      [
        [
          { planId: 'p1', at: 1, outcome: 'done' },
          { planId: 'p2', at: 2, outcome: 'notDone' },
        ],
      ],
    );
  });

  it('are refused when they are not any more what was kept', async () => {
    const files = memoryFiles();
    const store = createSnapshotStore({ files, log: memoryLog() });
    await store.keepFile(plan('p1'), { name: 'a', text: 'abc' }, 1);
    const [kept] = (await store.list(portal)).files;
    const [path] = [...files.bytes.keys()];
    files.bytes.set(path!, bytesOf('abd'));
    await assert.rejects(
      store.readFile(kept!),
      error => isPortalError(error) && /is gone/.test(error.message),
    );
    await store.keepFile(plan('p2'), { name: 'a', text: 'abc' }, 2);
    assert.equal(Buffer.from(await store.readFile(kept!)).toString(), 'abc', 'kept again whole');
  });

  it('of a full disk: nothing is kept, nothing that was kept is lost, and the failure is told', async () => {
    const files = memoryFiles();
    const store = createSnapshotStore({ files, log: memoryLog() });
    await store.keepFile(plan('p1'), { name: 'a', text: 'abc' }, 1);
    files.fail = new Error('ENOSPC');
    await assert.rejects(store.keepFile(plan('p2'), { name: 'b', text: 'def' }, 2), /ENOSPC/);
    await store.noteOutcome(portal, 'p1', 'done');
    files.fail = undefined;
    assert.deepEqual(
      (await store.list(portal)).files.map(({ name }) => name),
      ['p1.json'],
    );
  });

  it('go with their portal', async () => {
    const files = createNodeFileStore(root);
    const store = createSnapshotStore({ files, log: memoryLog() });
    await store.keepFile(plan('p1'), { name: 'a', text: 'abc' }, 1);
    await store.keepFile(plan('p1', { portalId: other }), { name: 'a', text: 'abc' }, 1);
    await store.removeAll(portal);
    await store.removeAll(portalId('never'));
    assert.deepEqual((await store.list(portal)).files, []);
    assert.equal((await store.list(other)).files.length, 1);
    assert.equal((await readdir(join(root, 'snapshots'))).length, 1);
  });

  it('leave nothing of a write that was killed: the next file, or the end of its plan, deletes it', async () => {
    const files = createNodeFileStore(root);
    const store = createSnapshotStore({ files, log: memoryLog() });
    await store.keepFile(plan('p1'), { name: 'a', text: 'abc' }, 1);
    const folder = join(root, snapshotFolder(portal));
    const left = join(folder, 'app-x.0123.file.0a1b2c3d4e5f.tmp');
    const whole = (await readdir(folder)).sort();
    const ends = [
      () => store.keepFile(plan('p1'), { name: 'a', text: 'abc' }, 2),
      () => store.noteOutcome(portal, 'p1', 'unknown'),
    ];
    for (const end of ends) {
      await writeFile(left, 'LICENSE-STRING', { mode: 0o600 });
      await end();
      assert.deepEqual((await readdir(folder)).sort(), whole);
    }
    await store.noteOutcome(portalId('never'), 'p1', 'unknown');
  });
});

describe('kept answers', () => {
  const of = { portalName: 'Riverbend', portalUrl: 'https://gis.example', planId: 'p1' };

  it('say first that they cannot be imported, and no import takes them', async () => {
    const store = createSnapshotStore({ files: memoryFiles(), log: memoryLog() });
    await store.keepAnswers(plan('p1'), { ...of, at: 5_000 }, [
      { resource: 'queue', content: { appId: 'arcgisprodesktop', queue: [] } },
    ]);
    const [kept] = (await store.list(portal)).answers;
    assert.ok(kept);
    assert.equal(kept.at, 5_000);
    const text = await store.readAnswers(kept);
    assert.match(text, /^\{\s*"cannotBeImported": ".*cannot be imported again/);
    for (const name of ['a.json', 'a.entitlements.json'])
      for (const as of [undefined, 'entitlements', 'portalLicense'] as const) {
        const { problems, content } = readImportFile(name, text, as);
        const blocks = content === undefined || problems.some(({ severity }) => severity === 'error');
        assert.ok(blocks, `${name} as ${as ?? 'nothing'}: ${JSON.stringify(content)}`);
      }
  });

  it('are the last ten of a product', async () => {
    const store = createSnapshotStore({ files: memoryFiles(), log: memoryLog() });
    for (let at = 1; at <= keptPerProduct + 4; at += 1)
      await store.keepAnswers(plan(`p${at}`), { ...of, at }, []);
    await store.keepAnswers(plan('x', { appId: 'navigator' }), { ...of, at: 1 }, []);
    const { answers } = await store.list(portal);
    assert.equal(answers.length, keptPerProduct + 1);
    assert.equal(Math.min(...answers.filter(({ appId }) => appId !== 'navigator').map(({ at }) => at)), 5);
  });
});
