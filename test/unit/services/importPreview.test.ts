// What was agreed to is what was shown: an import whose preview does not hold any more is not sent.
import assert from 'node:assert/strict';
import { signInWithPassword } from '../../../src/arcgis/signIn';
import { readImportFile } from '../../../src/core/files/importFile';
import type { LicenseFileContent } from '../../../src/core/model';
import type { ImportPlan } from '../../../src/core/planTypes';
import { isPortalError } from '../../../src/core/problem';
import { createApplier } from '../../../src/services/apply/applier';
import {
  changesSincePreview,
  previewEntitlements,
  previewLicense,
} from '../../../src/services/importPreview';
import type { ImportPreview } from '../../../src/services/importPreview';
import { sha256 } from '../../../src/services/journal/journalFiles';
import { portal, proListing, putHolders, startBench } from './bench';
import type { Bench } from './bench';

const appId = 'arcgisprodesktop';

const textOf = (seats: number): string =>
  JSON.stringify({
    appId,
    parts: [
      {
        orgEntitlements: {
          maxUsers: 500,
          startDate: 0,
          startDateStr: '01-Jan-2020',
          entitlements: { desktopStdN: { num: seats, license: 'X' } },
        },
        signature: 'Y',
      },
    ],
  });

const planOf = (
  text: string,
  { rows, outlook }: ImportPreview,
  more: Pick<ImportPlan, 'operation' | 'appId' | 'validated'>,
): ImportPlan => ({
  kind: 'import',
  id: 'import1',
  portalId: portal,
  createdAt: 0,
  title: 'Import',
  fileName: 'file.json',
  fileSize: text.length,
  fileHash: sha256(text),
  rows,
  ...outlook,
  ...more,
  warnings: [],
});

describe('an import whose portal changes after the preview', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  const hold = (count: number): void => {
    const members = [...bench.sample.state.members.values()].slice(0, count);
    putHolders(
      bench,
      proListing(bench),
      members.map(({ username }) => ({ username, entitlements: ['desktopStdN'], disconnectedSince: null })),
    );
  };

  const preview = async (text: string): Promise<ImportPlan> => {
    const { content } = readImportFile('file.json', text);
    assert.ok(content?.kind === 'entitlements');
    const connection = bench.connections.get(portal)!;
    const shown = await previewEntitlements(bench, connection, content, appId);
    return planOf(text, shown, { operation: 'importEntitlements', appId });
  };

  const applier = () =>
    createApplier({
      ...bench.deps,
      importChanges: (plan, file) => changesSincePreview(bench, plan, file),
    });

  const imports = () => bench.entries.filter(({ path }) => path.endsWith('importEntitlements')).length;

  const isStale = (said: RegExp) => (error: unknown) =>
    isPortalError(error) && error.fault.kind === 'staleState' && said.test(error.message);

  it('is sent where nothing has changed', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    hold(3);
    const text = textOf(5);
    const plan = await preview(text);
    assert.equal(plan.overAssigned, undefined);
    assert.equal(plan.unknown?.length ?? 0, 0);
    const report = await applier().applyImport(plan, { name: 'file.json', text });
    assert.equal(report.importOutcome?.outcome, 'done', report.importOutcome?.reason);
  });

  it('is not sent where more hold it by then than it has seats, and names them', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    hold(3);
    const text = textOf(5);
    const plan = await preview(text);
    hold(30);
    await assert.rejects(
      applier().applyImport(plan, { name: 'file.json', text }),
      isStale(/Nothing was imported\..*30 held of 5: over by 25/),
    );
    assert.equal(imports(), 0);
    assert.equal(bench.files.files.size, 0, 'nothing has begun');
  });

  it('is not sent where others are locked out than were agreed to', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    hold(8);
    const text = textOf(5);
    const plan = await preview(text);
    assert.ok(plan.overAssigned);
    const newcomer = [...bench.sample.state.members.values()][8]!.username;
    const holders = [...bench.listing(proListing(bench)).holders.values()].slice(1);
    putHolders(bench, proListing(bench), [...holders, { ...holders[0]!, username: newcomer }]);
    await assert.rejects(
      applier().applyImport(plan, { name: 'file.json', text }),
      isStale(new RegExp(`Locked out as well: ${newcomer}\\.`)),
    );
    // Fewer than were agreed to are covered by the agreement.
    hold(7);
    const report = await applier().applyImport(plan, { name: 'file.json', text });
    assert.equal(report.requestsSent, 1);
  });

  it('is not sent over another import that came between', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    hold(0);
    const plan = await preview(textOf(5));
    const other = textOf(77);
    await bench.client().importEntitlements(appId, { name: 'other.json', text: other });
    assert.equal(imports(), 1);
    await assert.rejects(
      applier().applyImport(plan, { name: 'file.json', text: textOf(5) }),
      isStale(/the preview had \d+, the portal has 77 now\./),
    );
    assert.equal(imports(), 1);
  });

  it('is not sent where it cannot be told any more whether somebody is locked out', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    hold(3);
    const text = textOf(5);
    const plan = await preview(text);
    bench.sample.faults.set([{ path: 'purchases$', kind: 'html502' }]);
    await assert.rejects(applier().applyImport(plan, { name: 'file.json', text }), isStale(/not known/));
    assert.equal(imports(), 0);
  });

  it('holds for a license file as well', async () => {
    bench = await startBench({ flavor: 'enterprise', scale: 'S' });
    const connection = bench.connections.get(portal)!;
    const license = await bench.client().license();
    const content: LicenseFileContent = {
      userTypes: license.userTypes.map(({ id }) => ({ id, maximum: 10_000 })),
      appBundles: license.appBundles.map(({ id, itemId }) => ({ id, itemId, maximum: 10_000 })),
      apps: license.apps.map(({ id, itemId }) => ({ id, itemId, maximum: 10_000 })),
      extensions: license.extensions.map(({ id, itemId }) => ({ id, itemId, maximum: 10_000 })),
      capabilities: [],
    };
    const shown = await previewLicense(bench, connection, content);
    const plan = planOf('{}', shown, { operation: 'importLicense', validated: content });
    const file = { name: 'file.json', text: '{}' };
    assert.deepEqual(await changesSincePreview(bench, plan, file), []);
    const type = plan.rows.find(({ section, before = 0 }) => section === 'userType' && before > 0)!;
    const earlier = {
      ...plan,
      rows: plan.rows.map(row => (row === type ? { ...row, before: 300 } : row)),
    };
    const changes = await changesSincePreview(bench, earlier, file);
    assert.equal(changes.length, 1);
    assert.match(changes[0]!, new RegExp(`: the preview had 300, the portal has ${type.before} now\\.`));
    const otherEnd = {
      ...plan,
      rows: plan.rows.map(row => (row === type ? { ...row, endsBefore: Date.parse('2031-05-01') } : row)),
    };
    assert.match(
      (await changesSincePreview(bench, otherEnd, file)).join(),
      /its end: the preview had .*2031.*, the portal has /,
    );
  });

  it('is checked once more where a sign-in was waited for, and not sent where it does not hold', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    hold(3);
    const text = textOf(5);
    for (const [id, holders] of [
      ['changed', 30],
      ['as it was', 3],
    ] as const) {
      hold(3);
      const plan = { ...(await preview(text)), id };
      bench.sample.faults.set([{ path: 'importEntitlements$', kind: 'expireToken', times: 1 }]);
      const waiting = createApplier({
        ...bench.deps,
        importChanges: (of, file, signal) => changesSincePreview(bench, of, file, signal),
        signInAgain: async () => {
          const { url, username, password } = bench.sample;
          const probe = { url, fetch, clock: bench.clock };
          bench.tokens.current = (await signInWithPassword({ ...probe, username, password })).token;
          hold(holders);
          return true;
        },
      });
      const before = imports();
      const run = waiting.applyImport(plan, { name: 'file.json', text });
      if (holders === 3) {
        assert.equal((await run).importOutcome?.outcome, 'done');
        assert.equal(imports(), before + 2);
        continue;
      }
      await assert.rejects(run, isStale(/Nothing was imported\..*30 held of 5/));
      assert.equal(imports(), before + 1, 'only with the token that had ended');
      const { entries } = await bench.journal.read(portal);
      const last = entries.filter(({ planId }) => planId === id).at(-1);
      assert.ok(last?.kind === 'finished');
      assert.equal(last.report.importOutcome?.outcome, 'notDone');
    }
  });

  it('is checked once more where it took long to validate it', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    hold(3);
    const text = textOf(5);
    const plan = await preview(text);
    let checks = 0;
    const slow = createApplier({
      ...bench.deps,
      importChanges: () => {
        checks += 1;
        return Promise.resolve(checks === 2 ? ['Other.'] : []);
      },
      snapshots: {
        ...bench.snapshots,
        keepFile: (...kept) => {
          bench.clock.advance(60_000);
          return bench.snapshots.keepFile(...kept);
        },
      },
    });
    await assert.rejects(slow.applyImport(plan, { name: 'file.json', text }), isStale(/Other\./));
    assert.equal(imports(), 0);
  });

  it('is not sent where it cannot be made again, and says why', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    const plan = await preview(textOf(5));
    const text = '{"users": ["ana"], "entitlements": ["desktopStdN"]}';
    const license: ImportPlan = { ...plan, operation: 'importLicense' };
    await assert.rejects(changesSincePreview(bench, plan, { name: 'f', text }), isStale(/entitlements file/));
    await assert.rejects(changesSincePreview(bench, license, { name: 'f', text }), isStale(/not known/));
  });

  it('stops waiting for the portal when it is cancelled', async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S' });
    const text = textOf(5);
    const plan = await preview(text);
    const stop = new AbortController();
    const cancelled = createApplier({
      ...bench.deps,
      importChanges: (of, file, signal) => {
        bench.sample.faults.set([{ path: 'purchases$', kind: 'latency', ms: 5_000 }]);
        setTimeout(() => {
          stop.abort();
        }, 20);
        return changesSincePreview(bench, of, file, signal);
      },
    });
    const begun = performance.now();
    const report = await cancelled.applyImport(plan, { name: 'file.json', text }, { signal: stop.signal });
    assert.equal(report.importOutcome?.outcome, 'notDone');
    assert.ok(performance.now() - begun < 2_000);
    assert.equal(imports(), 0);
  });
});
