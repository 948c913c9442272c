// Reads one file of the journal, whatever is wrong with it.
import { journalReader } from '../../core/journal';
import type { DamagedFile, JournalEntry, JournalReader } from '../../core/journal';
import { messageOf } from '../../core/problem';
import { sha256 } from './journalFiles';
import type { FileStore } from '../ports';

/** Hands over every entry of a file of the journal that can be read. A file that cannot be read any further is told as damage. */
export async function readJournalFile(
  files: Pick<FileStore, 'lines'>,
  path: string,
  see: (entry: JournalEntry) => void,
): Promise<{ readonly reader: JournalReader; readonly damage: DamagedFile | undefined }> {
  const reader = journalReader(sha256);
  let problem: string | undefined;
  try {
    for await (const line of files.lines(path)) {
      const entry = reader.next(line);
      if (entry) see(entry);
    }
  } catch (error) {
    problem = messageOf(error);
  }
  const { damage: lines } = reader;
  const whole = lines.length === 0 && problem === undefined;
  return {
    reader,
    damage: whole ? undefined : { file: path, lines, ...(problem === undefined ? {} : { problem }) },
  };
}
