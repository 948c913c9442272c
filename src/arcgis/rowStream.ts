// The rows of a long list, parsed while its answer arrives: the first are in sight before the last is sent, and no turn of the event loop is long.

/** Bytes that are searched for whole rows: few at first, so that a view shows rows early; then as many as take a few milliseconds. */
const firstPiece = 16 * 1024;
const laterPiece = 128 * 1024;
/** Ends of rows that are tried in a piece, and pieces without one, before the list is left to be parsed as a whole. */
const triesPerPiece = 4;
const piecesWithoutEnd = 4;
/** Where the list begins at the latest, in bytes. */
const longestHead = 64 * 1024;

const comma = 0x2c;
const brace = 0x7b;
const braceEnd = 0x7d;
const isSpace = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** What becomes of the bytes of an answer. */
export interface BodyReader {
  add(chunk: Uint8Array): void;
  /** The text that is left to be parsed when all bytes are there. */
  end(): string;
}

/** The whole answer as text. */
export function wholeText(): BodyReader {
  const chunks: Uint8Array[] = [];
  return { add: chunk => void chunks.push(chunk), end: () => Buffer.concat(chunks).toString('utf8') };
}

/** The index after the white space at `from`. */
function afterSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at++;
  return at;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Gives away the rows of one list of a JSON object piece by piece, each as JSON.parse makes it, and leaves at the end the object with the rows
 * that were not given away. Where the answer is anything else, or has rows in another form, it leaves all of it.
 *
 * JSON is read from left to right: where `[` with the text so far and `]` is valid, the text so far ends between two values of the list, and
 * not in a string or in a list within.
 * @param key of the object whose value is the list
 */
export function rowStream(key: string, onRows: (rows: readonly unknown[]) => void): BodyReader {
  const name = Buffer.from(JSON.stringify(key));
  let pending: Buffer[] = [];
  let bytes = 0;
  let pieceAt = firstPiece;
  /** The text up to the list's bracket, once it is found. */
  let head: string | undefined;
  let withoutEnd = 0;
  let isWhole = false;

  const keep = (rest: Buffer): void => {
    pending = [rest];
    bytes = rest.length;
  };

  /** Finds where the list begins. @returns what comes after its bracket */
  function afterHead(all: Buffer): Buffer | undefined {
    const at = all.indexOf(name);
    if (at === -1) {
      isWhole = all.length > longestHead;
      return undefined;
    }
    const colon = afterSpace(all, at + name.length);
    const bracket = afterSpace(all, colon + 1);
    const text = all.toString('utf8', 0, bracket + 1);
    // The key is one of the object itself exactly where the object could end right after its list.
    const whole = text.endsWith('[') ? parsed(`${text.trimStart()}]}`) : undefined;
    isWhole = whole === undefined || Array.isArray(whole);
    if (isWhole) return undefined;
    head = text;
    return all.subarray(bracket + 1);
  }

  function giveRows(all: Buffer): void {
    let end = all.length;
    for (let tried = 0; tried < triesPerPiece;) {
      end = end <= 0 ? -1 : all.lastIndexOf(braceEnd, end - 1);
      if (end === -1) break;
      const between = afterSpace(all, end + 1);
      if (all[between] !== comma || all[afterSpace(all, between + 1)] !== brace) continue;
      const rows = parsed(`[${all.toString('utf8', 0, end + 1)}]`);
      if (rows !== undefined) {
        withoutEnd = 0;
        keep(all.subarray(between + 1));
        onRows(rows as unknown[]);
        return;
      }
      tried++;
    }
    withoutEnd++;
    isWhole = withoutEnd >= piecesWithoutEnd;
    keep(all);
  }

  return {
    add(chunk) {
      pending.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
      bytes += chunk.byteLength;
      if (isWhole || bytes < pieceAt) return;
      const all = Buffer.concat(pending);
      const list = head === undefined ? afterHead(all) : all;
      if (list === undefined) keep(all);
      else giveRows(list);
      pieceAt = bytes + laterPiece;
    },
    end: () => `${head ?? ''}${Buffer.concat(pending).toString('utf8')}`,
  };
}
