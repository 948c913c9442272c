// What a portal answers to an import and to a removal is not believed by itself: neither a refusal nor a success without anything in it.
import assert from 'node:assert/strict';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import type { ApplyReport, ImportPlan, OperationPlan } from '../../../src/core/planTypes';
import { PortalError } from '../../../src/core/problem';
import { createApplier } from '../../../src/services/apply/applier';
import type { Applier } from '../../../src/services/apply/applyTypes';
import { createDoubtFile } from '../../../src/services/apply/doubtFile';
import { removalSeen } from '../../../src/services/apply/operationHolds';
import { listingOfProduct } from '../../../src/services/apply/operationState';
import { closeUnfinished } from '../../../src/services/apply/recovery';
import { sha256 } from '../../../src/services/journal/journalFiles';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { portal, startBench } from './bench';
import type { Bench } from './bench';
import { memoryFiles } from './fakes';

const appId = 'arcgisprodesktop';
const now = Date.parse('2026-09-01T09:00:00Z');
const minutes = 60_000;

const told = ({ importOutcome, operationOutcome }: ApplyReport): string => {
  const came = importOutcome ?? operationOutcome;
  return `${came?.outcome ?? ''}: ${came?.reason ?? ''}`;
};

const fileWith = (num: number): string =>
  JSON.stringify({
    appId,
    parts: [
      {
        orgEntitlements: {
          maxUsers: 400,
          startDate: 0,
          startDateStr: '01-Jan-2020',
          entitlements: { desktopStdN: { num, license: 'FEATURE X' } },
        },
        signature: 'S',
      },
    ],
  });
const file = { name: 'f', text: fileWith(300) };
const importPlan: ImportPlan = {
  kind: 'import',
  id: 'import',
  portalId: portal,
  createdAt: 0,
  title: 'Import',
  operation: 'importEntitlements',
  appId,
  fileName: 'f',
  fileSize: file.text.length,
  fileHash: sha256(file.text),
  rows: [{ section: 'entitlement', name: 'desktopStdN', before: 20, after: 300 }],
  warnings: [],
};
const removal: OperationPlan = {
  kind: 'operation',
  id: 'removal',
  portalId: portal,
  createdAt: 0,
  title: 'Remove all of it',
  operation: { name: 'removeAllEntitlements', appId },
  does: [],
  now: [],
  warnings: [],
};

describe('the answer to a write of the portal’s licenses', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench({ flavor: 'legacy', scale: 'S', now });
    await bench.client().importEntitlements(appId, { name: 'own', text: fileWith(20) });
  });
  afterEach(() => bench.close());
  const applierWith = (overrides: (client: PortalClient) => Partial<PortalClient>): Applier => {
    const client = { ...bench.client(), ...overrides(bench.client()) };
    return createApplier({ ...bench.deps, connections: { ...bench.connections, client: () => client } });
  };

  const refusals = [
    new PortalError({ kind: 'refused', code: 400 }, 'Unable to update the queue.'),
    new PortalError({ kind: 'refused' }, 'Failed.'),
    new PortalError({ kind: 'unknownEntitlement' }, 'There is no such entitlement.'),
    new PortalError({ kind: 'forbidden' }, 'No.'),
  ];
  for (const refusal of refusals) {
    it(`is read back where it was refused and carried out all the same (${refusal.message})`, async () => {
      const applier = applierWith(client => ({
        importEntitlements: async (...sent) => {
          await client.importEntitlements(...sent);
          throw refusal;
        },
        removeAllEntitlements: async (...sent) => {
          await client.removeAllEntitlements(...sent);
          throw refusal;
        },
      }));
      assert.match(told(await applier.applyImport(importPlan, file)), /^done: The portal refused it/);
      assert.match(told(await applier.applyOperation(removal)), /^done: The portal refused it/);
    });

    it(`is not done where it was refused and nothing has changed (${refusal.message})`, async () => {
      const no = (): Promise<never> => Promise.reject(refusal);
      const applier = applierWith(() => ({ importEntitlements: no, removeAllEntitlements: no }));
      const refused = /^notDone: Refused by the portal: /;
      assert.match(told(await applier.applyImport(importPlan, file)), refused);
      assert.match(told(await applier.applyOperation(removal)), refused);
    });

    it(`is not known where it was refused and something else has changed (${refusal.message})`, async () => {
      let seats = 30;
      const other = async (client: PortalClient): Promise<never> => {
        await client.importEntitlements(appId, { name: 'other', text: fileWith((seats += 1)) });
        throw refusal;
      };
      const applier = applierWith(client => ({
        importEntitlements: () => other(client),
        removeAllEntitlements: () => other(client),
      }));
      const changed = /^unknown: The portal refused it .*its state has changed since/;
      assert.match(told(await applier.applyImport(importPlan, file)), changed);
      assert.match(told(await applier.applyOperation(removal)), changed);
    });
  }

  describe('that was lost', () => {
    const lose = async (write: string, send: (applier: Applier) => Promise<ApplyReport>): Promise<void> => {
      bench.sample.faults.set([{ path: `${write}$`, kind: 'dropBefore' }]);
      assert.match(told(await send(bench.applier)), /^unknown: .* until \d\d:\d\d/);
      bench.sample.faults.set([]);
    };
    const loseRemoval = (): Promise<void> =>
      lose('removeAllEntitlements', applier => applier.applyOperation(removal));
    const loseImport = (): Promise<void> =>
      lose('importEntitlements', applier => applier.applyImport(importPlan, file));
    const waits = (name: string): RegExp =>
      new RegExp(`^notDone: Not sent: the answer to an earlier request \\(${name}\\) was lost`);

    it('keeps an import back after a removal, until it cannot arrive any more', async () => {
      await loseRemoval();
      assert.match(told(await bench.applier.applyImport(importPlan, file)), waits('Remove all of it'));
      bench.clock.advance(6 * minutes);
      assert.equal(told(await bench.applier.applyImport(importPlan, file)), 'done: ');
    });

    it('keeps a removal back after an import, and after another removal', async () => {
      await loseImport();
      assert.match(told(await bench.applier.applyOperation(removal)), waits('f'));
      bench.clock.advance(6 * minutes);
      await loseRemoval();
      const again = { ...removal, id: 'again' };
      assert.match(told(await bench.applier.applyOperation(again)), waits('Remove all of it'));
    });

    it('does so after a crash, before and after its end is written', async () => {
      await loseRemoval();
      const files = memoryFiles();
      const journal = createJournalStore({ files });
      for (const entry of (await bench.journal.read(portal)).entries) {
        if (entry.kind === 'requestEnded') break;
        await journal.append(portal, entry);
      }
      const doubtFile = createDoubtFile({ files, clock: bench.clock, log: bench.log });
      const left = { ...bench.deps, journal: createJournalStore({ files }), doubtFile };
      const next = (): Promise<ApplyReport> => createApplier(left).applyImport(importPlan, file);
      assert.match(told(await next()), waits('Remove all of it'));
      await closeUnfinished(left, portal);
      assert.match(told(await next()), waits('Remove all of it'));
    });
  });

  it('is not asked for where what a removal was agreed to with has changed', async () => {
    const [queue, listings] = await Promise.all([
      bench.client().entitlementsQueue(appId),
      bench.client().purchases(),
    ]);
    const listing = listingOfProduct(appId, { queue, listings })!;
    const { items } = await bench.client().holders(listing.itemId);
    const plan = { ...removal, seen: removalSeen(queue, listing, items) };
    await bench.client().importEntitlements(appId, { name: 'other', text: fileWith(31) });
    await assert.rejects(
      bench.applier.applyOperation(plan),
      /Nothing was removed\. The seats in effect are others\./,
    );
    await bench.client().importEntitlements(appId, { name: 'own', text: fileWith(20) });
    const fewer = { ...plan, seen: removalSeen(queue, listing, items.slice(1)) };
    await assert.rejects(bench.applier.applyOperation(fewer), /Who holds it has changed: /);
    assert.equal(told(await bench.applier.applyOperation(plan)), 'done: ');
  });
});
