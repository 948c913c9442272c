// Members by listings as columns of numbers: 13 bytes for a cell, so that 60,000 members and 20 listings are filtered in a few milliseconds.
import { cellsOf, isNumbered } from '../holderCells';
import type { HolderCells } from '../holderCells';
import type { HolderDirectory } from '../holderDirectory';
import { userKey } from '../ids';
import type { Entitlement, ItemId, PortalId, Username } from '../ids';
import type { Holder, Member } from '../model';
import type { Rows } from '../rows';
import type { Reading } from '../series/seriesTypes';
import { MatrixColumn } from './matrixColumn';
import { layoutOf } from './matrixColumns';
import type { ColumnCells, ColumnHead, MatrixCell } from './matrixTypes';

const firstRows = 1024;
const noType = -1;

/** The documentation's own sample has [""]: nothing (wire reference 8.1). */
const holdsNothing = (set: readonly Entitlement[]): boolean => set.every(key => key === '');

/** Rows are only added, so that the number of a row stays the same member's. */
export class MatrixTable {
  readonly portals: readonly PortalId[];
  #heads: readonly ColumnHead[] = [];
  #columns: readonly MatrixColumn[] = [];
  readonly #names: Username[] = [];
  readonly #folded: string[] = [];
  /** Undefined: the member's own entry was not read. */
  readonly #members: (Pick<Member, 'fullName' | 'disabled'> | undefined)[] = [];
  readonly #foldedFull: string[] = [];
  readonly #types: string[] = [];
  readonly #typeIds = new Map<string, number>();
  readonly #rowOf: readonly Map<string, number>[];
  /** Rows by the numbers that the lists of one portal share. */
  readonly #byDirectory = new WeakMap<HolderDirectory, number[]>();
  readonly #sets: (readonly Entitlement[])[] = [];
  readonly #setIds = new Map<string, number>();
  readonly #setIdOf = new WeakMap<readonly Entitlement[], number>();
  #room = firstRows;
  #portalOf = new Uint16Array(firstRows);
  #typeOf = new Int32Array(firstRows).fill(noType);
  readonly #wholePortals = new Set<number>();
  #version = 0;
  #namesVersion = 0;

  constructor(portals: readonly PortalId[], heads: readonly ColumnHead[] = []) {
    this.portals = portals;
    this.#rowOf = portals.map(() => new Map<string, number>());
    this.setColumns(heads);
  }

  /**
   * The columns from now on. One whose listings are the same keeps its cells.
   * @returns whether any is new, or other than before, so that its holders have to be put in.
   */
  setColumns(heads: readonly ColumnHead[]): boolean {
    const before = new Map(this.#columns.map(column => [layoutOf(column.head), column]));
    let isNew = heads.length !== this.#columns.length;
    this.#heads = heads;
    this.#columns = heads.map(head => {
      const kept = before.get(layoutOf(head));
      if (kept !== undefined) {
        kept.head = head;
        return kept;
      }
      isNew = true;
      return new MatrixColumn(head, this.#room);
    });
    this.#version++;
    return isNew;
  }

  get heads(): readonly ColumnHead[] {
    return this.#heads;
  }

  get length(): number {
    return this.#names.length;
  }

  /** Another number after every change. */
  get version(): number {
    return this.#version;
  }

  /** Another number after every change of rows and names. */
  get namesVersion(): number {
    return this.#namesVersion;
  }

  /** Ids of the user types that members have. */
  get userTypes(): readonly string[] {
    return this.#types;
  }

  /** Every set that a cell may name. */
  get sets(): readonly (readonly Entitlement[])[] {
    return this.#sets;
  }

  /** Members of a portal; who is there already gets the name and type of now. */
  addMembers(portal: number, members: Iterable<Member>): void {
    for (const { username, fullName, userType, disabled } of members) {
      const row = this.#rowFor(portal, username);
      this.#members[row] = { fullName, disabled };
      this.#foldedFull[row] = fullName.toLowerCase();
      this.#typeOf[row] = userType === undefined ? noType : this.#typeIdOf(userType);
    }
    this.#namesVersion++;
    this.#version++;
  }

  /** Whether the list of a portal's members was read to its end; not so before this is called. */
  setMembersWhole(portal: number, isWhole: boolean): void {
    if (isWhole) this.#wholePortals.add(portal);
    else this.#wholePortals.delete(portal);
    this.#version++;
  }

  /** Whether every member of all portals is a row, with name and user type. */
  get hasAllMembers(): boolean {
    return this.portals.every((_, portal) => this.#wholePortals.has(portal));
  }

  /** What is known of the holders of a listing, instead of what was known before. */
  putHolders(portal: number, itemId: ItemId, reading: Reading, holders: Rows<Holder> | undefined): void {
    const column = this.#columns.find(({ head }) =>
      head.parts.some(part => part.portal === portal && part.listing.itemId === itemId),
    );
    if (column === undefined) return;
    const before = this.length;
    for (let row = 0; row < before; row++) if (this.#portalOf[row] === portal) column.clear(row);
    column.readings.set(portal, reading);
    if (holders !== undefined) this.#write(column, portal, cellsOf(holders));
    if (this.length > before) this.#namesVersion++;
    this.#version++;
  }

  /**
   * Makes rows of holders who have none yet, without what they hold, as far as that is so many.
   * @param from place in the list to begin at
   * @param mostNew rows to add at most
   * @returns the place to go on at: the list's length at its end
   */
  addHolders(portal: number, holders: Rows<Holder>, from: number, mostNew: number): number {
    const cells = cellsOf(holders);
    const numbered = isNumbered(cells) ? cells : undefined;
    const rows = numbered === undefined ? undefined : this.#rowsBy(numbered.directory);
    const before = this.length;
    let place = from;
    for (; place < cells.length && this.length - before < mostNew; place++) {
      const member = numbered?.memberAt(place) ?? -1;
      if (rows?.[member] !== undefined || holdsNothing(cells.setAt(place))) continue;
      const row = this.#rowFor(portal, cells.nameAt(place));
      if (rows !== undefined) rows[member] = row;
    }
    if (this.length > before) {
      this.#namesVersion++;
      this.#version++;
    }
    return place;
  }

  #write(column: MatrixColumn, portal: number, cells: HolderCells): void {
    const numbered = isNumbered(cells) ? cells : undefined;
    const rows = numbered === undefined ? undefined : this.#rowsBy(numbered.directory);
    for (let place = 0; place < cells.length; place++) {
      const set = cells.setAt(place);
      if (holdsNothing(set)) continue;
      const member = numbered?.memberAt(place) ?? -1;
      const known = rows?.[member];
      const row = known ?? this.#rowFor(portal, cells.nameAt(place));
      if (known === undefined && rows !== undefined) rows[member] = row;
      column.put(row, this.#setId(set), cells, place);
    }
  }

  portalAt(row: number): number {
    return this.#portalOf[row] ?? 0;
  }

  /** @throws RangeError for a row that is not there. */
  nameAt(row: number): Username {
    const name = this.#names[row];
    if (name === undefined) throw new RangeError(`There is no row ${row}.`);
    return name;
  }

  /** Undefined where the list of members did not have the holder, or was not read. */
  memberAt(row: number): Pick<Member, 'fullName' | 'disabled'> | undefined {
    return this.#members[row];
  }

  /** Undefined: not known. */
  userTypeAt(row: number): string | undefined {
    return this.#types[this.#typeOf[row] ?? noType];
  }

  /** The user name in the form that names are compared in. */
  foldedName(row: number): string {
    return this.#folded[row] ?? '';
  }

  /** The full name in lower case; empty where it is not known. */
  foldedFullName(row: number): string {
    return this.#foldedFull[row] ?? '';
  }

  findRow(portal: number, name: string): number | undefined {
    return this.#rowOf[portal]?.get(userKey(name));
  }

  readingOf(column: number, portal: number): Reading {
    return this.#columns[column]?.readings.get(portal) ?? { state: 'unread' };
  }

  cells(column: number): ColumnCells {
    const found = this.#columns[column];
    if (found === undefined) throw new RangeError(`There is no column ${column}.`);
    return found;
  }

  cellAt(row: number, column: number): MatrixCell {
    const found = this.#columns[column];
    if (found === undefined) return { kind: 'absent' };
    const held = found.heldAt(row);
    if (held !== undefined) return held;
    const portal = this.portalAt(row);
    if (!found.head.parts.some(part => part.portal === portal)) return { kind: 'absent' };
    const { state } = this.readingOf(column, portal);
    if (state === 'notPerUser') return { kind: 'absent' };
    return { kind: state === 'complete' ? 'none' : 'unknown' };
  }

  /** Whether what the column says of holders of all its portals is whole. */
  isWhole(column: number): boolean {
    const parts = this.#columns[column]?.head.parts ?? [];
    return parts.every(({ portal }) => {
      const { state } = this.readingOf(column, portal);
      return state === 'complete' || state === 'notPerUser';
    });
  }

  #rowFor(portal: number, name: Username): number {
    const key = userKey(name);
    const rows = this.#rowOf[portal];
    if (!rows) throw new RangeError(`There is no portal ${portal}.`);
    const known = rows.get(key);
    if (known !== undefined) return known;
    const row = this.#names.push(name) - 1;
    if (row === this.#room) this.#grow();
    this.#folded.push(key);
    this.#members.push(undefined);
    this.#foldedFull.push('');
    this.#portalOf[row] = portal;
    rows.set(key, row);
    return row;
  }

  #rowsBy(directory: HolderDirectory): number[] {
    const known = this.#byDirectory.get(directory);
    const made = known ?? [];
    if (!known) this.#byDirectory.set(directory, made);
    return made;
  }

  #typeIdOf(type: string): number {
    const id = this.#typeIds.get(type) ?? this.#types.push(type) - 1;
    this.#typeIds.set(type, id);
    return id;
  }

  #setId(set: readonly Entitlement[]): number {
    const known = this.#setIdOf.get(set);
    if (known !== undefined) return known;
    const text = JSON.stringify(set);
    let id = this.#setIds.get(text);
    if (id === undefined) {
      id = this.#sets.push(set) - 1;
      this.#setIds.set(text, id);
    }
    this.#setIdOf.set(set, id);
    return id;
  }

  #grow(): void {
    const room = this.#room * 2;
    const portalOf = new Uint16Array(room);
    portalOf.set(this.#portalOf);
    this.#portalOf = portalOf;
    const typeOf = new Int32Array(room).fill(noType);
    typeOf.set(this.#typeOf);
    this.#typeOf = typeOf;
    for (const column of this.#columns) column.grow(room);
    this.#room = room;
  }
}
