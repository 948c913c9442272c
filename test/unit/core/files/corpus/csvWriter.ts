// CSV text from cells, with the place of each.
import type { Span } from './jsonWriter';
import { foreignText } from './jsonWriter';

/** A cell as it is written; `quoted` puts it into quotes, where quotes of its own are doubled. */
export interface Cell {
  readonly text: string;
  readonly quoted?: boolean;
}

export interface CsvStyle {
  readonly name: string;
  readonly delimiter: string;
  readonly lineEnd: string;
  readonly mark: boolean;
  readonly foreign: boolean;
  /** Every cell in quotes. */
  readonly quoted?: boolean;
}

export const csvStyles: readonly CsvStyle[] = [
  { name: 'commas', delimiter: ',', lineEnd: '\n', mark: false, foreign: false },
  { name: 'CRLF, semicolons', delimiter: ';', lineEnd: '\r\n', mark: false, foreign: false },
  { name: 'BOM, tabs', delimiter: '\t', lineEnd: '\n', mark: true, foreign: false },
  { name: 'non-ASCII', delimiter: ',', lineEnd: '\n', mark: false, foreign: true },
  {
    name: 'BOM, non-ASCII, all quoted',
    delimiter: ',',
    lineEnd: '\r\n',
    mark: true,
    foreign: true,
    quoted: true,
  },
];

export interface WrittenCsv {
  readonly text: string;
  /** The place of a cell, quotes included. */
  readonly cell: (row: number, column: number) => Span;
  /** The place of a text inside a cell. */
  readonly token: (row: number, column: number, text: string) => Span;
  /** The place of a row without its line end. */
  readonly row: (row: number) => Span;
}

/** Writes the rows; `foreign` puts a column of names in front, which moves no column: `cell(row, 0)` is still the first of `rows`. */
export function writeCsv(rows: readonly (readonly (string | Cell)[])[], style: CsvStyle): WrittenCsv {
  const spans = new Map<string, Span>();
  const rowSpans: Span[] = [];
  let text = style.mark ? '\uFEFF' : '';
  rows.forEach((cells, row) => {
    const begin = text.length;
    if (style.foreign && cells.length > 0) {
      text += (row === 0 ? 'Full name' : `"${foreignText}, ""${row}""\n${row}"`) + style.delimiter;
    }
    cells.forEach((one, column) => {
      const cell = typeof one === 'string' ? { text: one } : one;
      if (column > 0) text += style.delimiter;
      const offset = text.length;
      const isQuoted = cell.quoted === true || (style.quoted === true && cell.quoted !== false);
      const needsQuotes = cell.text.includes(style.delimiter);
      text += isQuoted || needsQuotes ? `"${cell.text.replaceAll('"', '""')}"` : cell.text;
      spans.set(`${row} ${column}`, { offset, length: text.length - offset });
    });
    rowSpans.push({ offset: begin, length: text.length - begin });
    text += style.lineEnd;
  });
  const found = (span: Span | undefined): Span => {
    if (span === undefined) throw new Error('no such cell');
    return span;
  };
  const cell = (row: number, column: number): Span => found(spans.get(`${row} ${column}`));
  return {
    text,
    cell,
    token: (row, column, token) => {
      const { offset, length } = cell(row, column);
      const inside = text.slice(offset, offset + length).indexOf(token);
      if (inside === -1) throw new Error(`${token} is not in the cell`);
      return { offset: offset + inside, length: token.length };
    },
    row: row => found(rowSpans[row]),
  };
}
