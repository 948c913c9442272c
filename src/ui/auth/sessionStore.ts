// Sessions in SecretStorage: a secret for each portal, so that no window writes over what another one keeps for another portal.
import { randomUUID } from 'node:crypto';
import { Emitter, type Disposable } from '../../core/emitter';
import { portalId, username, type PortalId, type Username } from '../../core/ids';
import type { SessionRecord } from '../../arcgis/token';
import type { Log, Secrets } from '../../services/ports';

export interface StoredSession {
  readonly id: string;
  readonly portalId: PortalId;
  readonly username: Username;
  /** What the Accounts menu shows: the user name and the portal's host. */
  readonly label: string;
  readonly record: SessionRecord;
}

export interface SessionChange {
  readonly added: readonly StoredSession[];
  readonly removed: readonly StoredSession[];
  readonly changed: readonly StoredSession[];
}

const keyStart = 'arcgisEntitlements.session.';

/** The secret of a portal's session. */
export const sessionKey = (portal: PortalId): string => `${keyStart}${portal}`;

/** A session as it was kept. By hand, and not with a schema: it is part of what activation loads. */
function readSession(value: unknown): StoredSession | undefined {
  const { id, portalId: portal, username: name, label, record } = fieldsOf(value);
  const { kind, accessToken, expiresAt, refreshToken, refreshExpiresAt, clientId, redirectUri } =
    fieldsOf(record);
  const isText = (field: unknown): field is string => typeof field === 'string';
  const optional = <T>(field: unknown, test: (field: unknown) => field is T): field is T | undefined =>
    field === undefined || test(field);
  const isNumber = (field: unknown): field is number => typeof field === 'number';
  if (!isText(id) || !isText(portal) || !isText(name) || !isText(label) || !isText(accessToken))
    return undefined;
  if (kind !== 'oauth' && kind !== 'password' && kind !== 'token') return undefined;
  if (!optional(expiresAt, isNumber) || !optional(refreshExpiresAt, isNumber)) return undefined;
  if (!optional(refreshToken, isText) || !optional(clientId, isText) || !optional(redirectUri, isText))
    return undefined;
  return {
    id,
    portalId: portalId(portal),
    username: username(name),
    label,
    record: {
      kind,
      accessToken,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(refreshExpiresAt === undefined ? {} : { refreshExpiresAt }),
      ...(clientId === undefined ? {} : { clientId }),
      ...(redirectUri === undefined ? {} : { redirectUri }),
    },
  };
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** The sessions of the saved portals, one per portal. Reads and writes run one after another; other windows write to the same secrets. */
export class SessionStore implements Disposable {
  readonly #secrets: Secrets;
  readonly #portals: () => readonly PortalId[];
  readonly #log: Log;
  readonly #changed = new Emitter<SessionChange>();
  readonly onDidChange = this.#changed.event;
  readonly #link: Disposable;
  /** What was read last; a portal whose secret was not read yet is missing. */
  readonly #known = new Map<PortalId, StoredSession | undefined>();
  readonly #unreadable = new Set<PortalId>();
  #queue: Promise<unknown> = Promise.resolve();

  /** @param portals the ids of the saved portals, asked when sessions are; nothing is read before that. */
  constructor(secrets: Secrets, portals: () => readonly PortalId[], log: Log) {
    this.#secrets = secrets;
    this.#portals = portals;
    this.#log = log;
    this.#link = secrets.onDidChange(key => {
      if (!key.startsWith(keyStart)) return;
      const portal = portalId(key.slice(keyStart.length));
      void this.#inTurn(() => this.#reload(portal)).catch(() => undefined);
    });
  }

  async all(): Promise<readonly StoredSession[]> {
    const found = await Promise.all(this.#portals().map(portal => this.of(portal)));
    return found.filter(session => session !== undefined);
  }

  async of(portal: PortalId): Promise<StoredSession | undefined> {
    if (!this.#known.has(portal))
      await this.#inTurn(async () => {
        if (!this.#known.has(portal)) await this.#reload(portal);
      });
    return this.#known.get(portal);
  }

  /** Reads the secret anew: what another window has kept since is told to this one with a delay. */
  async reread(portal: PortalId): Promise<StoredSession | undefined> {
    return this.#inTurn(() => this.#reload(portal));
  }

  /** Adds a session, replacing the one that the portal has. */
  async add(session: Omit<StoredSession, 'id'>): Promise<StoredSession> {
    const stored = { ...session, id: randomUUID() };
    await this.#inTurn(() => this.#write(stored));
    return stored;
  }

  /** Keeps a renewed token. Does nothing for a session that was removed or replaced meanwhile, here or in another window: a sign-out stays. */
  async renew(id: string, record: SessionRecord): Promise<void> {
    await this.#inTurn(async () => {
      const portal = this.#portalOf(id);
      if (portal === undefined) return;
      const stored = await this.#reload(portal);
      if (stored?.id === id) await this.#write({ ...stored, record });
    });
  }

  /** Forgets a session. A newer one of the same portal, of another window, stays. */
  async remove(id: string): Promise<StoredSession | undefined> {
    await this.all();
    return this.#inTurn(async () => {
      const portal = this.#portalOf(id);
      const known = portal === undefined ? undefined : this.#known.get(portal);
      if (portal === undefined || (await this.#reload(portal))?.id !== id) return known;
      await this.#secrets.delete(sessionKey(portal));
      this.#apply(portal, undefined);
      return known;
    });
  }

  #portalOf(id: string): PortalId | undefined {
    return [...this.#known.values()].find(session => session?.id === id)?.portalId;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const own = this.#queue.then(work);
    this.#queue = own.catch(() => undefined);
    return own;
  }

  async #write(session: StoredSession): Promise<void> {
    await this.#secrets.store(sessionKey(session.portalId), JSON.stringify(session));
    this.#apply(session.portalId, session);
  }

  async #reload(portal: PortalId): Promise<StoredSession | undefined> {
    const session = this.#parse(portal, await this.#secrets.get(sessionKey(portal)));
    this.#apply(portal, session);
    return session;
  }

  /** What cannot be read stays where it is until somebody signs in: another version of the program may know it. */
  #parse(portal: PortalId, text: string | undefined): StoredSession | undefined {
    if (text === undefined) return undefined;
    try {
      const session = readSession(JSON.parse(text));
      if (session?.portalId === portal) return session;
    } catch {
      // Said below; what the error quotes may be a secret.
    }
    if (!this.#unreadable.has(portal))
      this.#log.warn(`The stored session of ${portal} could not be read. Sign in again.`);
    this.#unreadable.add(portal);
    return undefined;
  }

  #apply(portal: PortalId, next: StoredSession | undefined): void {
    const before = this.#known.get(portal);
    this.#known.set(portal, next);
    const isSame = before !== undefined && before.id === next?.id;
    const change: SessionChange = {
      added: next === undefined || isSame ? [] : [next],
      removed: before === undefined || isSame ? [] : [before],
      changed: isSame && before.record.accessToken !== next.record.accessToken ? [next] : [],
    };
    if (change.added.length + change.removed.length + change.changed.length > 0) this.#changed.fire(change);
  }

  dispose(): void {
    this.#link.dispose();
    this.#changed.dispose();
  }
}
