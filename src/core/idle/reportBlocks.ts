// A report as blocks, and its two forms: Markdown to save, and plain text with even columns to read in an editor.
import { l10n } from '../l10n';
import { count } from '../format';
import { markdownText } from '../markdown';
import { table } from '../markdownTable';
import { plain } from '../tree/treeModelText';

/** Text is as it is: each form makes it safe. */
export type ReportBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Rows that are left out at the end. */
      readonly more?: number;
    };

const moreText = (more: number): string => l10n.t('… and {0} more, in the CSV file.', count(more));

/** @returns Markdown in which nothing of others is markup */
export function blocksMarkdown(blocks: readonly ReportBlock[]): string {
  return blocks
    .flatMap((block): readonly string[] => {
      switch (block.kind) {
        case 'heading':
          return [`${'#'.repeat(block.level)} ${markdownText(block.text)}`, ''];
        case 'text':
          return [markdownText(block.text), ''];
        case 'list':
          return [...block.items.map(item => `- ${markdownText(item)}`), ''];
        case 'table':
          return [
            ...table(block.head, block.rows),
            ...(block.more === undefined || block.more === 0 ? [] : [moreText(block.more), '']),
          ];
      }
    })
    .join('\n');
}

/** Columns of running text. */
const textWidth = 76;
/** The widest cell but the last of a row; what is longer is cut, and whole in the files. */
const widest = 32;

/** Whole words on lines of at most `textWidth` columns; what follows the first line is indented. */
function wrapped(text: string, first = '', rest = ''): readonly string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    const isFirst = line === first || line === rest;
    if (!isFirst && line.length + 1 + word.length > textWidth) {
      lines.push(line);
      line = rest + word;
    } else line += isFirst ? word : ` ${word}`;
  }
  return [...lines, line];
}

/** Rows with their columns one below the other. */
function evenRows(rows: readonly (readonly string[])[]): readonly string[] {
  const last = (rows[0]?.length ?? 0) - 1;
  const cell = (text: string, column: number): string =>
    column < last && text.length > widest ? `${text.slice(0, widest - 1)}…` : text;
  const cut = rows.map(row => row.map((text, column) => cell(plain(text), column)));
  const width = cut[0]?.map((_, column) => Math.max(...cut.map(row => row[column]?.length ?? 0)));
  return cut.map(row =>
    row
      .map((text, column) => (column === last ? text : text.padEnd(width?.[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** @returns text of one line per row, columns one below the other */
export function blocksText(blocks: readonly ReportBlock[]): string {
  return blocks
    .flatMap((block): readonly string[] => {
      switch (block.kind) {
        case 'heading':
          return [`${'#'.repeat(block.level)} ${plain(block.text)}`, ''];
        case 'text':
          return [...wrapped(plain(block.text)), ''];
        case 'list':
          return [...block.items.flatMap(item => wrapped(plain(item), '- ', '  ')), ''];
        case 'table':
          return [
            ...evenRows([block.head, ...block.rows]),
            ...(block.more === undefined || block.more === 0 ? [] : [moreText(block.more)]),
            '',
          ];
      }
    })
    .join('\n');
}
