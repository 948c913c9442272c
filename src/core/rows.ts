// What the program reads of a long list. A plain array is one; a list that is kept as columns is another, and makes its rows when they are asked for.

export interface Rows<T> extends Iterable<T> {
  readonly length: number;
  /** As of an array: counts from the end where it is negative. */
  at(index: number): T | undefined;
  slice(from?: number, to?: number): readonly T[];
  map<U>(make: (row: T, index: number) => U): U[];
  flatMap<U>(make: (row: T, index: number) => U | readonly U[]): U[];
  filter(test: (row: T, index: number) => boolean): T[];
  find(test: (row: T, index: number) => boolean): T | undefined;
  some(test: (row: T, index: number) => boolean): boolean;
  every(test: (row: T, index: number) => boolean): boolean;
}

/** Rows that are made one at a time. What is made is the caller's own: two rows of one place are equal, never the same object. */
export abstract class MadeRows<T> implements Rows<T> {
  abstract readonly length: number;
  /** `index` is within 0 and `length`. */
  protected abstract make(index: number): T;

  at(index: number): T | undefined {
    const place = index < 0 ? this.length + index : index;
    return place >= 0 && place < this.length ? this.make(place) : undefined;
  }

  slice(from = 0, to = this.length): readonly T[] {
    const place = (index: number): number =>
      index < 0 ? Math.max(0, this.length + index) : Math.min(index, this.length);
    const rows: T[] = [];
    for (let index = place(from); index < place(to); index++) rows.push(this.make(index));
    return rows;
  }

  map<U>(make: (row: T, index: number) => U): U[] {
    return Array.from({ length: this.length }, (_, index) => make(this.make(index), index));
  }

  flatMap<U>(make: (row: T, index: number) => U | readonly U[]): U[] {
    return this.map(make).flat() as U[];
  }

  filter(test: (row: T, index: number) => boolean): T[] {
    const found: T[] = [];
    for (let index = 0; index < this.length; index++) {
      const row = this.make(index);
      if (test(row, index)) found.push(row);
    }
    return found;
  }

  find(test: (row: T, index: number) => boolean): T | undefined {
    for (let index = 0; index < this.length; index++) {
      const row = this.make(index);
      if (test(row, index)) return row;
    }
    return undefined;
  }

  some(test: (row: T, index: number) => boolean): boolean {
    return this.find(test) !== undefined;
  }

  every(test: (row: T, index: number) => boolean): boolean {
    return !this.some((row, index) => !test(row, index));
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let index = 0; index < this.length; index++) yield this.make(index);
  }
}
