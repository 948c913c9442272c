import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { itemId } from '../../../src/core/ids';
import type { ImportPlan, ImportRow } from '../../../src/core/planTypes';
import { isPortalError } from '../../../src/core/problem';
import type { FaultRule } from '../../../src/samplePortal/faults';
import { sha256 } from '../../../src/services/journal/journalFiles';
import { portal, startBench } from './bench';
import type { Bench } from './bench';

const secret = 'CANARY-LICENSE-STRING';
const appId = 'arcgisprodesktop';

const part = (startDate: number, startDateStr: string, seats: Record<string, number>) => ({
  orgEntitlements: {
    maxUsers: 40,
    startDate,
    startDateStr,
    entitlements: Object.fromEntries(
      Object.entries(seats).map(([key, num]) => [key, { num, license: secret }]),
    ),
  },
  signature: secret,
});

const entitlementsFile = (seats: Record<string, number>): string =>
  JSON.stringify({
    appId,
    parts: [part(0, '01-Jan-2020', seats), part(Date.parse('2036-01-01'), '01-Jan-2036', { desktopStdN: 7 })],
  });

const planOf = (
  text: string,
  more: Partial<ImportPlan> & Pick<ImportPlan, 'operation' | 'rows'>,
): ImportPlan => ({
  kind: 'import',
  id: 'import1',
  portalId: portal,
  createdAt: 0,
  title: 'Import',
  fileName: 'file.json',
  fileSize: text.length,
  fileHash: sha256(text),
  warnings: [],
  ...more,
});

const row = (section: string, name: string, after: number, effective?: string): ImportRow => ({
  section,
  name,
  after,
  ...(effective === undefined ? {} : { effective }),
});

const isImport = (path: string): boolean => /import(Entitlements|License)$/.test(path);

async function noSecret(bench: Bench): Promise<void> {
  await bench.journal.read(portal);
  const text = JSON.stringify([...bench.files.files.values(), bench.log.lines]);
  assert.ok(!text.includes(secret), 'a license string is in the journal or the log');
  assert.ok(!text.includes(bench.tokens.current), 'a token is in the journal or the log');
}

describe('importing an entitlements file (10.6.1 and earlier)', () => {
  const seats = { desktopBasicN: 3, desktopStdN: 21, spatialAnalystN: 9 };
  const text = entitlementsFile(seats);
  const rows = [
    ...Object.entries(seats).map(([key, num]) => row('entitlement', key, num)),
    row('entitlement', 'maxUsers', 40),
    row('queue', 'desktopStdN', 7, '01-Jan-2036'),
  ];
  const plan = planOf(text, { operation: 'importEntitlements', appId, rows });
  const file = { name: 'file.json', text };

  const open = async (faults: readonly FaultRule[] = [], decisions = {}): Promise<Bench> => {
    const bench = await startBench({ flavor: 'legacy', scale: 'S', decisions });
    await bench.inventory.load({ portalId: portal, name: 'listings' });
    await bench.inventory.load({ portalId: portal, name: 'entitlementsQueue', key: appId });
    bench.sample.faults.set(faults);
    return bench;
  };

  for (const decisions of [{}, { emptyQueue: 'array' }, { getEntitlementsNesting: 'inside' }] as const) {
    it(`sends it once, keeps the state before and after, and shows what came of it ${JSON.stringify(decisions)}`, async () => {
      const bench = await open([], decisions);
      try {
        const report = await bench.applier.applyImport(plan, file);
        assert.deepEqual(report.importOutcome, { outcome: 'done' });
        assert.equal(report.requestsSent, 1);
        assert.equal(bench.entries.filter(({ path }) => isImport(path)).length, 1);
        const { entries } = await bench.journal.read(portal);
        assert.deepEqual(
          entries.map(entry => (entry.kind === 'snapshot' ? entry.when : entry.kind)),
          ['planned', 'before', 'requestStarted', 'requestEnded', 'after', 'finished'],
        );
        const queue = bench.inventory.peek({ portalId: portal, name: 'entitlementsQueue', key: appId });
        assert.ok(queue.state === 'ready' && queue.value.queue.length === 1);
        const listings = bench.inventory.peek({ portalId: portal, name: 'listings' });
        const pro = [...bench.sample.state.listings.values()].find(listing => listing.appId === appId);
        assert.ok(listings.state === 'ready');
        const shown = listings.value.find(listing => listing.itemId === itemId(pro!.itemId));
        assert.equal(shown?.pools.find(({ key }) => key === 'desktopStdN')?.num, 21);
        await noSecret(bench);
      } finally {
        await bench.close();
      }
    });
  }

  it('refuses another text than was previewed, before anything is asked or written', async () => {
    const bench = await open();
    try {
      const asked = bench.entries.length;
      await assert.rejects(
        bench.applier.applyImport(plan, { name: 'file.json', text: `${text} ` }),
        error => isPortalError(error) && error.fault.kind === 'badInput',
      );
      assert.equal(bench.entries.length, asked);
      assert.equal(bench.files.files.size, 0);
    } finally {
      await bench.close();
    }
  });

  it('says so in the portal’s words when the file is refused', async () => {
    const bench = await open();
    try {
      const masked = text.replaceAll(secret, '***');
      const report = await bench.applier.applyImport(
        planOf(masked, { operation: 'importEntitlements', appId, rows }),
        { name: 'f', text: masked },
      );
      assert.equal(report.importOutcome?.outcome, 'notDone');
      assert.match(
        report.importOutcome.reason ?? '',
        /Refused by the portal.*signature is missing or masked/,
      );
    } finally {
      await bench.close();
    }
  });

  for (const [kind, outcome] of [
    ['dropAfter', 'done'],
    ['dropBefore', 'unknown'],
    ['html502', 'unknown'],
    ['cutBody', 'done'],
  ] as const) {
    it(`reads the state again when the answer is lost (${kind}), and never sends twice`, async () => {
      const bench = await open([{ path: 'importEntitlements$', kind }]);
      try {
        const report = await bench.applier.applyImport(plan, file);
        assert.equal(report.importOutcome?.outcome, outcome, report.importOutcome?.reason);
        assert.match(report.importOutcome.reason ?? '', /answer was lost/);
        if (outcome === 'unknown')
          assert.match(
            report.importOutcome.reason ?? '',
            /may still import the file until \d\d:\d\d \S+\. Preview/,
          );
        assert.equal(bench.entries.filter(({ path }) => isImport(path)).length, 1);
        await noSecret(bench);
      } finally {
        await bench.close();
      }
    });
  }

  for (const [code, said] of [
    [403, /^Refused by the portal: The signed-in account may not/],
    [500, /answer was lost .*the portal is as it was/],
  ] as const) {
    it(`reads the state again after an answer with code ${code}`, async () => {
      const bench = await open([{ path: 'importEntitlements$', kind: 'error', code, message: 'No.' }]);
      try {
        const report = await bench.applier.applyImport(plan, file);
        assert.equal(report.importOutcome?.outcome, 'notDone');
        assert.match(report.importOutcome.reason ?? '', said);
        const calls = bench.entries.map(({ path }) => path);
        assert.ok(calls.lastIndexOf(calls.find(isImport)!) < calls.length - 1, calls.join());
      } finally {
        await bench.close();
      }
    });
  }

  it('does not know when nothing can be read afterwards', async () => {
    const bench = await open([{ path: 'getEntitlements$', kind: 'dropBefore', after: 1 }]);
    try {
      const report = await bench.applier.applyImport(plan, file);
      assert.equal(report.importOutcome?.outcome, 'unknown');
      assert.match(report.importOutcome.reason ?? '', /could not be read back/);
    } finally {
      await bench.close();
    }
  });

  it('sends nothing when the state before cannot be kept, or when it is cancelled', async () => {
    const bench = await open([{ path: 'getEntitlements$', kind: 'dropBefore' }]);
    try {
      const report = await bench.applier.applyImport(plan, file);
      assert.match(report.importOutcome?.reason ?? '', /state before the import could not be kept/);
      bench.sample.faults.set([]);
      const cancelled = await bench.applier.applyImport(plan, file, { signal: AbortSignal.abort() });
      assert.equal(cancelled.importOutcome?.outcome, 'notDone');
      assert.equal(bench.entries.filter(({ path }) => isImport(path)).length, 0);
    } finally {
      await bench.close();
    }
  });
});

describe('importing a portal license file (10.7 and later)', () => {
  let bench: Bench;
  let text: string;
  let rows: ImportRow[];
  before(async () => {
    text = await readFile(
      new URL('../../fixtures/smallLicenses/portal-license.entitlements.json', import.meta.url),
      'utf8',
    );
  });
  beforeEach(async () => {
    bench = await startBench({ flavor: 'enterprise', scale: 'S' });
    await bench.inventory.load({ portalId: portal, name: 'license' });
    const said = await bench.client().validateLicense({ name: 'f', text });
    rows = said.userTypes
      .filter(({ startsAt }) => (startsAt ?? 0) <= bench.clock.now())
      .map(({ id, maximum }) => row('userType', id, maximum ?? 0));
    assert.ok(rows.length > 0);
    bench.entries.splice(0);
  });
  afterEach(() => bench.close());
  const plan = (): ImportPlan => planOf(text, { operation: 'importLicense', rows });

  it('validates first, sends once, and reads back', async () => {
    const was = await bench.client().license();
    bench.entries.splice(0);
    const report = await bench.applier.applyImport(plan(), { name: 'f', text });
    assert.deepEqual(report.importOutcome, { outcome: 'done' });
    const calls = bench.entries
      .map(({ path }) => path.split('/').at(-1))
      .filter(name => /License$/.test(name ?? ''));
    assert.deepEqual(
      calls.filter(name => name !== 'getFutureLicense'),
      ['validateLicense', 'importLicense'],
    );
    const license = bench.inventory.peek({ portalId: portal, name: 'license' });
    assert.ok(license.state === 'ready');
    for (const { name, after } of rows)
      assert.equal(license.value.userTypes.find(({ id }) => id === name)?.maximum, after);
    const compared = report.importComparison?.filter(({ section }) => section === 'userType') ?? [];
    for (const { id, maximum } of license.value.userTypes) {
      const line = compared.find(({ name }) => name === id);
      assert.deepEqual(
        [line?.before, line?.after],
        [was.userTypes.find(one => one.id === id)?.maximum ?? 0, maximum],
      );
    }
    assert.ok(
      compared.some(({ before, after }) => before !== after),
      'something has changed',
    );
    await noSecret(bench);
  });

  it('does not take success, or a changed state, for proof where no number can be compared', async () => {
    const later = [row('userType', rows[0]!.name, 4, '01-Jan-2036')];
    for (const faults of [[], [{ path: 'importLicense$', kind: 'dropAfter' }]] as const) {
      bench.sample.faults.set(faults);
      const report = await bench.applier.applyImport(
        planOf(text, { operation: 'importLicense', rows: later }),
        {
          name: 'f',
          text,
        },
      );
      assert.equal(report.requestsSent, 1);
      assert.equal(report.importOutcome?.outcome, 'unknown');
      assert.match(
        report.importOutcome.reason ?? '',
        faults.length === 0 ? /could not be verified/ : /answer was lost/,
      );
    }
  });

  it('does not send what the portal does not accept', async () => {
    const broken = '{"MyEsri": {}}';
    const report = await bench.applier.applyImport(planOf(broken, { operation: 'importLicense', rows: [] }), {
      name: 'f',
      text: broken,
    });
    assert.equal(report.importOutcome?.outcome, 'notDone');
    assert.match(report.importOutcome.reason ?? '', /does not accept the file.*signature/);
    assert.equal(bench.entries.filter(({ path }) => path.endsWith('importLicense')).length, 0);
  });

  it('reads the license again when the answer is lost', async () => {
    bench.sample.faults.set([{ path: 'importLicense$', kind: 'dropAfter' }]);
    const report = await bench.applier.applyImport(plan(), { name: 'f', text });
    assert.equal(report.importOutcome?.outcome, 'done', report.importOutcome?.reason);
    bench.sample.faults.set([
      { path: 'importLicense$', kind: 'redirect', location: 'https://elsewhere.example/' },
    ]);
    const again = await bench.applier.applyImport(plan(), { name: 'f', text });
    assert.match(again.importOutcome?.reason ?? '', /elsewhere\.example/);
  });
});
