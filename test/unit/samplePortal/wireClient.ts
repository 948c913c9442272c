// A bare HTTP client for these tests: what it sends is what is written here, and nothing of the extension's own client is in it.
import assert from 'node:assert/strict';
import type { SamplePortal, SamplePortalOptions } from '../../../src/samplePortal/start';
import { startSamplePortal } from '../../../src/samplePortal/start';

export interface WireReply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined for what is not JSON. */
  readonly json: unknown;
}

export type Params = Readonly<Record<string, string>>;

export async function send(url: string, init: RequestInit = {}): Promise<WireReply> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

export const post = (url: string, params: Params, headers: Params = {}): Promise<WireReply> =>
  send(url, { method: 'POST', body: new URLSearchParams(params), headers });

export const get = (url: string, params: Params = {}, headers: Params = {}): Promise<WireReply> =>
  send(`${url}?${new URLSearchParams(params).toString()}`, { headers });

/** The value at a path into JSON; undefined where there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path)
    here = (here as Readonly<Record<string | number, unknown>> | null | undefined)?.[step];
  return here;
}

/** The list at a path. */
export function rows(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const list = at(value, ...path);
  // What was answered instead is put into words only then: lists are asked for very often.
  if (!Array.isArray(list))
    assert.fail(`no list at ${path.join('.')}: ${JSON.stringify(value).slice(0, 300)}`);
  return list;
}

export const errorOf = ({ json }: WireReply): readonly [code: unknown, message: unknown] => [
  at(json, 'error', 'code'),
  at(json, 'error', 'message'),
];

/** A running portal, and someone signed in to it with the token in the body of every call. */
export class Caller {
  readonly portal: SamplePortal;
  readonly token: string;

  constructor(portal: SamplePortal, token: string) {
    this.portal = portal;
    this.token = token;
  }

  call(path: string, params: Params = {}): Promise<WireReply> {
    return post(`${this.portal.sharing}${path}`, { f: 'json', token: this.token, ...params });
  }

  admin(path: string, params: Params = {}): Promise<WireReply> {
    return post(`${this.portal.admin}${path}`, { f: 'json', token: this.token, ...params });
  }

  /** Uploads a file to portaladmin. */
  upload(path: string, content: unknown, params: Params = {}): Promise<WireReply> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ f: 'json', token: this.token, ...params }))
      form.append(name, value);
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    form.append('file', new Blob([text], { type: 'application/json' }), 'file.json');
    return send(`${this.portal.admin}${path}`, { method: 'POST', body: form });
  }

  provision(itemId: string, users: readonly string[], entitlements: readonly string[]): Promise<WireReply> {
    return this.call(`/content/listings/${itemId}/provisionUserEntitlements`, {
      userEntitlements: JSON.stringify({ users, entitlements }),
      suppressCustomerEmail: 'true',
    });
  }

  async holders(itemId: string): Promise<Map<string, readonly string[]>> {
    const { json } = await this.call(`/content/listings/${itemId}/userEntitlements`);
    const list = rows(json, 'userEntitlements') as readonly {
      username: string;
      entitlements: readonly string[];
    }[];
    return new Map(list.map(({ username, entitlements }) => [username, entitlements]));
  }

  control(method: string, path: string, body?: unknown): Promise<WireReply> {
    return send(`${this.portal.control}/${path}`, {
      method,
      headers: { 'X-Control-Key': this.portal.controlKey },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

export async function signIn(portal: SamplePortal, username = portal.username): Promise<Caller> {
  const { json } = await post(`${portal.sharing}/generateToken`, {
    f: 'json',
    username,
    password: portal.password,
  });
  const token = at(json, 'token');
  assert.ok(typeof token === 'string', `no token for ${username}: ${JSON.stringify(json)}`);
  return new Caller(portal, token);
}

/** Runs a test against a portal of its own, as its administrator. */
export async function withPortal(
  options: SamplePortalOptions,
  run: (admin: Caller) => Promise<void>,
): Promise<void> {
  const portal = await startSamplePortal({ now: Date.UTC(2026, 5, 15, 9), ...options });
  try {
    await run(await signIn(portal));
  } finally {
    await portal.close();
  }
}

/** Item id of ArcGIS Pro in each flavour's organization. */
export const proOf = ({ portal }: Caller): string =>
  [...portal.state.listings.values()].find(listing => listing.title === 'ArcGIS Pro')?.itemId ?? '';
