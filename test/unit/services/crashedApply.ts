// A program that begins to apply a plan and is killed in the middle; run by crash.test.ts as a process of its own.
import { createPortalClient } from '../../../src/arcgis/createPortalClient';
import type { PortalConnection } from '../../../src/core/model';
import type { MemberPlan } from '../../../src/core/planTypes';
import { createApplier } from '../../../src/services/apply/applier';
import { createConnections } from '../../../src/services/connections';
import { createInventory } from '../../../src/services/inventory';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createSnapshotStore } from '../../../src/services/snapshots/snapshotStore';
import { createNodeFileStore } from '../../../src/services/journal/nodeFileStore';
import { memoryLog, memoryStore, quickClock } from './fakes';

export interface CrashOrder {
  readonly folder: string;
  readonly connection: PortalConnection;
  readonly token: string;
  readonly plan: MemberPlan;
}

async function applyAndCrash(order: CrashOrder): Promise<void> {
  const clock = quickClock();
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
  await createApplier({ connections, inventory, journal, snapshots, clock, log }).applyMembers(order.plan);
}

process.once('message', (order: CrashOrder) => void applyAndCrash(order));
