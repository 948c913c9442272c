// The one way to a portal: encoding, token, retries of reads, and errors (wire reference, sections 3 to 5).
import type { Fault } from '../core/problem';
import { isPortalError, PortalError } from '../core/problem';
import type { Clock } from './clock';
import type { RequestInfo } from './errors';
import { isRestarting } from './errors';
import type { FileUpload, TokenSource } from './portalClient';
import { secretsOfFile } from './redact';
import { readJson } from './replies';
import { rowStream } from './rowStream';
import type { BodyReader } from './rowStream';
import type { Fetch } from './transport';
import { exchange } from './transport';

/** Sent as header with every request and as `referer` of `generateToken`: such tokens are bound to it (wire reference 5.7). */
export const referer = 'vscode://entitlement-tools.arcgis-entitlements';

export type Params = Readonly<Record<string, string | number | boolean | undefined>>;

export interface HttpRequest {
  /** `sharing` (default): below `/sharing/rest`; `admin`: below `/portaladmin`. */
  readonly root?: 'sharing' | 'admin';
  /** Relative, its variable segments already encoded. */
  readonly path: string;
  /** Reads are repeated after a failure of the network; a write is never, but once after a token renewal. */
  readonly action: 'read' | 'write';
  /** POST for reads that are documented so; GET otherwise. Writes are always POST. */
  readonly method?: 'POST';
  readonly params?: Params;
  /** Parameters that no error may repeat. */
  readonly secretParams?: Params;
  /** Makes it a multipart upload. */
  readonly file?: FileUpload;
  /** No token is sent. */
  readonly anonymous?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** For the message when the portal forbids it. */
  readonly privilege?: string;
  /** Takes rows of a list of the reply while it arrives; the JSON that is returned has the others. */
  readonly rows?: RowTaker | undefined;
}

/** Where the rows of a long list go before its answer is at its end. */
export interface RowTaker {
  /** Key of the reply whose value is the list. */
  readonly key: string;
  /** An answer begins: after a failure it is not the first one, and its rows come again. */
  begin(): void;
  take(rows: readonly unknown[]): void;
}

/** One line per request for the log: no query, no body, no token. */
export interface RequestRecord {
  readonly method: 'GET' | 'POST';
  /** Below the API's root, such as `portals/self`. */
  readonly path: string;
  readonly status?: number;
  readonly fault?: Fault['kind'];
  readonly ms: number;
}

export interface HttpOptions {
  /** Base address without `/sharing/rest`. */
  readonly url: string;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly tokens?: TokenSource;
  /** 30,000 by default; covers connection, reply and body of one attempt. A function is asked anew for each attempt. */
  readonly timeoutMs?: number | (() => number);
  /** 120,000 by default, for uploads (wire reference, section 12). */
  readonly importTimeoutMs?: number;
  readonly onRequest?: (record: RequestRecord) => void;
  /** Where the portal cuts its lists of holders without a word: after 10,000 rows by default (wire reference 8.1). */
  readonly holdersCut?: number;
}

export interface Http {
  readonly url: string;
  readonly clock: Clock;
  /** As in {@link HttpOptions}. */
  readonly holdersCut: number;
  /** The JSON of the reply, of whatever form but no error. */
  send(request: HttpRequest): Promise<unknown>;
  /** For errors about a reply that `send` returned. */
  info(request: HttpRequest): RequestInfo;
}

/** Searches and `userEntitlements` end here without saying so (wire reference 6.5 and 8.1). */
export const portalLimit = 10_000;
const longUrl = 2_000;
const moreAttempts = 2;
const firstPauseMs = 500;
/** A longer Retry-After is told to the administrator instead of waited for. */
const longestPauseMs = 30_000;

/** Makes the request function of one portal. Holds no state but its options. */
export function createHttp(options: HttpOptions): Http {
  const base = options.url.replace(/\/+$/, '');
  const host = new URL(base).host;

  const info = (request: HttpRequest, token?: string): RequestInfo => ({
    request: labelOf(request),
    host,
    ...(request.privilege === undefined ? {} : { privilege: request.privilege }),
    secrets: [
      ...(token === undefined ? [] : [token]),
      ...Object.values(request.secretParams ?? {}).map(String),
      ...(request.file === undefined ? [] : secretsOfFile(request.file.text)),
    ],
  });

  const attempt = async (request: HttpRequest, token: string | undefined): Promise<unknown> => {
    const about = info(request, token);
    const startedAt = options.clock.now();
    let status: number | undefined;
    let fault: Fault['kind'] | undefined;
    try {
      const timeoutMs =
        request.timeoutMs ??
        (request.file === undefined ? limitOf(options.timeoutMs) : (options.importTimeoutMs ?? 120_000));
      const reply = await exchange(options.fetch, {
        ...encode(base, request, token),
        isWrite: request.action === 'write',
        timeoutMs,
        ...(request.signal === undefined ? {} : { signal: request.signal }),
        ...(request.rows === undefined ? {} : { reader: readerOf(request.rows) }),
        info: about,
      });
      status = reply.status;
      return await readJson(reply, about, options.clock.now(), request.signal);
    } catch (error) {
      fault = isPortalError(error) ? error.fault.kind : undefined;
      throw error;
    } finally {
      options.onRequest?.({
        method: isPost(request) ? 'POST' : 'GET',
        path: pathOf(request),
        ...(status === undefined ? {} : { status }),
        ...(fault === undefined ? {} : { fault }),
        ms: options.clock.now() - startedAt,
      });
    }
  };

  const withRetries = async (request: HttpRequest, token: string | undefined): Promise<unknown> => {
    for (let failures = 0; ; failures++) {
      try {
        return await attempt(request, token);
      } catch (error) {
        const pauseMs =
          request.action === 'read' && failures < moreAttempts ? pauseAfter(error, failures) : undefined;
        if (pauseMs === undefined) throw error;
        await options.clock.delay(pauseMs, request.signal);
      }
    }
  };

  return {
    url: base,
    clock: options.clock,
    holdersCut: options.holdersCut ?? portalLimit,
    info: request => info(request),
    send: async request => {
      const { tokens } = options;
      if (request.anonymous === true || tokens === undefined) return withRetries(request, undefined);
      const token = await tokens.token(request.signal, request.action).catch((error: unknown) => {
        throw withoutToken(error);
      });
      try {
        return await withRetries(request, token);
      } catch (error) {
        // 498 and 499: the portal did nothing but look at the token, so that a write may be sent once more (wire reference 4.3).
        if (!isTokenRefusal(error)) throw error;
        const renewed = await tokens.renew(token, request.signal, request.action);
        if (renewed === undefined) throw error;
        return withRetries(request, renewed);
      }
    },
  };
}

/** Says of a failure that nothing was sent, where it is that of a sign-in. */
function withoutToken(error: unknown): unknown {
  if (!isPortalError(error) || error.fault.kind !== 'signIn') return error;
  const { fault, message, request, details } = error;
  return new PortalError({ ...fault, unsent: true }, message, {
    ...(request === undefined ? {} : { request }),
    details,
    cause: error,
  });
}

const readerOf = (rows: RowTaker) => (): BodyReader => {
  rows.begin();
  return rowStream(rows.key, fresh => rows.take(fresh));
};

const limitOf = (limit: HttpOptions['timeoutMs'] = 30_000): number =>
  typeof limit === 'function' ? limit() : limit;

const isPost = (request: HttpRequest): boolean =>
  request.action === 'write' || request.method === 'POST' || request.secretParams !== undefined;

const pathOf = (request: HttpRequest): string =>
  `${request.root === 'admin' ? 'portaladmin/' : ''}${request.path}`;

const labelOf = (request: HttpRequest): string => `${isPost(request) ? 'POST' : 'GET'} ${pathOf(request)}`;

/** Reads: GET with the token in a header, or POST when the address gets long. POST: everything in the body, the token too (wire reference 5.6). */
function encode(
  base: string,
  request: HttpRequest,
  token: string | undefined,
): { url: URL; method: 'GET' | 'POST'; headers: Record<string, string>; body?: URLSearchParams | FormData } {
  const url = new URL(`${base}/${request.root === 'admin' ? 'portaladmin' : 'sharing/rest'}/${request.path}`);
  const headers: Record<string, string> = { Referer: referer, Accept: 'application/json' };
  const params: Params = { f: 'json', ...request.params, ...request.secretParams };
  const fields = Object.entries(params).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  if (!isPost(request)) {
    const query = new URLSearchParams(fields).toString();
    if (url.href.length + 1 + query.length <= longUrl) {
      url.search = query;
      return {
        url,
        method: 'GET',
        headers: token === undefined ? headers : { ...headers, 'X-Esri-Authorization': `Bearer ${token}` },
      };
    }
  }
  const all: [string, string][] = token === undefined ? fields : [...fields, ['token', token]];
  if (request.file === undefined) return { url, method: 'POST', headers, body: new URLSearchParams(all) };
  const form = new FormData();
  for (const [name, value] of all) form.append(name, value);
  const { bytes, text, name: fileName } = request.file;
  form.append('file', new Blob([bytes ?? text], { type: 'application/json' }), fileName);
  return { url, method: 'POST', headers, body: form };
}

/** How long to wait before a read is sent again, in ms; undefined when that would not help. */
function pauseAfter(error: unknown, failures: number): number | undefined {
  if (!isPortalError(error)) return undefined;
  const { fault } = error;
  const pauseMs = firstPauseMs * 2 ** failures;
  if (fault.kind === 'throttled') {
    const asked = fault.retryAfterMs ?? pauseMs;
    return asked <= longestPauseMs ? asked : undefined;
  }
  if (fault.kind === 'timeout') return pauseMs;
  if (fault.kind === 'transport') return fault.certificate === true ? undefined : pauseMs;
  return fault.kind === 'unexpectedReply' && isRestarting(fault.status) ? pauseMs : undefined;
}

function isTokenRefusal(error: unknown): boolean {
  return (
    isPortalError(error) &&
    error.fault.kind === 'signIn' &&
    (error.fault.code === 498 || error.fault.code === 499)
  );
}
