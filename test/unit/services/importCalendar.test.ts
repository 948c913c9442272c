// What the calendar brings is not what an import brought: a portal's own queue that takes effect, and a successor or an end of its license, between the
// reads before and after (product.md, what must never happen: "done" of what did not arrive).
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { signInWithPassword } from '../../../src/arcgis/signIn';
import { readImportFile } from '../../../src/core/files/importFile';
import type { ApplyReport, ImportPlan, OperationPlan } from '../../../src/core/planTypes';
import { createApplier } from '../../../src/services/apply/applier';
import type { Applier } from '../../../src/services/apply/applyTypes';
import { closeUnfinished } from '../../../src/services/apply/recovery';
import { previewEntitlements, previewLicense } from '../../../src/services/importPreview';
import { sha256 } from '../../../src/services/journal/journalFiles';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { portal, startBench } from './bench';
import type { Bench } from './bench';
import { memoryFiles } from './fakes';

const appId = 'arcgisprodesktop';
const day = 86_400_000;

const told = ({ importOutcome, operationOutcome }: ApplyReport): string => {
  const came = importOutcome ?? operationOutcome;
  return `${came?.outcome ?? ''}: ${came?.reason ?? ''}`;
};

const part = (startDateStr: string, num: number, maxUsers = num + 100): object => ({
  orgEntitlements: {
    maxUsers,
    startDate: Date.parse(`${startDateStr} UTC`),
    startDateStr,
    entitlements: { desktopStdN: { num, license: 'FEATURE X' } },
  },
  signature: 'S',
  licenseManagerInfo: { hostname: 'lm1.riverbend.example', port: 27000 },
});
const fileOf = (...parts: readonly object[]): string => JSON.stringify({ appId, parts });

const importPlan = (text: string, more: Partial<ImportPlan>): ImportPlan => ({
  kind: 'import',
  id: 'lost',
  portalId: portal,
  createdAt: 0,
  title: 'Import',
  operation: 'importEntitlements',
  fileName: 'f',
  fileSize: text.length,
  fileHash: sha256(text),
  rows: [],
  warnings: [],
  ...more,
});

async function entitlementsPlan(bench: Bench, text: string, id = 'lost'): Promise<ImportPlan> {
  const { content } = readImportFile('entitlements.json', text);
  assert.ok(content?.kind === 'entitlements');
  const { rows } = await previewEntitlements(bench, bench.connections.get(portal)!, content, appId);
  return importPlan(text, { id, appId, rows });
}

/** Moves the portal's clock and the computer's, and signs in again. */
async function moveTo(bench: Bench, at: number): Promise<void> {
  bench.clock.advance(at - bench.clock.now());
  const { sample, clock } = bench;
  const moved = await fetch(`${sample.control}/clock`, {
    method: 'POST',
    headers: { 'X-Control-Key': sample.controlKey },
    body: JSON.stringify({ now: at }),
  });
  assert.equal(moved.status, 200);
  const { url, username, password } = sample;
  bench.tokens.current = (await signInWithPassword({ url, fetch, clock, username, password })).token;
}

/** What is told of a request after a kill before its answer, at a later time. */
async function recoveredAt(bench: Bench, at: number): Promise<string> {
  bench.sample.faults.set([]);
  const files = memoryFiles();
  const journal = createJournalStore({ files });
  for (const entry of (await bench.journal.read(portal)).entries) {
    if (entry.kind === 'requestEnded') break;
    await journal.append(portal, entry);
  }
  await moveTo(bench, at);
  const [report] = await closeUnfinished({ ...bench.deps, journal: createJournalStore({ files }) }, portal);
  return told(report!);
}

/** An applier over the portal with another way of sending. */
function applierWith(bench: Bench, overrides: (client: PortalClient) => Partial<PortalClient>): Applier {
  const client = { ...bench.client(), ...overrides(bench.client()) };
  return createApplier({ ...bench.deps, connections: { ...bench.connections, client: () => client } });
}

describe('what a portal comes to by itself proves no import', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  describe('10.6.1', () => {
    const evening = Date.parse('2026-06-30T20:00:00Z');
    const morning = Date.parse('2026-07-01T07:00:00Z');
    const lose = async (kind: 'dropBefore' | 'dropAfter', text: string): Promise<void> => {
      const plan = await entitlementsPlan(bench, text);
      bench.sample.faults.set([{ path: 'importEntitlements$', kind }]);
      await bench.applier.applyImport(plan, { name: 'f', text });
    };
    const start = async (now: number, ...own: readonly object[]): Promise<void> => {
      bench = await startBench({ flavor: 'legacy', scale: 'S', now });
      await bench.client().importEntitlements(appId, { name: 'own', text: fileOf(...own) });
    };

    it('where the queue that the file leaves out took effect', async () => {
      await start(evening, part('01-Jan-2026', 300), part('01-Jul-2026', 300));
      await lose('dropBefore', fileOf(part('01-Jan-2026', 300)));
      assert.match(await recoveredAt(bench, morning), /^unknown: /);
    });

    it('where the queue brings the very seats of the file', async () => {
      await start(evening, part('01-Jan-2026', 300), part('01-Jul-2026', 200));
      await lose('dropBefore', fileOf(part('01-Jan-2026', 200)));
      assert.match(await recoveredAt(bench, morning), /^unknown: /);
    });

    it('where it is the last part of several, and the end', async () => {
      await start(
        evening,
        part('01-Jan-2026', 300),
        part('01-Jul-2026', 200),
        part('01-Aug-2026', 250),
        part('01-Sep-2026', 0, 0),
      );
      await lose('dropBefore', fileOf(part('01-Jan-2026', 250)));
      assert.match(await recoveredAt(bench, Date.parse('2026-08-02T07:00:00Z')), /^unknown: /);
    });

    it('and what it would not come to does', async () => {
      await start(evening, part('01-Jan-2026', 300), part('01-Jul-2026', 200));
      await lose('dropAfter', fileOf(part('01-Jan-2026', 250), part('01-Jul-2027', 260)));
      assert.match(await recoveredAt(bench, morning), /^done: /);
    });

    it('over a midnight between the request and the read: the late one is waited for', async () => {
      const late = Date.parse('2026-06-30T23:59:58Z');
      await start(late, part('01-Jan-2026', 300), part('01-Jul-2026', 200));
      const text = fileOf(part('01-Jan-2026', 200));
      const plan = await entitlementsPlan(bench, text);
      bench.sample.faults.set([{ path: 'importEntitlements$', kind: 'dropBefore' }]);
      const applier = applierWith(bench, client => ({
        importEntitlements: async (...sent) => {
          try {
            return await client.importEntitlements(...sent);
          } finally {
            await moveTo(bench, late + 60_000);
          }
        },
      }));
      assert.match(
        told(await applier.applyImport(plan, { name: 'f', text })),
        /^unknown: .* until \d\d:\d\d/,
      );
      bench.sample.faults.set([]);
      const next = fileOf(part('01-Jan-2026', 250));
      const refused = await applier.applyImport(await entitlementsPlan(bench, next, 'next'), {
        name: 'f',
        text: next,
      });
      assert.match(told(refused), /^notDone: Not sent: the answer to an earlier request \(f\) was lost/);
    });

    it('nor a removal, where the queue ends the product', async () => {
      await start(evening, part('01-Jan-2026', 300), part('01-Jul-2026', 0, 0));
      bench.sample.faults.set([{ path: 'removeAllEntitlements$', kind: 'dropBefore' }]);
      const plan: OperationPlan = {
        kind: 'operation',
        id: 'removal',
        portalId: portal,
        createdAt: 0,
        title: 'Remove',
        operation: { name: 'removeAllEntitlements', appId },
        does: [],
        now: [],
        warnings: [],
      };
      await bench.applier.applyOperation(plan);
      assert.match(await recoveredAt(bench, morning), /^unknown: .*would have it by itself/);
    });
  });

  describe('10.7 and later', () => {
    const now = Date.parse('2026-09-01T09:00:00Z');
    const example = new URL('../../fixtures/smallLicenses/portal-license.entitlements.json', import.meta.url);
    interface Entry {
      id: string;
      maxUsers: number;
      startDate?: number;
      expiration?: number;
    }
    interface License {
      MyEsri: { provision: { userTypes: Entry[] } };
    }

    /** Loses the import of 80 viewers on a portal that has 50, and `next` from tomorrow on. */
    async function lose(
      kind: 'dropBefore' | 'dropAfter',
      next: Partial<Entry>,
      brief = false,
    ): Promise<void> {
      bench = await startBench({ flavor: 'enterprise', scale: 'S', now });
      const own = JSON.parse(await readFile(example, 'utf8')) as License;
      const file = structuredClone(own);
      const { userTypes } = own.MyEsri.provision;
      const viewer = userTypes.find(({ id }) => id === 'viewerUT')!;
      viewer.maxUsers = 50;
      userTypes.push({ ...viewer, startDate: now + day, ...next });
      await bench.client().importLicense({ name: 'own', text: JSON.stringify(own) });
      file.MyEsri.provision.userTypes.find(({ id }) => id === 'viewerUT')!.maxUsers = 80;
      const text = JSON.stringify(file);
      const said = await bench.client().validateLicense({ name: 'f', text });
      const { rows } = await previewLicense(bench, bench.connections.get(portal)!, said);
      const plan = importPlan(text, { operation: 'importLicense', rows, validated: said });
      bench.sample.faults.set([{ path: 'importLicense$', kind }]);
      const applier = applierWith(bench, () =>
        brief ? { futureLicense: () => Promise.reject(new Error('There is none.')) } : {},
      );
      await applier.applyImport(plan, { name: 'f', text });
    }

    it('where a successor took effect', async () => {
      await lose('dropBefore', { maxUsers: 80 });
      assert.match(await recoveredAt(bench, now + 2 * day), /^unknown: /);
    });

    it('where the portal cannot say what follows', async () => {
      await lose('dropBefore', { maxUsers: 80 }, true);
      assert.match(await recoveredAt(bench, now + 2 * day), /^unknown: /);
    });

    it('and what it would not come to does', async () => {
      await lose('dropAfter', { maxUsers: 60 });
      assert.match(await recoveredAt(bench, now + 2 * day), /^done: /);
    });
  });
});
