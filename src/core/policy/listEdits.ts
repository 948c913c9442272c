// Edits of a list in JSON that keep the comments and the layout of all that stays.
import type { JsonNode } from '../files/jsonText';
import { itemsOf } from '../files/jsonNodes';
import type { Layout, TextEdit } from './textEdits';
import { marginAt } from './textEdits';

export interface ListChange {
  /** Indices of items that go. */
  readonly remove: ReadonlySet<number>;
  /** Items that come, as JSON text; lines after the first are indented already. */
  readonly add: readonly string[];
  /** Where the items are texts in order, the new ones come in order as well; else at the end. */
  readonly sorted?: boolean;
}

/** Where an item stands, with the comments that belong to it: those before it and the one behind it on its line. */
interface Place {
  readonly raw: string;
  /** Of the item itself. */
  readonly itemStart: number;
  readonly itemEnd: number;
  /** Of its comma, -1 without one. */
  readonly comma: number;
  /** From the end of the place before to the end of its line's comment. */
  readonly start: number;
  readonly end: number;
}

/** More items than these come on lines of their own. */
const onLine = 3;

/**
 * The edits of one list. Empty where nothing changes.
 * @param rawOf an item that stays, as it will be: there may be edits inside of it
 */
export function listEdits(
  text: string,
  list: JsonNode,
  { remove, add, sorted = false }: ListChange,
  { indent, eol }: Layout,
  rawOf: (item: JsonNode) => string = item => text.slice(item.offset, item.offset + item.length),
): readonly TextEdit[] {
  if (remove.size === 0 && add.length === 0) return [];
  const items = itemsOf(list);
  const margin = marginAt(text, list.offset);
  const whole = text.slice(list.offset, list.offset + list.length);
  const places = placesOf(text, list, rawOf);
  const kept = places.flatMap((place, index) => (remove.has(index) ? [] : [{ place, index }]));
  const isPlain = !/[\n\r]/.test(whole) && !hasComment(whole);
  if (items.length === 0 || isPlain || (kept.length === 0 && !hasComment(whole))) {
    const raws = withAdded(
      kept.map(({ place }) => place.raw),
      add,
      sorted,
    );
    const isLong = (items.length === 0 || add.length > 0) && raws.length > onLine;
    const inner = eol + margin + indent;
    const isTall = isLong || (!isPlain && raws.length > 0) || add.some(one => one.startsWith('{'));
    const pad = /^\[ /.test(whole) && raws.length > 0 ? ' ' : '';
    const newText = isTall
      ? `[${inner}${raws.join(`,${inner}`)}${eol}${margin}]`
      : `[${pad}${raws.join(', ')}${pad}]`;
    return [{ offset: list.offset, length: list.length, newText }];
  }
  if (kept.length === 0) return exchanged(text, list, { remove, add, sorted });
  const edits: TextEdit[] = removals(text, places, remove);
  const last = kept.at(-1)?.place;
  const hasTrailing = (places.at(-1)?.comma ?? -1) !== -1;
  if (last === undefined) return edits;
  const after = new Map<Place | undefined, string[]>();
  for (const item of add) {
    const before = sorted ? placeFor(item, kept) : last;
    after.set(before, [...(after.get(before) ?? []), item]);
  }
  const firstStart = places[0]?.itemStart ?? list.offset;
  const isTall = text.slice(list.offset, firstStart).includes('\n');
  const ownLine = eol + marginAt(text, firstStart);
  const atEnd = after.get(last) ?? [];
  // The comma behind the last item: too much where the item after it went, missing where one comes; before what comes, where both are at one place.
  if (last.comma !== -1 && atEnd.length === 0 && !hasTrailing && last !== places.at(-1))
    edits.push({ offset: last.comma, length: 1, newText: '' });
  if (last.comma === -1 && atEnd.length > 0) edits.push({ offset: last.itemEnd, length: 0, newText: ',' });
  for (const [place, added] of after) {
    const offset = place?.end ?? list.offset + 1;
    const lines = sorted ? inOrder(added) : added;
    const commaLast = place !== last || hasTrailing;
    // Behind a comment that goes to the end of its line, a new item on that line would be one more comment.
    const lead = isTall || (place !== undefined && endsInLineComment(text, place)) ? ownLine : ' ';
    const newText = lines
      .map((one, at) => `${lead}${one}${at < lines.length - 1 || commaLast ? ',' : ''}`)
      .join('');
    edits.push({ offset, length: 0, newText });
  }
  return edits;
}

/**
 * All items go: each with the comment behind it. What is written before them, or on lines of its own, may be of the list and not of one name, and
 * stays; what comes is written at the end.
 */
function exchanged(text: string, list: JsonNode, { add, sorted = false }: ListChange): readonly TextEdit[] {
  const items = itemsOf(list);
  const end = list.offset + list.length - 1;
  const commas: TextEdit[] = [];
  const edits: TextEdit[] = items.map(item => {
    const from = item.offset;
    let to = from + item.length;
    for (;;) {
      between.lastIndex = to;
      const found = between.exec(text)?.[0];
      if (found === undefined || found.endsWith('\n')) break;
      to += found.length;
    }
    const { comma } = endOf(text, from + item.length);
    if (comma >= to) commas.push({ offset: comma, length: 1, newText: '' });
    // A comment before the next item on one line is behind this one: both go, and the line with them if nothing else is on it.
    const lead = /(?:\r?\n)?[^\S\r\n]*$/.exec(text.slice(list.offset + 1, from))?.[0] ?? '';
    const isLine = lead.includes('\n') && /^\r?\n/.test(text.slice(to, to + 2));
    const start = isLine ? from - lead.length : from;
    return { offset: start, length: Math.min(to, end) - start, newText: '' };
  });
  const [first, last] = [items[0], edits.at(-1)];
  if (add.length === 0 || first === undefined || last === undefined) return [...edits, ...commas];
  const isTall = text.slice(list.offset, first.offset).includes('\n');
  const lines = sorted ? inOrder(add) : add;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const margin = marginAt(text, first.offset);
  const newText = lines.join(isTall ? `,${eol}${margin}` : ', ');
  // At the end of what goes; where that was a line, on one of its own.
  const isLine = /^\r?\n/.test(text.slice(last.offset));
  const written = isLine ? eol + margin + newText : newText;
  return [...edits.slice(0, -1), ...commas, { ...last, newText: written }];
}

/** The items that go, those next to each other in one edit. */
function removals(text: string, places: readonly Place[], remove: ReadonlySet<number>): TextEdit[] {
  const edits: TextEdit[] = [];
  for (let from = 0; from < places.length; from++) {
    if (!remove.has(from)) continue;
    let to = from;
    while (remove.has(to + 1) && to + 1 < places.length) to++;
    const [start, end] = [places[from]?.start ?? 0, places[to]?.end ?? 0];
    const before = places[from - 1];
    // The break that ends the comment before goes with what is on the next line: without one, the rest of that line would be part of the comment.
    const needsBreak =
      before !== undefined && endsInLineComment(text, before) && !/^[^\S\r\n]*\r?\n/.test(text.slice(end));
    const blanks = needsBreak ? (/^[^\S\r\n]*/.exec(text.slice(end))?.[0].length ?? 0) : 0;
    const newText = needsBreak ? (/^\s*/.exec(text.slice(start, end))?.[0] ?? '') : '';
    edits.push({ offset: start, length: end + blanks - start, newText });
    from = to;
  }
  return edits;
}

/** Whether the last thing of a place is a comment that goes to the end of its line. */
function endsInLineComment(text: string, { itemEnd, end }: Place): boolean {
  let last = '';
  for (let at = itemEnd; at < end; at += last.length) {
    between.lastIndex = at;
    last = between.exec(text)?.[0] ?? ' ';
  }
  return last.startsWith('//');
}

function placesOf(text: string, list: JsonNode, rawOf: (item: JsonNode) => string): readonly Place[] {
  let start = list.offset + 1;
  return itemsOf(list).map(item => {
    const itemEnd = item.offset + item.length;
    const { comma, end } = endOf(text, itemEnd);
    const place = { raw: rawOf(item), itemStart: item.offset, itemEnd, comma, start, end };
    start = end;
    return place;
  });
}

/** What can stand between two items: a line break, blanks, a comment, a comma. */
const between = /\r?\n|[^\S\r\n]+|\/\/[^\r\n]*|\/\*[^]*?\*\/|,/y;

/** The comma behind an item, and where the item's line ends if nothing but comments follows on it. */
function endOf(text: string, from: number): { readonly comma: number; readonly end: number } {
  let comma = -1;
  let end = from;
  // Until the comma is found all belongs to the item; behind it, its line alone.
  for (let at = from; ;) {
    between.lastIndex = at;
    const found = between.exec(text)?.[0];
    if (found === undefined) return { comma, end };
    const isBreak = found.endsWith('\n');
    if (isBreak && comma !== -1) return { comma, end };
    if (isBreak && !commaFollows(text, at)) return { comma, end };
    if (found === ',') {
      if (comma !== -1) return { comma, end };
      comma = at;
    }
    at += found.length;
    if (found === ',' || found.startsWith('/')) end = at;
  }
}

/** Whether the next thing that is neither blank nor comment is a comma. */
function commaFollows(text: string, from: number): boolean {
  for (let at = from; ;) {
    between.lastIndex = at;
    const found = between.exec(text)?.[0];
    if (found === undefined || found === ',') return found === ',';
    at += found.length;
  }
}

const hasComment = (text: string): boolean => /\/[/*]/.test(text.replace(/"(?:\\.|[^"\\])*"/g, '""'));

const inOrder = (raws: readonly string[]): readonly string[] =>
  [...raws].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));

const isInOrder = (raws: readonly string[]): boolean =>
  raws.every((one, index) => index === 0 || (raws[index - 1] ?? '').toLowerCase() <= one.toLowerCase());

function withAdded(kept: readonly string[], add: readonly string[], sorted: boolean): readonly string[] {
  return sorted && isInOrder(kept) ? inOrder([...kept, ...add]) : [...kept, ...(sorted ? inOrder(add) : add)];
}

/** The item after which a new one comes; undefined at the start, the last where the list is in no order. */
function placeFor(item: string, kept: readonly { readonly place: Place }[]): Place | undefined {
  const raws = kept.map(({ place }) => place.raw);
  if (!isInOrder(raws)) return kept.at(-1)?.place;
  return kept.findLast(({ place }) => place.raw.toLowerCase() <= item.toLowerCase())?.place;
}
