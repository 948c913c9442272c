// The saved portals: read with a schema, because the store outlives versions of the program; no secret is ever in it (product.md rule 5).
import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { Emitter } from '../core/emitter';
import { portalId, username } from '../core/ids';
import type { PortalId } from '../core/ids';
import { l10n } from '../core/l10n';
import type { PortalConnection } from '../core/model';
import { PortalError } from '../core/problem';
import type { PortalClient } from '../arcgis/portalClient';
import type { ClientFactory, Connections } from './connectionTypes';
import type { KeyValueStore, Log } from './ports';
import { connectionsKey } from './savedPortalIds';

export { connectionsKey } from './savedPortalIds';

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
    return `${v.getDotPath(issue) ?? 'entry'}: ${issue.message}`;
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

interface StoredList {
  readonly connections: ReadonlyMap<PortalId, PortalConnection>;
  readonly unreadable: readonly unknown[];
}

/** What the store holds under {@link connectionsKey}, whatever it is; the log is told of each entry that is left out. */
function readList(stored: unknown, log: Pick<Log, 'warn'>): StoredList {
  const connections = new Map<PortalId, PortalConnection>();
  const unreadable: unknown[] = [];
  if (stored !== undefined && !Array.isArray(stored)) {
    unreadable.push(stored);
    log.warn('The saved list of portals cannot be read and is kept aside; add the portals again.');
  }
  for (const [index, raw] of (Array.isArray(stored) ? (stored as unknown[]) : []).entries()) {
    const connection = readConnection(raw);
    const number = index + 1;
    if (typeof connection === 'string') {
      unreadable.push(raw);
      log.warn(`Saved portal ${number} cannot be read and is kept aside (${connection}); add it again.`);
    } else if (connections.has(connection.id)) {
      unreadable.push(raw);
      log.warn(`Saved portal ${number} has the id of an earlier one and is kept aside: ${connection.name}.`);
    } else connections.set(connection.id, connection);
  }
  return { connections, unreadable };
}

/** One change of the list: the connection to keep under the id, or its removal. */
interface Change {
  readonly id: PortalId;
  readonly connection: PortalConnection | undefined;
}

function withChanges(
  list: ReadonlyMap<PortalId, PortalConnection>,
  changes: Iterable<Change>,
): Map<PortalId, PortalConnection> {
  const next = new Map(list);
  for (const { id, connection } of changes) {
    if (connection === undefined) next.delete(id);
    else next.set(id, connection);
  }
  return next;
}

/**
 * The saved portals of a {@link KeyValueStore}, which other windows of the program write to as well: each save starts from what the store
 * holds then and changes one entry of it. Entries that cannot be read are left out with a warning in the log and moved to
 * {@link unreadableConnectionsKey} by the next save.
 */
export function createConnections(deps: {
  readonly store: KeyValueStore;
  readonly factory: ClientFactory;
  readonly log: Log;
}): Connections {
  const changed = new Emitter<PortalId>();
  const clients = new Map<PortalId, { key: string; client: PortalClient }>();
  const warned = new Set<string>();
  /** Changes that are seen here already and not yet in the store. */
  const pending = new Set<Change>();
  // Saves run one after the other: two at once would each write a list without the other's entry.
  let writing: Promise<void> = Promise.resolve();

  function readStore(): StoredList {
    return readList(deps.store.get(connectionsKey), {
      warn: warning => {
        if (warned.has(warning)) return;
        warned.add(warning);
        deps.log.warn(warning);
      },
    });
  }

  let connections: ReadonlyMap<PortalId, PortalConnection> = readStore().connections;

  /** Takes over a list of the store, and tells what is different in it. */
  function adopt(stored: ReadonlyMap<PortalId, PortalConnection>): void {
    const before = connections;
    connections = withChanges(stored, pending);
    for (const id of new Set([...before.keys(), ...connections.keys()])) {
      if (isDeepStrictEqual(before.get(id), connections.get(id))) continue;
      if (!connections.has(id)) clients.delete(id);
      changed.fire(id);
    }
  }

  async function write(change: Change): Promise<void> {
    const { connections: stored, unreadable } = readStore();
    if (unreadable.length > 0) {
      const before = deps.store.get(unreadableConnectionsKey);
      await deps.store.set(unreadableConnectionsKey, [
        ...(Array.isArray(before) ? (before as unknown[]) : []),
        ...unreadable,
      ]);
    }
    const next = withChanges(stored, [change]);
    await deps.store.set(connectionsKey, [...next.values()]);
    adopt(next);
  }

  async function apply(change: Change): Promise<void> {
    pending.add(change);
    connections = withChanges(connections, [change]);
    const own = writing.then(() => write(change));
    writing = own.catch(() => undefined);
    try {
      await own;
    } finally {
      pending.delete(change);
    }
    changed.fire(change.id);
  }

  return {
    onDidChange: changed.event,
    list: () => [...connections.values()],
    get: id => connections.get(id),
    save: connection => apply({ id: connection.id, connection }),
    async remove(id) {
      if (!connections.has(id)) return;
      clients.delete(id);
      await apply({ id, connection: undefined });
    },
    reload: () => {
      adopt(readStore().connections);
    },
    client(id) {
      const connection = connections.get(id);
      if (connection === undefined) {
        throw new PortalError(
          { kind: 'badInput' },
          l10n.t('There is no saved portal "{0}". Add it in the Portals view.', id),
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
