// What the lines of a kept file may say. The proof at the end of a file shows that it was not damaged, not that what is in it means something.
import * as v from 'valibot';
import type { OlderRows, PartialReason, ReadTimes } from '../../core/model';

/** What stands in a column for what the portal did not say. */
export const notSaid = '?';
/**
 * The columns of some holders: names, numbers of their sets, last uses or null for never, and false, true or since when they are offline. Times are
 * epoch ms.
 */
export type HolderLine = readonly [
  string[],
  number[],
  (number | null | typeof notSaid)[],
  (boolean | number | typeof notSaid)[],
];

/** The first line of a list. */
export interface ListLine {
  readonly partial?: PartialReason;
  readonly total?: number;
  readonly completed?: ReadTimes;
  readonly older?: OlderRows;
  readonly sets?: readonly (readonly string[])[];
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const listLine: v.GenericSchema<unknown, ListLine> = v.strictObject({
  partial: v.exactOptional(
    v.variant('kind', [
      v.strictObject({ kind: v.literal('portalLimit'), limit: count }),
      v.strictObject({ kind: v.literal('pageFailed'), message: v.string() }),
      v.strictObject({ kind: v.literal('cancelled') }),
      v.strictObject({ kind: v.literal('paged'), total: v.exactOptional(count) }),
    ]),
  ),
  total: v.exactOptional(count),
  completed: v.exactOptional(v.strictObject({ from: count, to: count })),
  older: v.exactOptional(v.strictObject({ from: count, to: count, rows: v.pipe(count, v.minValue(1)) })),
  sets: v.exactOptional(v.array(v.array(v.string()))),
});

const isText = (value: unknown): value is string => typeof value === 'string';

/** @throws Error for what is not the first line of a list, as one that is partial for a reason that does not exist. */
export function readListLine(line: unknown): ListLine {
  const parsed = v.safeParse(listLine, line);
  if (!parsed.success) throw new Error('what it says of its list is not understood');
  return parsed.output;
}

/** @throws Error for anything but texts. */
export function readNameLine(line: unknown): readonly string[] {
  if (!Array.isArray(line) || !line.every(isText)) throw new Error('its names are not understood');
  return line;
}

/**
 * @param sets how many sets of entitlements the list has
 * @throws Error for columns of unequal length, a set that is not there, or a value of another kind: nothing of a row is guessed.
 */
export function readHolderLine(line: unknown, sets: number): HolderLine {
  if (!Array.isArray(line) || line.length !== 4) throw new Error('its columns are not understood');
  const [names, numbers, lastUses, offline] = line as readonly unknown[];
  const rows = readNameLine(names).length;
  for (const column of [numbers, lastUses, offline])
    if (!Array.isArray(column) || column.length !== rows)
      throw new Error('its columns are not of one length');
  const isKnown =
    (numbers as readonly unknown[]).every(
      one => typeof one === 'number' && Number.isInteger(one) && one >= 0 && one < sets,
    ) &&
    (lastUses as readonly unknown[]).every(
      one => one === null || one === notSaid || typeof one === 'number',
    ) &&
    (offline as readonly unknown[]).every(
      one => one === notSaid || typeof one === 'boolean' || typeof one === 'number',
    );
  if (!isKnown) throw new Error('its columns hold what they cannot');
  return line as unknown as HolderLine;
}
