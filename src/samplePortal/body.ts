import type { IncomingMessage } from 'node:http';

/** A file part of a multipart body. */
export interface FilePart {
  readonly name: string;
  readonly filename: string;
  readonly text: string;
}

export interface Body {
  /** Of a repeated field the last value. */
  readonly fields: ReadonlyMap<string, string>;
  /** Every value of a field, in the order of the body. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly files: readonly FilePart[];
}

/** License files have some hundred kilobytes; more than this is not a request of this API. */
const maxBytes = 32 * 1024 * 1024;

/** All bytes of a request body. @throws Error when it is longer than 32 MB. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new Error('The request body is longer than 32 MB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Fields of a form or multipart body; any other content type (JSON, say) has none, as on a portal (wire reference section 3). */
export function parseBody(contentType: string, bytes: Buffer): Body {
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    return { ...fieldsOf([...new URLSearchParams(bytes.toString('utf8'))]), files: [] };
  }
  const boundary = /^multipart\/form-data.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  return boundary === undefined ? { ...fieldsOf([]), files: [] } : parseMultipart(boundary, bytes);
}

function fieldsOf(pairs: readonly (readonly [string, string])[]): Pick<Body, 'fields' | 'values'> {
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return { fields: new Map(pairs), values };
}

function parseMultipart(boundary: string, bytes: Buffer): Body {
  const pairs: (readonly [string, string])[] = [];
  const files: FilePart[] = [];
  const mark = Buffer.from(`--${boundary}`);
  let at = bytes.indexOf(mark);
  while (at >= 0) {
    const start = at + mark.length;
    const end = bytes.indexOf(mark, start);
    if (end < 0) break;
    at = end;
    const headerEnd = bytes.indexOf('\r\n\r\n', start);
    if (headerEnd < 0 || headerEnd > end) continue;
    const header = bytes.toString('utf8', start, headerEnd);
    // The line break before the next mark belongs to the mark.
    const text = bytes.toString('utf8', headerEnd + 4, Math.max(headerEnd + 4, end - 2));
    const name = /[;\s]name="([^"]*)"/i.exec(header)?.[1];
    const filename = /filename="([^"]*)"/i.exec(header)?.[1];
    if (name === undefined) continue;
    if (filename === undefined) pairs.push([name, text]);
    else files.push({ name, filename, text });
  }
  return { ...fieldsOf(pairs), files };
}
