// The example files for `npm start`: with dates that lie ahead whenever they are copied, and never over what was edited.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { licenseDate, licenseDateText } from '../src/core/files/licenseDate';

const dayMs = 86_400_000;
/** Dates of the checked-in files, and how many days from the start they are in the copy: product.md, "How a good day looks". */
const dates: Readonly<Record<string, number>> = { '01-Jul-2035': 9, '01-Jul-2036': 374 };

/**
 * The text of an example with its future dates counted from a day: the queued part in nine days, the end a year after it.
 * @param now ms epoch
 */
export function datedExample(text: string, now: number): string {
  let dated = text;
  for (const [written, days] of Object.entries(dates)) {
    const at = (Math.floor(now / dayMs) + days) * dayMs;
    dated = dated
      .replaceAll(written, licenseDateText(at))
      .replaceAll(String(licenseDate(written)), String(at));
  }
  return dated;
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * Copies the examples, so that trying things out changes no file of the project. A copy that nobody has edited gets the dates of today anew.
 * @param note file beside the folder that says what was written last.
 * @param now ms epoch
 */
export async function copyExamples(from: string, to: string, note: string, now: number): Promise<void> {
  await mkdir(to, { recursive: true });
  const written = await readNote(note);
  const names = await readdir(from);
  for (const name of names) {
    const text = datedExample(await readFile(path.join(from, name), 'utf8'), now);
    const target = path.join(to, name);
    const there = await readFile(target, 'utf8').catch(() => undefined);
    if (there !== undefined && hashOf(there) !== written[name]) continue;
    await writeFile(target, text);
    written[name] = hashOf(text);
  }
  await writeFile(note, `${JSON.stringify(written, undefined, 2)}\n`);
}

/** By file name; empty where nothing was written yet, or the note is none. */
async function readNote(note: string): Promise<Record<string, string>> {
  try {
    const value: unknown = JSON.parse(await readFile(note, 'utf8'));
    return typeof value === 'object' && value !== null ? { ...(value as Record<string, string>) } : {};
  } catch {
    return {};
  }
}
