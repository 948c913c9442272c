// The name that was probably meant: one letter wrong, missing, doubled or swapped with its neighbour.

/** How many such faults still count as the same name. */
const allowed = (name: string): number => (name.length <= 5 ? 1 : 2);

/**
 * The one of `names` that `wanted` was probably meant to be: equal but for case, else the single one at the smallest distance of at most 2 single-letter
 * faults (1 for names of up to 5 characters). Undefined where none is near, and where two are equally near: a guess would be worse than none.
 */
export function nearMatch(wanted: string, names: Iterable<string>): string | undefined {
  const folded = wanted.toLowerCase();
  let best: string | undefined;
  let distance = allowed(wanted) + 1;
  let unique = true;
  for (const name of names) {
    const other = name.toLowerCase();
    if (other === folded) return name;
    // A name may be listed twice in two spellings: that is no second candidate.
    if (best?.toLowerCase() === other) continue;
    const found = editDistance(folded, other, Math.min(distance, allowed(wanted)));
    if (found === undefined) continue;
    unique = found < distance;
    if (unique) [best, distance] = [name, found];
  }
  return unique ? best : undefined;
}

/**
 * Damerau-Levenshtein distance (a letter inserted, deleted, replaced, or swapped with its neighbour, no letter twice), or undefined when it is more than
 * `limit`. Only the band around the diagonal is looked at, so that long names cost no more than their length.
 */
export function editDistance(a: string, b: string, limit: number): number | undefined {
  if (Math.abs(a.length - b.length) > limit) return undefined;
  const far = limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => Math.min(column, far));
  for (let row = 1; row <= a.length; row++) {
    const line = new Array<number>(b.length + 1).fill(far);
    line[0] = Math.min(row, far);
    let least = line[0];
    const from = Math.max(1, row - limit);
    const to = Math.min(b.length, row + limit);
    for (let column = from; column <= to; column++) {
      const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1);
      let cost = Math.min(
        (above[column - 1] ?? far) + (same ? 0 : 1),
        (above[column] ?? far) + 1,
        (line[column - 1] ?? far) + 1,
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        a.charCodeAt(row - 1) === b.charCodeAt(column - 2) &&
        a.charCodeAt(row - 2) === b.charCodeAt(column - 1);
      if (swapped) cost = Math.min(cost, (before[column - 2] ?? far) + 1);
      line[column] = Math.min(cost, far);
      least = Math.min(least, cost);
    }
    // A swap reaches back two rows, so that one row beyond the limit is not the end.
    if (least > limit && Math.min(...above.slice(Math.max(0, from - 2), to + 1)) > limit) return undefined;
    [before, above] = [above, line];
  }
  const found = above[b.length] ?? far;
  return found <= limit ? found : undefined;
}
