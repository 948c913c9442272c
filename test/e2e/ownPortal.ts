// A sample portal in a process of the test's own, so that its start line, state and request log can be looked into.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { referer } from '../../src/arcgis/http';
import { projectRoot } from '../host/paths';

export interface LoggedRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly code: number | null;
  readonly token: 'header' | 'body' | 'query' | 'none';
}

interface StartLine {
  readonly url: string;
  readonly sharing: string;
  readonly username: string;
  readonly password: string;
  readonly control: string;
  readonly controlKey: string;
  readonly clientId: string;
}

export class OwnPortal {
  readonly start: StartLine;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly logFile: string;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(start: StartLine, logFile: string, child: ChildProcess, folder: string) {
    this.start = start;
    this.host = new URL(start.url).host;
    this.logFile = logFile;
    this.#process = child;
    this.#folder = folder;
  }

  /** Starts the bundle that ships on a free port. @throws Error when it ends before it listens */
  static async open(
    flavor: 'online' | 'enterprise' | 'legacy',
    scale: 'S' | 'M' | 'L' = 'S',
  ): Promise<OwnPortal> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'own-portal-'));
    const logFile = path.join(folder, 'requests.jsonl');
    const child = spawn(
      process.execPath,
      [
        path.join(projectRoot, 'dist', 'samplePortal.js'),
        ...['--flavor', flavor, '--scale', scale, '--port', '0'],
        ...['--log', logFile, '--state', path.join(folder, 'state.json')],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, 'exit').then(() => {
      throw new Error('The sample portal ended before it listened.');
    });
    ended.catch(() => undefined);
    const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
    return new OwnPortal(JSON.parse(line) as StartLine, logFile, child, folder);
  }

  /** A token as the extension itself would get it, bound to its referer. */
  async token(username = this.start.username): Promise<string> {
    const reply = await fetch(`${this.start.sharing}/generateToken`, {
      method: 'POST',
      headers: { Referer: referer },
      body: new URLSearchParams({
        username,
        password: this.start.password,
        client: 'referer',
        referer,
        expiration: '120',
        f: 'json',
      }),
    });
    const { token } = (await reply.json()) as { token?: string };
    if (token === undefined) throw new Error(`The sample portal gave no token to ${username}.`);
    return token;
  }

  /** What somebody else asks of the portal behind the extension's back: an answer as JSON, of `sharing/rest/RESOURCE`, by POST. */
  async ask<T>(resource: string, body?: Readonly<Record<string, string>>): Promise<T> {
    const reply = await fetch(`${this.start.sharing}/${resource}`, {
      method: 'POST',
      headers: { Referer: referer, 'X-Esri-Authorization': `Bearer ${await this.token()}` },
      body: new URLSearchParams({ ...body, f: 'json' }),
    });
    return (await reply.json()) as T;
  }

  /** Who holds an entitlement of a listing, or anything of it. */
  async holders(itemId: string, entitlement?: string): Promise<readonly string[]> {
    interface Holders {
      readonly userEntitlements: readonly {
        readonly username: string;
        readonly entitlements: readonly string[];
      }[];
    }
    const { userEntitlements } = await this.ask<Holders>(`content/listings/${itemId}/userEntitlements`);
    return userEntitlements
      .filter(({ entitlements }) => entitlement === undefined || entitlements.includes(entitlement))
      .map(({ username }) => username);
  }

  /** Sets what one member holds of a listing, as another program would. */
  async provision(itemId: string, username: string, entitlements: readonly string[]): Promise<void> {
    await this.ask(`content/listings/${itemId}/provisionUserEntitlements`, {
      userEntitlements: JSON.stringify({ users: [username], entitlements }),
      suppressCustomerEmail: 'true',
    });
  }

  /** A member who holds nothing of what these hold. @throws Error when there is none among the first hundred */
  async newcomer(held: readonly string[]): Promise<string> {
    const { id } = await this.ask<{ readonly id: string }>('portals/self');
    const { users } = await this.ask<{ readonly users: readonly { readonly username: string }[] }>(
      `portals/${id}/users`,
      { num: '100' },
    );
    const found = users.find(({ username }) => /^[a-z]+\.[a-z]+$/.test(username) && !held.includes(username));
    if (found === undefined) throw new Error('Everybody holds it.');
    return found.username;
  }

  /** The hash of every token that was ever handed out, also of those that have ended: the portal keeps no more of them. */
  async tokenHashes(): Promise<ReadonlySet<string>> {
    const files = ['state.json', 'state.json.log'].map(name => path.join(this.#folder, name));
    const texts = await Promise.all(files.map(file => readFile(file, 'utf8').catch(() => '')));
    const found = texts.join('\n').matchAll(/\["token","([\w-]{43})"/g);
    return new Set([...found].map(([, hash = '']) => hash));
  }

  /** Asks the control endpoint, which lies outside of the portal's paths; with a body by POST. @throws Error with its answer when it refuses */
  async control(operation: string, body?: unknown): Promise<unknown> {
    const reply = await fetch(`${this.start.control}/${operation}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'X-Control-Key': this.start.controlKey },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!reply.ok) throw new Error(`${operation}: ${await reply.text()}`);
    return reply.json();
  }

  /** Every request so far. */
  async requests(): Promise<readonly LoggedRequest[]> {
    const text = await readFile(this.logFile, 'utf8');
    return text
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as LoggedRequest);
  }

  /** Ends the process and removes its files. */
  async close(): Promise<void> {
    if (this.#process.exitCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGTERM');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
