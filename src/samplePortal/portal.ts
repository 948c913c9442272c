import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Body } from './body';
import { parseBody, readBytes } from './body';
import type { Exchange, Route, TokenPlace, WriteNote } from './exchange';
import { Page } from './exchange';
import type { FaultRule, Faults } from './faults';
import { mayUse } from './privileges';
import { Refusal, invalidToken, notPermitted, tokenRequired, wrongMethod } from './refusal';
import type { Reply } from './reply';
import { envelope, formatted, notFoundPage, page } from './reply';
import type { RequestCount } from './requestCount';
import type { RequestLog } from './requestLog';
import { requestToken } from './requestToken';
import type { Router } from './router';
import type { State } from './state';
import { endToken, memberOfToken } from './tokens';

/** What a portal is made of. */
export interface PortalParts {
  readonly state: State;
  readonly router: Router;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly requests: RequestCount;
  readonly scheme: 'http' | 'https';
  /** Wait before every reply. */
  readonly latencyMs: number;
}

interface Incoming {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Body;
}

/** Path of the portal on its server. */
export const portalPath = '/portal';

/** Answers requests below {@link portalPath}: faults, token, access, route, format, log. */
export async function servePortal(
  parts: PortalParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const started = performance.now();
  const time = new Date().toISOString();
  const url = new URL(request.url ?? '/', 'http://localhost');
  const headers = request.headers;
  const body = parseBody(headers['content-type'] ?? '', await readBytes(request));
  const incoming: Incoming = {
    method: request.method ?? 'GET',
    path: url.pathname.slice(portalPath.length),
    query: url.searchParams,
    headers,
    body,
  };
  parts.requests.add(incoming.method, parts.router.match(incoming.path)?.route.path ?? incoming.path);
  const { place } = requestToken(body, url.searchParams, headers);
  const rules = parts.faults.strike(incoming.method, url.pathname);
  const has = (kind: FaultRule['kind']): FaultRule | undefined => rules.find(rule => rule.kind === kind);
  const waitMs = parts.latencyMs + (has('latency')?.ms ?? 0);
  if (waitMs > 0) await wait(waitMs);
  const note: { value: WriteNote | undefined } = { value: undefined };
  const reply = has('dropBefore') === undefined ? answer(parts, incoming, rules, note) : undefined;
  const isDropped = reply === undefined || has('dropAfter') !== undefined;
  parts.log.write({
    time,
    method: incoming.method,
    path: url.pathname,
    status: isDropped ? 0 : reply.status,
    code: reply?.code ?? null,
    ms: Math.round((performance.now() - started) * 100) / 100,
    token: place,
    ...note.value,
    ...(rules[0] === undefined ? {} : { fault: rules[0].kind }),
  });
  if (isDropped) request.socket.destroy();
  else send(response, reply, has('cutBody') !== undefined);
}

function send(response: ServerResponse, reply: Reply, isCut: boolean): void {
  const bytes = Buffer.from(reply.body, 'utf8');
  response.writeHead(reply.status, {
    'Content-Type': reply.type,
    'Content-Length': bytes.length,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...reply.headers,
  });
  if (!isCut) response.end(bytes);
  // The first half goes out, then the connection ends, as with a proxy that gives up.
  else response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

/** The reply of a request, faults included. Runs in one go, so that no other request comes between its reads and its writes. */
function answer(
  parts: PortalParts,
  incoming: Incoming,
  rules: readonly FaultRule[],
  note: { value: WriteNote | undefined },
): Reply {
  for (const rule of rules) {
    const reply = faultReply(parts, incoming, rule);
    if (reply !== undefined) return reply;
  }
  const partial = rules.find(rule => rule.kind === 'partial');
  const { f, title, value, code } = carryOut(parts, incoming, partial !== undefined, note);
  if (value instanceof Page) return { ...value.reply, code: value.reply.code ?? null };
  if (partial?.reply === 'error') {
    const failure = new Refusal(
      partial.code ?? 500,
      partial.message ?? 'An error occurred while provisioning.',
    );
    return formatted(envelope(failure, parts.state.decisions), f, title, failure.code);
  }
  const rows = rules.find(rule => rule.kind === 'truncate')?.rows;
  return formatted(rows === undefined ? value : truncated(value, rows), f, title, code);
}

function truncated(value: unknown, rows: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]: [string, unknown]) => [
      key,
      Array.isArray(inner) ? inner.slice(0, rows) : inner,
    ]),
  );
}

function faultReply({ state }: PortalParts, incoming: Incoming, rule: FaultRule): Reply | undefined {
  const f = formatOf(incoming);
  switch (rule.kind) {
    case 'expireToken': {
      const { token } = requestToken(incoming.body, incoming.query, incoming.headers);
      if (token !== undefined) state.commit(endToken(state, token));
      return formatted(envelope(invalidToken(), state.decisions), f, 'Error', 498);
    }
    case 'throttle':
      return {
        ...page('Too many requests', '<h1>429 Too Many Requests</h1>', 429),
        headers: { 'Retry-After': String(rule.retryAfter ?? 1) },
      };
    case 'html502':
      return page('502 Bad Gateway', '<h1>502 Bad Gateway</h1><hr>nginx', 502);
    case 'maintenance':
      return page('Maintenance', '<h1>The portal is being updated</h1>', 503);
    case 'status':
      return page('Error', rule.message ?? 'Error', rule.code ?? 500);
    case 'redirect':
      return { ...page('Found', '', 302), headers: { Location: rule.location ?? '/' } };
    case 'error': {
      const failure = new Refusal(rule.code ?? 500, rule.message ?? 'An unexpected error occurred.');
      return formatted(envelope(failure, state.decisions), f, 'Error', failure.code);
    }
    case 'successFalse':
      return formatted({ success: false }, f, 'Result');
    default:
      return undefined;
  }
}

const formatOf = ({ body, query }: Incoming): string | undefined =>
  body.fields.get('f') ?? query.get('f') ?? undefined;

interface Outcome {
  readonly f: string | undefined;
  readonly title: string;
  readonly value: unknown;
  readonly code: number | null;
}

function carryOut(
  parts: PortalParts,
  incoming: Incoming,
  halfOfUsers: boolean,
  note: { value: WriteNote | undefined },
): Outcome {
  const { state } = parts;
  const f = formatOf(incoming);
  const title = incoming.path.split('/').at(-1) ?? '';
  if (Date.now() < state.restartingUntil) {
    return {
      f,
      title,
      value: new Page(page('Restarting', '<h1>The portal is restarting</h1>', 503)),
      code: null,
    };
  }
  state.tick();
  const match = parts.router.match(incoming.path);
  try {
    if (match === undefined) return unknownPath(state, f, title);
    const { route, params } = match;
    const isRightMethod = incoming.method === 'POST' || (incoming.method === 'GET' && route.kind === 'read');
    if (!isRightMethod && state.decisions.getOnWrite === 'html405') {
      return {
        f,
        title,
        value: new Page(page('Method not allowed', '<h1>405 Method Not Allowed</h1>', 405)),
        code: null,
      };
    }
    if (!isRightMethod) throw wrongMethod();
    const exchange: Exchange = {
      state,
      method: incoming.method,
      path: incoming.path,
      params,
      query: incoming.query,
      body: incoming.body,
      // As the caller knows it: 127.0.0.1 or localhost, both checked before.
      base: `${parts.scheme}://${incoming.headers.host ?? ''}${portalPath}`,
      caller: callerOf(state, incoming, route),
      halfOfUsers,
      note: undefined,
    };
    if (!mayUse(exchange.caller, route.access))
      throw exchange.caller === undefined ? tokenRequired() : notPermitted();
    try {
      return {
        f: route.jsonAlways === true ? (f ?? 'json') : f,
        title,
        value: route.handle(exchange),
        code: null,
      };
    } finally {
      note.value = exchange.note;
    }
  } catch (error) {
    const refusal =
      error instanceof Refusal
        ? error
        : new Refusal(500, 'An unexpected error occurred in the sample portal.');
    const isJson = match?.route.jsonAlways === true;
    return {
      f: isJson ? (f ?? 'json') : f,
      title: 'Error',
      value: envelope(refusal, state.decisions),
      code: refusal.code,
    };
  }
}

function unknownPath(state: State, f: string | undefined, title: string): Outcome {
  if (state.decisions.notFound === 'html404')
    return { f, title, value: new Page(notFoundPage()), code: null };
  throw new Refusal(404, 'Not Found');
}

/** @throws Refusal 498 for a token that is not valid, 499 where portaladmin wants it in the body and it is not there */
function callerOf(state: State, incoming: Incoming, route: Route): Exchange['caller'] {
  const { token, place } = requestToken(incoming.body, incoming.query, incoming.headers);
  if (token === undefined) return undefined;
  const isAdminPost = incoming.method === 'POST' && incoming.path.startsWith('/portaladmin');
  const allowed: readonly TokenPlace[] =
    isAdminPost && state.decisions.adminPostToken === 'bodyOnly' ? ['body'] : ['body', 'query', 'header'];
  if (!allowed.includes(place)) throw tokenRequired();
  // An operation that needs no sign-in ignores a token that is over: signing in again must work with it still around.
  if (route.ignoresToken === true) return undefined;
  return memberOfToken(state, token, incoming.headers.referer);
}
