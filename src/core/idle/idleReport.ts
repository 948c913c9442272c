// Offline radar and idle seats: who has a license offline, who never used what they hold, and who has not for long. From the lists of holders alone.
import { day } from '../format';
import { cellsOf, chooseRows, isNumbered } from '../holderCells';
import type { HolderCells } from '../holderCells';
import { userKey } from '../ids';
import type { ItemId } from '../ids';
import type { Holder, Listed, PartialReason } from '../model';
import { readTimesText } from '../readTimes';
import type { Rows } from '../rows';
import { atOnce } from '../steps';
import type { Steps } from '../steps';

/** A listing whose holders were asked for. */
export interface IdleSource {
  readonly itemId: ItemId;
  readonly title: string;
  /** Absent where it could not be read. */
  readonly list?: Listed<Holder>;
  /** Epoch ms. */
  readonly readAt?: number;
  /** Why it could not be read, for people. */
  readonly why?: string;
}

export interface IdleListing {
  readonly itemId: ItemId;
  readonly title: string;
  readonly holders: number;
  /** The list is not whole: every number is a lower bound. */
  readonly partial?: PartialReason;
  readonly readAt?: number;
  /** Of which times the rows are, for people; absent where all are of `readAt`. */
  readonly times?: string;
  readonly why?: string;
  /** The longest offline first, those of whom the portal does not say since when last. */
  readonly offline: Rows<Holder>;
  /** Never started the app and not known to be offline, by name. */
  readonly never: Rows<Holder>;
  /** Started it, but not since {@link IdleReport.since}, and not known to be offline; the longest idle first. */
  readonly idle: Rows<Holder>;
  /** Nothing says when they started it, or whether they ever did; not known to be offline; by name. */
  readonly useUnknown: Rows<Holder>;
  /** Of how many of all holders nothing says whether the license is offline. */
  readonly offlineUnknown: number;
}

/** Distinct members over all listings that were read. */
export interface IdleMembers {
  readonly holders: number;
  readonly offline: number;
  /** Never started any app of a listing that they hold. */
  readonly never: number;
  /** Started none of them since {@link IdleReport.since}, but one at least before. */
  readonly idle: number;
  /** Not known to have started any since then, and of one at least it is not known when they started it. */
  readonly useUnknown: number;
}

export interface IdleReport {
  readonly now: number;
  /** The threshold in whole days. */
  readonly days: number;
  /** Epoch ms: a last start at or before it is idle. */
  readonly since: number;
  readonly listings: readonly IdleListing[];
  readonly members: IdleMembers;
  /** False where a list is cut or could not be read: then more members may be offline or idle. */
  readonly isWhole: boolean;
}

/**
 * Sorts the holders of every listing. The use of an app is what the listing itself says (`lastLogin` of `userEntitlements`, wire reference 8.1): the
 * sign-in to the portal says nothing of it. Who has taken a license offline is offline alone: what they start meanwhile the portal may not hear of.
 * @param days whole days, 1 or more
 * @param now epoch ms
 */
export const idleReport = (sources: readonly IdleSource[], days: number, now: number): IdleReport =>
  atOnce(idleSteps(sources, days, now));

/** {@link idleReport} in steps: sixty thousand members on twenty listings take a second or two. */
export function* idleSteps(sources: readonly IdleSource[], days: number, now: number): Steps<IdleReport> {
  const since = now - days * day;
  /** Per member the latest start of anything, and whether a license is offline. */
  const people: People = new Map();
  const listings: IdleListing[] = [];
  for (const source of sources) listings.push(yield* listingSteps(source, since, people));
  const members = yield* countSteps(people, since);
  return {
    now,
    days,
    since,
    listings,
    members,
    isWhole: listings.every(one => one.partial === undefined && one.why === undefined),
  };
}

function* listingSteps(
  { itemId, title, list, readAt, why }: IdleSource,
  since: number,
  people: People,
): Steps<IdleListing> {
  const head = { itemId, title, ...(readAt === undefined ? {} : { readAt }) };
  if (list === undefined) return { ...head, why: why ?? '', ...none };
  const cells = cellsOf(list.items);
  const places = {
    offline: [] as number[],
    never: [] as number[],
    idle: [] as number[],
    useUnknown: [] as number[],
  };
  let offlineUnknown = 0;
  for (let index = 0; index < cells.length; index++) {
    if (index % rowsPerStep === 0) yield;
    const lastUsed = cells.lastUsedAt(index);
    note(people, cells, index);
    if (cells.isOfflineUnknownAt(index)) offlineUnknown++;
    if (cells.isOfflineAt(index)) places.offline.push(index);
    else if (cells.isUseUnknownAt(index)) places.useUnknown.push(index);
    else if (lastUsed === undefined) places.never.push(index);
    else if (lastUsed <= since) places.idle.push(index);
  }
  const sorted = (own: number[], rank: (index: number) => number): Rows<Holder> =>
    chooseRows(list.items, Uint32Array.from(byRank(own, cells, rank)));
  yield;
  const offline = sorted(places.offline, index => cells.offlineSinceAt(index) ?? Infinity);
  yield;
  const never = sorted(places.never, () => 0);
  yield;
  const idle = sorted(places.idle, index => cells.lastUsedAt(index) ?? 0);
  const times = readAt === undefined ? undefined : readTimesText(list, readAt);
  return {
    ...head,
    holders: cells.length,
    ...(list.partial === undefined ? {} : { partial: list.partial }),
    ...(times === undefined ? {} : { times }),
    offline,
    never,
    idle,
    useUnknown: sorted(places.useUnknown, () => 0),
    offlineUnknown,
  };
}

/** Of a list that could not be read. */
const none = { holders: 0, offline: [], never: [], idle: [], useUnknown: [], offlineUnknown: 0 } as const;

/** So many take about a millisecond. */
const rowsPerStep = 2_000;

/** By the number that the lists of a portal share, or by `userKey`. */
type People = Map<number | string, { lastUsed: number; isOffline: boolean; isUseUnknown: boolean }>;

function note(people: People, cells: HolderCells, index: number): void {
  const key = isNumbered(cells) ? cells.memberAt(index) : userKey(cells.nameAt(index));
  const lastUsed = cells.lastUsedAt(index) ?? -Infinity;
  const isOffline = cells.isOfflineAt(index);
  const isUseUnknown = cells.isUseUnknownAt(index);
  const known = people.get(key);
  if (known === undefined) people.set(key, { lastUsed, isOffline, isUseUnknown });
  else {
    known.lastUsed = Math.max(known.lastUsed, lastUsed);
    known.isOffline ||= isOffline;
    known.isUseUnknown ||= isUseUnknown;
  }
}

function* countSteps(people: People, since: number): Steps<IdleMembers> {
  let [holders, offline, never, idle, useUnknown] = [0, 0, 0, 0, 0];
  for (const { lastUsed, isOffline, isUseUnknown } of people.values()) {
    if (holders++ % rowsPerStep === 0) yield;
    if (isOffline) offline++;
    else if (lastUsed > since) continue;
    else if (isUseUnknown) useUnknown++;
    else if (lastUsed === -Infinity) never++;
    else idle++;
  }
  return { holders, offline, never, idle, useUnknown };
}

/** By rank, then by name as the portal compares names. */
function byRank(places: number[], cells: HolderCells, rank: (index: number) => number): readonly number[] {
  const keyed = places.map(index => ({ index, rank: rank(index), key: userKey(cells.nameAt(index)) }));
  keyed.sort((a, b) =>
    a.rank !== b.rank ? (a.rank < b.rank ? -1 : 1) : a.key < b.key ? -1 : a.key > b.key ? 1 : 0,
  );
  return keyed.map(one => one.index);
}
