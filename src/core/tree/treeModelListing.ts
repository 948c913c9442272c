// A listing: seats in words, the state of its term, its entitlements with their seats, its holders.
import { entitlementName } from '../catalog';
import type { CompletionState } from '../completion/completionState';
import { entitlementKey, type PortalId } from '../ids';
import type { Holder, Listed, Listing } from '../model';
import { listingSeats, type SeatRow } from '../seats';
import { isEmptyFilter } from '../holderFilter';
import { isStreaming, isWritable, valueOf } from './treeModelBranch';
import { completionFlags, completionOf, completionText, isCutList } from './treeModelCompletion';
import { holderList } from './treeModelHolders';
import { keptText, timesMeaning, timesOf } from './treeModelKept';
import { expiryOf, expiryText, icons, line, partialText, row, withUniqueIds } from './treeModelRow';
import { listingNodeId } from './rowPath';
import { nodeId } from './treeModelText';
import type { Children, LoadState, NodeIcon, NodeTarget, TreeNode, TreeState } from './treeModelTypes';
import { freshCount } from '../olderRows';

interface Counted {
  readonly listing: Listing;
  readonly rows: readonly SeatRow[];
}
// Counting walks all holders; a row is asked for often and the list changes rarely. Keyed weakly by the list that was counted.
const counted = new WeakMap<Listed<Holder>, Counted>();

/** {@link listingSeats}, counted once per list. */
export function seatsOf(listing: Listing, holders: Listed<Holder> | undefined): readonly SeatRow[] {
  if (!holders) return listingSeats(listing, undefined);
  const known = counted.get(holders);
  if (known?.listing === listing) return known.rows;
  const rows = listingSeats(listing, holders);
  counted.set(holders, { listing, rows });
  return rows;
}

/** Seats as the holder list proves them; while a first reading goes on nothing is counted, since it would be wrong in a moment. */
function knownHolders(branch: LoadState<Listed<Holder>>): Listed<Holder> | undefined {
  return isStreaming(branch) ? undefined : valueOf(branch);
}

/** "312 of 400", "at least 10,000 of 12,000", "400 seats": one row of seats in words. */
export function seatText(seat: SeatRow, { words }: TreeState): string | undefined {
  const { assigned, total } = seat;
  if (assigned === undefined) return total === undefined ? undefined : words.seats(total);
  if (total === undefined) return seat.atLeast ? words.atLeastMembers(assigned) : words.members(assigned);
  return seat.atLeast ? words.atLeastOf(assigned, total) : words.countOf(assigned, total);
}

function overSummary(seats: readonly SeatRow[], { words }: TreeState): string | undefined {
  const over = seats.filter(seat => seat.over > 0);
  const first = over[0];
  if (!first) return undefined;
  const whole = over.find(seat => seat.entitlement === undefined);
  if (whole) return words.overAssignedBy(whole.over);
  return over.length === 1
    ? words.entitlementOverBy(entitlementName(first.entitlement ?? ''), first.over)
    : words.entitlementsOver(over.length);
}

/** How many members hold a listing of those that may, and what is over-assigned: in the words of its own row, for every row that is about it. */
export function memberParts(
  listing: Listing,
  portalId: PortalId,
  state: TreeState,
): readonly (string | undefined)[] {
  const seats = seatsOf(listing, knownHolders(state.peek(portalId, 'holders', listing.itemId)));
  const whole = seats.find(seat => seat.entitlement === undefined);
  return [whole && seatText(whole, state), overSummary(seats, state)];
}

/** False only where the portal said so: by `licenseBy`, or by refusing to list holders. */
function isPerUser(listing: Listing, branch: LoadState<Listed<Holder>>): boolean {
  if (valueOf(branch)) return true;
  if (
    branch.state === 'failed' &&
    branch.problem.fault.kind === 'listingUnavailable' &&
    branch.problem.fault.reason === 'notPerUser'
  )
    return false;
  return listing.licenseBy === undefined || listing.licenseBy.toLowerCase() === 'licensebyuser';
}

function statusText(listing: Listing, state: TreeState): string | undefined {
  const { words } = state;
  const end = listing.endsAt;
  if (listing.status === 'expired') return end === undefined ? words.expired() : words.expiredOn(end);
  if (listing.status === 'trial') return end === undefined ? words.trial() : words.trialUntil(end);
  return expiryOf(end, state) === 'none' ? undefined : expiryText(end, state);
}

function listingIcon(
  listing: Listing,
  seats: readonly SeatRow[],
  failed: boolean,
  state: TreeState,
): NodeIcon {
  if (failed) return icons.failed;
  if (seats.some(seat => seat.over > 0)) return icons.overAssigned;
  const expiry = expiryOf(listing.endsAt, state);
  if (listing.status === 'expired' || expiry === 'expired') return icons.expired;
  if (expiry === 'expiring') return icons.expiring;
  return listing.status === 'trial' ? icons.trial : icons.listing;
}

/** `sameTitle`: another listing of the portal has this title, so the item id is shown. */
export function listingRow(
  portalId: PortalId,
  listing: Listing,
  sameTitle: boolean,
  state: TreeState,
): TreeNode {
  const { words } = state;
  const branch = state.peek(portalId, 'holders', listing.itemId);
  const holders = knownHolders(branch);
  const seats = seatsOf(listing, holders);
  const perUser = isPerUser(listing, branch);
  const failed = branch.state === 'failed' && perUser;
  const filtered = !isEmptyFilter(state.filter(portalId, listing.itemId));
  const completion = completionOf(state, portalId, listing.itemId);
  return row({
    id: listingNodeId(portalId, listing.itemId),
    kind: 'listing',
    label: listing.title,
    description: [
      sameTitle ? listing.itemId.slice(0, 8) : undefined,
      ...(perUser ? memberParts(listing, portalId, state) : [words.notPerUser(), overSummary(seats, state)]),
      statusText(listing, state),
      failed ? words.holdersNotRead() : undefined,
      completionText(completion, words),
      timesOf(branch),
      keptText(branch, state),
      filtered ? words.filtered() : undefined,
    ],
    tooltip: [
      line(words.title(), listing.title),
      line(words.itemId(), listing.itemId),
      line(words.vendor(), listing.vendor),
      line(words.status(), statusWord(listing, state)),
      line(words.starts(), listing.startsAt === undefined ? undefined : words.moment(listing.startsAt)),
      line(words.ends(), listing.endsAt === undefined ? words.perpetual() : words.moment(listing.endsAt)),
      line(
        words.maxUsers(),
        listing.maxUsers === undefined ? words.notReported() : words.count(listing.maxUsers),
      ),
      ...seats.filter(seat => seat.entitlement !== undefined).map(seat => poolLine(seat, state)),
      sumLine(seats, state),
      line(words.mayGoOffline(), listing.canDisconnect ? words.yes() : words.no()),
      line(words.licenseBy(), listing.licenseBy),
      listing.hasListing ? undefined : { value: words.noListingPart() },
      line(words.holders(), listState(branch, state)),
      completedLine(completion, state),
      timesMeaning(branch),
    ],
    icon: listingIcon(listing, seats, failed, state),
    flags: [
      'listing',
      perUser ? 'perUser' : undefined,
      isWritable(state, portalId) && perUser ? 'writable' : undefined,
      filtered ? 'filtered' : undefined,
      failed ? 'failed' : undefined,
      ...(isCutList(state, portalId, listing.itemId) ? completionFlags(completion) : []),
    ],
    target: {
      portalId,
      itemId: listing.itemId,
      targetKind: 'listing',
      branch: { portalId, name: 'holders', key: listing.itemId },
      listId: listingNodeId(portalId, listing.itemId),
    },
    lazy: true,
  });
}

/** What a completed list is worth: who was asked when, and who came or went meanwhile. */
const completedLine = (completion: CompletionState | undefined, { words }: TreeState) =>
  completion?.endedAt === undefined
    ? undefined
    : {
        value: words.completed(completion.startedAt, completion.endedAt, completion.joined, completion.left),
      };

const statusWord = (listing: Listing, { words }: TreeState): string =>
  ({ active: words.active, trial: words.trial, expired: words.expired })[listing.status]();

/** Complete, partial and why, failed and why, or not read: what is known of a list of holders. */
function listState(branch: LoadState<Listed<Holder>>, { words }: TreeState): string {
  if (branch.state === 'failed') return words.failedBecause(branch.problem.message);
  const value = valueOf(branch);
  if (isStreaming(branch)) return words.readingSoFar(value?.items.length ?? 0);
  if (!value) return branch.state === 'loading' ? words.loading() : words.notRead();
  const readAt = branch.state === 'idle' ? undefined : branch.readAt;
  const times = timesOf(branch);
  const text = value.partial
    ? partialText(value.partial, freshCount(value), words)
    : words.complete(value.items.length, times === undefined ? readAt : undefined);
  return times === undefined ? text : `${text}, ${times}`;
}

function poolLine(seat: SeatRow, state: TreeState) {
  const key = seat.entitlement ?? '';
  const text = seatText(seat, state) ?? state.words.notReported();
  const over = seat.over > 0 ? ` \u00b7 ${state.words.overAssignedBy(seat.over)}` : '';
  const name = entitlementName(key);
  return line(state.words.entitlement(), `${name === key ? key : `${name} (${key})`}: ${text}${over}`);
}

/** The sum over all entitlements, which is what a portal's license resource counts of such a product (wire reference 13.1). */
function sumLine(seats: readonly SeatRow[], { words }: TreeState) {
  const pools = seats.filter(seat => seat.entitlement !== undefined);
  if (pools.length < 2 || pools.some(seat => seat.total === undefined)) return undefined;
  const total = pools.reduce((sum, seat) => sum + (seat.total ?? 0), 0);
  const isCounted = pools.every(seat => seat.assigned !== undefined);
  const assigned = pools.reduce((sum, seat) => sum + (seat.assigned ?? 0), 0);
  const atLeast = pools.some(seat => seat.atLeast);
  const number = !isCounted
    ? words.count(total)
    : atLeast
      ? words.atLeastOf(assigned, total)
      : words.countOf(assigned, total);
  return { value: words.overAllEntitlements(number) };
}

/** The entitlements group, then the holders. */
export function listingChildren(node: TreeNode, state: TreeState): Children {
  const { portalId, itemId } = node.target;
  if (itemId === undefined) return { nodes: [], needs: [] };
  const listing = valueOf(state.peek(portalId, 'listings'))?.find(item => item.itemId === itemId);
  const writable = isWritable(state, portalId);
  const list = holderList({ portalId, itemId, listId: node.id, writable }, state);
  if (!listing || listing.pools.length === 0) return list;
  const seats = seatsOf(listing, knownHolders(state.peek(portalId, 'holders', itemId)));
  const over = seats.filter(seat => seat.entitlement !== undefined && seat.over > 0).length;
  const pools = row({
    id: `${node.id}/pools`,
    kind: 'pools',
    label: state.words.entitlements(),
    description: [
      state.words.count(listing.pools.length),
      over > 0 ? state.words.entitlementsOver(over) : undefined,
    ],
    icon: over > 0 ? icons.overAssigned : icons.pools,
    flags: ['group'],
    target: { portalId, itemId },
    lazy: true,
  });
  // Below what explains the list (why it failed, which filter is on), so that open entitlements do not push that out of sight.
  const heads = list.nodes.findIndex(
    ({ kind }) => kind !== 'failed' && kind !== 'signedOut' && kind !== 'filter',
  );
  const at = heads < 0 ? list.nodes.length : heads;
  return { nodes: list.nodes.toSpliced(at, 0, pools), needs: list.needs };
}

/** One row per entitlement that the organization owns of the listing. */
export function poolChildren(node: TreeNode, state: TreeState): Children {
  const { portalId, itemId } = node.target;
  if (itemId === undefined) return { nodes: [], needs: [] };
  const need = { portalId, name: 'holders', key: itemId } as const;
  const listing = valueOf(state.peek(portalId, 'listings'))?.find(item => item.itemId === itemId);
  if (!listing) return { nodes: [], needs: [] };
  const { words } = state;
  const seats = seatsOf(listing, knownHolders(state.peek(portalId, 'holders', itemId)));
  const writable = isWritable(state, portalId);
  const nodes = seats.flatMap(seat => {
    const key = seat.entitlement;
    if (key === undefined) return [];
    const target: NodeTarget = { portalId, itemId, targetKind: 'listing', entitlement: key, branch: need };
    return row({
      id: `${node.id}/${nodeId('pool', entitlementKey(key))}`,
      kind: 'pool',
      label: entitlementName(key),
      description: [seatText(seat, state), seat.over > 0 ? words.overAssignedBy(seat.over) : undefined],
      tooltip: [
        line(words.entitlement(), entitlementName(key)),
        line(words.rawName(), key),
        line(words.total(), seat.total === undefined ? words.notReported() : words.count(seat.total)),
        line(
          words.assigned(),
          seat.assigned === undefined
            ? words.notRead()
            : seat.atLeast
              ? words.atLeast(seat.assigned)
              : words.count(seat.assigned),
        ),
        line(words.free(), seat.free === undefined ? undefined : words.count(seat.free)),
        line(words.over(), seat.over > 0 ? words.count(seat.over) : undefined),
        line(words.itemId(), itemId),
      ],
      icon: seat.over > 0 ? icons.overAssigned : icons.entitlement,
      flags: ['pool', writable ? 'writable' : undefined],
      target,
    });
  });
  return { nodes: withUniqueIds(nodes), needs: [need] };
}
