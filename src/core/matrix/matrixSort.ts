// The order of the members in the matrix. Names are put in order once for each reading of them; every other order is made of that one.
import { entitlementName, userTypeName } from '../catalog';
import type { HolderFilter } from '../holderFilter';
import { matchingRows } from './matrixFilter';
import type { MatrixTable } from './matrixTable';
import { stableOrder } from './stableOrder';
import { createTextOrder } from './textOrder';

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
  let fullNamesAt = -1;
  let version = -1;
  let names: Uint32Array = new Uint32Array();
  let fullNames: Uint32Array = new Uint32Array();
  const textNames = createTextOrder(row => table.foldedName(row));
  const textFullNames = createTextOrder(row => table.foldedFullName(row));
  let kept: { readonly key: string; readonly order: Uint32Array } | undefined;

  const byName = (): Uint32Array => {
    if (namesAt !== table.namesVersion || names.length !== table.length) {
      namesAt = table.namesVersion;
      names = textNames.rows(table.length);
    }
    return names;
  };
  const byFullName = (): Uint32Array => {
    if (fullNamesAt !== table.namesVersion || fullNames.length !== table.length) {
      fullNamesAt = table.namesVersion;
      fullNames = textFullNames.rows(table.length);
    }
    return fullNames;
  };

  function orderOf(sort: MatrixSort): Uint32Array {
    if (sort.by === 'name') return sort.descending ? Uint32Array.from(byName()).reverse() : byName();
    const key = JSON.stringify(sort);
    if (version === table.version && kept?.key === key) return kept.order;
    version = table.version;
    const { values, second } =
      sort.by === 'column'
        ? columnValues(table, sort.column)
        : { values: sort.by === 'fullName' ? rankedBy(table, byFullName()) : valuesOf(table, sort.by) };
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

/** The same number for the same full name, in the given order of these; {@link missing} where none is known. */
function rankedBy(table: MatrixTable, order: Uint32Array): Float64Array {
  const values = new Float64Array(table.length).fill(missing);
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

/** One number for each row to sort by; {@link missing} where there is nothing to compare. */
function valuesOf(table: MatrixTable, by: 'userType' | 'portal' | 'held' | 'lastUsed'): Float64Array {
  switch (by) {
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

/** The rows by value, then by the second one; equal ones in the given order, those without a value last. */
function sortedBy(
  order: Uint32Array,
  values: Float64Array,
  second: Float64Array | undefined,
  descending: boolean,
): Uint32Array {
  const withValue = order.filter(row => !Number.isNaN(values[row] ?? missing));
  const without = order.filter(row => Number.isNaN(values[row] ?? missing));
  // Who never used it stands before all who did.
  const bySecond =
    second === undefined
      ? withValue
      : stableOrder(
          withValue,
          second.map(value => (Number.isNaN(value) ? -Infinity : value)),
          descending,
        );
  const sorted = new Uint32Array(order.length);
  sorted.set(stableOrder(bySecond, values, descending));
  sorted.set(without, withValue.length);
  return sorted;
}
