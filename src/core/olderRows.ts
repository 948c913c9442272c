// Lists of two times: rows of an earlier, whole reading stand after those of a newer one that leaves rows out. Absence from a cut list proves
// nothing: no portal documents the order of the rows that it keeps (wire reference 8.1), so that whoever was among the first and is missing now may
// have been pushed behind the cut, or hold nothing any more. Such a row stays, with its time, until a read of the member or a completion decides.
import { cellsOf, chooseRows } from './holderCells';
import type { HolderDirectory } from './holderDirectory';
import { HolderTable } from './holderTable';
import type { Holder, Listed, OlderRows, ReadTimes } from './model';

/** So many rows are laid in one turn: a few ms. */
const rowsInTurn = 4_000;

/** A list and when it was read, epoch ms. */
export interface EarlierList {
  readonly value: Listed<Holder>;
  readonly readAt: number;
}

/** How many rows are of the list's own time: they stand first. */
export const freshCount = ({ items, older }: Pick<Listed<unknown>, 'items' | 'older'>): number =>
  items.length - (older?.rows ?? 0);

const freshParts = new WeakMap<Listed<Holder>, Listed<Holder>>();

/** The rows of the list's own time alone: what a plan, a write and a count of at least so many may rest on. The same object for the same list. */
export function freshPart(list: Listed<Holder>): Listed<Holder> {
  if (list.older === undefined) return list;
  const known = freshParts.get(list);
  if (known !== undefined) return known;
  const places = Uint32Array.from({ length: freshCount(list) }, (_, index) => index);
  const part = { ...headOf(list), items: chooseRows(list.items, places) };
  freshParts.set(list, part);
  return part;
}

/** The list once everybody whom it left out was asked: who is still among the older rows holds nothing any more. */
export function wholeList(list: Listed<Holder>, completed: ReadTimes | undefined): Listed<Holder> {
  const { items, total } = freshPart(list);
  return {
    items,
    ...(total === undefined ? {} : { total }),
    ...(completed === undefined ? {} : { completed }),
  };
}

/** All that is said of a list but its rows and which of them are older. */
export const headOf = ({
  partial,
  total,
  completed,
}: Omit<Listed<unknown>, 'items'>): Omit<Listed<unknown>, 'items' | 'older'> => ({
  ...(partial === undefined ? {} : { partial }),
  ...(total === undefined ? {} : { total }),
  ...(completed === undefined ? {} : { completed }),
});

/** Whether a list has rows that a shorter one would lose. */
export const isWorthKeeping = (list: Pick<Listed<Holder>, 'partial' | 'older'>): boolean =>
  list.partial === undefined || list.older !== undefined;

/**
 * The rows of `list`, and after them those of `earlier` whose members it does not show, with their times. A list that is whole stays as it is.
 * @param turn called between slices of the work, so that others have theirs; may throw to end it
 */
export async function laidOver(
  list: Listed<Holder>,
  { value, readAt }: EarlierList,
  directory: HolderDirectory,
  turn: () => Promise<void>,
): Promise<Listed<Holder>> {
  if (list.partial === undefined || !isWorthKeeping(value)) return list;
  const table = new HolderTable(directory);
  const shown = new Set<number>();
  const fresh = cellsOf(list.items);
  for (let index = 0; index < fresh.length; index += 1) {
    if (index % rowsInTurn === rowsInTurn - 1) await turn();
    table.add(fresh, index);
    shown.add(table.memberAt(index));
  }
  const before = cellsOf(value.items);
  const own = freshCount(value);
  let fromList = 0;
  for (let index = 0; index < before.length; index += 1) {
    if (index % rowsInTurn === rowsInTurn - 1) await turn();
    if (shown.has(directory.keyOf(directory.idOf(before.nameAt(index))))) continue;
    table.add(before, index);
    if (index < own) fromList += 1;
  }
  const rows = table.length - fresh.length;
  if (rows === 0) return list;
  return {
    ...list,
    items: table.trim().view(),
    older: { rows, ...timesOf({ value, readAt }, fromList > 0) },
  };
}

function timesOf(
  { value: { older, completed }, readAt }: EarlierList,
  withList: boolean,
): {
  from: number;
  to: number;
} {
  const one = older ?? completed;
  if (one === undefined) return { from: readAt, to: readAt };
  const { from, to } = one;
  // A completed list does not say which of its rows came with the list: all of them may be as old, or as young, as it.
  return withList || completed !== undefined
    ? { from: Math.min(from, readAt), to: Math.max(to, readAt) }
    : { from, to };
}

/**
 * The rows at the end once some of the list were written; undefined where none is left.
 * @param written {@link HolderDirectory.keyOf} of the members
 */
export function olderWithout(
  list: Listed<Holder>,
  written: ReadonlySet<number>,
  directory: HolderDirectory,
): OlderRows | undefined {
  const { older, items } = list;
  if (older === undefined) return undefined;
  const cells = cellsOf(items);
  let { rows } = older;
  for (let index = freshCount(list); index < cells.length; index += 1)
    if (written.has(directory.keyOf(directory.idOf(cells.nameAt(index))))) rows -= 1;
  return rows === 0 ? undefined : { ...older, rows };
}
