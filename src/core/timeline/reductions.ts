// The smallest set of reductions that avoids shortages, and what each member gives back.
import { entitlementKey, userKey } from '../ids';
import type { Entitlement, ItemId, Username } from '../ids';
import type { DesiredChange } from '../planTypes';
import type { Kind } from './fewest';
import { idleChoice } from './idleChoice';
import { compareIdle } from './rosters';
import { takesSeat } from './shortages';
import type { RosterMember, Shortage, Timeline, TimelineSubject } from './timelineTypes';

export interface Reductions {
  /** Idle first. Everyone once, whatever they give back in how many products. */
  readonly members: readonly ReducedMember[];
  /** One per member and product, ready for a plan: names what is taken away and nothing else. */
  readonly changes: readonly DesiredChange[];
  /** No smaller set avoids the shortages; otherwise it is a good one, and at least {@link Reductions.atLeast} members are needed. */
  readonly exact: boolean;
  readonly atLeast: number;
  /** Seats that stay too many: too few holders are known, online, or may be reduced. */
  readonly unmet: readonly { readonly subject: string; readonly by: number }[];
  /** Subjects ({@link TimelineSubject.id}) that no plan of entitlements mends: user types, app bundles. They are changed in the portal. */
  readonly notPlanned: readonly string[];
}

export interface ReducedMember {
  readonly username: Username;
  /** Last use of a product that something is taken of; absent means never. */
  readonly lastUsed?: number;
  readonly gives: readonly GivenBack[];
}

export interface GivenBack {
  readonly itemId: ItemId;
  /** What is taken away, in the portal's spelling. */
  readonly entitlements: readonly Entitlement[];
  /** Everything of the product, so that the member is no holder any more. */
  readonly isAll: boolean;
  /** The shortages that this avoids or lessens: {@link TimelineSubject.id}. */
  readonly for: readonly string[];
}

interface Need {
  readonly subject: TimelineSubject;
  readonly itemId: ItemId;
  readonly by: number;
}

interface Candidate {
  readonly username: Username;
  readonly lastUsed: number | undefined;
  readonly products: Map<ItemId, RosterMember>;
}

/** Steps of the search: about a second at most. */
const mostSteps = 20_000;

/**
 * The fewest members that have to give something back so that every entitlement and every product's distinct members fit in the times of `shortages`.
 * Among equally small sets the one with the most idle members is taken: never used first, then the longest idle. Offline members are left out, since the
 * portal refuses to change them, and so are protected ones. Nobody loses what no shortage asks for.
 * @param shortages those to avoid; all of the time line by default
 */
export function reductions(
  timeline: Timeline,
  shortages: readonly Shortage[] = timeline.shortages,
): Reductions {
  const subjects = new Map(timeline.subjects.map(subject => [subject.id, subject]));
  const most = new Map<TimelineSubject, number>();
  const notPlanned = new Set<string>();
  for (const { subject: id, by } of shortages) {
    const subject = subjects.get(id);
    if (subject === undefined) continue;
    if (subject.itemId === undefined || subject.kind === 'appBundle' || subject.kind === 'app')
      notPlanned.add(id);
    else most.set(subject, Math.max(by, most.get(subject) ?? 0));
  }
  const needs = [...most].flatMap(([subject, by]): Need[] =>
    subject.itemId === undefined ? [] : [{ subject, itemId: subject.itemId, by }],
  );
  const candidates = candidatesOf(timeline, needs);
  const gives = candidates.map(candidate => givesOf(candidate, needs));
  const unmet: { subject: string; by: number }[] = [];
  const demands = needs.map(({ subject, by }, index) => {
    const able = gives.filter(one => one.includes(index)).length;
    if (able < by) unmet.push({ subject: subject.id, by: by - able });
    return Math.min(able, by);
  });
  const choice = idleChoice(gives, demands, mostSteps);
  const chosen = choice.members.flatMap(place => candidates[place] ?? []);
  const members = givenBack(chosen, needs, demands);
  return {
    members,
    changes: members.flatMap(({ username, gives: given }) =>
      given.map(({ itemId, entitlements }): DesiredChange => ({
        itemId,
        username,
        mode: 'remove',
        entitlements,
      })),
    ),
    exact: choice.exact,
    atLeast: choice.lowerBound,
    unmet,
    notPlanned: [...notPlanned],
  };
}

/** Everyone who could give something back, idle first by the latest use of any of the products in need. */
function candidatesOf(timeline: Timeline, needs: readonly Need[]): readonly Candidate[] {
  const found = new Map<string, { -readonly [Key in keyof Candidate]: Candidate[Key] }>();
  for (const itemId of new Set(needs.map(need => need.itemId))) {
    const own = needs.filter(need => need.itemId === itemId);
    for (const member of timeline.rosters[itemId]?.members ?? []) {
      if (member.offline === true || member.keep !== undefined) continue;
      if (!own.some(need => takesSeat(need.subject, member))) continue;
      const { username, lastUsed } = member;
      const key = userKey(username);
      const known = found.get(key);
      if (known === undefined) found.set(key, { username, lastUsed, products: new Map([[itemId, member]]) });
      else {
        known.products.set(itemId, member);
        if (lastUsed !== undefined) known.lastUsed = Math.max(lastUsed, known.lastUsed ?? -Infinity);
      }
    }
  }
  const comparable = ({ username, lastUsed }: Candidate): Parameters<typeof compareIdle>[0] => ({
    username,
    ...(lastUsed === undefined ? {} : { lastUsed }),
  });
  return [...found.values()].sort((a, b) => compareIdle(comparable(a), comparable(b)));
}

/** The needs that a member can serve, by index. */
const givesOf = ({ products }: Candidate, needs: readonly Need[]): Kind['gives'] =>
  needs.flatMap(({ subject, itemId }, index) => {
    const member = products.get(itemId);
    return member !== undefined && takesSeat(subject, member) ? [index] : [];
  });

/**
 * What each of the chosen gives back, no more than the demands ask for. Distinct members first: who leaves a product gives back everything of it.
 * As the set is a smallest one, everyone in it gives something back.
 */
function givenBack(
  chosen: readonly Candidate[],
  needs: readonly Need[],
  demands: readonly number[],
): readonly ReducedMember[] {
  const rest = [...demands];
  const taken = chosen.map(() => new Map<ItemId, { keys: Map<string, Entitlement>; for: Set<string> }>());
  const take = (place: number, index: number, keys: readonly Entitlement[]): void => {
    const need = needs[index];
    const own = taken[place];
    if (need === undefined || own === undefined) return;
    const entry = own.get(need.itemId) ?? { keys: new Map<string, Entitlement>(), for: new Set<string>() };
    own.set(need.itemId, entry);
    for (const key of keys) entry.keys.set(entitlementKey(key), key);
    entry.for.add(need.subject.id);
    rest[index] = (rest[index] ?? 0) - 1;
  };
  const inOrder = [...needs.keys()].sort(
    (a, b) => Number(isDistinct(needs[b])) - Number(isDistinct(needs[a])),
  );
  for (const index of inOrder) {
    const need = needs[index];
    if (need === undefined) continue;
    for (const [place, { products }] of chosen.entries()) {
      if ((rest[index] ?? 0) <= 0) break;
      const member = products.get(need.itemId);
      if (member === undefined || !takesSeat(need.subject, member)) continue;
      if (taken[place]?.get(need.itemId)?.for.has(need.subject.id) === true) continue;
      const held = member.entitlements ?? [];
      const { entitlement } = need.subject;
      const keys =
        entitlement === undefined
          ? held
          : held.filter(key => entitlementKey(key) === entitlementKey(entitlement));
      take(place, index, keys);
    }
    // Who leaves the product gives its entitlements back with it: that serves the needs below.
    if (isDistinct(need)) serveLeavers(chosen, needs, taken, need, take);
  }
  return chosen.flatMap(({ username, lastUsed, products }, place): ReducedMember[] => {
    const gives = [...(taken[place] ?? [])].map(([itemId, entry]): GivenBack => {
      const held = products.get(itemId)?.entitlements ?? [];
      return {
        itemId,
        entitlements: [...entry.keys.values()],
        isAll: entry.keys.size === held.length,
        for: [...entry.for],
      };
    });
    return gives.length === 0 ? [] : [{ username, ...(lastUsed === undefined ? {} : { lastUsed }), gives }];
  });
}

const isDistinct = (need: Need | undefined): boolean => need?.subject.entitlement === undefined;

function serveLeavers(
  chosen: readonly Candidate[],
  needs: readonly Need[],
  taken: readonly ReadonlyMap<ItemId, { readonly for: ReadonlySet<string> }>[],
  left: Need,
  take: (place: number, index: number, keys: readonly Entitlement[]) => void,
): void {
  for (const [place, { products }] of chosen.entries()) {
    const member = products.get(left.itemId);
    if (member === undefined || taken[place]?.get(left.itemId)?.for.has(left.subject.id) !== true) continue;
    for (const [index, need] of needs.entries()) {
      if (need.itemId === left.itemId && !isDistinct(need) && takesSeat(need.subject, member))
        take(place, index, []);
    }
  }
}
