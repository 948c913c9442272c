// User names out of what people paste: a list with any separator, or a table with a header.
import { CsvError, parse } from 'csv-parse/sync';
import { userKey } from './ids';
import { mailHeaders, userHeaders } from './userColumns';

const fold = (cell: string): string => cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Cells of each line that is not empty; quotes as in RFC 4180. Empty for a text with a quote that never ends. */
function cellsOf(text: string, separator: string): string[][] {
  try {
    return parse(text, {
      delimiter: separator,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

/** The apostrophe that our own exports put before what looks like a formula is not part of a name. */
const unguarded = (cell: string): string => (/^'[=+\-@]/.test(cell) ? cell.slice(1) : cell);

/**
 * The user names in a text, each once in any case, in their order. With a header that names a user column (`username`, `user`, `member`,
 * `e-mail`, ...) that column alone; otherwise what stands between commas, semicolons, tabs and line ends, because names of
 * domain accounts hold blanks. Only a text without any of these is split at its blanks.
 */
export function readUserNames(text: string): readonly string[] {
  const clean = text.replace(/^\uFEFF/, '');
  const first = clean.split(/\r?\n/, 1)[0] ?? '';
  const separator =
    [',', ';', '\t'].toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',';
  const header = (cellsOf(first, separator)[0] ?? []).map(fold);
  const column = [...userHeaders, ...mailHeaders].map(name => header.indexOf(name)).find(index => index >= 0);
  const names =
    column === undefined
      ? clean
          .split(/[\r\n,;\t]/.test(clean.trim()) ? /[\r\n,;\t]+/ : /\s+/)
          .map(word => word.trim().replace(/^"(.*)"$/, '$1'))
      : cellsOf(clean, separator)
          .slice(1)
          .map(cells => cells[column] ?? '');
  const byKey = new Map<string, string>();
  for (const name of names.map(unguarded))
    if (name !== '' && !byKey.has(userKey(name))) byKey.set(userKey(name), name);
  return [...byKey.values()];
}
