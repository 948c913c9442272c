import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StateFile } from '../../../src/samplePortal/persist';
import { Replacement, replaceFile } from '../../../src/samplePortal/replacement';
import type { RunFile } from '../../../src/samplePortal/runFile';
import { readRunFile, writeRunFile } from '../../../src/samplePortal/runFile';

const run: RunFile = {
  pid: process.pid,
  flavor: 'online',
  scale: 'S',
  url: 'http://127.0.0.1:1/portal',
  sharing: 'http://127.0.0.1:1/portal/sharing/rest',
  admin: 'http://127.0.0.1:1/portal/portaladmin',
  control: 'http://127.0.0.1:1/control',
  controlKey: 'k',
  clientId: 'c',
  username: 'gis_admin',
  password: 'p',
};

describe('sample portal: files that are replaced', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sample-portal-files-'));
    file = path.join(folder, 'file');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Names that were once used for the next content, as links to a file of somebody else. */
  const traps = (): string => {
    const theirs = path.join(folder, 'theirs');
    writeFileSync(theirs, 'untouched');
    for (const name of ['new', 'log.new', String(process.pid)]) symlinkSync(theirs, `${file}.${name}`);
    return theirs;
  };

  it('follow no link that somebody put beside them, with the state and with the run file', async () => {
    const theirs = traps();
    const store = StateFile.open(file, () => ({
      flavor: 'online',
      scale: 'S',
      seedTime: 1,
      password: 'p',
      port: 0,
    }));
    await store.close();
    assert.equal(readFileSync(theirs, 'utf8'), 'untouched');
    assert.equal(StateFile.peek(file)?.password, 'p');
    writeRunFile(file, run);
    assert.equal(readFileSync(theirs, 'utf8'), 'untouched');
    assert.deepEqual(readRunFile(file), run);
  });

  it('are for the owner alone, and never half of what is written', () => {
    writeFileSync(file, 'old', { mode: 0o644 });
    const next = new Replacement(file);
    next.write('ne');
    assert.equal(readFileSync(file, 'utf8'), 'old');
    const [temporary] = readdirSync(folder).filter(name => name !== 'file');
    assert.match(temporary ?? '', /^file\.[\w-]{12}$/);
    if (process.platform !== 'win32')
      assert.equal(statSync(path.join(folder, temporary ?? '')).mode & 0o777, 0o600);
    next.write('w');
    next.commit();
    assert.equal(readFileSync(file, 'utf8'), 'new');
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['file']);
  });

  it('leave nothing beside them when they cannot be replaced', () => {
    mkdirSync(file);
    assert.throws(() => replaceFile(file, 'x'));
    assert.deepEqual(readdirSync(folder), ['file']);
  });
});
