// A program that completes lists and is killed by itself after so many requests; bundled and run by completionKills.test.ts as a process of its own.
import { createPortalClient } from '../../../../src/arcgis/createPortalClient';
import type { ItemId } from '../../../../src/core/ids';
import type { PortalConnection } from '../../../../src/core/model';
import { createCompletions } from '../../../../src/services/completion/completions';
import { createConnections } from '../../../../src/services/connections';
import { createInventory } from '../../../../src/services/inventory';
import { createNodeFileStore } from '../../../../src/services/journal/nodeFileStore';
import { memoryLog, memoryStore, quickClock } from '../fakes';

export interface CompletionOrder {
  readonly folder: string;
  readonly connection: PortalConnection;
  readonly token: string;
  readonly items: readonly ItemId[];
  readonly holdersCut: number;
  /** Epoch ms. */
  readonly now: number;
  /** Killed before the answer of the so-manieth question for a member is taken; absent: never. */
  readonly killAt?: number;
}

async function complete(order: CompletionOrder): Promise<void> {
  let questions = 0;
  const watched: typeof fetch = async (input, init) => {
    const path = String(input instanceof Request ? input.url : input);
    const response = await fetch(input, init);
    if (!/provisionedListings|userEntitlements\//.test(path)) return response;
    questions += 1;
    if (questions !== order.killAt) return response;
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  };
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
      createClient: ({ url, kind }, tokens) =>
        createPortalClient({ url, kind, tokens, fetch: watched, clock, holdersCut: order.holdersCut }),
    },
  });
  await connections.save(order.connection);
  const inventory = createInventory({ connections, clock, log });
  const files = createNodeFileStore(order.folder);
  await createCompletions({ connections, inventory, files, clock, log }).start(
    order.connection.id,
    order.items,
  );
}

process.once('message', (order: CompletionOrder) => {
  void complete(order).then(
    () => process.exit(0),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
