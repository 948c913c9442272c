// What the matrix does not show, in words: nobody takes a part of the members or listings for all of them.
import { l10n } from '../../core/l10n';
import { lacksListing, mayMiss } from '../../core/matrix/matrixFilter';
import type { MatrixState } from '../../core/matrix/matrixState';
import type { MatrixTable } from '../../core/matrix/matrixTable';
import type { Holder, Listed, PartialReason } from '../../core/model';
import { isNotPerUser, valueOf } from '../../core/series/seriesReading';
import type { Reading } from '../../core/series/seriesTypes';
import { plain, plainLabel } from '../../core/tree/treeModelText';
import type { MatrixFeed } from './matrixFeed';
import { freshCount } from '../../core/olderRows';
import { olderText } from '../../core/readTimes';

/** How things are named and said that others word. */
export interface GapWords {
  /** By place of the portal. */
  readonly portalNames: readonly string[];
  /** Why a list of so many rows is not whole, without a full stop. */
  readonly partial: (reason: PartialReason, rows: number) => string;
}

/** Why a list of holders is not whole, as a sentence; undefined where it is. */
export function readingGap(
  reading: Reading,
  list: Listed<Holder> | undefined,
  words: Pick<GapWords, 'partial'>,
): string | undefined {
  switch (reading.state) {
    case 'partial':
      return reading.partial === undefined
        ? undefined
        : `${[words.partial(reading.partial, list === undefined ? 0 : freshCount(list)), list?.older && olderText(list.older)].filter(text => text !== undefined).join(', ')}.`;
    case 'failed':
      return plain(reading.problem ?? '');
    case 'loading':
    case 'unread':
      return l10n.t('The holders are being read. Empty cells are not known yet.');
    case 'complete':
    case 'notPerUser':
      return undefined;
  }
}

/** Why the cells of these columns are not all known, one for each list. */
export function columnGaps(
  feed: MatrixFeed,
  table: MatrixTable,
  columns: readonly number[],
  words: GapWords,
): readonly string[] {
  return columns.flatMap(column =>
    (table.heads[column]?.parts ?? []).flatMap(({ portal, listing }) => {
      const id = table.portals[portal];
      const list = id === undefined ? undefined : valueOf(feed.holders(id, listing.itemId));
      const why = readingGap(table.readingOf(column, portal), list, words);
      return why === undefined ? [] : [`${plainLabel(listing.title)}: ${why}`];
    }),
  );
}

/** Why there may be members and listings that are no rows and columns, and members who match the filter unseen. */
export function rowGaps(feed: MatrixFeed, state: MatrixState, words: GapWords): readonly string[] {
  const { table, filter } = state;
  const gaps = table.portals.flatMap((_, portal) => [
    ...listingGap(feed, table, portal, words),
    ...memberGap(feed, portal, words),
  ]);
  if (lacksListing(table, filter))
    gaps.push(l10n.t('The table has no column of the listing that the filter asks for.'));
  else if (mayMiss(table, filter))
    gaps.push(l10n.t('The filter looks at lists that are not whole: more members may match.'));
  return gaps;
}

function listingGap(
  feed: MatrixFeed,
  table: MatrixTable,
  portal: number,
  words: GapWords,
): readonly string[] {
  const id = table.portals[portal];
  if (id === undefined) return [];
  const name = words.portalNames[portal] ?? id;
  const branch = feed.listings(id);
  if (branch.state === 'failed')
    return [l10n.t('The listings of {0} could not be read: {1}', name, plain(branch.problem.message))];
  const known = valueOf(branch);
  if (known === undefined) return [l10n.t('The listings of {0} are being read.', name)];
  const shown = new Set(
    table.heads.flatMap(({ parts }) =>
      parts.flatMap(part => (part.portal === portal ? [part.listing.itemId] : [])),
    ),
  );
  return known.every(({ itemId }) => shown.has(itemId) || isNotPerUser(feed.holders(id, itemId)))
    ? []
    : [l10n.t('The table does not have every listing of {0} yet.', name)];
}

function memberGap(feed: MatrixFeed, portal: number, words: GapWords): readonly string[] {
  const name = words.portalNames[portal] ?? '';
  const reading = feed.members[portal];
  switch (reading?.state) {
    case undefined:
    case 'loading':
      return [l10n.t('The members of {0} are being read: {1} so far.', name, reading?.count ?? 0)];
    case 'failed':
      return [l10n.t('The members of {0} could not be read: {1}', name, plain(reading.problem.message))];
    case 'partial':
      return [
        l10n.t(
          'The list of members of {0} is not whole: {1}.',
          name,
          words.partial(reading.reason, reading.count),
        ),
      ];
    case 'complete':
      return [];
  }
}
