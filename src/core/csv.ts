// CSV for spreadsheets: RFC 4180, and no cell that a spreadsheet would run as a formula.

/** What a cell may hold; undefined and null become empty. */
export type CsvCell = string | number | boolean | undefined | null;

// A spreadsheet takes a cell for a formula by its first character (OWASP, "CSV Injection"): = + - @, a tab or carriage return in
// front of them, and the full-width forms that some locales read the same.
const formulaStart = /^[\s\u00a0\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]/u;
// Where the list separator is a semicolon, a spreadsheet cuts cells there whatever the quotes say; some cut at tabs, too.
const formulaAfterCut = /([;\t])(?=[\s\u00a0\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20])/gu;
const needsQuotes = /[",\r\n]|^\s|\s$/u;

/**
 * One cell as it goes into the file. Text that begins like a formula gets an apostrophe in front, which spreadsheets show as text; numbers
 * stay numbers, also negative ones.
 */
export function csvCell(value: CsvCell): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const raw = String(value);
  const cut = raw.replace(formulaAfterCut, "$1'");
  const text = formulaStart.test(raw) ? `'${cut}` : cut;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A whole document: header line, one line per row, each ended by CRLF (RFC 4180). UTF-8 without a byte order mark; the caller that writes a
 * file for Excel may put one in front.
 * @throws Error when a row has not as many cells as the header: a shifted column is worse than no file.
 */
export function csvDocument(header: readonly string[], rows: readonly (readonly CsvCell[])[]): string {
  const lines = [header.map(csvCell).join(',')];
  for (const [index, row] of rows.entries()) {
    if (row.length !== header.length) {
      throw new Error(`CSV row ${index + 1} has ${row.length} cells, the header has ${header.length}.`);
    }
    lines.push(row.map(csvCell).join(','));
  }
  return `${lines.join('\r\n')}\r\n`;
}
