// Which lines of a journal SecretStorage vouches for, and which nothing but their own chain does (issue 4, section 6).
import type { JournalAnchor, RegisterRead } from './journalRegister';

/** Lines of one file of the journal, from 1, both ends included; absent `file`: of the register. */
export interface JournalLines {
  readonly file?: string;
  readonly from: number;
  readonly to: number;
}

export interface JournalCoverage {
  /** What cannot be changed without being seen. */
  readonly vouched: readonly JournalLines[];
  /** Written since, where there is no SecretStorage, or in the moment of a crash: whoever can write the files could have made them up. */
  readonly notVouched: readonly JournalLines[];
}

/**
 * An anchored line of the register vouches for what it says of its file: the lines that the file had then.
 * @param sizes good lines of each file that there is, by the name that the register has for it
 * @param anchor absent where there is none, or where the register does not hold it: then nothing is vouched for
 */
export function journalCoverage(
  { entries }: Pick<RegisterRead, 'entries'>,
  sizes: ReadonlyMap<string, number>,
  anchor: JournalAnchor | undefined,
): JournalCoverage {
  const anchored = anchor?.lines ?? 0;
  const known = new Map<string, number>();
  const learn = (file: string, lines: number): unknown =>
    known.set(file, Math.max(known.get(file) ?? 0, lines));
  for (const { file, lines } of entries.slice(0, anchored)) learn(file, lines);
  for (const [file, { lines }] of Object.entries(anchor?.open ?? {})) learn(file, lines);

  const vouched: JournalLines[] = [];
  const notVouched: JournalLines[] = [];
  const split = (lines: number, until: number, file?: string): void => {
    const named = file === undefined ? {} : { file };
    const covered = Math.min(lines, until);
    if (covered > 0) vouched.push({ ...named, from: 1, to: covered });
    if (covered < lines) notVouched.push({ ...named, from: covered + 1, to: lines });
  };
  split(entries.length, anchored);
  for (const [file, lines] of sizes) split(lines, known.get(file) ?? 0, file);
  return { vouched, notVouched };
}
