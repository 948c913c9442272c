// What a list's rows are counted and told apart by, row by row. A class and not closures of one reading: the engine learns code that is made anew
// for each list anew each time.
import type { SeenKeys } from './portalClient';

/** What `map` gives for a row that says something which is not understood: the list is then not whole. */
export const unreadable = Symbol('unreadable');

export interface RowRules<Row> {
  /** Undefined drops a row that is none; `unreadable` drops it and makes the list partial. */
  readonly map: (raw: unknown) => Row | undefined | typeof unreadable;
  /** Rows with one key are one row: a list that changes meanwhile shows some twice. */
  readonly keyOf?: (row: Row) => string;
}

export class RowTally<Row> {
  readonly #map: RowRules<Row>['map'];
  readonly #keyOf: RowRules<Row>['keyOf'];
  readonly #limit: number;
  readonly #seen: SeenKeys;
  /** The rows without a key, as text: they tell whether a page that nobody promised has anything new. */
  readonly #seenOther = new Set<string>();
  /** Set while an answer is read anew of which some rows were taken before it failed: what it has so far. */
  #countedAgain: Set<string> | undefined;
  /** Rows that no earlier row repeats, whatever becomes of them: what `total` counts. */
  distinct = 0;
  notUnderstood = 0;
  /** Rows for the caller, those beyond the limit included. */
  fitting = 0;
  /** The page that is read is one that nobody promised. */
  isProbe = false;

  constructor({ map, keyOf }: RowRules<Row>, limit: number, seen: SeenKeys | undefined) {
    this.#map = map;
    this.#keyOf = keyOf;
    this.#limit = limit;
    this.#seen = seen ?? new Set<string>();
  }

  /** How many rows are told apart so far. */
  get marks(): number {
    return this.#seen.size + this.#seenOther.size;
  }

  /** The row for the caller; undefined for one that is none, is known, or is beyond the limit. */
  row(raw: unknown): Row | undefined {
    const row = this.#map(raw);
    const key = row === undefined || row === unreadable ? undefined : this.#keyOf?.(row);
    const others = key === undefined ? this.#seenOther : this.#seen;
    const mark = key ?? JSON.stringify(raw);
    const { size } = others;
    others.add(mark);
    const isKnown = others.size === size;
    if (this.#countedAgain !== undefined) {
      if (isKnown && !this.#countedAgain.has(mark)) this.distinct++;
      this.#countedAgain.add(mark);
    }
    // Rows without a key may be alike and still be several, but not on a page that repeats what there was.
    if (isKnown && (key !== undefined || this.isProbe)) return undefined;
    if (row === unreadable) this.notUnderstood++;
    this.distinct++;
    if (row === undefined || row === unreadable) return undefined;
    this.fitting++;
    return this.fitting > this.#limit ? undefined : row;
  }

  rows(raws: readonly unknown[]): Row[] {
    const fresh: Row[] = [];
    for (let index = 0; index < raws.length; index++) {
      const row = this.row(raws[index]);
      if (row !== undefined) fresh.push(row);
    }
    return fresh;
  }

  /** The answer comes again from its beginning: its rows count anew until {@link endOfAgain}. */
  again(): void {
    this.#countedAgain = new Set();
    this.distinct = 0;
    this.notUnderstood = 0;
  }

  endOfAgain(): void {
    this.#countedAgain = undefined;
  }
}
