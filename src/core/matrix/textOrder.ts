// Rows in the order of a text of theirs, made anew for those alone whose text is new: members come in by the hundred, and sorting all of them each time would hold up everything else.

import { stableOrder } from './stableOrder';

/** The rows by their text, those of one text in the order of their numbers. */
export interface TextOrder {
  /** The order of the rows below `length`, never written to afterwards. Rows are only added. */
  rows(length: number): Uint32Array;
}

export function createTextOrder(textOf: (row: number) => string): TextOrder {
  /** What each row was put in its place by. */
  const texts: string[] = [];
  let order: Uint32Array = new Uint32Array();

  return {
    rows(length) {
      const moved: number[] = [];
      for (let row = 0; row < length; row++) {
        const text = textOf(row);
        if (texts[row] === text) continue;
        texts[row] = text;
        moved.push(row);
      }
      if (moved.length === 0) return order;
      const isMoved = new Uint8Array(length);
      for (const row of moved) isMoved[row] = 1;
      order = merged(
        order.filter(row => isMoved[row] === 0),
        sorted(Uint32Array.from(moved), texts),
        texts,
      );
      return order;
    },
  };
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Whether they are as they should be: a portal lists its members by their user names, and looking is a tenth of the work of sorting. */
function isInOrder(rows: Uint32Array, texts: readonly string[]): boolean {
  for (let place = 1; place < rows.length; place++)
    if (compare(texts[rows[place - 1] ?? 0] ?? '', texts[rows[place] ?? 0] ?? '') > 0) return false;
  return true;
}

/** @param rows in the order of their numbers */
function sorted(rows: Uint32Array, texts: readonly string[]): Uint32Array {
  if (isInOrder(rows, texts)) return rows;
  // Thousands have the same full name: each is put in order once.
  const numbers = new Map<string, number>();
  const numberOf = Uint32Array.from(rows, row => {
    const text = texts[row] ?? '';
    const number = numbers.get(text) ?? numbers.size;
    if (number === numbers.size) numbers.set(text, number);
    return number;
  });
  // Without a function of our own to compare them, the engine takes half the time; its order is the one of `compare`.
  const inOrder = [...numbers.keys()].sort();
  const rankOf = new Float64Array(inOrder.length);
  for (const [rank, text] of inOrder.entries()) rankOf[numbers.get(text) ?? 0] = rank;
  const places = stableOrder(
    Uint32Array.from(rows.keys()),
    Float64Array.from(numberOf, number => rankOf[number] ?? 0),
    false,
  );
  return places.map(place => rows[place] ?? 0);
}

/** Both in order; so is what comes out. */
function merged(ones: Uint32Array, others: Uint32Array, texts: readonly string[]): Uint32Array {
  if (ones.length === 0) return others;
  const into = new Uint32Array(ones.length + others.length);
  let [one, other] = [0, 0];
  for (let place = 0; place < into.length; place++) {
    const [a, b] = [ones[one], others[other]];
    const isFirst =
      b === undefined || (a !== undefined && (compare(texts[a] ?? '', texts[b] ?? '') || a - b) < 0);
    into[place] = (isFirst ? a : b) ?? 0;
    if (isFirst) one++;
    else other++;
  }
  return into;
}
