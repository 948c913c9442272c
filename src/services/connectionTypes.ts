// The saved portals and a client for each.
import type { Event } from '../core/emitter';
import type { PortalId } from '../core/ids';
import type { PortalConnection } from '../core/model';
import type { PortalClient, TokenSource } from '../arcgis/portalClient';

export interface Connections {
  /** Fires with the connection that was added, changed or removed. */
  readonly onDidChange: Event<PortalId>;
  list(): readonly PortalConnection[];
  get(id: PortalId): PortalConnection | undefined;
  /** Adds, or replaces the one with the same id. */
  save(connection: PortalConnection): Promise<void>;
  remove(id: PortalId): Promise<void>;
  /** Reads the store again, which another window may have written to, and fires for each connection that is different now. */
  reload(): void;
  /** The client of a portal, made once and made anew when its address changes. Throws PortalError `badInput` for an unknown id. */
  client(id: PortalId): PortalClient;
}

/** What makes a connection a working client; ui implements it with the authentication provider, tests with a constant. */
export interface ClientFactory {
  tokenSource(connection: PortalConnection): TokenSource;
  createClient(connection: PortalConnection, tokens: TokenSource): PortalClient;
}
