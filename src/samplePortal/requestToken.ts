import type { IncomingHttpHeaders } from 'node:http';
import type { Body } from './body';
import type { TokenPlace } from './exchange';

/** The token of a request and how it travelled (wire reference 5.6). The body counts first, then the query, then the headers. */
export function requestToken(
  body: Body,
  query: URLSearchParams,
  headers: IncomingHttpHeaders,
): { token: string | undefined; place: TokenPlace } {
  const inBody = body.fields.get('token') ?? '';
  if (inBody !== '') return { token: inBody, place: 'body' };
  const inQuery = query.get('token') ?? '';
  if (inQuery !== '') return { token: inQuery, place: 'query' };
  for (const header of [headers['x-esri-authorization'], headers.authorization]) {
    const text = Array.isArray(header) ? header[0] : header;
    const inHeader = /^Bearer\s+(\S+)$/i.exec(text ?? '')?.[1];
    if (inHeader !== undefined) return { token: inHeader, place: 'header' };
  }
  return { token: undefined, place: 'none' };
}
