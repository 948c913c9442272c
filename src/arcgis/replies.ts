// What came back: JSON, an error in any of the portal's forms, or the page of something in between (wire reference, sections 3 and 4).
import { isAbort, PortalError } from '../core/problem';
import type { RequestInfo } from './errors';
import { isRestarting, problemOfJson, problemOfPage } from './errors';
import { parseLongJson } from './longJson';
import { excerpt, redact } from './redact';
import type { Reply } from './transport';
import { problemOfTransport } from './transportErrors';

/**
 * The JSON of a reply. `now`, epoch ms, is what a date in `Retry-After` is counted from.
 * @throws PortalError for an error of the portal, a page in place of JSON, and a reply that was cut off; AbortError when the signal fires
 */
export async function readJson(
  reply: Reply,
  info: RequestInfo,
  now: number,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const text = reply.text.trimStart();
  const looksLikeJson = text.startsWith('{') || text.startsWith('[');
  let json: unknown;
  if (looksLikeJson) {
    try {
      json = await parseLongJson(text, signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      // Begins as JSON and does not end as JSON: the connection was cut where no length said so.
      throw problemOfTransport(undefined, info);
    }
  }
  const problem = looksLikeJson
    ? problemOfJson(json, reply.status, info)
    : problemOfPage(reply.status, reply.headers, readableStart(text, info.secrets), info);
  if (problem === undefined) return json;
  throw withReplyFacts(problem, reply, now);
}

/** Secrets are looked for in the page, and in what is left of it: tags may stand between their pieces. */
const readableStart = (page: string, secrets: readonly string[]): string =>
  redact(excerpt(redact(page.slice(0, 100_000), secrets)), secrets);

/** Adds what only the headers and the status know: how long to wait, and that a gateway may be back soon. */
function withReplyFacts(problem: PortalError, reply: Reply, now: number): PortalError {
  const { fault } = problem;
  const more = {
    ...(problem.request === undefined ? {} : { request: problem.request }),
    details: problem.details,
  };
  if (fault.kind === 'throttled') {
    const retryAfterMs = retryAfter(reply.headers.get('retry-after'), now);
    return retryAfterMs === undefined
      ? problem
      : new PortalError({ kind: 'throttled', retryAfterMs }, problem.message, more);
  }
  if (fault.kind === 'refused' && isRestarting(fault.code)) {
    return new PortalError(
      { kind: 'unexpectedReply', ...(fault.code === undefined ? {} : { status: fault.code }) },
      problem.message,
      more,
    );
  }
  return problem;
}

/** `Retry-After` in seconds or as a date, in ms from `now`; undefined when it is neither. */
function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
