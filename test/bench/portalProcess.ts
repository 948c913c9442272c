// The sample portal in a process of its own, with what the benchmark asks of its control endpoint.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Scale } from '../../src/samplePortal/model';
import type { PortalAddress } from '../../src/samplePortal/start';

export interface CountedRequests {
  readonly total: number;
  /** By method and path, parameters named: `GET /sharing/rest/content/listings/:item/userEntitlements`. */
  readonly byRoute: Readonly<Record<string, number>>;
}

export interface ListingFacts {
  readonly itemId: string;
  readonly title: string;
  readonly isProvisioned: boolean;
  readonly holders: number;
  readonly offline: number;
  readonly assigned: Readonly<Record<string, number>>;
}

export interface RunningPortal {
  readonly address: PortalAddress;
  /** An administrator's. */
  readonly token: string;
  readonly members: number;
  /** What the portal itself knows of its listings. */
  listings(): Promise<readonly ListingFacts[]>;
  /** Gives a listing so many holders with `sets` different sets. */
  fill(itemId: string, holders: number, sets?: number, offlineEvery?: number): Promise<void>;
  /** Rows after which lists are cut; undefined: never. */
  cut(rows: number | undefined): Promise<void>;
  /** Wait before every reply, ms. */
  pace(latencyMs: number): Promise<void>;
  /** Requests that arrive while the work runs, as the portal counts them. */
  counted(work: () => Promise<unknown>): Promise<CountedRequests>;
  /** Back to what was seeded. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const bundle = path.join(__dirname, 'samplePortal.js');

/** Starts the portal from the bundle that lies beside this one, and signs in. @throws Error when it does not start */
export async function startPortal(scale: Scale, options: readonly string[] = []): Promise<RunningPortal> {
  const child = spawn(process.execPath, [bundle, '--scale', scale, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = (): void => void child.kill('SIGTERM');
  process.once('exit', stop);
  const lines = createInterface({ input: child.stdout });
  const line = await Promise.race([once(lines, 'line'), ended.then(() => undefined)]);
  if (line === undefined) throw new Error('The sample portal ended before it listened.');
  const address = JSON.parse(String(line[0])) as PortalAddress;

  const control = async (method: string, name: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${address.control}/${name}`, {
      method,
      headers: { 'X-Control-Key': address.controlKey },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${name}: ${text}`);
    return JSON.parse(text) as unknown;
  };
  const signIn = await fetch(`${address.sharing}/generateToken`, {
    method: 'POST',
    body: new URLSearchParams({ f: 'json', username: address.username, password: address.password }),
  });
  const { token } = (await signIn.json()) as { token: string };
  const state = (await control('GET', 'state')) as { members: number };

  return {
    address,
    token,
    members: state.members,
    listings: async () => ((await control('GET', 'state')) as { listings: ListingFacts[] }).listings,
    fill: async (itemId, holders, sets = 1, offlineEvery = 0) => {
      await control('POST', 'holders', { itemId, holders, sets, offlineEvery });
    },
    cut: async rows => {
      await control('POST', 'cut', { rows: rows ?? null });
    },
    pace: async latencyMs => {
      await control('POST', 'pace', { latencyMs });
    },
    counted: async work => {
      await control('DELETE', 'requests');
      await work();
      return (await control('GET', 'requests')) as CountedRequests;
    },
    reset: async () => {
      await control('POST', 'reset');
    },
    close: async () => {
      process.off('exit', stop);
      stop();
      await ended;
    },
  };
}
