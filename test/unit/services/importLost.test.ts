// Imports whose numbers are the same with and without them, such as the yearly renewal: what came of one that was lost is not guessed.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { signInWithPassword } from '../../../src/arcgis/signIn';
import { licensePlanRows } from '../../../src/core/files/licensePlanRows';
import type { EntitlementsQueue, Listing } from '../../../src/core/model';
import type { JournalEntry } from '../../../src/core/journal';
import type { ApplyReport, ImportPlan } from '../../../src/core/planTypes';
import { PortalError } from '../../../src/core/problem';
import { journalText } from '../../../src/core/journalText';
import type { FaultRule } from '../../../src/samplePortal/faults';
import { userTypeId } from '../../../src/core/ids';
import { createApplier } from '../../../src/services/apply/applier';
import type { Applier } from '../../../src/services/apply/applyTypes';
import { createDoubtFile } from '../../../src/services/apply/doubtFile';
import type { DoubtFile } from '../../../src/services/apply/doubtFile';
import { closeUnfinished } from '../../../src/services/apply/recovery';
import { sha256 } from '../../../src/services/journal/journalFiles';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { portal, startBench } from './bench';
import type { Bench } from './bench';
import { memoryFiles } from './fakes';

const now = Date.parse('2026-09-01T09:00:00Z');
const yearMs = 365 * 86_400_000;
const minutes = 60_000;

const told = ({ importOutcome }: ApplyReport): string =>
  `${importOutcome?.outcome ?? ''}: ${importOutcome?.reason ?? ''}`;

/** The journal as a program leaves it that is killed before it writes an entry, for the next program. */
async function killedBefore(bench: Bench, isLast: (entry: JournalEntry) => boolean): Promise<Bench['deps']> {
  const files = memoryFiles();
  const journal = createJournalStore({ files });
  for (const entry of (await bench.journal.read(portal)).entries) {
    if (isLast(entry)) break;
    await journal.append(portal, entry);
  }
  return { ...bench.deps, journal: createJournalStore({ files }) };
}

const killedAfterRequest = (bench: Bench): Promise<Bench['deps']> =>
  killedBefore(bench, ({ kind }) => kind === 'requestEnded');
const killedAtEnd = (bench: Bench): Promise<Bench['deps']> =>
  killedBefore(bench, ({ kind }) => kind === 'finished');

/** What is told after a kill at the end, in place of what is told without. */
async function toldAfterKill(bench: Bench): Promise<string> {
  const [report] = await closeUnfinished(await killedAtEnd(bench), portal);
  return told(report!);
}

/** The applier over a portal that differs from the sample in some of its answers. */
function applierWith(bench: Bench, overrides: (client: PortalClient) => Partial<PortalClient>): Applier {
  const client = { ...bench.client(), ...overrides(bench.client()) };
  return createApplier({ ...bench.deps, connections: { ...bench.connections, client: () => client } });
}

describe('the renewal of a portal license: the same seats, a later end', () => {
  const write = 'importLicense$';
  let bench: Bench;
  let text: string;
  let plan: ImportPlan;
  beforeEach(async () => {
    bench = await startBench({ flavor: 'enterprise', scale: 'S', now });
    const example = new URL('../../fixtures/smallLicenses/portal-license.entitlements.json', import.meta.url);
    const first = await readFile(example, 'utf8');
    const client = bench.client();
    await client.importLicense({ name: 'f', text: first });
    text = first.replace(
      /("expiration": )(\d+)/g,
      (_all, key: string, at: string) => `${key}${+at + yearMs}`,
    );
    assert.notEqual(text, first);
    const [said, license, future, listings] = await Promise.all([
      client.validateLicense({ name: 'f', text }),
      client.license(),
      client.futureLicense(),
      client.purchases(),
    ]);
    const { rows } = licensePlanRows(said, { license, future, listings }, bench.clock.now());
    plan = {
      kind: 'import',
      id: 'renewal',
      portalId: portal,
      createdAt: 0,
      title: 'Import',
      operation: 'importLicense',
      fileName: 'f',
      fileSize: text.length,
      fileHash: sha256(text),
      rows,
      warnings: [],
    };
  });
  afterEach(() => bench.close());
  const run = (...faults: FaultRule[]): Promise<ApplyReport> => {
    bench.sample.faults.set(faults);
    return bench.applier.applyImport(plan, { name: 'f', text });
  };

  it('is done where the end has moved', async () => {
    assert.equal(told(await run()), 'done: ');
  });

  it('is done where the answer is lost and the end has moved', async () => {
    assert.match(told(await run({ path: write, kind: 'dropAfter' })), /^done: The answer was lost/);
  });

  for (const kind of ['dropBefore', 'html502'] as const)
    it(`is not known where the request is lost (${kind}), now or in a recovery`, async () => {
      const lost = await run({ path: write, kind });
      assert.match(told(lost), /^unknown: .*the portal is as it was, and it may still import the file until/);
      const kept = (await bench.snapshots.list(portal)).files[0];
      assert.equal(kept?.imports.at(-1)?.outcome, 'unknown');

      bench.sample.faults.set([]);
      const early = await closeUnfinished(await killedAfterRequest(bench), portal);
      assert.match(told(early[0]!), /^unknown: .*may still import the file until/);
      const late = await killedAfterRequest(bench);
      await bench.clock.delay(6 * minutes);
      assert.match(told((await closeUnfinished(late, portal))[0]!), /^notDone: .*the portal is as it was/);
    });

  describe('whose file cannot be validated', () => {
    const validate = 'validateLicense$';
    for (const kind of ['dropBefore', 'html502'] as const)
      it(`is not sent, and the file is not blamed (${kind})`, async () => {
        const report = await run({ path: validate, kind });
        assert.match(told(report), /^notDone: Not sent: the file could not be validated\. /);
        assert.equal(report.requestsSent, 0);
      });

    it('is not sent where the portal fails, and is where it is refused', async () => {
      const failure = { path: validate, kind: 'error', message: 'No.' } as const;
      assert.match(told(await run({ ...failure, code: 500 })), /the file could not be validated/);
      assert.match(told(await run({ ...failure, code: 403 })), /the file could not be validated/);
      assert.match(
        told(await run({ ...failure, code: 400 })),
        /the portal does not accept the file\. .*No\./,
      );
      const expired = { ...failure, code: 400, message: 'The license has expired.' };
      assert.match(told(await run(expired)), /the portal does not accept the file/);
    });

    for (const [person, outcome] of [
      ['signs in', /^done: $/],
      ['does not', /^notDone: Not sent: the file could not be validated\. /],
      ['signs in after somebody else has imported', /^notDone: Not sent: the portal has changed while/],
    ] as const)
      it(`asks a person to sign in where that has ended; the person ${person}`, async () => {
        bench.sample.faults.set([{ path: validate, kind: 'expireToken', times: 1 }]);
        let asked = 0;
        const { url, username, password } = bench.sample;
        const signInAgain = async (): Promise<boolean> => {
          asked += 1;
          if (person === 'does not') return false;
          const probe = { url, fetch, clock: bench.clock };
          bench.tokens.current = (await signInWithPassword({ ...probe, username, password })).token;
          if (person !== 'signs in') await bench.client().importLicense({ name: 'f', text });
          return true;
        };
        const applier = createApplier({ ...bench.deps, signInAgain });
        assert.match(told(await applier.applyImport(plan, { name: 'f', text })), outcome);
        assert.equal(asked, 1);
      });
  });

  it('is not known where the portal says success and the end is as it was', async () => {
    const lying = applierWith(bench, () => ({ importLicense: () => Promise.resolve() }));
    assert.match(
      told(await lying.applyImport(plan, { name: 'f', text })),
      /^unknown: The portal reported success, and what it says is as it was before: viewerUT: ends 01-Jul-2027 instead of 30-Jun-2028/,
    );
  });

  it('does not take what could be read once only for a change', async () => {
    let reads = 0;
    const forgetful = applierWith(bench, client => ({
      importLicense: () => Promise.resolve(),
      futureLicense: () => {
        reads += 1;
        return reads === 1 ? client.futureLicense() : Promise.reject(new Error('busy'));
      },
    }));
    const report = await forgetful.applyImport(plan, { name: 'f', text });
    assert.equal(reads, 2);
    assert.match(told(report), /^unknown: The portal reported success, and what it says is as it was before/);
  });

  describe('where the portal has all of it before and changes in something else', () => {
    /** The portal with other members of a user type that the file does not name, after the import. */
    const changing = (importLicense: PortalClient['importLicense']): Applier => {
      let sent = false;
      return applierWith(bench, client => ({
        importLicense: file => {
          sent = true;
          return importLicense(file);
        },
        license: async () => {
          const license = await client.license();
          return sent
            ? {
                ...license,
                userTypes: [...license.userTypes, { ...license.userTypes[0]!, id: userTypeId('newUT') }],
              }
            : license;
        },
      }));
    };
    beforeEach(async () => {
      await bench.client().importLicense({ name: 'f', text });
    });

    it('is not known after a success', async () => {
      const applier = changing(() => Promise.resolve());
      const report = await applier.applyImport(plan, { name: 'f', text });
      assert.match(
        told(report),
        /^unknown: The portal reported success and shows what the file says\. .*cannot be told/,
      );
    });

    it('is not known after a success that is not what the preview says', async () => {
      const applier = changing(() => Promise.resolve());
      const [first, ...rest] = plan.rows;
      const more = { ...plan, rows: [{ ...first!, after: (first!.after ?? 0) + 1 }, ...rest] };
      const report = await applier.applyImport(more, { name: 'f', text });
      assert.match(told(report), /^unknown: The portal reported success, and it differs from the preview: /);
    });

    it('is not known where the answer was lost', async () => {
      const applier = changing(() => Promise.reject(new PortalError({ kind: 'timeout', ms: 1 }, 'Late.')));
      const report = await applier.applyImport(plan, { name: 'f', text });
      assert.match(
        told(report),
        /^unknown: The answer was lost .*does not tell; it may still import the file/,
      );
    });

    it('is not known where the portal refused it', async () => {
      const applier = changing(() => Promise.reject(new PortalError({ kind: 'forbidden' }, 'No.')));
      const report = await applier.applyImport(plan, { name: 'f', text });
      assert.match(told(report), /^unknown: The portal refused it .*its state has changed since/);
    });
  });
});

describe('an entitlements file that was issued again: the same seats, another license manager', () => {
  const appId = 'arcgisprodesktop';
  const write = 'importEntitlements$';
  let bench: Bench;
  const fileWith = (hostname: string): string =>
    JSON.stringify({
      appId,
      parts: [
        {
          orgEntitlements: {
            maxUsers: 40,
            startDate: 0,
            startDateStr: '01-Jan-2020',
            entitlements: { desktopStdN: { num: 21, license: `FOR ${hostname}` } },
          },
          licenseManagerInfo: { hostname, port: 27000 },
          signature: `SIGNED FOR ${hostname}`,
        },
      ],
    });
  const text = fileWith('new.example.com');
  const plan: ImportPlan = {
    kind: 'import',
    id: 'again',
    portalId: portal,
    createdAt: 0,
    title: 'Import',
    operation: 'importEntitlements',
    appId,
    fileName: 'f',
    fileSize: text.length,
    fileHash: sha256(text),
    rows: [
      { section: 'entitlement', name: 'desktopStdN', before: 21, after: 21 },
      { section: 'entitlement', name: 'maxUsers', before: 40, after: 40 },
    ],
    warnings: [],
  };
  beforeEach(async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S', now });
    await bench.client().importEntitlements(appId, { name: 'f', text: fileWith('old.example.com') });
  });
  afterEach(() => bench.close());
  const run = (...faults: FaultRule[]): Promise<ApplyReport> => {
    bench.sample.faults.set(faults);
    return bench.applier.applyImport(plan, { name: 'f', text });
  };

  for (const kind of ['dropBefore', 'html502', 'dropAfter'] as const)
    it(`is not known where the request or its answer is lost (${kind}), now or later`, async () => {
      const lost = await run({ path: write, kind });
      assert.match(told(lost), /^unknown: .*the same with and without this file.* until \d\d:\d\d/);
      bench.sample.faults.set([]);
      const late = await killedAfterRequest(bench);
      await bench.clock.delay(6 * minutes);
      const [report] = await closeUnfinished(late, portal);
      assert.match(told(report!), /^unknown: .*the same with and without this file.*Import it again/);
    });

  it('is done without any change where the answer carries the file’s parts, and not where it says only success', async () => {
    await bench.client().importEntitlements(appId, { name: 'f', text });
    assert.equal(told(await run()), 'done: ');
    for (const reply of [{ current: undefined }, { current: { pools: [], maxUsers: 3 } }]) {
      const brief = applierWith(bench, () => ({
        importEntitlements: () => Promise.resolve({ appId, queue: [], ...reply } as EntitlementsQueue),
      }));
      assert.match(
        told(await brief.applyImport(plan, { name: 'f', text })),
        /^unknown: .*did so before, too, so whether it has taken the file cannot be told/,
      );
    }
  });

  it('is done with another queue than the product would have by itself', async () => {
    const file = JSON.parse(text) as { parts: { orgEntitlements: object }[] };
    const later = { startDate: Date.parse('2036-01-01'), startDateStr: '01-Jan-2036' };
    file.parts.push({ ...file.parts[0], orgEntitlements: { ...file.parts[0]!.orgEntitlements, ...later } });
    const queued = JSON.stringify(file);
    const own = { ...plan, fileSize: queued.length, fileHash: sha256(queued) };
    assert.equal(told(await bench.applier.applyImport(own, { name: 'f', text: queued })), 'done: ');
  });

  /** A file with other seats, which the portal's numbers tell. */
  const raised = (seats: number): { readonly plan: ImportPlan; readonly text: string } => {
    const other = text.replace('"num":21', `"num":${seats}`);
    return {
      text: other,
      plan: {
        ...plan,
        id: `raised to ${seats}`,
        fileSize: other.length,
        fileHash: sha256(other),
        rows: [{ section: 'entitlement', name: 'desktopStdN', before: 21, after: seats }],
      },
    };
  };

  describe('whose answer was lost', () => {
    const doubtFile = (): DoubtFile =>
      createDoubtFile({ files: bench.files, clock: bench.clock, log: bench.log });
    const { plan: next, text: nextText } = raised(30);
    /** Sends the next import, as another window or one that was loaded again. */
    const sendNext = (deps: Partial<Bench['deps']> = {}): Promise<ApplyReport> => {
      bench.sample.faults.set([]);
      const kept = { ...bench.deps, journal: createJournalStore({ files: bench.files }), ...deps };
      return createApplier({ ...kept, doubtFile: doubtFile() }).applyImport(next, {
        name: 'f',
        text: nextText,
      });
    };
    const imports = (): number =>
      bench.entries.filter(({ path }) => path.endsWith('importEntitlements')).length;
    const early = /^notDone: Not sent: the answer to an earlier request \(f\) was lost, .*until \d\d:\d\d/;

    it('keeps other imports from being sent until it cannot arrive any more, also after a reload', async () => {
      const applier = createApplier({ ...bench.deps, doubtFile: doubtFile() });
      bench.sample.faults.set([{ path: write, kind: 'dropBefore' }]);
      const lost = await applier.applyImport(plan, { name: 'f', text });
      assert.match(told(lost), /^unknown: /);
      const sent = imports();
      bench.sample.faults.set([]);
      assert.match(told(await applier.applyImport(next, { name: 'f', text: nextText })), early);
      assert.match(told(await sendNext()), early);
      assert.equal(imports(), sent);
      bench.clock.advance(5 * minutes);
      assert.equal(told(await sendNext()), 'done: ');
    });

    it('does so in its own window where nothing can be kept', async () => {
      await run({ path: write, kind: 'dropBefore' });
      bench.sample.faults.set([]);
      assert.match(told(await bench.applier.applyImport(next, { name: 'f', text: nextText })), early);
    });

    it('does so after a crash, before and after its end is written', async () => {
      await run({ path: write, kind: 'dropBefore' });
      const left = await killedAfterRequest(bench);
      assert.match(told(await sendNext(left)), early);
      await closeUnfinished({ ...left, doubtFile: doubtFile() }, portal);
      assert.match(told(await sendNext()), early);
      bench.clock.advance(5 * minutes);
      assert.equal(told(await sendNext()), 'done: ');
    });

    it('keeps nothing back where it has arrived', async () => {
      const applier = createApplier({ ...bench.deps, doubtFile: doubtFile() });
      bench.sample.faults.set([{ path: write, kind: 'dropAfter' }]);
      const first = raised(29);
      const report = await applier.applyImport(first.plan, { name: 'f', text: first.text });
      assert.match(told(report), /^done: The answer was lost/);
      assert.equal((await sendNext()).requestsSent, 1);
    });
  });

  it('is not told as done where the portal failed and nothing has changed', async () => {
    const report = await run({ path: write, kind: 'error', code: 500, message: 'Oh.' });
    assert.match(told(report), /^unknown: .*the same with and without this file/);
  });

  for (const [code, message] of [
    [400, 'Not a valid file.'],
    [403, 'No.'],
  ] as const)
    it(`is told in the same words after a kill as without where the portal refuses it (${code})`, async () => {
      const live = told(await run({ path: write, kind: 'error', code, message }));
      bench.sample.faults.set([]);
      assert.match(live, /^notDone: Refused by the portal: /);
      assert.equal(await toldAfterKill(bench), live);
    });

  it('is told in the same words after a kill as without where nothing was sent', async () => {
    const refusing = applierWith(bench, () => ({
      importEntitlements: () =>
        Promise.reject(new PortalError({ kind: 'transport', unsent: true }, 'There is no such host.')),
    }));
    const live = told(await refusing.applyImport(plan, { name: 'f', text }));
    assert.equal(live, 'notDone: Not sent: There is no such host.');
    assert.equal(await toldAfterKill(bench), live);
    assert.match(journalText(await bench.journal.read(portal)), / r1 not sent: There is no such host/);
  });

  it('is read back after a kill where the portal refused it', async () => {
    await run({ path: write, kind: 'error', code: 400, message: 'Not a valid file.' });
    bench.sample.faults.set([]);
    const other = text.replace('"num":21', '"num":30');
    await bench.client().importEntitlements(appId, { name: 'f', text: other });
    assert.match(await toldAfterKill(bench), /^unknown: .*its state has changed since/);
  });

  it('is noted with the kept file before its plan has its end', async () => {
    await run({ path: write, kind: 'dropAfter' });
    bench.sample.faults.set([]);
    const left = await killedAtEnd(bench);
    const { journal } = left;
    const order: string[] = [];
    const deps = {
      ...left,
      journal: {
        ...journal,
        append: async (...[id, entry]: Parameters<typeof journal.append>) => {
          order.push(entry.kind);
          await journal.append(id, entry);
        },
      },
      snapshots: {
        ...bench.snapshots,
        noteOutcome: (...noted: Parameters<typeof bench.snapshots.noteOutcome>) => {
          order.push('noted');
          return bench.snapshots.noteOutcome(...noted);
        },
      },
    };
    await closeUnfinished(deps, portal);
    assert.deepEqual(order, ['snapshot', 'noted', 'finished']);
  });

  describe('where the portal says success and changes nothing', () => {
    const more: ImportPlan = {
      ...plan,
      rows: [{ section: 'entitlement', name: 'desktopStdN', before: 21, after: 30 }],
    };
    const file = { name: 'f', text };
    /** Answers of `purchases`, before and after the import. */
    const outcomeWith = async (
      purchases: (listings: readonly Listing[], read: number) => readonly Listing[] | Error,
    ): Promise<string> => {
      const answered = await bench.client().entitlementsQueue(appId);
      let reads = 0;
      const lying = applierWith(bench, client => ({
        importEntitlements: () => Promise.resolve(answered),
        purchases: async () => {
          const said = purchases(await client.purchases(), (reads += 1));
          if (said instanceof Error) throw said;
          return said;
        },
      }));
      return told(await lying.applyImport(more, file));
    };

    it('does not take another product for a change', async () => {
      const own = [...bench.sample.state.listings.values()].find(one => one.appId === appId);
      const said = await outcomeWith((listings, read) =>
        listings.map(one => (one.itemId === own?.itemId ? one : { ...one, title: `${one.title} ${read}` })),
      );
      assert.match(
        said,
        /^unknown: The portal reported success, and what it says is as it was before: desktopStdN: 21 instead/,
      );
    });

    for (const [when, failing] of [
      ['before', 1],
      ['after', 2],
    ] as const)
      it(`does not take purchases that could not be read ${when} it for a change`, async () => {
        const said = await outcomeWith((listings, read) => (read === failing ? new Error('busy') : listings));
        assert.doesNotMatch(said, /^done|changed, but|differs from the preview/);
      });
  });
});
