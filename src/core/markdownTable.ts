// Tables of documents, with text of others in their cells.
import { count } from './format';
import { l10n } from './l10n';
import { markdownText } from './markdown';

const moreElsewhere = (rest: number): string =>
  l10n.t('… and {0} more, in the Plan view and in the saved report.', count(rest));

/**
 * Lines of a Markdown table, and an empty one behind it. Cells are text and never markup.
 * @param more what is said of rows beyond `maxRows`
 */
export function table(
  head: readonly string[],
  all: readonly (readonly string[])[],
  maxRows = Number.POSITIVE_INFINITY,
  more = moreElsewhere,
): string[] {
  const rows = all.slice(0, maxRows);
  const rest = all.length - rows.length;
  const line = (cells: readonly string[]): string => `| ${cells.map(markdownText).join(' | ')} |`;
  return [
    line(head),
    `| ${head.map(() => '---').join(' | ')} |`,
    ...rows.map(line),
    '',
    ...(rest > 0 ? [more(rest), ''] : []),
  ];
}
