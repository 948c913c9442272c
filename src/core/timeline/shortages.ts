// Where more is held than there is: when, by how much, who would be reduced, and who is locked out until it is corrected.
import { entitlementKey } from '../ids';
import type { Entitlement } from '../ids';
import type { PortalKind } from '../model';
import { isLockedOut } from './lockedOut';
import type {
  Boundary,
  LockedOut,
  OverBy,
  Roster,
  RosterMember,
  Shortage,
  SubjectKind,
  TimelineSubject,
} from './timelineTypes';

/** Whether the member takes a seat of the subject. */
export function takesSeat(subject: TimelineSubject, member: RosterMember): boolean {
  if (subject.kind === 'userType') return true;
  const held = member.entitlements ?? [];
  if (subject.entitlement === undefined) return held.length > 0;
  return keysOf(held).has(entitlementKey(subject.entitlement));
}

/** Of the same list the same keys: every subject and every shortage of a product asks each of its holders. */
const knownKeys = new WeakMap<readonly Entitlement[], ReadonlySet<string>>();

function keysOf(held: readonly Entitlement[]): ReadonlySet<string> {
  const known = knownKeys.get(held) ?? new Set(held.map(entitlementKey));
  knownKeys.set(held, known);
  return known;
}

interface HeldCounts {
  /** Members who take a seat of anything of it. */
  readonly holders: number;
  /** By {@link entitlementKey}. */
  readonly byKey: ReadonlyMap<string, number>;
}

/** Counted once for all subjects of a product. */
const knownCounts = new WeakMap<Roster, HeldCounts>();

function countsOf(roster: Roster): HeldCounts {
  const known = knownCounts.get(roster);
  if (known !== undefined) return known;
  const byKey = new Map<string, number>();
  let holders = 0;
  for (const { entitlements = [] } of roster.members) {
    if (entitlements.length > 0) holders++;
    for (const key of keysOf(entitlements)) byKey.set(key, (byKey.get(key) ?? 0) + 1);
  }
  const counts = { holders, byKey };
  knownCounts.set(roster, counts);
  return counts;
}

/** How many members of the roster take a seat of the subject: as many as {@link takesSeat} is true of. */
export function seatsTaken(subject: TimelineSubject, roster: Roster): number {
  if (subject.kind === 'userType') return roster.members.length;
  const { holders, byKey } = countsOf(roster);
  return subject.entitlement === undefined ? holders : (byKey.get(entitlementKey(subject.entitlement)) ?? 0);
}

/** The shortages of a subject by time: one for each number of seats that does not suffice. */
export function shortagesOf(
  subject: TimelineSubject,
  roster: Roster | undefined,
  boundaries: readonly Boundary[],
  portalKind: PortalKind,
): readonly Shortage[] {
  const { held, atLeast, before } = subject;
  if (held === undefined) return [];
  const byNow = before === null ? 0 : Math.max(0, held - before);
  const found: Shortage[] = [];
  for (let index = 0; index < boundaries.length; index++) {
    const total = subject.seats[index];
    const at = boundaries[index]?.at;
    if (at === undefined || total === null || total === undefined || total >= held) continue;
    if (index > 0 && subject.seats[index - 1] === total) continue;
    const next = subject.seats.findIndex((seats, later) => later > index && seats !== total);
    const until = next === -1 ? undefined : boundaries[next]?.at;
    found.push({
      subject: subject.id,
      at,
      ...(until === undefined ? {} : { until }),
      total,
      held,
      atLeast,
      by: held - total,
      byNow,
      overBy: overBy(subject, roster, held - total),
      lockedOut: lockedOut(subject, total, roster, portalKind),
    });
  }
  return found;
}

function overBy(subject: TimelineSubject, roster: Roster | undefined, by: number): OverBy {
  const members: number[] = [];
  const offline: number[] = [];
  // An app takes a seat for each entitlement, so that one member may give several back.
  let rest = by;
  for (const [place, member] of (roster?.members ?? []).entries()) {
    if (rest <= 0) break;
    if (member.keep !== undefined || !takesSeat(subject, member)) continue;
    if (member.offline === true) offline.push(place);
    else {
      members.push(place);
      rest -= subject.kind === 'app' ? (member.entitlements?.length ?? 1) : 1;
    }
  }
  return { members, offline, missing: Math.max(0, rest) };
}

function lockedOut(
  { kind: subjectKind }: TimelineSubject,
  total: number,
  roster: Roster | undefined,
  portalKind: PortalKind,
): LockedOut {
  const kind = lockOutOf(subjectKind, total, roster, portalKind);
  if (kind === 'none' || kind === 'notTold') return { kind, count: 0, atLeast: kind === 'notTold' };
  const count = (roster?.members ?? []).filter(member => isLockedOut(kind, member)).length;
  return { kind, count, atLeast: roster === undefined || roster.atLeast };
}

function lockOutOf(
  kind: SubjectKind,
  total: number,
  roster: Roster | undefined,
  portalKind: PortalKind,
): LockedOut['kind'] {
  switch (kind) {
    case 'entitlement':
    case 'product':
    case 'extension':
      return 'holders';
    case 'app':
      // Without any seat there is none of any right. Else the maximum is of all its rights (wire reference 13.1, inferred), and which of them
      // lose seats nobody says: one that is held alone is short, of several it is not known.
      return total === 0 || heldRights(roster) === 1 ? 'holders' : 'notTold';
    case 'userType':
      // Of ArcGIS Online no source says what an over-assigned user type does.
      return portalKind === 'online' ? 'none' : 'nonAdministrators';
    case 'appBundle':
    case 'members':
      return 'none';
  }
}

const heldRights = (roster: Roster | undefined): number =>
  new Set(roster?.members.flatMap(member => member.entitlements ?? []).map(entitlementKey)).size;
