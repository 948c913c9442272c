// Lists of holders as the inventory keeps them: they grow while they are read, and take rows that were read back.
import type { HolderDirectory } from '../core/holderDirectory';
import { hasColumns } from '../core/holderCells';
import type { ColumnRows } from '../core/holderCells';
import { HolderTable } from '../core/holderTable';
import type { Username } from '../core/ids';
import type { Holder, Listed } from '../core/model';
import type { Rows } from '../core/rows';

/** Where the rows of a list go one by one. */
export interface RowSink<Row> {
  readonly length: number;
  add(row: Row): void;
  /** What is there now: it does not change any more. */
  soFar(): Rows<Row>;
  /** The whole list, once no row comes any more. */
  end(): Rows<Row>;
}

export function holderSink(directory: HolderDirectory): RowSink<Holder> {
  const table = new HolderTable(directory);
  return {
    get length() {
      return table.length;
    },
    add: row => table.push(row),
    soFar: () => table.view(),
    end: () => table.trim().view(),
  };
}

/** Names alone, each of which is kept once for all lists. */
export function nameSink(directory: HolderDirectory): RowSink<Username> {
  const names: Username[] = [];
  return {
    get length() {
      return names.length;
    },
    add: name => void names.push(directory.nameOf(directory.idOf(name))),
    soFar: () => names.slice(),
    end: () => names,
  };
}

function tableOf(rows: Rows<Holder>, directory: HolderDirectory): ColumnRows {
  if (hasColumns(rows) && rows.cells.directory === directory) return rows;
  const table = new HolderTable(directory);
  for (const row of rows) table.push(row);
  return table.view();
}

/**
 * Replaces, adds and removes rows of a list; the order of the others stays.
 * @param puts by `userKey`; undefined takes the row out.
 */
export function withRows(
  list: Listed<Holder>,
  puts: ReadonlyMap<string, Holder | undefined>,
  directory: HolderDirectory,
): Listed<Holder> {
  if (puts.size === 0) return list;
  const items = tableOf(list.items, directory).withRows(puts);
  const total = list.total === undefined ? {} : { total: list.total + items.length - list.items.length };
  return { items, ...(list.partial ? { partial: list.partial } : {}), ...total };
}
