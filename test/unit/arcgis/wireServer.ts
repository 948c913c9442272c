// A portal of a few lines for the shapes and the failures of the wire: every test says itself what is answered.
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../src/arcgis/clock';
import type { PortalClientOptions } from '../../../src/arcgis/createPortalClient';
import { createPortalClient } from '../../../src/arcgis/createPortalClient';
import type { PortalClient, TokenSource } from '../../../src/arcgis/portalClient';

/** One request as it arrived. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Fields of a form body; empty for other bodies. */
  readonly form: URLSearchParams;
  readonly body: string;
  readonly headers: IncomingMessage['headers'];
}

/** A value is sent as JSON; a function answers by itself; undefined is a 404 page. */
type Answer = unknown;
type Handler = (call: Call, response: ServerResponse) => Answer;
export const answered = Symbol('the handler has answered');

export interface WireServer {
  /** Base address, `http://127.0.0.1:PORT/portal`. */
  readonly url: string;
  readonly port: number;
  readonly calls: Call[];
  close(): Promise<void>;
}

export async function startWireServer(handler: Handler): Promise<WireServer> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => response.destroy());
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const body = Buffer.concat(chunks).toString('utf8');
      const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
      const call: Call = {
        method: request.method ?? '',
        path: url.pathname.replace(/^\/portal\/(sharing\/rest\/)?/, ''),
        query: url.searchParams,
        form: new URLSearchParams(isForm ? body : ''),
        body,
        headers: request.headers,
      };
      calls.push(call);
      const answer = handler(call, response);
      if (answer === answered) return;
      if (answer === undefined) html(response, 404, '404 Not Found');
      else response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/portal`,
    port,
    calls,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function html(
  response: ServerResponse,
  status: number,
  title: string,
  headers: Record<string, string> = {},
): symbol {
  response
    .writeHead(status, { 'Content-Type': 'text/html', ...headers })
    .end(`<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`);
  return answered;
}

export const wireError = (
  code: number | undefined,
  message: string,
  details: readonly string[] = [],
): unknown => ({
  error: { ...(code === undefined ? {} : { code }), message, details },
});

/** A clock that does not wait and notes what it was asked to wait. */
export interface FakeClock extends Clock {
  readonly waits: number[];
  time: number;
}

export function fakeClock(time = Date.UTC(2026, 10, 22)): FakeClock {
  const waits: number[] = [];
  const clock: FakeClock = {
    waits,
    time,
    now: () => clock.time,
    delay: ms => {
      waits.push(ms);
      clock.time += ms;
      return Promise.resolve();
    },
  };
  return clock;
}

export const testToken = 'tkn-3f7a';

/** A token source that gives the tokens in order, a new one for each renewal; then none. */
export function tokensInOrder(...tokens: readonly string[]): TokenSource & { readonly refused: string[] } {
  const left = [...tokens];
  let current = left.shift() ?? testToken;
  const refused: string[] = [];
  return {
    refused,
    token: () => Promise.resolve(current),
    renew: token => {
      refused.push(token);
      const next = left.shift();
      if (next !== undefined) current = next;
      return Promise.resolve(next);
    },
  };
}

export function clientOf(url: string, more: Partial<PortalClientOptions> = {}): PortalClient {
  return createPortalClient({
    url,
    fetch: globalThis.fetch,
    clock: fakeClock(),
    tokens: tokensInOrder(testToken),
    ...more,
  });
}
