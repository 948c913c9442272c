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

/** The widest cell that others are filled up to. */
const widest = 48;

/** @returns text of one line per row, columns one below the other */
export function blocksText(blocks: readonly ReportBlock[]): string {
  return blocks
    .flatMap((block): readonly string[] => {
      switch (block.kind) {
        case 'heading':
          return [...(block.level === 1 ? [] : ['']), `${'#'.repeat(block.level)} ${plain(block.text)}`, ''];
        case 'text':
          return [plain(block.text), ''];
        case 'list':
          return [...block.items.map(item => `- ${plain(item)}`), ''];
        case 'table': {
          const rows = [block.head, ...block.rows].map(row => row.map(plain));
          const width = block.head.map((_, column) =>
            Math.min(widest, Math.max(...rows.map(row => row[column]?.length ?? 0))),
          );
          return [
            ...rows.map(row =>
              row
                .map((cell, column) => cell.padEnd(width[column] ?? 0))
                .join('  ')
                .trimEnd(),
            ),
            ...(block.more === undefined || block.more === 0 ? [] : [moreText(block.more)]),
            '',
          ];
        }
      }
    })
    .join('\n');
}
