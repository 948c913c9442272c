// The saved portals: read with a schema, because the store outlives versions of the program; no secret is ever in it (product.md rule 5).
import * as v from 'valibot';
import { Emitter } from '../core/emitter';
import { portalId, username } from '../core/ids';
import type { PortalId } from '../core/ids';
import type { PortalConnection } from '../core/model';
import { PortalError } from '../core/problem';
import type { PortalClient } from '../arcgis/portalClient';
import type { ClientFactory, Connections } from './connectionTypes';
import type { KeyValueStore, Log } from './ports';

/** Where the list of connections lies in the store. */
export const connectionsKey = 'connections';
/** Where entries are kept that this version cannot read, so that no saved portal is ever lost by reading the list. */
export const unreadableConnectionsKey = 'connections.unreadable';

const kind = v.picklist(['online', 'enterprise', 'legacy']);
const text = v.pipe(v.string(), v.minLength(1));
const storedConnection = v.object({
  id: text,
  name: v.string(),
  url: v.pipe(
    text,
    v.check(
      value => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
      'is not a web address',
    ),
  ),
  kind,
  orgId: v.string(),
  username: v.string(),
  sample: v.nullish(v.object({ flavor: kind, scale: v.picklist(['S', 'M', 'L', 'XL']) })),
  clientId: v.nullish(v.string()),
  timeZone: v.nullish(v.string()),
});

function readConnection(raw: unknown): PortalConnection | string {
  const parsed = v.safeParse(storedConnection, raw);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    return `${v.getDotPath(issue) ?? 'the entry'}: ${issue.message}`;
  }
  const { id, username: name, sample, clientId, timeZone, ...rest } = parsed.output;
  return {
    ...rest,
    id: portalId(id),
    username: username(name),
    ...(sample ? { sample } : {}),
    ...(clientId === undefined || clientId === null ? {} : { clientId }),
    ...(timeZone === undefined || timeZone === null ? {} : { timeZone }),
  };
}

/** What a client depends on: with another value of these a new one is made. */
const clientKey = (connection: PortalConnection): string =>
  JSON.stringify([connection.url, connection.kind, connection.username, connection.clientId ?? '']);

/**
 * The saved portals of a {@link KeyValueStore}. Entries that cannot be read are left out with a warning in the log and moved to
 * {@link unreadableConnectionsKey} by the next save.
 */
export function createConnections(deps: {
  readonly store: KeyValueStore;
  readonly factory: ClientFactory;
  readonly log: Log;
}): Connections {
  const changed = new Emitter<PortalId>();
  const connections = new Map<PortalId, PortalConnection>();
  const clients = new Map<PortalId, { key: string; client: PortalClient }>();
  const unreadable: unknown[] = [];
  // Saves run one after the other: two at once would each write a list without the other's entry.
  let writing: Promise<void> = Promise.resolve();

  const stored = deps.store.get(connectionsKey);
  if (stored !== undefined && !Array.isArray(stored)) {
    deps.log.warn('The saved list of portals cannot be read and is kept aside; add the portals again.');
    unreadable.push(stored);
  }
  for (const [index, raw] of (Array.isArray(stored) ? stored : []).entries()) {
    const connection = readConnection(raw);
    if (typeof connection === 'string') {
      deps.log.warn(
        `Saved portal ${index + 1} cannot be read and is kept aside (${connection}); add it again.`,
      );
      unreadable.push(raw);
    } else if (connections.has(connection.id)) {
      deps.log.warn(
        `Saved portal ${index + 1} has the id of an earlier one and is kept aside: ${connection.name}.`,
      );
      unreadable.push(raw);
    } else connections.set(connection.id, connection);
  }

  async function write(): Promise<void> {
    if (unreadable.length > 0) {
      const before = deps.store.get(unreadableConnectionsKey);
      const kept = unreadable.splice(0);
      await deps.store.set(unreadableConnectionsKey, [
        ...(Array.isArray(before) ? (before as unknown[]) : []),
        ...kept,
      ]);
    }
    await deps.store.set(connectionsKey, [...connections.values()]);
  }

  function persist(): Promise<void> {
    const next = writing.then(write);
    writing = next.catch(() => undefined);
    return next;
  }

  return {
    onDidChange: changed.event,
    list: () => [...connections.values()],
    get: id => connections.get(id),
    async save(connection) {
      connections.set(connection.id, connection);
      await persist();
      changed.fire(connection.id);
    },
    async remove(id) {
      if (!connections.delete(id)) return;
      clients.delete(id);
      await persist();
      changed.fire(id);
    },
    client(id) {
      const connection = connections.get(id);
      if (connection === undefined) {
        throw new PortalError(
          { kind: 'badInput' },
          `There is no saved portal "${id}". Add it in the Portals view.`,
        );
      }
      const key = clientKey(connection);
      const known = clients.get(id);
      if (known?.key === key) return known.client;
      const client = deps.factory.createClient(connection, deps.factory.tokenSource(connection));
      clients.set(id, { key, client });
      return client;
    },
  };
}
