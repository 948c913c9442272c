// User names out of what people paste: a list with any separator, or a table with a header.
import { userKey } from './ids';

/** Headers of a column of user names, without blanks, dashes and case, the surest first; names go before e-mail addresses. */
const userHeaders = [
  'username',
  'user',
  'userid',
  'member',
  'membername',
  'memberid',
  'login',
  'loginname',
  'account',
  'email',
  'emailaddress',
  'mail',
  'upn',
];

const fold = (cell: string): string => cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Cells of each line; quotes as in RFC 4180, where a quoted cell may hold separators, quotes and line ends. */
function cellsOf(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    rows.at(-1)?.push(cell.trim());
    cell = '';
  };
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (char === separator) endCell();
    else if (char === '\n') {
      endCell();
      rows.push([]);
    } else if (char !== '\r') cell += char;
  }
  endCell();
  return rows;
}

/** The apostrophe that our own exports put before what looks like a formula is not part of a name. */
const unguarded = (cell: string): string => (/^'[=+\-@]/.test(cell) ? cell.slice(1) : cell);

/**
 * The user names in a text, each once in any case, in their order. With a header that names a user column (`username`, `user`, `member`,
 * `e-mail`, ...) that column alone; otherwise every word between blanks, commas, semicolons and line ends.
 */
export function readUserNames(text: string): readonly string[] {
  const clean = text.replace(/^\uFEFF/, '');
  const first = clean.split(/\r?\n/, 1)[0] ?? '';
  const separator =
    [',', ';', '\t'].toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',';
  const header = (cellsOf(first, separator)[0] ?? []).map(fold);
  const column = userHeaders.map(name => header.indexOf(name)).find(index => index >= 0);
  const names =
    column === undefined
      ? clean.split(/[\s,;]+/).map(word => word.replace(/^"(.*)"$/, '$1'))
      : cellsOf(clean, separator)
          .slice(1)
          .map(cells => cells[column] ?? '');
  const byKey = new Map<string, string>();
  for (const name of names.map(unguarded))
    if (name !== '' && !byKey.has(userKey(name))) byKey.set(userKey(name), name);
  return [...byKey.values()];
}
