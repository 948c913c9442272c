import assert from 'node:assert/strict';
import fc from 'fast-check';
import { portalId, username } from '../../../src/core/ids';
import { journalLine } from '../../../src/core/journal';
import type { JournalEntry, JournalLine } from '../../../src/core/journal';
import { registerLine } from '../../../src/core/journalRegister';
import type { ChainPoint, JournalAnchor, RegisterEntry } from '../../../src/core/journalRegister';
import { folderOf, formerPaths, sha256 } from '../../../src/services/journal/journalFiles';
import { anchorKey } from '../../../src/services/journal/journalAnchor';
import { createJournalRegister } from '../../../src/services/journal/journalRegister';
import type { JournalVerification } from '../../../src/services/journal/registerTypes';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { memoryFiles, memoryLog } from './fakes';
import type { MemoryFiles } from './fakes';

const id = portalId('p1');
const registerFile = `${folderOf(id)}/register.lines`;

function memorySecrets(): {
  get(key: string): Promise<string | undefined>;
  store(key: string, value: string): Promise<void>;
} {
  const values = new Map<string, string>();
  return {
    get: key => Promise.resolve(values.get(key)),
    store: (key, value) => Promise.resolve(void values.set(key, value)),
  };
}

const planned = (planId: string, at: number): JournalEntry => ({
  kind: 'planned',
  at,
  planId,
  portalId: id,
  portalName: 'Riverbend',
  portalUrl: 'https://gis.example/portal',
  orgId: 'org',
  by: username('admin'),
  plan: {
    kind: 'operation',
    id: planId,
    portalId: id,
    createdAt: at,
    title: planId,
    operation: { name: 'populateLicense' },
    does: [],
    now: [],
    warnings: [],
  },
});
const result = (planId: string, at: number): JournalEntry => ({ kind: 'results', at, planId, results: [] });
const finished = (planId: string, at: number): JournalEntry => ({
  kind: 'finished',
  at,
  planId,
  report: { planId, startedAt: 1, endedAt: at, cancelled: false, requestsSent: 0, results: [] },
});

interface Kept {
  readonly files: MemoryFiles;
  readonly secrets: ReturnType<typeof memorySecrets>;
  verify(): Promise<JournalVerification>;
  plans(): string[];
}

/** A journal with so many plans; the last one is left open where asked. */
async function journalOf(plans: number, isOpen = false): Promise<Kept> {
  const files = memoryFiles();
  const secrets = memorySecrets();
  let at = 1_800_000_000_000;
  const register = createJournalRegister({ files, clock: { now: () => at }, anchors: secrets });
  const journal = createJournalStore({ files, register });
  for (let index = 0; index < plans; index++) {
    const planId = `plan${index}`;
    await journal.append(id, planned(planId, (at += 10_000)));
    await journal.append(id, result(planId, (at += 10_000)));
    await journal.append(id, result(planId, (at += 10_000)));
    if (!isOpen || index < plans - 1) await journal.append(id, finished(planId, (at += 10_000)));
  }
  return {
    files,
    secrets,
    verify: () => createJournalRegister({ files, clock: { now: () => at }, anchors: secrets }).verify(id),
    plans: () => [...files.files.keys()].filter(path => path.endsWith('.jsonl')).sort(),
  };
}

const linesOf = ({ files }: Kept, path: string): string[] =>
  (files.files.get(path) ?? '').trimEnd().split('\n');
const put = ({ files }: Kept, path: string, lines: readonly string[]): void => {
  files.files.set(path, lines.map(line => `${line}\n`).join(''));
};

/** The lines with every hash made anew, as somebody would who knows the format. */
function rehashed(path: string, lines: readonly string[]): string[] {
  let last: ChainPoint | undefined;
  let previous = '0'.repeat(64);
  return lines.map(text => {
    const { entry } = JSON.parse(text) as { entry: RegisterEntry & JournalEntry };
    if (path === registerFile) {
      const line = registerLine(last, entry, sha256);
      last = line.point;
      return line.text.trimEnd();
    }
    const line = journalLine(previous, entry, sha256);
    previous = line.hash;
    return line.text.trimEnd();
  });
}

/** Another time in the entry, and its hash as it was. */
const altered = (text: string): string => {
  const line = JSON.parse(text) as JournalLine;
  return JSON.stringify({ ...line, entry: { ...line.entry, at: line.entry.at + 1 } });
};

const tamperings: Readonly<Record<string, (lines: string[], at: number, path: string) => string[]>> = {
  change: (lines, at) => lines.with(at, altered(lines[at] ?? '')),
  deletion: (lines, at) => lines.toSpliced(at, 1),
  insertion: (lines, at, path) => {
    const extra = rehashed(path, lines.slice(0, at).concat(altered(lines[at] ?? ''))).at(-1) ?? '';
    return lines.toSpliced(at, 0, extra);
  },
  duplication: (lines, at) => lines.toSpliced(at, 0, lines[at] ?? ''),
  reordering: (lines, at) => {
    const other = at === 0 ? 1 : at - 1;
    return lines.with(at, lines[other] ?? '').with(other, lines[at] ?? '');
  },
  truncation: (lines, at) => lines.slice(0, at),
  'a chain hashed anew after a change': (lines, at, path) =>
    rehashed(path, lines.with(at, altered(lines[at] ?? ''))),
  'a chain hashed anew after a deletion': (lines, at, path) => rehashed(path, lines.toSpliced(at, 1)),
};

describe('the register of a journal', () => {
  it('holds for every journal that nobody touched, with plans open and ended', async () => {
    for (const isOpen of [false, true]) {
      const kept = await journalOf(4, isOpen);
      const said = await kept.verify();
      assert.deepEqual(said.findings, []);
      assert.deepEqual([said.plans, said.lines], [4, isOpen ? 15 : 16]);
      assert.equal(said.anchor.point?.head, said.point?.head);
      assert.deepEqual(said.breaks, []);
    }
  });

  for (const [name, tamper] of Object.entries(tamperings)) {
    it(`sees ${name}, in any line of any file, the register's own included`, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 2, max: 4 }),
          fc.boolean(),
          fc.nat(),
          fc.nat(),
          async (count, isOpen, file, place) => {
            const kept = await journalOf(count, isOpen);
            const paths = [...kept.plans(), registerFile];
            const path = paths[file % paths.length] ?? registerFile;
            const lines = linesOf(kept, path);
            const changed = tamper(lines, place % lines.length, path);
            fc.pre(changed.join('\n') !== lines.join('\n'));
            put(kept, path, changed);
            const { findings } = await kept.verify();
            assert.notDeepEqual(findings, [], `${path} line ${(place % lines.length) + 1}`);
          },
        ),
        { numRuns: 60 },
      );
    });
  }

  it('names the place of a change, a deletion, an insertion, a reordering and a truncation', async () => {
    for (const [name, kind] of [
      ['change', 'changed'],
      ['deletion', 'deleted'],
      ['insertion', 'inserted'],
      ['reordering', 'reordered'],
      ['truncation', 'truncated'],
      ['a chain hashed anew after a change', 'rehashed'],
    ] as const) {
      const kept = await journalOf(2);
      const path = kept.plans()[0] ?? '';
      put(kept, path, tamperings[name]!(linesOf(kept, path), 2, path));
      const [first] = (await kept.verify()).findings;
      assert.equal(first?.kind, kind, name);
      assert.ok(path.includes(first.file ?? '?'));
      // Of two lines that changed places the first one follows no neighbour.
      if (kind !== 'rehashed') assert.equal(first.line, kind === 'reordered' ? 2 : 3, name);
    }
  });

  it('sees a file that was taken away, one that was put in, and both of another name', async () => {
    const gone = await journalOf(3, true);
    for (const path of gone.plans()) {
      const kept = await journalOf(3, true);
      const name = kept.plans()[gone.plans().indexOf(path)] ?? '';
      kept.files.files.delete(name);
      assert.deepEqual(
        (await kept.verify()).findings.map(({ kind }) => kind),
        ['fileMissing'],
      );
    }
    const kept = await journalOf(2);
    const first = kept.plans()[0] ?? '';
    kept.files.files.set(first.replace('T', 'T9'), kept.files.files.get(first) ?? '');
    assert.deepEqual(
      (await kept.verify()).findings.map(({ kind }) => kind),
      ['fileUnknown'],
    );
  });

  it('sees an earlier journal put back as a whole, which held when it was the last one, whatever plans it is before', async () => {
    for (const count of [2, 3, 4])
      for (const kept of [0, 1, count - 1]) {
        const files = memoryFiles();
        const anchors = memorySecrets();
        let at = 1_800_000_000_000;
        const register = createJournalRegister({ files, clock: { now: () => at }, anchors });
        const journal = createJournalStore({ files, register });
        let earlier = new Map<string, string>();
        for (let index = 0; index < count; index++) {
          if (index === kept) {
            earlier = new Map(files.files);
            assert.deepEqual((await register.verify(id)).findings, [], 'it held');
          }
          await journal.append(id, planned(`plan${index}`, (at += 10_000)));
          await journal.append(id, finished(`plan${index}`, (at += 10_000)));
        }
        files.files.clear();
        for (const [path, text] of earlier) files.files.set(path, text);
        const { findings } = await register.verify(id);
        assert.deepEqual(
          findings.map(({ kind }) => kind),
          ['truncated'],
          `${kept} of ${count} plans are left`,
        );
      }
  });

  it('sees that all of it was taken away', async () => {
    const kept = await journalOf(2, true);
    kept.files.files.clear();
    const { findings } = await kept.verify();
    assert.equal(findings[0]?.kind, 'truncated');
  });

  it('sees a register that was taken away, and goes on saying so after the next plan', async () => {
    const kept = await journalOf(3);
    kept.files.files.delete(registerFile);
    assert.deepEqual(
      (await kept.verify()).findings.map(({ kind }) => kind),
      ['truncated', 'fileUnknown', 'fileUnknown', 'fileUnknown'],
    );
    const register = createJournalRegister({
      files: kept.files,
      clock: { now: () => 1_900_000_000_000 },
      anchors: kept.secrets,
    });
    const journal = createJournalStore({ files: kept.files, register });
    await journal.append(id, planned('later', 1_900_000_000_000));
    await journal.append(id, finished('later', 1_900_000_000_001));
    assert.deepEqual((await kept.verify()).breaks, [1_900_000_000_000]);
  });

  it('takes a line that a crash has cut for no damage, and goes on after it', async () => {
    const kept = await journalOf(2, true);
    const open = kept.plans().find(path => !path.endsWith('.done.jsonl')) ?? '';
    for (const path of [open, registerFile])
      kept.files.files.set(path, `${kept.files.files.get(path) ?? ''}{"previous":"12`);
    const cut = await kept.verify();
    assert.deepEqual(cut.findings, []);
    assert.equal(cut.torn.length, 2);
    const register = createJournalRegister({
      files: kept.files,
      clock: { now: () => 1_900_000_000_000 },
      anchors: kept.secrets,
    });
    await createJournalStore({ files: kept.files, register }).append(
      id,
      finished('plan1', 1_900_000_000_000),
    );
    assert.deepEqual((await kept.verify()).findings, []);
    assert.equal(
      kept.plans().every(path => path.endsWith('.done.jsonl')),
      true,
    );
  });

  it('takes no other line for one that a crash has cut: not one between good lines, and none of two at the end', async () => {
    const junk = ['what is this', '{"previous":"12', '{"previous":"x","hash":"y","entry":7}', 'null'];
    for (const [at, text] of junk.entries()) {
      const kept = await journalOf(2, true);
      for (const path of [...kept.plans(), registerFile]) {
        const lines = linesOf(kept, path);
        put(kept, path, lines.toSpliced(1, 0, text));
        const { findings, torn } = await kept.verify();
        assert.deepEqual(
          [findings.map(({ kind, line }) => `${kind} ${line}`), torn],
          [['junk 2'], []],
          `${path} ${at}`,
        );
        put(kept, path, [...lines, text, text]);
        const end = await kept.verify();
        assert.equal(end.findings[0]?.kind, 'junk', path);
        assert.equal(end.torn.length, 1, path);
        put(kept, path, lines);
      }
    }
  });

  it('sees a cut line that somebody changed or took away after the next one was written', async () => {
    const kept = await journalOf(1, true);
    const [open = ''] = kept.plans();
    kept.files.files.set(open, `${kept.files.files.get(open) ?? ''}{"previous":"12`);
    await createJournalStore({ files: kept.files }).append(id, result('plan0', 1_900_000_000_000));
    assert.deepEqual((await kept.verify()).findings, []);
    const lines = linesOf(kept, open);
    put(kept, open, lines.with(3, `${lines[3] ?? ''}3`));
    assert.deepEqual(
      (await kept.verify()).findings.map(({ kind, line }) => `${kind} ${line}`),
      ['junk 4'],
    );
    put(kept, open, lines.toSpliced(3, 1));
    assert.deepEqual(
      (await kept.verify()).findings.map(({ kind, line }) => `${kind} ${line}`),
      ['deleted 4'],
    );
  });

  it('names a second file of one plan, under whichever ending', async () => {
    for (const which of [0, 1]) {
      const kept = await journalOf(2, true);
      const path = kept.plans()[which] ?? '';
      const isEnded = path.endsWith('.done.jsonl');
      const twin = isEnded ? path.replace('.done.jsonl', '.jsonl') : path.replace('.jsonl', '.done.jsonl');
      kept.files.files.set(twin, kept.files.files.get(path) ?? '');
      const { findings } = await kept.verify();
      assert.deepEqual(
        findings.map(({ kind }) => kind),
        ['twin'],
      );
      assert.ok(path.includes(findings[0]?.file ?? '?'));
    }
  });

  it('verifies the journal from before it by its own chain, and says that nothing else vouches for that', async () => {
    const kept = await journalOf(1);
    let previous = '0'.repeat(64);
    const lines = [planned('old', 1), result('old', 2), finished('old', 3)].map(entry => {
      const line = journalLine(previous, entry, sha256);
      previous = line.hash;
      return line.text.trimEnd();
    });
    for (const path of formerPaths(id)) {
      put(kept, path, lines);
      const said = await kept.verify();
      assert.deepEqual(said.findings, []);
      assert.deepEqual(said.coverage.notVouched, [{ file: path, from: 1, to: 3 }]);
      for (const [changed, kind] of [
        [lines.with(1, altered(lines[1] ?? '')), 'changed'],
        [lines.toSpliced(1, 1), 'deleted'],
        [lines.toSpliced(1, 0, 'junk'), 'junk'],
      ] as const) {
        put(kept, path, changed);
        assert.deepEqual((await kept.verify()).findings, [{ file: path, line: 2, kind }]);
      }
      kept.files.files.delete(path);
    }
  });

  it('knows a plan that was registered and never written', async () => {
    const kept = await journalOf(1);
    const register = createJournalRegister({
      files: kept.files,
      clock: { now: () => 1 },
      anchors: kept.secrets,
    });
    await register.begin(
      id,
      `${folderOf(id)}/20260101T000000000Z-x-y.jsonl`,
      'x',
      { lines: 1, head: 'h' },
      1,
    );
    assert.deepEqual((await kept.verify()).findings, []);
  });

  it('takes over the files of a journal that had none', async () => {
    const files = memoryFiles();
    const bare = createJournalStore({ files });
    await bare.append(id, planned('old', 1_700_000_000_000));
    await bare.append(id, finished('old', 1_700_000_000_001));
    const secrets = memorySecrets();
    const register = createJournalRegister({ files, clock: { now: () => 1 }, anchors: secrets });
    const journal = createJournalStore({ files, register });
    await journal.append(id, planned('new', 1_800_000_000_000));
    assert.deepEqual((await register.verify(id)).findings, []);
    const old = [...files.files.keys()].find(path => path.includes('2023')) ?? '';
    files.files.set(old, (files.files.get(old) ?? '').split('\n').slice(0, 1).join('\n'));
    assert.deepEqual(
      (await register.verify(id)).findings.map(({ kind }) => kind),
      ['truncated'],
    );
  });

  it('says that it is not anchored, and sends on, where SecretStorage does not answer', async () => {
    const files = memoryFiles();
    const log = memoryLog();
    const anchors = {
      get: () => Promise.reject(new Error('the keyring is locked')),
      store: () => Promise.reject(new Error('the keyring is locked')),
    };
    const register = createJournalRegister({ files, clock: { now: () => 1 }, anchors, log });
    const journal = createJournalStore({ files, register });
    await journal.append(id, planned('a', 1));
    await journal.append(id, finished('a', 2));
    const said = await register.verify(id);
    assert.deepEqual(said.findings, []);
    assert.deepEqual(said.anchor, { why: 'the keyring is locked' });
    assert.match(log.lines.join('\n'), /keyring is locked/);
  });

  it('keeps in SecretStorage only counts, hashes and file names', async () => {
    const kept = await journalOf(3, true);
    const anchor = JSON.parse((await kept.secrets.get(anchorKey(id))) ?? '{}') as JournalAnchor;
    assert.deepEqual(Object.keys(anchor).sort(), ['breaks', 'head', 'lines', 'open']);
    assert.equal(Object.keys(anchor.open).length, 1);
    assert.equal(anchor.lines, 5);
  });

  /** A plan that is carried out from the shell, which has no SecretStorage. */
  async function byShell(kept: Kept, isOpen = false): Promise<void> {
    const at = 1_850_000_000_000;
    const register = createJournalRegister({ files: kept.files, clock: { now: () => at } });
    const journal = createJournalStore({ files: kept.files, register });
    await journal.append(id, planned('shell', at));
    await journal.append(id, result('shell', at + 1));
    if (!isOpen) await journal.append(id, finished('shell', at + 2));
  }
  const startedAt = 1_900_000_000_000;
  const startWindow = (kept: Kept): Promise<void> =>
    createJournalRegister({
      files: kept.files,
      clock: { now: () => startedAt },
      anchors: kept.secrets,
      log: memoryLog(),
    }).takeOver(id);
  const shellFile = (kept: Kept): string => kept.plans().at(-1) ?? '';
  const nameOf = (path: string): string => path.replace(/^.*\//, '').replace(/(\.done)?\.jsonl$/, '');

  it('says exactly which lines the shell wrote without an anchor, and anchors them when a window starts', async () => {
    const kept = await journalOf(2);
    await byShell(kept);
    const before = await kept.verify();
    assert.deepEqual(before.findings, []);
    const name = nameOf(shellFile(kept));
    assert.deepEqual(before.coverage.notVouched, [
      { from: 5, to: 6 },
      { file: name, from: 1, to: 3 },
    ]);
    assert.deepEqual(
      before.coverage.vouched.map(({ file, from, to }) => [file === undefined, from, to]),
      [
        [true, 1, 4],
        [false, 1, 4],
        [false, 1, 4],
      ],
    );
    assert.deepEqual(before.late, []);

    await startWindow(kept);
    const after = await kept.verify();
    assert.deepEqual([after.findings, after.breaks, after.coverage.notVouched], [[], [], []]);
    assert.deepEqual(after.late, [{ from: 5, to: 6, at: startedAt }]);
    // It is said once, and a window that finds nothing new says nothing.
    const anchored = await kept.secrets.get(anchorKey(id));
    await startWindow(kept);
    assert.equal(await kept.secrets.get(anchorKey(id)), anchored);
    // From now on its end cannot be cut off.
    put(kept, registerFile, linesOf(kept, registerFile).slice(0, -1));
    assert.ok((await kept.verify()).findings.some(({ kind }) => kind === 'truncated'));
  });

  it('anchors as much as there is of a plan that the shell has not ended, and the rest at the next start', async () => {
    const kept = await journalOf(1);
    await byShell(kept, true);
    await startWindow(kept);
    assert.deepEqual((await kept.verify()).coverage.notVouched, []);
    const path = shellFile(kept);
    const lines = linesOf(kept, path);
    const { hash } = JSON.parse(lines.at(-1) ?? '') as JournalLine;
    put(kept, path, [...lines, journalLine(hash, result('shell', 9), sha256).text.trimEnd()]);
    const grown = await kept.verify();
    assert.deepEqual(grown.findings, []);
    assert.deepEqual(grown.coverage.notVouched, [{ file: nameOf(path), from: 3, to: 3 }]);
    await startWindow(kept);
    assert.deepEqual((await kept.verify()).coverage.notVouched, []);
    put(kept, path, lines);
    assert.deepEqual(
      (await kept.verify()).findings.map(({ kind }) => kind),
      ['truncated'],
    );
  });

  it('vouches for nothing of a chain that was touched, whatever the shell wrote behind it', async () => {
    for (const [name, tamper] of Object.entries(tamperings)) {
      for (const isRegister of [true, false]) {
        const kept = await journalOf(2);
        const path = isRegister ? registerFile : (kept.plans()[0] ?? '');
        await byShell(kept);
        const lines = linesOf(kept, path);
        // The second line is anchored, the shell's come after it.
        put(kept, path, tamper(lines, 1, path));
        const anchored = await kept.secrets.get(anchorKey(id));
        await startWindow(kept);
        if (isRegister) assert.equal(await kept.secrets.get(anchorKey(id)), anchored, `${name} ${path}`);
        assert.ok((await kept.verify()).findings.length > 0, `${name} ${path}`);
      }
    }
  });

  it('sees a file that was cut, and its cut registered behind the anchor', async () => {
    const kept = await journalOf(2);
    const path = kept.plans()[0] ?? '';
    const lines = linesOf(kept, path);
    put(kept, path, lines.slice(0, 2));
    const { hash: head } = JSON.parse(lines[1] ?? '') as JournalLine;
    const register = createJournalRegister({ files: kept.files, clock: { now: () => 1 } });
    await register.end(id, path, 'plan0', { lines: 2, head }, 1);
    await startWindow(kept);
    const said = await kept.verify();
    assert.deepEqual(
      said.findings.map(({ kind, line }) => [kind, line]),
      [['truncated', 3]],
    );
    assert.ok(said.coverage.notVouched.some(({ file }) => file === undefined));
  });

  it('does not take a failure of SecretStorage for an anchor that was never there', async () => {
    const kept = await journalOf(2);
    const anchored = await kept.secrets.get(anchorKey(id));
    put(kept, registerFile, linesOf(kept, registerFile).slice(0, 2));
    const register = createJournalRegister({
      files: kept.files,
      clock: { now: () => 1 },
      anchors: { get: () => Promise.reject(new Error('locked')), store: kept.secrets.store },
      log: memoryLog(),
    });
    await register.takeOver(id);
    await createJournalStore({ files: kept.files, register }).append(id, planned('next', 1));
    assert.equal(await kept.secrets.get(anchorKey(id)), anchored);
  });
});
