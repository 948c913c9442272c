// One portal by address and token, as the services know portals: nothing is saved.
import { connectionId } from '../core/connectionId';
import { Emitter } from '../core/emitter';
import type { PortalId } from '../core/ids';
import type { PortalConnection } from '../core/model';
import { PortalError } from '../core/problem';
import { checkPortal } from '../core/policy/policyPortal';
import { createPortalClient } from '../arcgis/createPortalClient';
import { normalizePortalAddress } from '../arcgis/url';
import type { Connections } from '../services/connectionTypes';
import { createInventory } from '../services/inventory';
import type { Inventory } from '../services/inventoryTypes';
import type { Clock, Log } from '../services/ports';

export interface CommandPortal {
  readonly id: PortalId;
  readonly connections: Connections;
  readonly inventory: Inventory;
}

const readOnly = (): Promise<void> =>
  Promise.reject(new PortalError({ kind: 'badInput' }, 'The command line saves no portal.'));

/**
 * Signs in with the token.
 * @throws PortalError `badInput` for an address that is none or holds a secret, `signIn` for a token that the portal refuses, and what else reading
 * the organization throws.
 */
export async function openPortal(
  address: string,
  token: string,
  { clock, log, signal }: { readonly clock: Clock; readonly log: Log; readonly signal?: AbortSignal },
): Promise<CommandPortal> {
  if (checkPortal(address) !== 'fine' || !URL.canParse(address))
    throw new PortalError(
      { kind: 'badInput' },
      `"${address}" is no address of a portal: it begins with https:// and holds no user name, password, query or fragment.`,
    );
  const { url } = normalizePortalAddress(address);
  const client = createPortalClient({
    url,
    fetch: globalThis.fetch,
    clock,
    tokens: { token: () => Promise.resolve(token), renew: () => Promise.resolve(undefined) },
  });
  const organization = await client.organization(signal);
  const connection: PortalConnection = {
    id: connectionId(url, organization.access.username),
    name: organization.name,
    url,
    kind: organization.kind,
    orgId: organization.orgId,
    username: organization.access.username,
  };
  const changed = new Emitter<PortalId>();
  const connections: Connections = {
    onDidChange: changed.event,
    list: () => [connection],
    get: asked => (asked === connection.id ? connection : undefined),
    save: readOnly,
    remove: readOnly,
    reload: () => undefined,
    client: () => client,
  };
  return { id: connection.id, connections, inventory: createInventory({ connections, clock, log }) };
}
