// JSON.parse of a list of 10,000 holders holds up the event loop for as long as it takes; here it takes turns.
import { throwIfAborted } from './abort';
import { nextTurn } from './slices';

/** Shorter texts are parsed at once: a few milliseconds. */
const longText = 200_000;
/** Characters parsed between two turns of the event loop. */
const stretch = 100_000;

/**
 * Parses JSON. In a long object, the lists that are its direct values are parsed stretch by stretch with turns of the event loop in between;
 * the result is what JSON.parse gives.
 * @throws SyntaxError for what is not JSON; AbortError when the signal fires.
 */
export async function parseLongJson(text: string, signal?: AbortSignal): Promise<unknown> {
  if (text.length < longText || !text.startsWith('{')) return JSON.parse(text);
  const lists: unknown[][] = [];
  const frame: string[] = [];
  let kept = 0;
  let depth = 0;
  let from = 0;
  let turnAt = stretch;
  let rows: unknown[] | undefined;

  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22: // "
        at = endOfString(text, at);
        break;
      case 0x7b: // {
      case 0x5b: // [
        depth++;
        if (depth === 2 && text.charCodeAt(at) === 0x5b) {
          // The frame keeps the list's number in its place.
          frame.push(text.slice(kept, at + 1), String(lists.length));
          rows = [];
          lists.push(rows);
          from = at + 1;
        }
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        if (depth === 1 && rows !== undefined) {
          append(rows, text.slice(from, at));
          rows = undefined;
          kept = at;
        }
        break;
      case 0x2c: // ,
        if (depth === 2 && rows !== undefined && at - from >= stretch) {
          append(rows, text.slice(from, at));
          from = at + 1;
        }
        break;
    }
    if (at >= turnAt) {
      turnAt = at + stretch;
      await nextTurn();
      throwIfAborted(signal);
    }
  }
  if (depth !== 0) throw new SyntaxError('The JSON ends too early.');
  frame.push(text.slice(kept));
  const whole = JSON.parse(frame.join('')) as Record<string, unknown>;
  // fromEntries makes own properties of all keys, `__proto__` as well.
  return Object.fromEntries(
    Object.entries(whole).map(([key, value]) => [
      key,
      Array.isArray(value) ? lists[value[0] as number] : value,
    ]),
  );
}

function append(rows: unknown[], text: string): void {
  for (const row of JSON.parse(`[${text}]`) as unknown[]) rows.push(row);
}

/** Where the string that starts at `start` ends: at a quote with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === 0x5c) before--;
    if ((end - before) % 2 === 1) return end;
  }
  throw new SyntaxError('A string in the JSON does not end.');
}
