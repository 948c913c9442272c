// The order of the members in the matrix. Names are put in order once for each reading of them; every other order is made of that one.
import { entitlementName, userTypeName } from '../catalog';
import type { HolderFilter } from '../holderFilter';
import { matchingRows } from './matrixFilter';
import type { MatrixTable } from './matrixTable';

/** `held`: how many listings a member holds; `lastUsed`: the latest use of any of them; `column`: by entitlements, then by last use. */
export type MatrixSort =
  | {
      readonly by: 'name' | 'fullName' | 'userType' | 'portal' | 'held' | 'lastUsed';
      readonly descending: boolean;
    }
  | { readonly by: 'column'; readonly column: string; readonly descending: boolean };

/** The orders that were made of one table; made anew when it has changed. */
export interface MatrixOrders {
  /** The rows that the filter lets through, in order. Rows without a value come last in both directions, in the order of their names. */
  rows(filter: HolderFilter, sort: MatrixSort): Uint32Array;
}

const missing = NaN;

/** Orders of one table, each made when it is first asked for. */
export function createMatrixOrders(table: MatrixTable): MatrixOrders {
  let namesAt = -1;
  let version = -1;
  let names: Uint32Array = new Uint32Array();
  let kept: { readonly key: string; readonly order: Uint32Array } | undefined;

  const byName = (): Uint32Array => {
    if (namesAt !== table.namesVersion || names.length !== table.length) {
      namesAt = table.namesVersion;
      names = orderedBy(table.length, row => table.foldedName(row));
    }
    return names;
  };

  function orderOf(sort: MatrixSort): Uint32Array {
    if (sort.by === 'name') return sort.descending ? Uint32Array.from(byName()).reverse() : byName();
    const key = JSON.stringify(sort);
    if (version === table.version && kept?.key === key) return kept.order;
    version = table.version;
    const { values, second } =
      sort.by === 'column' ? columnValues(table, sort.column) : { values: valuesOf(table, sort.by) };
    const order = sortedBy(byName(), values, second, sort.descending);
    kept = { key, order };
    return order;
  }

  return {
    rows(filter, sort) {
      const matches = matchingRows(table, filter);
      const order = orderOf(sort);
      const found = new Uint32Array(order.length);
      let count = 0;
      for (const row of order) if (matches[row] === 1) found[count++] = row;
      return found.slice(0, count);
    },
  };
}

/** One number for each row to sort by; {@link missing} where there is nothing to compare. */
function valuesOf(
  table: MatrixTable,
  by: 'fullName' | 'userType' | 'portal' | 'held' | 'lastUsed',
): Float64Array {
  switch (by) {
    case 'fullName': {
      const values = new Float64Array(table.length).fill(missing);
      const order = orderedBy(table.length, row => table.foldedFullName(row));
      let rank = 0;
      let before = '';
      for (const row of order) {
        const name = table.foldedFullName(row);
        if (name !== before) rank++;
        before = name;
        if (name !== '') values[row] = rank;
      }
      return values;
    }
    case 'userType': {
      const ranks = ranksOf(table.userTypes.map(type => userTypeName(type)));
      const rank = new Map(table.userTypes.map((type, index) => [type, ranks[index] ?? 0]));
      return Float64Array.from({ length: table.length }, (_, row) => {
        const type = table.userTypeAt(row);
        return type === undefined ? missing : (rank.get(type) ?? missing);
      });
    }
    case 'portal':
      return Float64Array.from({ length: table.length }, (_, row) => table.portalAt(row));
    case 'held':
    case 'lastUsed':
      return overColumns(table, by);
  }
}

function overColumns(table: MatrixTable, by: 'held' | 'lastUsed'): Float64Array {
  const values = new Float64Array(table.length).fill(by === 'held' ? 0 : missing);
  for (const index of table.heads.keys()) {
    const { sets, lastUsed } = table.cells(index);
    for (let row = 0; row < values.length; row++) {
      if ((sets[row] ?? -1) < 0) continue;
      const value = values[row] ?? missing;
      if (by === 'held') values[row] = value + 1;
      else {
        const at = lastUsed[row] ?? missing;
        if (!(value >= at)) values[row] = Number.isNaN(at) ? value : at;
      }
    }
  }
  return values;
}

/** Sets by their names, and within a set the last use; who never used it stands before all who did. */
function columnValues(
  table: MatrixTable,
  key: string,
): { readonly values: Float64Array; readonly second?: Float64Array } {
  const values = new Float64Array(table.length).fill(missing);
  const index = table.heads.findIndex(head => head.key === key);
  if (index < 0) return { values };
  const ranks = ranksOf(table.sets.map(set => set.map(entitlementName).join(', ')));
  const { sets, lastUsed } = table.cells(index);
  for (let row = 0; row < values.length; row++) {
    const set = sets[row] ?? -1;
    if (set >= 0) values[row] = ranks[set] ?? 0;
  }
  return { values, second: lastUsed };
}

/** The place of each text among the different ones, in order. */
function ranksOf(texts: readonly string[]): number[] {
  const rank = new Map([...new Set(texts)].sort(compare).map((text, index) => [text, index]));
  return texts.map(text => rank.get(text) ?? 0);
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Rows by a text of theirs, those of the same text in the order of their numbers. */
function orderedBy(length: number, textOf: (row: number) => string): Uint32Array {
  // Most comparisons are decided by the first letters, and numbers are compared several times faster than texts.
  const beginning = Float64Array.from({ length }, (_, row) => {
    const text = textOf(row);
    return at(text, 0) * 2 ** 32 + at(text, 1) * 2 ** 16 + at(text, 2);
  });
  return Uint32Array.from({ length }, (_, row) => row).sort(
    (one, other) =>
      (beginning[one] ?? 0) - (beginning[other] ?? 0) || compare(textOf(one), textOf(other)) || one - other,
  );
}

const at = (text: string, index: number): number => (index < text.length ? text.charCodeAt(index) + 1 : 0);

/** The rows by value, then by the second one; equal ones in the given order, those without a value last. */
function sortedBy(
  order: Uint32Array,
  values: Float64Array,
  second: Float64Array | undefined,
  descending: boolean,
): Uint32Array {
  const place = new Uint32Array(order.length);
  for (let index = 0; index < order.length; index++) place[order[index] ?? 0] = index;
  const withValue = order.filter(row => !Number.isNaN(values[row] ?? missing));
  const without = order.filter(row => Number.isNaN(values[row] ?? missing));
  const sign = descending ? -1 : 1;
  const never = -Infinity;
  const other = (row: number): number => {
    const value = second?.[row] ?? missing;
    return Number.isNaN(value) ? never : value;
  };
  withValue.sort((one, two) => {
    const first = (values[one] ?? 0) - (values[two] ?? 0);
    if (first !== 0) return sign * first;
    if (second !== undefined) {
      const [a, b] = [other(one), other(two)];
      if (a !== b) return a < b ? -sign : sign;
    }
    return (place[one] ?? 0) - (place[two] ?? 0);
  });
  const sorted = new Uint32Array(order.length);
  sorted.set(withValue);
  sorted.set(without, withValue.length);
  return sorted;
}
