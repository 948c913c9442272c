// Rosters: CSV with a column of user names, and optionally a listing and entitlements per line.
import { CsvError, parse } from 'csv-parse/sync';
import type { AssignmentsFile, Assignment } from './assignmentsFile';
import type { FileProblem, LocatedText, TextSpan } from './fileProblem';
import { insideText, problem } from './fileProblem';
import { shownName } from './shownName';
import { mailHeaders, userHeaders } from '../userColumns';

const listingHeaders = ['itemid', 'listing', 'listingid', 'product'];
const entitlementHeaders = ['entitlements', 'entitlement', 'licenses', 'license'];
/** As shown to people who have to name a column. */
const shownHeaders = 'user, username, member, login, e-mail';

interface CsvRecord extends TextSpan {
  readonly cells: readonly string[];
  /** The line it begins on, from 1. */
  readonly line: number;
}

/**
 * Reads a roster. Separator comma, semicolon or tab, whichever the header has most of; quotes as in RFC 4180; a byte order mark is ignored.
 * Several entitlements stand in one cell, separated by `;`, `,` or `|`, or on a line each. A user or listing is placed at its cell, quotes included,
 * an entitlement at its own text. Never throws.
 */
export function readRoster(text: string): {
  readonly content: AssignmentsFile;
  readonly problems: readonly FileProblem[];
} {
  const problems: FileProblem[] = [];
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const at = insideText({ offset: start, length: Math.max(1, lineEnd(text, start) - start) }, text.length);
  const done = (assignments: readonly Assignment[]): ReturnType<typeof readRoster> => ({
    content: { kind: 'roster', assignments, at },
    problems,
  });
  if (text.trim() === '') {
    problems.push(problem('error', at, 'json.empty'));
    return done([]);
  }
  const records = readRecords(text, problems);
  const header = records[0];
  if (header === undefined) return done([]);
  const columns = columnsOf(header.cells);
  if (columns === undefined) {
    const found = header.cells.map(cell => shownName(cell.trim())).join(', ');
    problems.push(problem('error', header, 'roster.noUserColumn', shownHeaders, shortList(found)));
    return done([]);
  }
  const delimiter = delimiterOf(text);
  const assignments: Assignment[] = [];
  for (const record of records.slice(1)) {
    const assignment = readLine(text, record, columns, delimiter);
    if (assignment === undefined) {
      problems.push(problem('warning', record, 'roster.noUser', String(record.line)));
    } else {
      assignments.push(assignment);
    }
  }
  if (assignments.length === 0) problems.push(problem('error', at, 'roster.empty'));
  return done(assignments);
}

interface Columns {
  readonly user: number;
  readonly listing: number;
  readonly entitlements: number;
}

/** Which column is which; undefined without a user column. User names go before e-mail addresses: a portal knows members by name. */
export function columnsOf(header: readonly string[]): Columns | undefined {
  const names = header.map(cell => cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  const first = (wanted: readonly string[]): number =>
    wanted.map(name => names.indexOf(name)).find(index => index !== -1) ?? -1;
  const user = first([...userHeaders, ...mailHeaders]);
  return user === -1
    ? undefined
    : { user, listing: first(listingHeaders), entitlements: first(entitlementHeaders) };
}

/** Whether a text that is no JSON starts with a header that has a user column. */
export function hasUserColumn(text: string): boolean {
  const first = /[^\s\uFEFF][^\r\n]*/.exec(text.slice(0, 10_000))?.[0] ?? '';
  return !/^[{[]/.test(first) && columnsOf(first.split(delimiterOf(text))) !== undefined;
}

function readLine(
  text: string,
  record: CsvRecord,
  columns: Columns,
  delimiter: string,
): Assignment | undefined {
  const spans = cellSpans(text, record, delimiter);
  const cell = (index: number): LocatedText | undefined => {
    const value = plainCell(record.cells[index] ?? '');
    return value === ''
      ? undefined
      : { text: value, offset: (spans[index] ?? record).offset, length: (spans[index] ?? record).length };
  };
  const user = cell(columns.user);
  if (user === undefined) return undefined;
  const listing = columns.listing === -1 ? undefined : cell(columns.listing);
  const entitlements =
    columns.entitlements === -1
      ? undefined
      : tokensIn(text, record.cells[columns.entitlements] ?? '', spans[columns.entitlements] ?? record);
  return {
    users: [user],
    ...(listing === undefined ? {} : { listing }),
    ...(entitlements === undefined ? {} : { entitlements }),
  };
}

/** Exports put an apostrophe before a cell that a spreadsheet would take for a formula: it is not part of the name. */
function plainCell(cell: string): string {
  const trimmed = cell.trim();
  return trimmed.startsWith("'") ? trimmed.replace(/^'(?=[=+\-@])/, '') : trimmed;
}

/** Where each cell of a record stands: with its quotes, without blanks around it. */
function cellSpans(text: string, { offset, length }: TextSpan, delimiter: string): readonly TextSpan[] {
  const spans: TextSpan[] = [];
  const end = offset + length;
  const [quote, separator] = [34, delimiter.charCodeAt(0)];
  let [start, quoted] = [offset, false];
  for (let index = offset; index <= end; index++) {
    const code = index < end ? text.charCodeAt(index) : separator;
    if (code === quote) quoted = !quoted;
    if (index < end && (quoted || code !== separator)) continue;
    spans.push(trimmedSpan(text, start, index));
    start = index + 1;
  }
  return spans;
}

function trimmedSpan(text: string, start: number, end: number): TextSpan {
  // Most cells have no blanks: a look at both ends is enough.
  const [first, last] = [text.charCodeAt(start), text.charCodeAt(end - 1)];
  if (first > 32 && first < 128 && last > 32 && last < 128) return { offset: start, length: end - start };
  const raw = text.slice(start, end);
  const before = raw.length - raw.trimStart().length;
  return { offset: start + before, length: raw.trim().length };
}

/** The entitlements in a cell, each where it stands in the text. */
function tokensIn(text: string, cell: string, span: TextSpan): readonly LocatedText[] {
  if (cell.length === span.length && /^[\w.-]+$/.test(cell)) return [{ text: cell, ...span }];
  const raw = text.slice(span.offset, span.offset + span.length);
  const isQuoted = raw.startsWith('"');
  let from = 0;
  return cell.split(/[;,|\r\n]/).flatMap(part => {
    const value = plainCell(part);
    if (value === '') return [];
    const written = isQuoted ? value.replaceAll('"', '""') : value;
    const found = raw.indexOf(written, from);
    if (found === -1) return [{ text: value, offset: span.offset, length: span.length }];
    from = found + written.length;
    return [{ text: value, offset: span.offset + found, length: written.length }];
  });
}

function readRecords(text: string, problems: FileProblem[]): readonly CsvRecord[] {
  const spans = recordSpans(text);
  const delimiter = delimiterOf(text);
  try {
    // Without quotes there is nothing to parse: a third of the time of a large roster.
    const rows = text.includes('"')
      ? parse(text, {
          bom: true,
          delimiter,
          record_delimiter: ['\r\n', '\n', '\r'],
          relax_column_count: true,
        })
      : spans.map(({ offset, length }) => text.slice(offset, offset + length).split(delimiter));
    return rows.flatMap((cells, index) => {
      const span = spans[index];
      return span === undefined || cells.every(cell => cell.trim() === '') ? [] : [{ ...span, cells }];
    });
  } catch (error) {
    // csv-parse throws for quotes alone, and counts the records before the one it was in.
    const before = error instanceof CsvError ? Number(error['records']) : 0;
    const { offset, line } = spans[before] ?? { offset: 0, line: 1 };
    const at = insideText({ offset, length: lineEnd(text, offset) - offset }, text.length);
    problems.push(problem('error', at, 'roster.quotes', String(line)));
    return [];
  }
}

/** Where each record of a CSV stands, without its line break. csv-parse can tell only at three times the cost, and in bytes. */
function recordSpans(text: string): readonly (TextSpan & { readonly line: number })[] {
  const spans: (TextSpan & { readonly line: number })[] = [];
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  let [line, startLine, quoted] = [1, 1, false];
  for (let index = start; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 34) quoted = !quoted;
    if (code === 13 && text.charCodeAt(index + 1) === 10) continue;
    if (code !== 10 && code !== 13) continue;
    line++;
    if (quoted) continue;
    const end = code === 10 && text.charCodeAt(index - 1) === 13 ? index - 1 : index;
    spans.push({ offset: start, length: Math.max(0, end - start), line: startLine });
    [start, startLine] = [index + 1, line];
  }
  if (start < text.length) spans.push({ offset: start, length: text.length - start, line: startLine });
  return spans;
}

function delimiterOf(text: string): string {
  const first = /[^\s\uFEFF][^\r\n]*/.exec(text)?.[0].replace(/"[^"]*"/g, '') ?? '';
  const count = (sign: string): number => first.split(sign).length;
  return [';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best), ',');
}

function lineEnd(text: string, from: number): number {
  const found = /[\r\n]/.exec(text.slice(from, from + 10_000));
  return found === null ? Math.min(text.length, from + 10_000) : from + found.index;
}

const shortList = (list: string): string => (list.length <= 200 ? list : `${list.slice(0, 200)}…`);
