import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as breath, setTimeout as wait } from 'node:timers/promises';
import type { Put } from '../../../src/samplePortal/changes';
import { Lock } from '../../../src/samplePortal/lock';
import type { Installation } from '../../../src/samplePortal/persist';
import { StateFile } from '../../../src/samplePortal/persist';

const fresh = (): Installation => ({ flavor: 'online', scale: 'S', seedTime: 1, password: 'p', port: 0 });

/** A change of one of 3,000 holders. */
const put = (i: number): Put => [
  'holder',
  'item',
  `user${i % 3000}`,
  { username: `user${i % 3000}`, lastLogin: i, disconnectedSince: null, entitlements: ['a'.repeat(60)] },
];

describe('sample portal: state file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sample-portal-state-'));
    file = path.join(folder, 'state');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('folds a long log into the snapshot while changes go on, and loses none', async () => {
    const store = StateFile.open(file, fresh);
    let isFolded = false;
    for (let i = 0; i < 40_000 && !isFolded; i++) {
      store.append([put(i), put(i + 1)]);
      if (i % 200 === 0) await breath();
      isFolded = i > 1000 && statSync(`${file}.log`).size < 1_000_000;
    }
    assert.ok(isFolded, 'the log was never folded');
    const kept = store.puts();
    // Nothing was closed: this is what a crash leaves.
    const again = StateFile.open(file, fresh);
    assert.deepEqual(
      new Set(again.puts().map(one => JSON.stringify(one))),
      new Set(kept.map(one => JSON.stringify(one))),
    );
    await again.close();
    assert.equal(statSync(`${file}.log`).size, 0);
    assert.deepEqual(readdirSync(folder).sort(), ['state', 'state.log']);
  });

  it('skips lines that the snapshot has already, and drops the text after the last whole line', async () => {
    const store = StateFile.open(file, fresh);
    store.append([['clock', 5]]);
    const log = readFileSync(`${file}.log`, 'utf8');
    store.append([['clock', 7]]);
    await store.close();
    // As after a crash between writing the snapshot and emptying the log.
    writeFileSync(`${file}.log`, log);
    appendFileSync(`${file}.log`, '{"seq":3,"puts":[["clock",9]]}');
    const again = StateFile.open(file, fresh);
    assert.deepEqual(again.puts(), [['clock', 7]]);
    again.append([['clock', 11]]);
    assert.deepEqual(StateFile.open(file, fresh).puts(), [['clock', 11]]);
  });

  it('refuses a file that is something else, and says the way out', () => {
    writeFileSync(file, '{"hello":1}');
    assert.throws(() => StateFile.open(file, fresh), /is no state of this sample portal\. Remove it/);
  });

  it('writes nothing once another process has the lock', () => {
    let isOwned = true;
    const store = StateFile.open(file, fresh, () => isOwned);
    store.append([['clock', 1]]);
    isOwned = false;
    assert.throws(() => store.append([['clock', 2]]), /Another process has taken over/);
    assert.deepEqual(store.puts(), [['clock', 1]]);
  });
});

describe('sample portal: lock', () => {
  let file: string;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sample-portal-lock-'));
    file = path.join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is held by one, free again after release, and free when its process is gone', () => {
    const first = Lock.take(file);
    assert.ok(first instanceof Lock);
    assert.deepEqual(Lock.take(file), { heldBy: process.pid });
    first.release();
    const second = Lock.take(file);
    assert.ok(second instanceof Lock);
    writeFileSync(file, JSON.stringify({ pid: 999_999_999, nonce: 'x' }));
    const third = Lock.take(file);
    assert.ok(third instanceof Lock);
    assert.deepEqual(readdirSync(folder), ['lock']);
  });

  it('tells its old holder that it was taken over, and is not released by it', () => {
    const first = Lock.take(file);
    assert.ok(first instanceof Lock);
    const second = Lock.takeFrom(file, process.pid);
    assert.ok(second instanceof Lock);
    assert.deepEqual([first.isHeld(), second.isHeld()], [false, true]);
    first.release();
    assert.equal(second.isHeld(), true);
  });

  it('lets one process at a time take over', async () => {
    writeFileSync(file, JSON.stringify({ pid: 999_999_999, nonce: 'x' }));
    writeFileSync(`${file}.takeover`, JSON.stringify({ pid: process.pid, nonce: 'y' }));
    assert.deepEqual(Lock.take(file), { heldBy: process.pid });
    await wait(1);
    rmSync(`${file}.takeover`);
    assert.ok(Lock.take(file) instanceof Lock);
  });
});
