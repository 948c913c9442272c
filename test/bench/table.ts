// Figures and promises as a table of text and of Markdown.
import type { CaseResult, Figure, Verdict } from './benchTypes';
import { holds } from './benchTypes';

const ways = { product: 'extension', limit: 'limit', python: 'Python way', control: 'control' } as const;

/** A number as a person reads it: three digits that matter, thousands apart. */
export function shown(value: number): string {
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

const head = ['way', 'what', 'n', 'median', 'min', 'unit', 'requests', 'measured'] as const;

function cells(figure: Figure): string[] {
  const { way, what, n, median, min, unit, requests, tries, scaledFrom } = figure;
  return [
    ways[way],
    what,
    shown(n),
    shown(median),
    shown(min),
    unit ?? 'ms',
    requests === undefined ? '' : shown(requests),
    scaledFrom ?? (tries === 1 ? 'once' : `${tries} tries`),
  ];
}

const isNumber = (column: number): boolean => [2, 3, 4, 6].includes(column);

/** One case as lines of text, its columns aligned. */
export function textTable({ figures }: CaseResult): string {
  const rows = [[...head], ...figures.map(cells)];
  const widths = head.map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)));
  return rows
    .map(row =>
      row
        .map((cell, column) =>
          isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** One case as a Markdown table. */
export const markdownTable = ({ figures }: CaseResult): string =>
  [[...head], head.map((_, column) => (isNumber(column) ? '--:' : '---')), ...figures.map(cells)]
    .map(row => `| ${row.join(' | ')} |`)
    .join('\n');

const senses = { atMost: 'at most', atLeast: 'at least', exactly: 'exactly' } as const;

/** `holds` or `MISSED`, what was measured and how, and what was promised. */
export const verdictText = (verdict: Verdict): string =>
  `${holds(verdict) ? 'holds' : 'MISSED'}: ${verdict.what}: ${shown(verdict.value)} ${verdict.unit} (${verdict.basis}), promised ${senses[verdict.sense]} ${shown(verdict.bound)} ${verdict.unit}`;
