// A program that begins to apply a plan and is killed in the middle; run by crash.test.ts and snapshots/crashedImport.test.ts as a process of its own.
import { createPortalClient } from '../../../src/arcgis/createPortalClient';
import type { PortalConnection } from '../../../src/core/model';
import type { ImportPlan, MemberPlan } from '../../../src/core/planTypes';
import { createApplier } from '../../../src/services/apply/applier';
import { createConnections } from '../../../src/services/connections';
import { createInventory } from '../../../src/services/inventory';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createSnapshotStore } from '../../../src/services/snapshots/snapshotStore';
import { createNodeFileStore } from '../../../src/services/journal/nodeFileStore';
import { memoryLog, memoryStore, quickClock } from './fakes';

export interface CrashOrder {
  readonly folder: string;
  /** When it begins, epoch ms; long ago by default. */
  readonly now?: number;
  readonly connection: PortalConnection;
  readonly token: string;
  readonly plan: MemberPlan | ImportPlan;
  /** Of an import: what is sent. */
  readonly file?: { readonly name: string; readonly text: string; readonly base64: string };
}

async function applyAndCrash(order: CrashOrder): Promise<void> {
  const clock = quickClock(order.now);
  const log = memoryLog();
  const connections = createConnections({
    store: memoryStore(),
    log,
    factory: {
      tokenSource: () => ({
        token: () => Promise.resolve(order.token),
        renew: () => Promise.resolve(undefined),
      }),
      createClient: ({ url, kind }, tokens) => createPortalClient({ url, kind, tokens, fetch, clock }),
    },
  });
  await connections.save(order.connection);
  const inventory = createInventory({ connections, clock, log });
  const journal = createJournalStore({ files: createNodeFileStore(order.folder) });
  const snapshots = createSnapshotStore({ files: createNodeFileStore(order.folder), log });
  const applier = createApplier({ connections, inventory, journal, snapshots, clock, log });
  const { plan, file } = order;
  if (plan.kind === 'members') await applier.applyMembers(plan);
  else if (file)
    await applier.applyImport(plan, { ...file, bytes: Uint8Array.from(Buffer.from(file.base64, 'base64')) });
}

process.once('message', (order: CrashOrder) => void applyAndCrash(order));
