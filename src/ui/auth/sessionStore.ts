// Sessions in SecretStorage: one JSON document, so that a window sees every change of another one as a whole.
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { portalId, username, type PortalId, type Username } from '../../core/ids';
import type { SessionRecord } from '../../arcgis/token';
import type { Log } from '../../services/ports';

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

const secretKey = 'arcgisEntitlements.sessions';

const Stored = v.array(
  v.object({
    id: v.string(),
    portalId: v.pipe(v.string(), v.transform(portalId)),
    username: v.pipe(v.string(), v.transform(username)),
    label: v.string(),
    record: v.object({
      kind: v.picklist(['oauth', 'password', 'token']),
      accessToken: v.string(),
      expiresAt: v.optional(v.number()),
      refreshToken: v.optional(v.string()),
      refreshExpiresAt: v.optional(v.number()),
      clientId: v.optional(v.string()),
      redirectUri: v.optional(v.string()),
    }),
  }),
);

export class SessionStore implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<SessionChange>();
  readonly onDidChange = this.#changed.event;
  readonly #link: vscode.Disposable;
  #known: readonly StoredSession[] = [];
  #loaded: Promise<void> | undefined;
  /** Writes are one after another: each starts from what the last one left. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(context: vscode.ExtensionContext, log: Log) {
    this.#context = context;
    this.#log = log;
    this.#link = context.secrets.onDidChange(event => {
      if (event.key === secretKey) void this.#reload();
    });
  }

  async all(): Promise<readonly StoredSession[]> {
    await (this.#loaded ??= this.#reload());
    return this.#known;
  }

  async of(portal: PortalId): Promise<StoredSession | undefined> {
    return (await this.all()).find(session => session.portalId === portal);
  }

  /** Adds a session, replacing the one the same user has at the same portal. */
  async add(session: Omit<StoredSession, 'id'>): Promise<StoredSession> {
    const stored = { ...session, id: randomUUID() };
    await this.#update(list => [...list.filter(one => one.portalId !== session.portalId), stored]);
    return stored;
  }

  /** Keeps a renewed token. Does nothing for a session that was removed meanwhile: a sign-out is never undone by a renewal. */
  async renew(id: string, record: SessionRecord): Promise<void> {
    await this.#update(list => list.map(one => (one.id === id ? { ...one, record } : one)));
  }

  async remove(id: string): Promise<StoredSession | undefined> {
    const session = (await this.all()).find(one => one.id === id);
    await this.#update(list => list.filter(one => one.id !== id));
    return session;
  }

  async #update(change: (list: readonly StoredSession[]) => readonly StoredSession[]): Promise<void> {
    const step = this.#queue.then(async () => {
      const next = change(await this.#read());
      await this.#context.secrets.store(secretKey, JSON.stringify(next));
      this.#apply(next);
    });
    this.#queue = step.catch(() => undefined);
    await step;
  }

  async #reload(): Promise<void> {
    this.#apply(await this.#read());
  }

  async #read(): Promise<readonly StoredSession[]> {
    const text = await this.#context.secrets.get(secretKey);
    if (text === undefined) return [];
    try {
      return v.parse(Stored, JSON.parse(text)) as readonly StoredSession[];
    } catch {
      this.#log.warn('The stored sessions could not be read. Sign in again.');
      return [];
    }
  }

  #apply(next: readonly StoredSession[]): void {
    const before = new Map(this.#known.map(one => [one.id, one]));
    const after = new Set(next.map(one => one.id));
    const change: SessionChange = {
      added: next.filter(one => !before.has(one.id)),
      removed: this.#known.filter(one => !after.has(one.id)),
      changed: next.filter(one => {
        const old = before.get(one.id);
        return old !== undefined && old.record.accessToken !== one.record.accessToken;
      }),
    };
    this.#known = next;
    if (change.added.length + change.removed.length + change.changed.length > 0) this.#changed.fire(change);
  }

  dispose(): void {
    this.#link.dispose();
    this.#changed.dispose();
  }
}
