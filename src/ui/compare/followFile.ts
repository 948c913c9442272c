// What a comparison on show becomes when its file or its portal has changed: compared anew, or marked as of before with the reason.
import { isAbort, messageOf } from '../../core/problem';
import { redact } from '../../core/redact';
import type { FileToCompare, ReadFile } from './fileToCompare';

/** The sentences for what keeps a comparison as it was. */
export interface StaleWords {
  /** The file has an error. */
  problem(problem: string): string;
  /** Nobody can tell any more what the file is. */
  unknown(name: string): string;
  failed(message: string): string;
}

/** Either a comparison of now, or why the one on show is of before; undefined where that was given up. */
export type Followed<T> = { readonly compared: T } | { readonly stale: string } | undefined;

/** Never throws: whatever keeps the file from being compared makes what is shown stale. Secrets are masked in the reason. */
export async function followFile<T>(
  read: () => Promise<ReadFile>,
  compare: (file: FileToCompare) => Promise<T>,
  words: StaleWords,
): Promise<Followed<T>> {
  try {
    const now = await read();
    if ('problem' in now) return { stale: words.problem(now.problem) };
    if ('unknown' in now) return { stale: words.unknown(now.unknown) };
    return { compared: await compare(now.file) };
  } catch (error) {
    return isAbort(error) ? undefined : { stale: words.failed(redact(messageOf(error))) };
  }
}
