// What it takes to complete lists of holders that a portal cuts (issue 5, section 1): whom to ask for what, and how many requests that is at most.
import { userKey } from '../ids';
import type { ItemId, Username } from '../ids';

/**
 * How a listing is asked about. `provisionedListings`: one answer for all such listings of a member (wire reference 7.3). `each`: one
 * `userEntitlements/{user}` per member, where that answer leaves the listing out or, on 10.6.1 and earlier, where there is none.
 */
export type CompletionWay = 'provisionedListings' | 'each';

/** A listing whose list of holders was cut. */
export interface CutList {
  readonly itemId: ItemId;
  readonly way: CompletionWay;
  /** By {@link userKey}: whom the list shows. */
  readonly shown: ReadonlySet<string>;
}

/** What is still to be found out of one member. */
export interface MemberQuestion {
  readonly username: Username;
  /** Places in the lists: those that one `provisionedListings` answers. */
  readonly together: readonly number[];
  /** Places in the lists: each is one `userEntitlements/{user}`. */
  readonly single: readonly number[];
}

/** The bit of the list at this place, in a mask of lists that were answered for a member. */
export const bitOf = (place: number): number => 2 ** place;
/** At most so many lists are completed at once: a mask is one whole number. */
export const mostLists = 50;

export const hasBit = (mask: number, place: number): boolean => Math.floor(mask / bitOf(place)) % 2 === 1;
export const withBit = (mask: number, place: number): number =>
  hasBit(mask, place) ? mask : mask + bitOf(place);

/**
 * The questions that are open, in the order of `members`. Nobody is asked about a list that shows them.
 * @param answered for {@link userKey}: the mask of the lists that were answered; undefined for whom nothing was asked yet. Whoever was asked for
 * `provisionedListings` once is not asked for it again.
 */
export function* openQuestions(
  members: Iterable<Username>,
  lists: readonly CutList[],
  answered: (key: string) => number | undefined,
): Generator<MemberQuestion> {
  for (const username of members) {
    const key = userKey(username);
    const mask = answered(key);
    const open = lists.flatMap(({ shown }, place) =>
      shown.has(key) || (mask !== undefined && hasBit(mask, place)) ? [] : [place],
    );
    if (open.length === 0) continue;
    const together =
      mask === undefined ? open.filter(place => lists[place]?.way === 'provisionedListings') : [];
    yield { username, together, single: open.filter(place => !together.includes(place)) };
  }
}

/** How much a completion asks of a portal. */
export interface CompletionCost {
  /** Where `provisionedListings` brings the sets. */
  readonly fewest: number;
  /** Where it does not, and everybody holds everything. */
  readonly most: number;
  /** Members that are asked for. */
  readonly members: number;
}

/** Members of a page of `portals/self/users` (wire reference 6.5). */
const membersOnPage = 100;

/**
 * The number of requests, before the names of the members are known.
 * @param members how many the organization has. They are listed twice, so that nobody is left out who joins meanwhile.
 */
export function completionCost(members: number, lists: readonly Omit<CutList, 'itemId'>[]): CompletionCost {
  const pages = 2 * Math.ceil(members / membersOnPage);
  const named = lists.filter(({ way }) => way === 'provisionedListings');
  const left = (shownByAll: number): number => Math.max(0, members - shownByAll);
  const together = named.length === 0 ? 0 : left(commonTo(named.map(({ shown }) => shown)));
  const each = (of: readonly Omit<CutList, 'itemId'>[]): number =>
    of.reduce((sum, { shown }) => sum + left(shown.size), 0);
  const fewest = pages + together + each(lists.filter(({ way }) => way === 'each'));
  return {
    fewest,
    most: fewest + each(named),
    members: left(commonTo(lists.map(({ shown }) => shown))),
  };
}

/** How many keys are in all of the sets. */
function commonTo(sets: readonly ReadonlySet<string>[]): number {
  const [first, ...others] = sets.toSorted((a, b) => a.size - b.size);
  if (first === undefined) return 0;
  if (others.length === 0) return first.size;
  let count = 0;
  for (const key of first) if (others.every(set => set.has(key))) count += 1;
  return count;
}
