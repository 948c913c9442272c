// A portal client by hand: each test says what it answers; anything else it is asked is an error of the test.
import { portalId, username } from '../../../src/core/ids';
import type { Organization, PortalConnection, PortalKind } from '../../../src/core/model';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { createConnections } from '../../../src/services/connections';
import type { Connections } from '../../../src/services/connectionTypes';
import type { Log } from '../../../src/services/ports';
import { memoryStore } from './fakes';

export const portal = portalId('p1');

export const organization = (changes: Partial<Organization> = {}): Organization => ({
  orgId: 'org1',
  name: 'Riverbend',
  kind: 'online',
  version: '2025.2',
  homeUrl: 'https://gis.example/home',
  access: {
    username: username('admin'),
    fullName: 'Ada Admin',
    role: 'org_admin',
    canManageLicenses: true,
    isAdministrator: true,
  },
  ...changes,
});

export function fakeClient(answers: Partial<PortalClient>): PortalClient {
  return new Proxy({ url: 'https://gis.example/portal', ...answers } as PortalClient, {
    get(target, name) {
      const known: unknown = Reflect.get(target, name);
      // What a client need not have is not there.
      if (known !== undefined || typeof name === 'symbol' || name === 'withImported') return known;
      return () => Promise.reject(new Error(`The test does not expect ${name}.`));
    },
  });
}

export const connectionTo = (changes: Partial<PortalConnection> = {}): PortalConnection => ({
  id: portal,
  name: 'Riverbend',
  url: 'https://gis.example/portal',
  kind: 'online',
  orgId: 'org1',
  username: username('admin'),
  ...changes,
});

/** One saved portal, served by `client`. */
export async function connectionsTo(
  client: PortalClient,
  log: Log,
  kind: PortalKind = 'online',
): Promise<Connections> {
  const connections = createConnections({
    store: memoryStore(),
    log,
    factory: {
      tokenSource: () => ({
        token: () => Promise.resolve('t'),
        renew: () => Promise.resolve(undefined),
      }),
      createClient: () => client,
    },
  });
  await connections.save(connectionTo({ kind }));
  return connections;
}

/** A promise that is settled from outside. */
export function deferred<T>(): {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
} {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
