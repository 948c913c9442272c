// The smallest set of reductions that avoids shortages, and what each member gives back.
import { isProLevel } from '../catalog';
import { entitlementKey, userKey } from '../ids';
import type { Entitlement, ItemId, Username } from '../ids';
import type { DesiredChange } from '../planTypes';
import { isByHand } from './byHand';
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
  /** What it was asked to avoid: of that, {@link unmet} and {@link notPlanned} stay. */
  readonly shortages: readonly Shortage[];
  /** No smaller set avoids the shortages; otherwise it is a good one, and at least {@link Reductions.atLeast} members are needed. */
  readonly exact: boolean;
  readonly atLeast: number;
  /** Seats that stay too many: too few holders are known, online, or may be reduced. */
  readonly unmet: readonly { readonly subject: string; readonly by: number }[];
  /** Subjects ({@link TimelineSubject.id}) that no plan of entitlements mends: `byHandText` of byHand.ts says what does. */
  readonly notPlanned: readonly string[];
}

export interface ReducedMember {
  readonly username: Username;
  /** Last use of a product that something is taken of; absent means never, or not known where {@link useUnknown}. */
  readonly lastUsed?: number;
  /** No source says whether and when one of these products was used. */
  readonly useUnknown?: true;
  readonly gives: readonly GivenBack[];
}

export interface GivenBack {
  readonly itemId: ItemId;
  /** What is taken away, in the portal's spelling. */
  readonly entitlements: readonly Entitlement[];
  /** Those of {@link GivenBack.entitlements} that no shortage asks for: extensions of ArcGIS Pro that go with the last level. */
  readonly alongside: readonly Entitlement[];
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
  /** Of one product at least no source says it, and no use of another is known. */
  readonly useUnknown: boolean;
  readonly products: Map<ItemId, RosterMember>;
}

/** Looks at a set that members hold: a second or two at most, where thousands of sets are short of everything. */
const mostSteps = 1_000_000;

/**
 * The fewest members that have to give something back so that every entitlement and every product's distinct members fit in the times of `shortages`.
 * Among equally small sets the one with the most idle members is taken: never used first, then the longest idle. Offline members are left out, since the
 * portal refuses to change them. Nobody loses what no shortage asks for, but
 * for one case: without a level of ArcGIS Pro its extensions are of no use and the portal may refuse to leave them (wire reference 9.2, 22.1), so that
 * whoever gives back the last level, and has none through the user type, gives back the extensions with it.
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
    if (isByHand(subject)) notPlanned.add(id);
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
    shortages,
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
      if (member.offline === true) continue;
      if (!own.some(need => takesSeat(need.subject, member))) continue;
      const { username, lastUsed } = member;
      const useUnknown = member.useUnknown === true;
      const key = userKey(username);
      const known = found.get(key);
      if (known === undefined)
        found.set(key, { username, lastUsed, useUnknown, products: new Map([[itemId, member]]) });
      else {
        known.products.set(itemId, member);
        known.useUnknown ||= useUnknown;
        if (lastUsed !== undefined) known.lastUsed = Math.max(lastUsed, known.lastUsed ?? -Infinity);
      }
    }
  }
  const comparable = (one: Candidate): Parameters<typeof compareIdle>[0] => ({
    username: one.username,
    ...useOf(one),
  });
  return [...found.values()].sort((a, b) => compareIdle(comparable(a), comparable(b)));
}

const useOf = ({ lastUsed, useUnknown }: Candidate): Pick<ReducedMember, 'lastUsed' | 'useUnknown'> =>
  // A known start of one product says nothing of another of which no start is known: that may be in use today.
  useUnknown ? { useUnknown: true } : lastUsed === undefined ? {} : { lastUsed };

/** The needs that a member can serve, by index. */
const givesOf = ({ products }: Candidate, needs: readonly Need[]): Kind['gives'] =>
  needs.flatMap(({ subject, itemId }, index) => {
    const member = products.get(itemId);
    return member !== undefined && takesSeat(subject, member) ? [index] : [];
  });

/** What one of the chosen gives back of one product. */
interface Taken {
  /** By {@link entitlementKey}. */
  readonly keys: Map<string, Entitlement>;
  /** Those of them that a need asks for. */
  readonly asked: Set<string>;
  /** Indices of the needs that this serves. */
  readonly needs: Set<number>;
}

/**
 * What each of the chosen gives back, no more than the demands ask for. Distinct members first: who leaves a product gives back everything of it. Then
 * levels of ArcGIS Pro, with which extensions go. As the set is a smallest one, everyone in it gives something back.
 */
function givenBack(
  chosen: readonly Candidate[],
  needs: readonly Need[],
  demands: readonly number[],
): readonly ReducedMember[] {
  const rest = [...demands];
  const taken = chosen.map(() => new Map<ItemId, Taken>());
  /** Takes what the need asks for, and what goes with it; that counts for the other needs of the product too. */
  const take = ({ products }: Candidate, own: Map<ItemId, Taken>, need: Need): void => {
    const { itemId, subject } = need;
    const member = products.get(itemId);
    if (member === undefined) return;
    const entry = own.get(itemId) ?? { keys: new Map(), asked: new Set(), needs: new Set() };
    own.set(itemId, entry);
    const held = heldByKey(member);
    for (const [key, one] of held) {
      if (!asksFor(subject, key)) continue;
      entry.keys.set(key, one);
      entry.asked.add(key);
    }
    if (losesLastLevel(member, entry.keys)) for (const [key, one] of held) entry.keys.set(key, one);
    for (const [index, other] of needs.entries()) {
      if (other.itemId !== itemId || entry.needs.has(index) || !takesSeat(other.subject, member)) continue;
      const asked = [...held.keys()].filter(key => asksFor(other.subject, key));
      if (!asked.every(key => entry.keys.has(key))) continue;
      for (const key of asked) entry.asked.add(key);
      entry.needs.add(index);
      rest[index] = (rest[index] ?? 0) - 1;
    }
  };
  /** Whether the levels that are asked for are all that the member has. */
  const wouldLeave = (member: RosterMember, itemId: ItemId): boolean => {
    const open = needs.flatMap(({ subject, itemId: other }, index) =>
      other === itemId && isLevel(needs[index]) && (rest[index] ?? 0) > 0 ? [subject] : [],
    );
    const gone = [...heldByKey(member)].filter(([key]) => open.some(subject => asksFor(subject, key)));
    return losesLastLevel(member, new Map(gone));
  };
  const order = (need: Need | undefined): number => (isDistinct(need) ? 0 : isLevel(need) ? 1 : 2);
  for (const index of [...needs.keys()].sort((a, b) => order(needs[a]) - order(needs[b]))) {
    const need = needs[index];
    if (need === undefined) continue;
    const able = chosen.flatMap((candidate, place) => {
      const member = candidate.products.get(need.itemId);
      const own = taken[place];
      return member === undefined || own === undefined || !takesSeat(need.subject, member)
        ? []
        : [{ candidate, own, leavesAnyway: isDistinct(need) && wouldLeave(member, need.itemId) }];
    });
    // Who gives back the last level leaves with it: those leave first, so that nobody else has to.
    able.sort((a, b) => Number(b.leavesAnyway) - Number(a.leavesAnyway));
    for (const { candidate, own } of able) {
      if ((rest[index] ?? 0) <= 0) break;
      if (own.get(need.itemId)?.needs.has(index) !== true) take(candidate, own, need);
    }
  }
  return chosen.flatMap((candidate, place): ReducedMember[] => {
    const { username, products } = candidate;
    const gives = [...(taken[place] ?? [])].map(([itemId, { keys, asked, needs: served }]): GivenBack => ({
      itemId,
      entitlements: [...keys.values()],
      alongside: [...keys].flatMap(([key, one]) => (asked.has(key) ? [] : [one])),
      isAll: keys.size === heldByKey(products.get(itemId)).size,
      for: [...served].flatMap(index => needs[index]?.subject.id ?? []),
    }));
    return gives.length === 0 ? [] : [{ username, ...useOf(candidate), gives }];
  });
}

const isDistinct = (need: Need | undefined): boolean => need?.subject.entitlement === undefined;

const isLevel = (need: Need | undefined): boolean =>
  need?.subject.entitlement !== undefined && isProLevel(need.subject.entitlement);

/** Whether the subject is about this right, by {@link entitlementKey}: of distinct members about all. */
const asksFor = ({ entitlement }: TimelineSubject, key: string): boolean =>
  entitlement === undefined || key === entitlementKey(entitlement);

const heldByKey = (member: RosterMember | undefined): ReadonlyMap<string, Entitlement> =>
  new Map(member?.entitlements?.map(key => [entitlementKey(key), key]));

function losesLastLevel(member: RosterMember, gone: ReadonlyMap<string, unknown>): boolean {
  const levels = (member.entitlements ?? []).filter(isProLevel);
  return (
    member.typeLevel === undefined &&
    levels.length > 0 &&
    levels.every(level => gone.has(entitlementKey(level)))
  );
}
