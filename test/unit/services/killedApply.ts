// A program that applies a plan and kills itself at one point of it; bundled and run by kills.test.ts as a process of its own.
import { createPortalClient } from '../../../src/arcgis/createPortalClient';
import type { PortalConnection } from '../../../src/core/model';
import type { MemberPlan } from '../../../src/core/planTypes';
import { createApplier } from '../../../src/services/apply/applier';
import { createDoubtFile } from '../../../src/services/apply/doubtFile';
import { createConnections } from '../../../src/services/connections';
import { createInventory } from '../../../src/services/inventory';
import { createJournalRegister } from '../../../src/services/journal/journalRegister';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createNodeFileStore } from '../../../src/services/journal/nodeFileStore';
import { createSnapshotStore } from '../../../src/services/snapshots/snapshotStore';
import { memoryLog, memoryStore, quickClock } from './fakes';

/** Where a program can be killed: around each request that writes, and around each write of the journal and its register. */
export const killPoints = [
  'request before',
  'request sent',
  'request answered',
  'journal before',
  'journal after',
] as const;
export type KillPoint = (typeof killPoints)[number];

export interface KillOrder {
  readonly folder: string;
  readonly connection: PortalConnection;
  readonly token: string;
  readonly plan: MemberPlan;
  /** Epoch ms. */
  readonly now: number;
  /** At the so-manieth of such points, from 1; absent: never. */
  readonly kill?: { readonly point: KillPoint; readonly count: number };
}

/** How often each point was passed. */
export type Passed = Readonly<Record<KillPoint, number>>;

const passed: Record<KillPoint, number> = {
  'request before': 0,
  'request sent': 0,
  'request answered': 0,
  'journal before': 0,
  'journal after': 0,
};

async function apply({ folder, connection, token, plan, now, kill }: KillOrder): Promise<void> {
  const pass = async (point: KillPoint): Promise<void> => {
    passed[point] += 1;
    if (kill?.point !== point || kill.count !== passed[point]) return;
    process.kill(process.pid, 'SIGKILL');
    // Nothing of this program runs on.
    await new Promise(() => undefined);
  };
  const clock = quickClock(now);
  const log = memoryLog();
  const watched: typeof fetch = async (input, init) => {
    const isWrite = String(input instanceof Request ? input.url : input).includes(
      'provisionUserEntitlements',
    );
    if (!isWrite) return fetch(input, init);
    await pass('request before');
    const answer = fetch(input, init);
    // The request has left by then, and the portal, which takes its time, has not answered.
    await new Promise(resolve => setTimeout(resolve, 4));
    await pass('request sent');
    const response = await answer;
    await pass('request answered');
    return response;
  };
  const connections = createConnections({
    store: memoryStore(),
    log,
    factory: {
      tokenSource: () => ({ token: () => Promise.resolve(token), renew: () => Promise.resolve(undefined) }),
      createClient: ({ url, kind }, tokens) =>
        createPortalClient({ url, kind, tokens, fetch: watched, clock }),
    },
  });
  await connections.save(connection);
  const store = createNodeFileStore(folder);
  const files = {
    ...store,
    append: async (path: string, text: string) => {
      await pass('journal before');
      await store.append(path, text);
      await pass('journal after');
    },
  };
  const register = createJournalRegister({ files, clock, log });
  await createApplier({
    connections,
    inventory: createInventory({ connections, clock, log }),
    journal: createJournalStore({ files, register, log }),
    snapshots: createSnapshotStore({ files, log }),
    doubtFile: createDoubtFile({ files, clock, log }),
    clock,
    log,
  }).applyMembers(plan);
}

process.once('message', (order: KillOrder) => {
  void apply(order).then(
    () => process.send?.(passed, () => process.exit(0)),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
