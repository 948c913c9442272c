// Of what is opened one after another, the one that is on show: whoever asks last gets it, however long the one before takes to open.

export interface Closable {
  close(): Promise<void>;
}

export interface SoleShown<T extends Closable> {
  /** What is on show. */
  current(): T | undefined;
  /**
   * Opens another one in place of the one on show, which is closed.
   * @returns undefined where a later one came before it: what was opened is closed again then
   * @throws what `open` throws; the one on show stays
   */
  replace(open: () => Promise<T>): Promise<T | undefined>;
  /** Closes the one on show. One that is still being opened is shown nevertheless. */
  close(): Promise<void>;
  /** Closes the one on show, and every one that is still being opened. */
  end(): Promise<void>;
}

export function createSoleShown<T extends Closable>(): SoleShown<T> {
  let shown: T | undefined;
  let turn = 0;
  const put = async (next: T | undefined): Promise<void> => {
    // Without a pause between: another one that is ready meanwhile finds this one here, and closes it.
    const was = shown;
    shown = next;
    await was?.close();
  };
  return {
    current: () => shown,
    replace: async open => {
      const mine = ++turn;
      const next = await open();
      if (mine !== turn) {
        await next.close();
        return undefined;
      }
      await put(next);
      return shown === next ? next : undefined;
    },
    close: () => put(undefined),
    end: () => {
      turn += 1;
      return put(undefined);
    },
  };
}
