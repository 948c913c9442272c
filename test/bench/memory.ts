// What an inventory of many holders costs the process that holds it: memory after gc and at its peak, and delay of the event loop meanwhile.
import { createPortalClient } from '../../src/arcgis/createPortalClient';
import { itemId, portalId, username } from '../../src/core/ids';
import { createMatrixState } from '../../src/core/matrix/matrixState';
import { createConnections } from '../../src/services/connections';
import { createInventory } from '../../src/services/inventory';
import { createMatrixFeed } from '../../src/services/matrix/matrixFeed';
import { systemClock } from '../../src/services/systemClock';
import { matrixRows } from '../../src/ui/matrix/matrixRows';
import { costOfTurns } from './turns';
import type { Delay } from './turns';

export interface MemoryTask {
  /** Base address of the portal, which runs in another process. */
  readonly url: string;
  readonly token: string;
  /** Listings to read; absent: all that the portal's `purchases` names. */
  readonly items?: readonly string[];
  /** Whether the matrix is open meanwhile: it follows what is read, in the order by name, and shows its first rows. */
  readonly matrix?: boolean;
}

export interface MemoryFigures {
  /** Listings whose holders were read. */
  readonly listings: number;
  /** Cells: a member in a listing. */
  readonly rows: number;
  /** Held after gc, over the same process before it read, MB of heap and of buffers. */
  readonly heldMb: number;
  /** Most that the process took of the machine while it read, over what it took before, MB. */
  readonly peakMb: number;
  readonly readMs: number;
  readonly delay: Delay;
  /** The same process, doing nothing: what to compare `delay` with. */
  readonly idleDelay: Delay;
}

const megabyte = 1024 * 1024;
const portal = portalId('p1');
const rowsInSight = 60;

/** What the program holds after everything that can go has gone, MB: objects, and the buffers beside the heap. */
async function heldMb(): Promise<number> {
  if (globalThis.gc === undefined) throw new Error('Start this with --expose-gc.');
  for (let round = 0; round < 4; round++) {
    await new Promise(resolve => setTimeout(resolve, 20));
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / megabyte;
}

async function build(task: MemoryTask) {
  const values = new Map<string, unknown>();
  const ignore = (): void => undefined;
  const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
  const connections = createConnections({
    store: {
      get: key => values.get(key),
      set: (key, value) => {
        values.set(key, value);
        return Promise.resolve();
      },
    },
    log,
    factory: {
      tokenSource: () => ({
        token: () => Promise.resolve(task.token),
        renew: () => Promise.resolve(undefined),
      }),
      createClient: (connection, tokens) =>
        createPortalClient({
          url: connection.url,
          kind: 'online',
          fetch,
          clock: systemClock,
          tokens,
          timeoutMs: 120_000,
        }),
    },
  });
  await connections.save({
    id: portal,
    name: 'Measured',
    url: task.url,
    kind: 'online',
    orgId: 'org1',
    username: username('admin'),
  });
  return { connections, log, inventory: createInventory({ connections, clock: systemClock, log }) };
}

/** How long it is waited for the matrix, ms. */
const longestMs = 120_000;

/** The matrix as its panel has it, without the page: table, order, counts, and the first rows in words at every change. */
function openMatrix(deps: Parameters<typeof createMatrixFeed>[0]) {
  const feed = createMatrixFeed(deps);
  const state = createMatrixState(() => feed.table);
  const link = feed.onDidChange(() => {
    state.refresh();
    matrixRows(
      state,
      { from: 0, count: rowsInSight },
      () => 'Measured',
      () => 'held',
    );
  });
  feed.choose([portal]);
  const isRead = (): boolean =>
    feed.members.every(one => one.state !== 'loading') &&
    feed.progress.all > 0 &&
    feed.progress.done >= feed.progress.all &&
    state.matching === feed.table.length &&
    feed.table.length > 0;
  return {
    /** Until everything is in the table and in its order. */
    isWhole: async (): Promise<void> => {
      for (const began = performance.now(); !isRead();) {
        if (performance.now() - began > longestMs) throw new Error('The matrix was never whole.');
        await new Promise(resolve => setTimeout(resolve, 50));
      }
    },
    dispose: () => {
      link.dispose();
      feed.dispose();
    },
  };
}

/**
 * Reads the listings through the client and the inventory and says what holding them costs. In a process of its own, started with `--expose-gc`:
 * what else is in the heap would be counted.
 * @throws Error where a listing cannot be read that the task names.
 */
export async function holdInventory(task: MemoryTask): Promise<MemoryFigures> {
  const { inventory, connections, log } = await build(task);
  let listings = (task.items ?? []).map(itemId);
  if (task.items === undefined) {
    const branch = await inventory.load({ portalId: portal, name: 'listings' });
    if (branch.state !== 'ready') throw new Error('The listings could not be read.');
    listings = branch.value.map(listing => listing.itemId);
  }
  const idle = await costOfTurns(() => new Promise(resolve => setTimeout(resolve, 1_000)));
  const emptyMb = await heldMb();
  const emptyRssMb = process.memoryUsage().rss / megabyte;
  const began = performance.now();
  const matrix =
    task.matrix === true ? openMatrix({ inventory, connections, clock: systemClock, log }) : undefined;
  const load = await costOfTurns(async () => {
    await Promise.all(listings.map(key => inventory.load({ portalId: portal, name: 'holders', key })));
    await matrix?.isWhole();
  });
  const readMs = performance.now() - began;
  let rows = 0;
  let failed = 0;
  for (const key of listings) {
    const branch = inventory.peek({ portalId: portal, name: 'holders', key });
    if (branch.state === 'ready') rows += branch.value.items.length;
    else failed++;
  }
  const peakRssMb = Math.max(load.peakRssMb, process.resourceUsage().maxRSS / 1024);
  const heldMbNow = (await heldMb()) - emptyMb;
  const figures: MemoryFigures = {
    listings: listings.length - failed,
    rows,
    heldMb: heldMbNow,
    peakMb: peakRssMb - emptyRssMb,
    readMs,
    delay: load.delay,
    idleDelay: idle.delay,
  };
  // The inventory is looked at once more, so that it was held until now.
  if (inventory.peek({ portalId: portal, name: 'organization' }).state !== 'idle')
    throw new Error('Impossible.');
  matrix?.dispose();
  inventory.dispose();
  return figures;
}
