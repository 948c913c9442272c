// The matrix as a file: who holds what, one line for each holding, what is not known said as such, and never a cell that a spreadsheet runs.
import { userTypeName } from '../catalog';
import { csvDocument } from '../csv';
import type { CsvCell } from '../csv';
import { unknownWord } from '../holderExport';
import type { MatrixTable } from './matrixTable';

export interface MatrixExport {
  readonly table: MatrixTable;
  /** Numbers of the rows, in their order. */
  readonly rows: readonly number[] | Uint32Array;
  /** Places of the columns. */
  readonly columns: readonly number[];
  /** By place of the portal. */
  readonly portalNames: readonly string[];
  /** Epoch ms. */
  readonly at: number;
  /** Why lists are not whole, in words, one for each; empty when all are. */
  readonly incomplete: readonly string[];
  /** The filter that was on, in words; undefined for all members. */
  readonly filter: string | undefined;
}

const header = [
  'portal',
  'user',
  'name',
  'user type',
  'listing',
  'listing id',
  'entitlements',
  'last used',
  'offline',
  'export is whole',
] as const;

/** ISO 8601 in UTC; a value that is no date comes back as its number. */
function timeText(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? String(at) : date.toISOString();
}

/**
 * The last column is the same in every line: whether members, listings and lists were all read to their end. An export without a line that is not
 * whole has one that says so.
 * One line for each listing that a member holds, or of which it is not known; one with an empty listing for who holds nothing of these columns.
 * Raw entitlement strings, separated by semicolons, as in the export of one listing.
 */
export function matrixCsv(input: MatrixExport): string {
  const { table } = input;
  const isWhole = input.incomplete.length === 0;
  const lines = [...input.rows].flatMap(row => {
    const type = table.userTypeAt(row);
    const member = [
      input.portalNames[table.portalAt(row)],
      table.nameAt(row),
      table.memberAt(row)?.fullName,
      type === undefined ? '' : userTypeName(type),
    ];
    const held = heldIn(input, row).map(({ title, itemId, cell }): CsvCell[] => [
      ...member,
      title,
      itemId,
      ...(cell === undefined
        ? [unknownWord, unknownWord, unknownWord]
        : [cell.entitlements.join(';'), orUnknown(cell.lastUsed), orUnknown(cell.offline)]),
      isWhole,
    ]);
    return held.length > 0 ? held : [[...member, '', '', '', '', '', isWhole]];
  });
  if (lines.length === 0 && !isWhole) lines.push(['', '', '', '', '', '', '', '', '', isWhole]);
  return csvDocument(header, lines);
}

/** The same with ids beside the names, and `complete` with the reasons. Times are ISO 8601 in UTC; absent means never, null not known. */
export function matrixJson(input: MatrixExport): string {
  const { table } = input;
  const document = {
    portals: input.portalNames,
    at: timeText(input.at),
    complete: input.incomplete.length === 0,
    ...(input.incomplete.length === 0 ? {} : { incomplete: input.incomplete }),
    ...(input.filter === undefined ? {} : { filter: input.filter }),
    members: Array.from(input.rows, row => {
      const type = table.userTypeAt(row);
      const member = table.memberAt(row);
      const all = heldIn(input, row);
      const unknown = all.flatMap(({ itemId, cell }) => (cell === undefined ? [itemId] : []));
      return {
        portal: input.portalNames[table.portalAt(row)],
        user: table.nameAt(row),
        ...(member === undefined ? {} : { name: member.fullName }),
        ...(type === undefined ? {} : { userType: type }),
        holds: all.flatMap(({ title, itemId, cell }) =>
          cell === undefined ? [] : [{ title, itemId, ...cell }],
        ),
        ...(unknown.length === 0 ? {} : { unknown }),
      };
    }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const orUnknown = (value: string | boolean | null | undefined): CsvCell =>
  value === null ? unknownWord : value;

interface ExportedCell {
  readonly entitlements: readonly string[];
  /** Null: not known. */
  readonly lastUsed?: string | null;
  readonly offline: boolean | null;
  readonly offlineSince?: string;
}

/** What a member holds, and (without `cell`) of which listings that is not known. */
function heldIn(
  { table, columns }: MatrixExport,
  row: number,
): readonly { readonly title: string; readonly itemId: string; readonly cell?: ExportedCell }[] {
  const portal = table.portalAt(row);
  return columns.flatMap(column => {
    const head = table.heads[column];
    const listing = head?.parts.find(part => part.portal === portal)?.listing;
    const cell = table.cellAt(row, column);
    if (listing === undefined) return [];
    const named = { title: listing.title, itemId: listing.itemId };
    if (cell.kind !== 'held') return cell.kind === 'unknown' ? [named] : [];
    return [
      {
        ...named,
        cell: {
          entitlements: table.sets[cell.set] ?? [],
          offline: cell.offlineUnknown === true ? null : cell.offline,
          ...(cell.useUnknown === true
            ? { lastUsed: null }
            : cell.lastUsed === undefined
              ? {}
              : { lastUsed: timeText(cell.lastUsed) }),
          ...(cell.offlineSince === undefined ? {} : { offlineSince: timeText(cell.offlineSince) }),
        },
      },
    ];
  });
}
