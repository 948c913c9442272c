/** Tells the line (from 1) of an offset. Reads the text once, at the first question; then each costs a few steps, whatever the size of the text. */
export function createLineFinder(text: string): (offset: number) => number {
  let breaks: number[] | undefined;
  return offset => {
    breaks ??= breaksOf(text);
    let [low, high] = [0, breaks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((breaks[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

function breaksOf(text: string): number[] {
  const breaks: number[] = [];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks.push(at);
  return breaks;
}
