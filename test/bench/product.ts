// The product's own parts, put together as the extension and the command line do, for one portal.
import { createPortalClient } from '../../src/arcgis/createPortalClient';
import type { PortalClient } from '../../src/arcgis/portalClient';
import { Emitter } from '../../src/core/emitter';
import { portalId, username } from '../../src/core/ids';
import type { PortalId } from '../../src/core/ids';
import type { PortalConnection } from '../../src/core/model';
import type { Connections } from '../../src/services/connectionTypes';
import { createInventory } from '../../src/services/inventory';
import type { Inventory } from '../../src/services/inventoryTypes';
import type { Log } from '../../src/services/ports';
import { systemClock as clock } from '../../src/services/systemClock';
import type { RunningPortal } from './portalProcess';

export interface Product {
  readonly id: PortalId;
  readonly client: PortalClient;
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly log: Log;
  dispose(): void;
}

const noSaving = (): Promise<void> => Promise.reject(new Error('The benchmark saves no portal.'));

export interface ProductOptions {
  /** To watch requests; the computer's own by default. */
  readonly fetch?: typeof globalThis.fetch;
  /** Where the portal cuts its lists, if not after 10,000 rows. */
  readonly holdersCut?: number;
}

export async function openProduct(
  { address, token }: RunningPortal,
  { fetch = globalThis.fetch, holdersCut }: ProductOptions = {},
): Promise<Product> {
  const id = portalId('bench');
  const client = createPortalClient({
    url: address.url,
    fetch,
    clock,
    tokens: { token: () => Promise.resolve(token), renew: () => Promise.resolve(undefined) },
    timeoutMs: 120_000,
    ...(holdersCut === undefined ? {} : { holdersCut }),
  });
  const { name, kind, orgId, access } = await client.organization();
  const connection: PortalConnection = {
    id,
    name,
    url: address.url,
    kind,
    orgId,
    username: username(access.username),
  };
  const changed = new Emitter<PortalId>();
  const connections: Connections = {
    onDidChange: changed.event,
    list: () => [connection],
    get: asked => (asked === id ? connection : undefined),
    save: noSaving,
    remove: noSaving,
    reload: () => undefined,
    client: () => client,
  };
  const say = (message: string): void => console.error(message);
  const log: Log = { debug: () => undefined, info: () => undefined, warn: say, error: say };
  const inventory = createInventory({ connections, clock, log });
  return { id, client, connections, inventory, log, dispose: () => inventory.dispose() };
}
