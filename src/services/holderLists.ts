// Lists of holders as the inventory keeps them: they grow while they are read, and take rows that were read back.
import type { SeenKeys } from '../arcgis/portalClient';
import type { HolderDirectory } from '../core/holderDirectory';
import { hasColumns } from '../core/holderCells';
import type { ColumnRows } from '../core/holderCells';
import { HolderTable } from '../core/holderTable';
import type { Username } from '../core/ids';
import type { Holder, Listed } from '../core/model';
import { freshCount, headOf, olderWithout } from '../core/olderRows';
import type { Rows } from '../core/rows';

/** Where the rows of a list go. */
export interface RowSink<Row> {
  readonly length: number;
  add(rows: Iterable<Row>): void;
  /** What is there now: it does not change any more. */
  soFar(): Rows<Row>;
  /** The whole list, once no row comes any more. */
  end(): Rows<Row>;
  /** For the keys of one reading's rows. */
  readonly seen?: SeenKeys;
}

/** Members of one list, by their numbers in the directory: the names are there already, and a second table of them would take as long as the first. */
class SeenMembers implements SeenKeys {
  readonly #directory: HolderDirectory;
  #marks = new Uint8Array(1024);
  /** The names that were told apart last with their numbers, until they are taken: a batch of rows is told apart first and kept right after. */
  #names: string[] = [];
  #ids: number[] = [];
  #taken = 0;
  size = 0;

  constructor(directory: HolderDirectory) {
    this.#directory = directory;
  }

  add(name: string): void {
    const id = this.#directory.idOf(name);
    this.#names.push(name);
    this.#ids.push(id);
    const member = this.#directory.keyOf(id);
    if (member >= this.#marks.length) {
      const more = new Uint8Array(Math.max(member + 1, this.#marks.length * 2));
      more.set(this.#marks);
      this.#marks = more;
    }
    if (this.#marks[member] === 1) return;
    this.#marks[member] = 1;
    this.size++;
  }

  /** The number of a name, which is most often the next of those that were told apart. */
  take(name: string): number {
    const at = this.#taken;
    if (this.#names[at] !== name) return this.#directory.idOf(name);
    this.#taken = at + 1;
    return this.#ids[at] ?? -1;
  }

  /** The batch is kept. */
  forget(): void {
    this.#names = [];
    this.#ids = [];
    this.#taken = 0;
  }
}

/** A class and not closures of one list: those are slow until the engine has learned each list's own. */
class HolderSink implements RowSink<Holder> {
  readonly #table: HolderTable;
  readonly seen: SeenMembers;

  constructor(directory: HolderDirectory) {
    this.#table = new HolderTable(directory);
    this.seen = new SeenMembers(directory);
  }

  get length(): number {
    return this.#table.length;
  }

  add(rows: Iterable<Holder>): void {
    for (const row of rows) this.#table.push(row, this.seen.take(row.username));
    this.seen.forget();
  }

  soFar(): Rows<Holder> {
    return this.#table.view();
  }

  end(): Rows<Holder> {
    return this.#table.trim().view();
  }
}

export const holderSink = (directory: HolderDirectory): RowSink<Holder> => new HolderSink(directory);

/** Names alone, each of which is kept once for all lists. */
export function nameSink(directory: HolderDirectory): RowSink<Username> {
  const names: Username[] = [];
  return {
    get length() {
      return names.length;
    },
    add: given => {
      for (const name of given) names.push(directory.nameOf(directory.idOf(name)));
    },
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
 * Replaces, adds and removes rows of a list; the order of the others stays. What is put is of the list's own time, and stands before its older rows.
 * @param puts by `userKey`; undefined takes the row out.
 */
export function withRows(
  list: Listed<Holder>,
  puts: ReadonlyMap<string, Holder | undefined>,
  directory: HolderDirectory,
): Listed<Holder> {
  if (puts.size === 0) return list;
  const items = tableOf(list.items, directory).withRows(puts, freshCount(list));
  const { total } = list;
  const written = new Set([...puts.keys()].map(key => directory.keyOf(directory.idOf(key))));
  const older = olderWithout(list, written, directory);
  return {
    ...headOf(list),
    items,
    ...(total === undefined ? {} : { total: total + items.length - list.items.length }),
    ...(older === undefined ? {} : { older }),
  };
}
