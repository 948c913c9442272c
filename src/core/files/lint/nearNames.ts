// Near matches among very many names: an organization has 60,000 members, and a wrong column makes every line a wrong name.
import { nearMatch } from '../../nearMatch';

/** More wrong names than this are not looked for: a file shows 200 problems at most. */
const maxSearches = 200;
/** An edit changes two characters at most, and a near match is two edits away. */
const maxBits = 4;
const maxEdits = 2;

/**
 * Finds the one name that is meant by a misspelt one, as `nearMatch` does, at the cost of a few milliseconds among 60,000. Names are compared in any
 * case. After 200 different searches it finds nothing more.
 */
export function createNearNames(names: Iterable<string>): (wrong: string) => string | undefined {
  let index: { readonly name: string; readonly mask: number }[] | undefined;
  const found = new Map<string, string | undefined>();
  return wrong => {
    if (found.has(wrong)) return found.get(wrong);
    if (found.size >= maxSearches) return undefined;
    index ??= Array.from(names, name => ({ name, mask: lettersOf(name) }));
    const mask = lettersOf(wrong);
    const isAlike = sameLetters(wrong);
    const close = index.filter(
      one =>
        Math.abs(one.name.length - wrong.length) <= maxEdits &&
        bitCount(one.mask ^ mask) <= maxBits &&
        isAlike(one.name),
    );
    const match = nearMatch(
      wrong,
      close.map(one => one.name),
    );
    found.set(wrong, match);
    return match;
  };
}

/** Whether another name has as many of each character but for what the edits change: a tenth of the cost of a comparison in order. */
function sameLetters(wrong: string): (name: string) => boolean {
  const counts = new Int16Array(31);
  const folded = wrong.toLowerCase();
  for (let index = 0; index < folded.length; index++) count(counts, folded.charCodeAt(index), 1);
  const rest = new Int16Array(31);
  return name => {
    rest.set(counts);
    const other = name.toLowerCase();
    for (let index = 0; index < other.length; index++) count(rest, other.charCodeAt(index), -1);
    let off = 0;
    for (const left of rest) off += Math.abs(left);
    return off <= maxBits;
  };
}

function count(counts: Int16Array, code: number, by: number): void {
  counts[code % 31] = (counts[code % 31] ?? 0) + by;
}

/** Which characters a name has, a bit for each, some of them shared. */
function lettersOf(name: string): number {
  const folded = name.toLowerCase();
  let mask = 0;
  for (let index = 0; index < folded.length; index++) mask |= 1 << (folded.charCodeAt(index) % 31);
  return mask;
}

function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++;
  return count;
}
