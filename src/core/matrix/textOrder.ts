// Rows in the order of a text of theirs, made anew for those alone whose text is new: members come in by the hundred, and sorting all of them each time would hold up everything else.

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

function sorted(rows: Uint32Array, texts: readonly string[]): Uint32Array {
  // Most comparisons are decided by the first letters, and numbers are compared several times faster than texts.
  const beginning = new Map<number, number>();
  for (const row of rows) {
    const text = texts[row] ?? '';
    beginning.set(row, at(text, 0) * 2 ** 32 + at(text, 1) * 2 ** 16 + at(text, 2));
  }
  return rows.sort(
    (one, other) =>
      (beginning.get(one) ?? 0) - (beginning.get(other) ?? 0) ||
      compare(texts[one] ?? '', texts[other] ?? '') ||
      one - other,
  );
}

const at = (text: string, index: number): number => (index < text.length ? text.charCodeAt(index) + 1 : 0);

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
