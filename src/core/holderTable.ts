// Holders as columns: 17 bytes for a member in a listing, where an object takes a hundred (issue section "Hold little"). Rows are made when read.
import { isNumbered, offlineCodes, unknownUse } from './holderCells';
import type { ColumnRows, HolderCells, NumberedCells } from './holderCells';
import type { HolderDirectory } from './holderDirectory';
import type { Entitlement, Username } from './ids';
import type { Holder } from './model';
import { MadeRows } from './rows';

const firstRows = 256;

/** A list that grows at its end. What was written stays as it is, so that a view of its beginning needs no copy. */
export class HolderTable implements NumberedCells {
  readonly directory: HolderDirectory;
  #length = 0;
  #members = new Uint32Array(firstRows);
  #sets = new Uint32Array(firstRows);
  /** NaN: never; {@link unknownUse}: nothing says when. */
  #lastUsed = new Float64Array(firstRows);
  /** {@link offlineCodes}. */
  #offline = new Uint8Array(firstRows);
  /** Few are offline. */
  readonly #offlineSince = new Map<number, number>();

  constructor(directory: HolderDirectory) {
    this.directory = directory;
  }

  get length(): number {
    return this.#length;
  }

  /** @param nameId number of the row's name as it is spelled, where the caller knows it */
  push(row: Holder, nameId = this.directory.idOf(row.username)): void {
    this.#put(
      nameId,
      this.directory.setIdOf(row.entitlements),
      row.lastUsed ?? (row.useUnknown === true ? unknownUse : NaN),
      row.offline ? offlineCodes.yes : row.offlineUnknown === true ? offlineCodes.unknown : offlineCodes.no,
      row.offlineSince,
    );
  }

  /** A row of another list. */
  add(from: HolderCells, index: number): void {
    const { directory } = this;
    const isOwn = isNumbered(from) && from.directory === directory;
    const lastUsed = from.lastUsedAt(index) ?? (from.isUseUnknownAt(index) ? unknownUse : NaN);
    this.#put(
      directory.idOf(from.nameAt(index)),
      isOwn ? from.setIdAt(index) : directory.setIdOf(from.setAt(index)),
      lastUsed,
      from.isOfflineAt(index)
        ? offlineCodes.yes
        : from.isOfflineUnknownAt(index)
          ? offlineCodes.unknown
          : offlineCodes.no,
      from.offlineSinceAt(index),
    );
  }

  /** The rows that are there now. Those that come later are not in it. */
  view(): HolderRows {
    return new HolderRows(this, this.#length);
  }

  /** Gives back the room that is left, once no row comes any more. */
  trim(): this {
    this.#resize(this.#length);
    return this;
  }

  nameAt(index: number): Username {
    return this.directory.nameOf(this.#members[index] ?? -1);
  }

  memberAt(index: number): number {
    return this.directory.keyOf(this.#members[index] ?? -1);
  }

  setAt(index: number): readonly Entitlement[] {
    return this.directory.setOf(this.#sets[index] ?? -1);
  }

  setIdAt(index: number): number {
    return this.#sets[index] ?? -1;
  }

  lastUsedAt(index: number): number | undefined {
    const at = this.#lastUsed[index];
    return at === undefined || Number.isNaN(at) || at === unknownUse ? undefined : at;
  }

  isUseUnknownAt(index: number): boolean {
    return this.#lastUsed[index] === unknownUse;
  }

  isOfflineAt(index: number): boolean {
    return this.#offline[index] === offlineCodes.yes;
  }

  isOfflineUnknownAt(index: number): boolean {
    return this.#offline[index] === offlineCodes.unknown;
  }

  offlineSinceAt(index: number): number | undefined {
    return this.#offlineSince.get(index);
  }

  /**
   * The first `length` rows with some replaced, added, or taken out (undefined); the order of the others stays.
   * @param puts by `userKey`.
   * @param addAt see {@link ColumnRows.withRows}
   */
  with(length: number, puts: ReadonlyMap<string, Holder | undefined>, addAt = length): HolderTable {
    const { directory } = this;
    const next = new HolderTable(directory);
    const left = new Map<number, Holder | undefined>();
    for (const [key, row] of puts) left.set(directory.idOf(key), row);
    next.#resize(length + left.size);
    const done = new Set<number>();
    const addRest = (): void => {
      for (const [member, row] of left) if (row !== undefined && !done.has(member)) next.push(row);
      for (const member of left.keys()) done.add(member);
    };
    for (let index = 0; index < length; index++) {
      if (index === addAt) addRest();
      const member = this.memberAt(index);
      if (!left.has(member)) {
        next.#copy(this, index);
        continue;
      }
      const row = left.get(member);
      if (row !== undefined && !done.has(member)) next.push(row);
      done.add(member);
    }
    if (addAt >= length) addRest();
    return next.trim();
  }

  #copy(from: HolderTable, index: number): void {
    this.#put(
      from.#members[index] ?? 0,
      from.#sets[index] ?? 0,
      from.#lastUsed[index] ?? NaN,
      from.#offline[index] ?? offlineCodes.no,
      from.offlineSinceAt(index),
    );
  }

  #put(member: number, set: number, lastUsed: number, offline: number, since: number | undefined): void {
    const index = this.#length;
    if (index === this.#members.length) this.#resize(Math.max(firstRows, index * 2));
    this.#members[index] = member;
    this.#sets[index] = set;
    this.#lastUsed[index] = lastUsed;
    this.#offline[index] = offline;
    if (since !== undefined) this.#offlineSince.set(index, since);
    this.#length = index + 1;
  }

  #resize(rows: number): void {
    if (rows === this.#members.length) return;
    const used = this.#length;
    const [members, sets, lastUsed, offline] = [this.#members, this.#sets, this.#lastUsed, this.#offline];
    this.#members = new Uint32Array(rows);
    this.#members.set(members.subarray(0, used));
    this.#sets = new Uint32Array(rows);
    this.#sets.set(sets.subarray(0, used));
    this.#lastUsed = new Float64Array(rows);
    this.#lastUsed.set(lastUsed.subarray(0, used));
    this.#offline = new Uint8Array(rows);
    this.#offline.set(offline.subarray(0, used));
  }
}

/** The beginning of a table, or a choice of its rows, as a list. */
export class HolderRows extends MadeRows<Holder> implements ColumnRows, NumberedCells {
  readonly length: number;
  readonly #table: HolderTable;
  /** The places in the table; absent: all up to `length`. */
  readonly #chosen: Uint32Array | undefined;

  constructor(table: HolderTable, length: number, chosen?: Uint32Array) {
    super();
    this.#table = table;
    this.length = length;
    this.#chosen = chosen;
  }

  get directory(): HolderDirectory {
    return this.#table.directory;
  }

  get cells(): NumberedCells {
    return this;
  }

  choose(places: Uint32Array): HolderRows {
    const own = this.#chosen;
    return new HolderRows(
      this.#table,
      places.length,
      own === undefined ? places : places.map(index => own[index] ?? 0),
    );
  }

  withRows(puts: ReadonlyMap<string, Holder | undefined>, addAt?: number): HolderRows {
    if (this.#chosen === undefined) return this.#table.with(this.length, puts, addAt).view();
    const own = new HolderTable(this.directory);
    for (const row of this) own.push(row);
    return own.with(own.length, puts, addAt).view();
  }

  nameAt(index: number): Username {
    return this.#table.nameAt(this.#place(index));
  }

  memberAt(index: number): number {
    return this.#table.memberAt(this.#place(index));
  }

  setAt(index: number): readonly Entitlement[] {
    return this.#table.setAt(this.#place(index));
  }

  setIdAt(index: number): number {
    return this.#table.setIdAt(this.#place(index));
  }

  lastUsedAt(index: number): number | undefined {
    return this.#table.lastUsedAt(this.#place(index));
  }

  isUseUnknownAt(index: number): boolean {
    return this.#table.isUseUnknownAt(this.#place(index));
  }

  isOfflineAt(index: number): boolean {
    return this.#table.isOfflineAt(this.#place(index));
  }

  isOfflineUnknownAt(index: number): boolean {
    return this.#table.isOfflineUnknownAt(this.#place(index));
  }

  offlineSinceAt(index: number): number | undefined {
    return this.#table.offlineSinceAt(this.#place(index));
  }

  protected make(index: number): Holder {
    const lastUsed = this.lastUsedAt(index);
    const offlineSince = this.offlineSinceAt(index);
    return {
      username: this.nameAt(index),
      entitlements: this.setAt(index),
      offline: this.isOfflineAt(index),
      ...(lastUsed === undefined ? {} : { lastUsed }),
      ...(this.isUseUnknownAt(index) ? { useUnknown: true as const } : {}),
      ...(this.isOfflineUnknownAt(index) ? { offlineUnknown: true as const } : {}),
      ...(offlineSince === undefined ? {} : { offlineSince }),
    };
  }

  #place(index: number): number {
    if (index < 0 || index >= this.length) throw new RangeError(`There is no row ${index}.`);
    return this.#chosen?.[index] ?? index;
  }
}
