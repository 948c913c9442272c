// The chain of one file of a journal, and whether it has all that is known of it.
import { chainFindings, tornOf, tornText } from '../../core/journalRegister';
import type { ChainFinding, ChainLine, ChainPoint } from '../../core/journalRegister';
import { messageOf } from '../../core/problem';
import { sha256 } from './journalFiles';
import type { FileStore } from '../ports';

export interface FileChain {
  readonly lines: readonly ChainLine[];
  /** After the last good line; absent before the first one. */
  readonly point: ChainPoint | undefined;
  /** Why it could not be read to its end. */
  readonly why?: string;
}

/** Reads the chain of a plan's file. Never throws. */
export async function readChain(files: Pick<FileStore, 'lines'>, path: string): Promise<FileChain> {
  const lines: ChainLine[] = [];
  let point: ChainPoint | undefined;
  try {
    for await (const text of files.lines(path)) {
      if (text.trim() === '') continue;
      const line = chainLine(text);
      lines.push(line);
      if (line.hash !== undefined) point = { lines: (point?.lines ?? 0) + 1, head: line.hash };
    }
  } catch (error) {
    return { lines, point, why: messageOf(error) };
  }
  return { lines, point };
}

/**
 * What does not hold in a file, by every word on it: a later one never takes back what an earlier one says, or else a file could be cut and its cut
 * registered.
 * @param whole the last of the points is the file's end
 */
export function fileFindings(
  lines: readonly ChainLine[],
  points: readonly ChainPoint[],
  whole: boolean,
): readonly ChainFinding[] {
  const found = [...chainFindings(lines, points.at(-1), whole)];
  for (const point of points.slice(0, -1))
    for (const one of chainFindings(lines, point))
      if (!found.some(({ kind, line }) => kind === one.kind && line === one.line)) found.push(one);
  return found;
}

/** A line of a plan's file, for {@link chainFindings}. */
function chainLine(text: string): ChainLine {
  try {
    const line = (JSON.parse(text) ?? {}) as Partial<Record<'previous' | 'hash' | 'torn' | 'entry', unknown>>;
    const { previous, hash, entry } = line;
    if (typeof previous !== 'string' || typeof hash !== 'string' || typeof entry !== 'object')
      return { junk: sha256(text) };
    const torn = tornOf(line.torn);
    return { previous, hash, expected: sha256(previous + tornText(torn) + JSON.stringify(entry)), torn };
  } catch {
    return { junk: sha256(text) };
  }
}
