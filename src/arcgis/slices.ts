// Long lists are mapped in slices with a turn of the event loop between them, so that nothing else in the host waits for them.
import { throwIfAborted } from './abort';

/** Small at first, so that a view shows rows early; then as many as take well under 20 ms. */
const firstSlice = 100;
const laterSlice = 1_000;

const waiting: (() => void)[] = [];

function oneTurn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(oneTurn);
}

/**
 * A turn of the event loop for whoever waits. Of all that ask, one goes on per turn: several lists that are read at once hold nothing up for
 * longer than one of them does.
 */
export function nextTurn(): Promise<void> {
  return new Promise(resolve => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(oneTurn);
  });
}

/**
 * Maps rows slice by slice. `onSlice` gets each slice's results; `map` drops a row by returning undefined.
 * Throws AbortError between slices.
 */
export async function mapInSlices<In, Out>(
  rows: readonly In[],
  map: (row: In, index: number) => Out | undefined,
  onSlice: (results: readonly Out[]) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (let from = 0; from < rows.length;) {
    const to = Math.min(rows.length, from + (from === 0 ? firstSlice : laterSlice));
    const results: Out[] = [];
    for (let index = from; index < to; index++) {
      const result = map(rows[index] as In, index);
      if (result !== undefined) results.push(result);
    }
    onSlice(results);
    from = to;
    if (from < rows.length) {
      await nextTurn();
      throwIfAborted(signal);
    }
  }
}
