// Grants with dates: what starts and ends next, and what should have started or ended and did not.
import type { Entitlement, ItemId, Username } from '../ids';
import { entitlementKey } from '../ids';
import { day } from '../format';
import { isInForce } from './grantPeriods';
import type { Period } from './grantPeriods';
import { dayIn } from './policyDays';
import type { Known, PolicyHeld } from './policyOrganization';
import type { MemberSet } from './resolvePeople';
import { userTypesTarget } from './wishTypes';
import type { WishReason } from './wishTypes';

/** A rule with its period and whom it is about. */
export interface TimedGrant {
  readonly members: MemberSet;
  readonly entitlements: readonly Entitlement[];
  readonly period: Period;
  readonly priority: number;
  readonly reason: WishReason;
}

/** A start or an end of a grant that is to come, or that the portal does not show yet. */
export interface DueGrant {
  readonly itemId: ItemId;
  readonly title: string;
  /** The rule. */
  readonly reason: WishReason;
  readonly event: 'starts' | 'ends';
  /** ms epoch: the first instant in force, or the first one no longer. */
  readonly at: number;
  /**
   * `upcoming`: later than now. `due`: since today, in the zone of the policy. `overdue`: since an earlier day. `unknown`: it was to happen, and what
   * is held could not be read.
   */
  readonly state: 'upcoming' | 'due' | 'overdue' | 'unknown';
  /**
   * Upcoming and unknown: all whom the rule is about. Due and overdue: those who lack what was to start, or still hold what was to end and no other
   * rule in force gives them.
   */
  readonly members: readonly Username[];
  /** What the rule gives. */
  readonly entitlements: readonly Entitlement[];
}

/** What tells a start or an end from the others of the same text of a policy. */
export const dueKey = ({ itemId, event, reason }: Pick<DueGrant, 'itemId' | 'event' | 'reason'>): string =>
  `${itemId}\n${reason.offset}\n${event}`;

/** Whether a plan can be made of it: it is due by now, and what is held is known. */
export const isPlannableDue = ({ state }: Pick<DueGrant, 'state'>): boolean =>
  state === 'due' || state === 'overdue';

export interface DueTarget {
  readonly itemId: ItemId;
  readonly title: string;
  readonly grants: readonly TimedGrant[];
  readonly held: Known<PolicyHeld> | undefined;
  /** What of a set is not granted to a member (`userKey`), because it comes with the user type as well. */
  readonly doublesFor?: (member: string, set: readonly string[]) => readonly string[];
}

/** An end that is further in the past than this is no longer looked for: whoever holds it today has it from elsewhere. */
export const forgottenAfter = 400 * day;

/**
 * Starts and ends by time. What happened as it should is left out.
 * @param now ms epoch
 */
export function dueGrants(targets: readonly DueTarget[], now: number, timeZone: string): readonly DueGrant[] {
  const days = new Map<number, string>();
  const dayOf = (at: number): string => {
    let day = days.get(at);
    if (day === undefined) days.set(at, (day = dayIn(at, timeZone)));
    return day;
  };
  const found = targets.flatMap(target => {
    const inForce = inForceOf(target, now);
    return target.grants.flatMap(grant => dueOf(target, grant, now, dayOf, inForce));
  });
  return found.sort((a, b) => a.at - b.at || a.reason.offset - b.reason.offset);
}

/** The rules in force that are about a member, by `userKey`. Gathered when it is first asked for: most policies have no dates. */
type InForce = (key: string) => readonly TimedGrant[];

function inForceOf({ grants }: DueTarget, now: number): InForce {
  let byMember: Map<string, TimedGrant[]> | undefined;
  return key => {
    if (byMember === undefined) {
      byMember = new Map<string, TimedGrant[]>();
      for (const grant of grants) {
        if (!isInForce(grant.period, now)) continue;
        for (const member of grant.members.keys()) {
          const known = byMember.get(member);
          if (known === undefined) byMember.set(member, [grant]);
          else known.push(grant);
        }
      }
    }
    return byMember.get(key) ?? [];
  };
}

function dueOf(
  target: DueTarget,
  grant: TimedGrant,
  now: number,
  dayOf: (at: number) => string,
  inForce: InForce,
): readonly DueGrant[] {
  const { start, end } = grant.period;
  const due: DueGrant[] = [];
  const add = (event: DueGrant['event'], at: number): void => {
    const upcoming = at > now;
    const members = upcoming ? [...grant.members.values()] : outstanding(target, grant, event, inForce);
    if (members?.length === 0) return;
    due.push({
      itemId: target.itemId,
      title: target.title,
      reason: grant.reason,
      event,
      at,
      state: upcoming
        ? 'upcoming'
        : members === undefined
          ? 'unknown'
          : dayOf(at) === dayOf(now)
            ? 'due'
            : 'overdue',
      members: members ?? [...grant.members.values()],
      entitlements: grant.entitlements,
    });
  };
  // A start matters as long as the grant has not ended.
  if (Number.isFinite(start) && now < end) add('starts', start);
  if (Number.isFinite(end) && now - end < forgottenAfter) add('ends', end);
  return due;
}

/** Members of whom the event has not happened; undefined where what they hold is not known. */
function outstanding(
  { itemId, held, doublesFor }: DueTarget,
  grant: TimedGrant,
  event: DueGrant['event'],
  inForce: InForce,
): readonly Username[] | undefined {
  if (held?.state !== 'known') return undefined;
  const { holdings, complete } = held.value;
  const keyOf = itemId === userTypesTarget ? (one: string): string => one : entitlementKey;
  const given = new Set(grant.entitlements.map(keyOf));
  const late: Username[] = [];
  for (const [key, username] of grant.members) {
    const holding = holdings.get(key);
    if (holding === undefined && !complete) return undefined;
    const holds = new Set((holding?.entitlements ?? []).map(keyOf));
    if (event === 'starts') {
      const goesFirst = (one: TimedGrant): boolean => one !== grant && one.priority < grant.priority;
      // A user type that another rule goes before was never to be seen.
      if (itemId === userTypesTarget && inForce(key).some(goesFirst)) continue;
      const doubles = doublesFor?.(key, grant.entitlements).map(keyOf);
      if ([...given].some(one => !holds.has(one) && doubles?.includes(one) !== true)) late.push(username);
      continue;
    }
    const others = new Set(
      inForce(key)
        .filter(one => one !== grant)
        .flatMap(one => one.entitlements.map(keyOf)),
    );
    if ([...given].some(one => holds.has(one) && !others.has(one))) late.push(username);
  }
  return late;
}
