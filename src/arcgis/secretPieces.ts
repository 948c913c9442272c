// Pieces of secrets in a text that quotes them in its own way: with other blanks, escaped, or cut.

/** A piece of a secret is hidden from so many letters and digits on: some servers quote the beginning of what they refuse. */
export const pieceLength = 16;

/** Letters and digits are compared, without case; blanks, quotes and all other signs are not. */
function letterOf(code: number): number | undefined {
  if (code >= 97) return code <= 122 || code >= 0xc0 ? code : undefined;
  if (code >= 65) return code <= 90 ? code + 32 : undefined;
  return code >= 48 && code <= 57 ? code : undefined;
}

/** The escapes of JSON (of several times as well), of addresses and of markup. */
const escapes =
  /\\+(?:u([\da-f]{4})|[bfnrt])|%([\da-f]{2})|&(?:#(\d{1,6})|#x([\da-f]{1,5})|quot|amp|lt|gt|apos|nbsp);/gi;

/** The letters of a text, with where each of them begins and ends there. */
interface Letters {
  readonly codes: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
}

function lettersOf(text: string): Letters {
  const [codes, from, to]: [number[], number[], number[]] = [[], [], []];
  const add = (code: number, begin: number, end: number): void => {
    const letter = letterOf(code);
    if (letter === undefined) return;
    codes.push(letter);
    from.push(begin);
    to.push(end);
  };
  let at = 0;
  const plain = (end: number): void => {
    for (; at < end; at += 1) add(text.charCodeAt(at), at, at + 1);
  };
  for (const match of text.matchAll(escapes)) {
    plain(match.index);
    const [all, unicode, percent, decimal, hex] = match;
    const digits = unicode ?? percent ?? hex;
    at = match.index + all.length;
    if (digits !== undefined) add(parseInt(digits, 16), match.index, at);
    else if (decimal !== undefined) add(Number(decimal), match.index, at);
  }
  plain(text.length);
  return { codes, from, to };
}

const factor = 0x01000193;
/** The weight of the letter that leaves a piece. */
const oldest = Array.from({ length: pieceLength - 1 }).reduce<number>(power => Math.imul(power, factor), 1);
const filterSize = 1 << 16;

/** The pieces of a text by their hash, each with its places; a bit of a filter says quickly that a hash is none of them. */
function piecesOf(codes: readonly number[]): {
  readonly byHash: Map<number, number[][]>;
  readonly filter: Uint8Array;
} {
  const byHash = new Map<number, number[][]>();
  const filter = new Uint8Array(filterSize);
  const isSame = (one: number, other: number): boolean => {
    for (let i = 0; i < pieceLength; i += 1) if (codes[one + i] !== codes[other + i]) return false;
    return true;
  };
  let hash = 0;
  for (let i = 0; i < codes.length; i += 1) {
    if (i >= pieceLength) hash = (hash - Math.imul(codes[i - pieceLength] ?? 0, oldest)) | 0;
    hash = (Math.imul(hash, factor) + (codes[i] ?? 0)) | 0;
    const place = i - pieceLength + 1;
    if (place < 0) continue;
    filter[hash & (filterSize - 1)] = 1;
    const known = byHash.get(hash);
    if (known === undefined) {
      byHash.set(hash, [[place]]);
      continue;
    }
    const same = known.find(([first = 0]) => isSame(first, place));
    if (same) same.push(place);
    else known.push([place]);
  }
  return { byHash, filter };
}

/**
 * Hides every piece of a secret in a text. Takes time in proportion to the text and the secrets: license strings may be of many megabytes.
 */
export function hidePieces(text: string, secrets: readonly string[]): string {
  const { codes, from, to } = lettersOf(text);
  if (codes.length < pieceLength) return text;
  const { byHash, filter } = piecesOf(codes);
  const isHidden = new Uint8Array(codes.length);
  const recent = new Uint16Array(pieceLength);
  /** Whether the last letters of the secret, of which `next` is the place of the oldest, are those at a place of the text. */
  const isRecent = (place: number, next: number): boolean => {
    for (let i = 0; i < pieceLength; i += 1)
      if (codes[place + i] !== recent[(next + i) % pieceLength]) return false;
    return true;
  };
  for (const secret of secrets) {
    recent.fill(0);
    let hash = 0;
    let count = 0;
    for (let i = 0; i < secret.length && byHash.size > 0; i += 1) {
      const letter = letterOf(secret.charCodeAt(i));
      if (letter === undefined) continue;
      const slot = count % pieceLength;
      // Before the first piece is full, what leaves is 0.
      hash = (hash - Math.imul(recent[slot] ?? 0, oldest)) | 0;
      hash = (Math.imul(hash, factor) + letter) | 0;
      recent[slot] = letter;
      count += 1;
      if (count < pieceLength || filter[hash & (filterSize - 1)] === 0) continue;
      const groups = byHash.get(hash);
      const found = groups?.findIndex(([first = 0]) => isRecent(first, slot + 1)) ?? -1;
      if (groups === undefined || found < 0) continue;
      for (const place of groups[found] ?? []) isHidden.fill(1, place, place + pieceLength);
      groups.splice(found, 1);
      if (groups.length === 0) byHash.delete(hash);
    }
  }
  let clean = '';
  let kept = 0;
  for (let i = 0; i < codes.length; i += 1) {
    if (isHidden[i] === 0) continue;
    clean += `${text.slice(kept, from[i])}***`;
    while (isHidden[i + 1] === 1) i += 1;
    kept = to[i] ?? text.length;
  }
  return clean + text.slice(kept);
}
