// One exchange with the portal: redirects by hand, a bounded body, one time limit over all of it.
import { l10n } from '../core/l10n';
import { PortalError } from '../core/problem';
import { abortError, deadline } from './abort';
import type { RequestInfo } from './errors';
import { wholeText } from './rowStream';
import type { BodyReader } from './rowStream';
import { nextTurn } from './slices';
import { problemOfTransport } from './transportErrors';

export type Fetch = typeof globalThis.fetch;

/** Larger replies are not read: no reply of the licensing API comes near it. */
const maxBodyBytes = 64 * 1024 * 1024;
const maxRedirects = 5;
/** Read between two turns of the event loop: what is done with them takes a few milliseconds. */
const bytesPerTurn = 256 * 1024;

export interface Exchange {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: URLSearchParams | FormData;
  /** True when sending it twice could do something twice: a 303 is then not followed. */
  readonly isWrite: boolean;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly info: RequestInfo;
  /** What becomes of the body while it arrives; all of it is kept as text where absent. Made anew for each body that is read. */
  readonly reader?: () => BodyReader;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** What the reader left of the body. */
  readonly text: string;
}

/**
 * Sends one request and reads its whole reply. Redirects are followed on the same host only, with method, body and headers as they were
 * (wire reference, section 2, last row), and never from https to http.
 * @throws PortalError `transport`, `timeout`, `otherHost`, `unexpectedReply`; AbortError when the signal fires.
 */
export async function exchange(fetch: Fetch, send: Exchange): Promise<Reply> {
  const limit = deadline(send.timeoutMs, send.signal);
  try {
    let url = send.url;
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const response = await fetch(url, {
        method: send.method,
        headers: send.headers,
        ...(send.body === undefined ? {} : { body: send.body }),
        redirect: 'manual',
        signal: limit.signal,
      });
      if (response.status < 300 || response.status > 399 || response.status === 304) {
        return {
          status: response.status,
          headers: response.headers,
          text: await readBody(response, send.info, send.reader?.() ?? wholeText()),
        };
      }
      await response.body?.cancel();
      url = nextAddress(url, response, send);
    }
    throw unexpected(
      l10n.t('{0} redirects in a circle. Check the address of the portal.', send.info.host),
      send.info,
    );
  } catch (error) {
    if (error instanceof PortalError) throw error;
    if (send.signal?.aborted === true) throw abortError(send.signal);
    if (limit.expired()) {
      throw new PortalError(
        { kind: 'timeout', ms: send.timeoutMs },
        l10n.t(
          '{0} did not answer within {1} seconds. Try again, or check the network.',
          send.info.host,
          Math.round(send.timeoutMs / 1000),
        ),
        { request: send.info.request },
      );
    }
    throw problemOfTransport(error, send.info);
  } finally {
    limit.dispose();
  }
}

/** Where a redirect leads, if it may be followed: the same host and port, or the same host name from http to https. */
function nextAddress(from: URL, response: Response, send: Exchange): URL {
  const location = response.headers.get('location');
  const to = location === null || !URL.canParse(location, from.href) ? undefined : new URL(location, from);
  if (to === undefined) {
    throw unexpected(
      l10n.t('{0} redirects (HTTP {1}) without saying where.', send.info.host, response.status),
      send.info,
      response.status,
    );
  }
  if (response.status === 303 && send.isWrite) {
    throw unexpected(
      l10n.t(
        '{0} answered a change with a redirect to another page (HTTP 303). Read the state again before repeating it.',
        send.info.host,
      ),
      send.info,
      303,
    );
  }
  const isUpgrade = from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname;
  if (isUpgrade || (from.protocol === to.protocol && from.host === to.host)) return to;
  const isDowngrade = from.protocol === 'https:' && to.protocol === 'http:';
  throw new PortalError(
    { kind: 'otherHost', host: to.host },
    isDowngrade
      ? l10n.t(
          '{0} redirects from https to http ({1}). Nothing was sent there: a sign-in must not travel unencrypted.',
          send.info.host,
          to.host,
        )
      : l10n.t(
          '{0} redirects to another host, {1}. Nothing was sent there. If that is the portal, add it under its own address.',
          send.info.host,
          to.host,
        ),
    { request: send.info.request },
  );
}

async function readBody(response: Response, info: RequestInfo, body: BodyReader): Promise<string> {
  if (response.body === null) return '';
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  let bytes = 0;
  let turnAt = bytesPerTurn;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return body.end();
    bytes += value.byteLength;
    if (bytes > maxBodyBytes) {
      await reader.cancel();
      throw unexpected(
        l10n.t('The reply of {0} is larger than 64 MiB and was not read.', info.host),
        info,
        response.status,
      );
    }
    body.add(value);
    // What has arrived already comes without a turn of the event loop.
    if (bytes >= turnAt) {
      turnAt = bytes + bytesPerTurn;
      await nextTurn();
    }
  }
}

function unexpected(message: string, info: RequestInfo, status?: number): PortalError {
  return new PortalError({ kind: 'unexpectedReply', ...(status === undefined ? {} : { status }) }, message, {
    request: info.request,
  });
}
