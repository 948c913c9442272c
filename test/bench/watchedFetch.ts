// When requests were on their way: to tell the time of the writes from that of the reads between them.

export interface Span {
  readonly isWrite: boolean;
  /** ms of `performance.now()`. */
  readonly from: number;
  readonly to: number;
}

export interface WatchedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** What has ended so far, in the order it began. */
  spans(): readonly Span[];
}

export function watchFetch(isWrite: (url: string) => boolean): WatchedFetch {
  const spans: Span[] = [];
  return {
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : input.toString();
      const from = performance.now();
      try {
        return await globalThis.fetch(input, init);
      } finally {
        spans.push({ isWrite: isWrite(url), from, to: performance.now() });
      }
    },
    spans: () => spans.toSorted((a, b) => a.from - b.from),
  };
}

/**
 * Time from the first write to the end of the last, ms, without the gaps between writes in which something was read. A gap in which nothing was
 * on its way counts: the program was late.
 */
export function writingMs(spans: readonly Span[]): number {
  let total = 0;
  let end: number | undefined;
  for (const { from, to } of spans.filter(({ isWrite }) => isWrite)) {
    if (end === undefined) total += to - from;
    else {
      const last = end;
      const isRead = spans.some(span => !span.isWrite && span.from >= last && span.from < from);
      total += Math.max(0, to - Math.max(from, last)) + (from > last && !isRead ? from - last : 0);
    }
    end = Math.max(end ?? 0, to);
  }
  return total;
}
