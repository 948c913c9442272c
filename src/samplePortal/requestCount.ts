// How many requests arrived, per operation: what a comparison of two ways to do one job is counted by.

/** Counts requests by method and path of the route; those that a fault drops as well. */
export class RequestCount {
  readonly #counts = new Map<string, number>();

  /** @param path of the route, its parameters named and not filled in */
  add(method: string, path: string): void {
    const key = `${method} ${path}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  reset(): void {
    this.#counts.clear();
  }

  view(): { readonly total: number; readonly byRoute: Readonly<Record<string, number>> } {
    const total = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    return { total, byRoute: Object.fromEntries(this.#counts) };
  }
}
