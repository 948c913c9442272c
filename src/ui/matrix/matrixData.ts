// The matrix in words for its page: columns with their seats and how whole they are, what the filter can be set to, notices and counts.
import * as vscode from 'vscode';
import { entitlementName, userTypeName } from '../../core/catalog';
import { atLeastCount, count } from '../../core/format';
import { isEmptyFilter } from '../../core/holderFilter';
import type { Holder, Listed, Listing, PartialReason } from '../../core/model';
import type { MatrixState } from '../../core/matrix/matrixState';
import type { MatrixTable } from '../../core/matrix/matrixTable';
import { lacksListing } from '../../core/matrix/matrixFilter';
import { portalNames } from '../../core/matrix/portalNames';
import type { ColumnHead } from '../../core/matrix/matrixTypes';
import { listingSeats } from '../../core/seats';
import type { SeatRow } from '../../core/seats';
import type { Reading } from '../../core/series/seriesTypes';
import { readingOf, valueOf } from '../../core/series/seriesReading';
import { partialText } from '../../core/tree/treeModelRow';
import { plain, plainLabel } from '../../core/tree/treeModelText';
import type { MatrixFeed } from '../../services/matrix/matrixFeed';
import { readingGap } from '../../services/matrix/matrixGaps';
import type { ColumnState, MatrixData, MatrixNotice, PageColumn, PageOption } from '../../shared/matrix';
import type { App } from '../app';
import { treeWords } from '../tree/treeWords';

// Keyed weakly by the list as it was read: seats are counted once for each reading, not for each key that is typed into the filter.
const counted = new WeakMap<Listed<Holder>, readonly SeatRow[]>();

function seatsOf(listing: Listing, holders: Listed<Holder> | undefined): readonly SeatRow[] {
  if (holders === undefined) return listingSeats(listing, undefined);
  const known = counted.get(holders);
  if (known !== undefined) return known;
  const seats = listingSeats(listing, holders);
  counted.set(holders, seats);
  return seats;
}

/** The names of the portals as the table shows them: two of one name are told apart. */
export function namesInMatrix(
  { connections }: Pick<App, 'connections'>,
  portals: MatrixFeed['portals'],
): readonly string[] {
  return portalNames(
    portals.map(id => {
      const connection = connections.get(id);
      const kind = connection?.kind === 'online' ? treeWords.online() : treeWords.enterprise();
      return { name: plain(connection?.name ?? id), kind, url: plain(connection?.url ?? id) };
    }),
  );
}

/** Why a list is not whole, as in the tree. */
export const partialWords = (reason: PartialReason, rows: number): string =>
  partialText(reason, rows, treeWords);

/** Everything of the page but its rows. */
export function matrixData(app: Pick<App, 'connections'>, feed: MatrixFeed, state: MatrixState): MatrixData {
  const { table } = state;
  const inSight = state.columns();
  const names = namesInMatrix(app, feed.portals);
  return {
    version: state.version,
    order: state.orderVersion,
    selection: state.selectionVersion,
    portals: feed.portals.map((id, at) => ({ id, name: names[at] ?? '' })),
    canChoosePortals: app.connections.list().length > 1,
    columns: inSight.flatMap(index => {
      const head = table.heads[index];
      if (head === undefined) return [];
      const column = pageColumn(feed, table, head, index);
      // Titles are not unique: as in the tree, the id tells them apart.
      const isTwice = table.heads.filter(({ title }) => title === head.title).length > 1;
      const id = head.parts[0]?.listing.itemId.slice(0, 8) ?? '';
      return [isTwice ? { ...column, tag: id } : column];
    }),
    hidden: [...state.hidden],
    userTypes: byLabel(table.userTypes.map(id => ({ value: id, label: plain(userTypeName(id)) }))),
    listings: table.heads.flatMap(({ title, parts }) => {
      const [first] = parts;
      return first === undefined ? [] : [{ value: first.listing.itemId, label: plainLabel(title) }];
    }),
    entitlements: entitlementOptions(table.heads, state.filter.listing),
    filter: state.filter,
    sort: state.sort,
    total: table.length,
    matching: state.matching,
    mayMiss: state.mayMiss,
    selected: state.selectedCount,
    summary: summaryOf(state),
    notices: noticesOf(app, feed, state),
  };
}

const byLabel = (options: readonly PageOption[]): readonly PageOption[] =>
  [...options].sort((one, other) => one.label.localeCompare(other.label));

function entitlementOptions(
  heads: readonly ColumnHead[],
  listing: string | undefined,
): readonly PageOption[] {
  const parts = heads
    .flatMap(head => head.parts)
    .filter(part => listing === undefined || part.listing.itemId === listing);
  const keys = new Set(parts.flatMap(part => part.listing.pools.map(({ key }) => key)));
  return byLabel([...keys].map(key => ({ value: key, label: plain(entitlementName(key)) })));
}

function pageColumn(feed: MatrixFeed, table: MatrixTable, head: ColumnHead, index: number): PageColumn {
  const parts = head.parts.flatMap(({ portal, listing }) => {
    const id = table.portals[portal];
    if (id === undefined) return [];
    const list = valueOf(feed.holders(id, listing.itemId));
    return [{ seats: seatsOf(listing, list), reading: table.readingOf(index, portal), list }];
  });
  const states = parts.map(({ reading }) => stateOf(reading));
  const state: ColumnState =
    (['failed', 'loading', 'unread', 'partial'] as const).find(one => states.includes(one)) ?? 'complete';
  const members = parts.map(({ seats }) => seats[0]).filter(row => row !== undefined);
  const assigned = members.reduce((sum, row) => sum + (row.assigned ?? 0), 0);
  const total = members.every(row => row.total !== undefined)
    ? members.reduce((sum, row) => sum + (row.total ?? 0), 0)
    : undefined;
  const isKnown = members.some(row => row.assigned !== undefined);
  const held = atLeastCount(assigned, state !== 'complete', vscode.env.language);
  const over = parts.reduce((most, { seats }) => Math.max(most, ...seats.map(row => row.over)), 0);
  const why = parts
    .map(({ reading, list }) => readingGap(reading, list, { partial: partialWords }))
    .filter(text => text !== undefined);
  return {
    key: head.key,
    title: plainLabel(head.title),
    seats: !isKnown
      ? ''
      : total === undefined
        ? held
        : vscode.l10n.t('{0} of {1}', held, count(total, vscode.env.language)),
    state,
    ...(why.length === 0 ? {} : { stateText: why.join(' ') }),
    over,
    ...(over === 0 ? {} : { overText: overText(parts.flatMap(({ seats }) => seats)) }),
  };
}

function stateOf(reading: Reading): ColumnState {
  return reading.state === 'notPerUser' ? 'complete' : reading.state;
}

function overText(seats: readonly SeatRow[]): string {
  return seats
    .filter(({ over }) => over > 0)
    .map(({ entitlement, over }) =>
      entitlement === undefined
        ? vscode.l10n.t('{0} members more than seats', count(over, vscode.env.language))
        : vscode.l10n.t(
            '{0}: {1} over',
            plain(entitlementName(entitlement)),
            count(over, vscode.env.language),
          ),
    )
    .join('\n');
}

function summaryOf(state: MatrixState): string {
  const { language } = vscode.env;
  const { table } = state;
  const all = atLeastCount(table.length, !table.hasAllMembers, language);
  const shown = atLeastCount(state.matching, state.mayMiss, language);
  const members = isEmptyFilter(state.filter)
    ? vscode.l10n.t('{0} members', all)
    : vscode.l10n.t('{0} of {1} members', shown, all);
  return state.selectedCount === 0
    ? members
    : vscode.l10n.t('{0}, {1} selected', members, count(state.selectedCount, language));
}

function noticesOf(
  app: Pick<App, 'connections'>,
  feed: MatrixFeed,
  state: MatrixState,
): readonly MatrixNotice[] {
  const { language } = vscode.env;
  const notices: MatrixNotice[] = [];
  const names = namesInMatrix(app, feed.portals);
  const { done, all } = feed.progress;
  const reading = feed.members.some(one => one.state === 'loading');
  if (reading || done < all)
    notices.push({
      tone: 'info',
      busy: true,
      text: vscode.l10n.t(
        'Reading: {0} members, holders of {1} of {2} listings.',
        count(feed.table.length, language),
        done,
        all,
      ),
    });
  const isListed = feed.portals.every(id => valueOf(feed.listings(id)) !== undefined);
  if (isListed && done >= all && lacksListing(state.table, state.filter))
    notices.push({
      tone: 'warning',
      text: vscode.l10n.t(
        'The filter asks for a listing that is not here: the portal does not have it, or does not license it per member.',
      ),
    });
  for (const [portal, id] of feed.portals.entries()) {
    const name = names[portal] ?? '';
    const branch = feed.listings(id);
    if (branch.state === 'failed')
      notices.push({
        tone: 'error',
        action: 'retry',
        text: vscode.l10n.t(
          'The listings of {0} could not be read: {1}',
          name,
          plain(branch.problem.message),
        ),
      });
    const members = feed.members[portal];
    if (members?.state === 'failed')
      notices.push({
        tone: 'warning',
        action: 'retry',
        text: vscode.l10n.t(
          'The members of {0} could not be read: {1} Shown are those who hold something, without names and user types.',
          name,
          plain(members.problem.message),
        ),
      });
    else if (members?.state === 'partial')
      notices.push({
        tone: 'warning',
        action: 'retry',
        text: vscode.l10n.t(
          'The list of members of {0} is not whole: {1}.',
          name,
          partialWords(members.reason, members.count),
        ),
      });
    const failed = (valueOf(branch) ?? []).filter(
      ({ itemId }) => readingOf(feed.holders(id, itemId)).state === 'failed',
    );
    if (failed.length > 0)
      notices.push({
        tone: 'error',
        action: 'retry',
        text: vscode.l10n.t(
          'The holders of {0} listings of {1} could not be read. Their cells are marked as not known.',
          failed.length,
          name,
        ),
      });
  }
  return notices;
}
