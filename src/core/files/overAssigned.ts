// From the simulation of an import to what its second question says: what would be over-assigned, and whom that locks out.
import type { OverAssigned, OverAssignment } from '../planTypes';
import { lockedOutMembers } from '../timeline/lockedOut';
import type { OtherReading } from '../timeline/readings';
import type { Shortage, Timeline } from '../timeline/timelineTypes';

/** Of one shortage so many members are named; the number says the rest. A plan is written to the journal whole. */
const namedPerShortage = 1_000;

/**
 * What an import leaves over-assigned, at once or with one of its later parts. That everything ends on the day a license expires is told where
 * the dates are, and asks for nothing here; a part that leaves something out does.
 * @param others the same import under other readings of what is not confirmed: what is worse there is added, and says on what it depends
 * @returns undefined where nothing is, as far as can be known.
 */
export function overAssignedOf(
  timeline: Timeline,
  others: readonly OtherReading[] = [],
): OverAssigned | undefined {
  const rosters: Record<string, OverAssigned['rosters'][string]> = {};
  const told = shortagesOf(timeline);
  const items: OverAssignment[] = told.map(shortage => itemOf(timeline, shortage, rosters));
  for (const { what, timeline: other } of others) {
    const worse = shortagesOf(other).filter(shortage => !told.some(one => isAsBad(one, shortage)));
    told.push(...worse);
    items.push(...worse.map(shortage => ({ ...itemOf(other, shortage, rosters), onlyIf: what })));
  }
  return items.length === 0 ? undefined : { items, rosters };
}

const shortagesOf = (timeline: Timeline): Shortage[] =>
  timeline.shortages.filter(shortage => !isExpiry(timeline, shortage));

/** Whether as much of it is missing as early. */
const isAsBad = (one: Shortage, other: Shortage): boolean =>
  one.subject === other.subject && one.at <= other.at && one.by >= other.by;

/** Whether the shortage begins with nothing but the end of a license: no file is at fault for that. */
function isExpiry({ boundaries }: Timeline, { at, total }: Shortage): boolean {
  const causes = boundaries.find(one => one.at === at)?.causes ?? [];
  return total === 0 && causes.length > 0 && causes.every(({ kind }) => kind === 'expiry');
}

function itemOf(
  timeline: Timeline,
  shortage: Shortage,
  rosters: Record<string, OverAssigned['rosters'][string]>,
): OverAssignment {
  const subject = timeline.subjects.find(one => one.id === shortage.subject);
  const key = subject?.roster;
  const roster = key === undefined ? undefined : timeline.rosters[key];
  const { at, total, held, atLeast, by, byNow, lockedOut } = shortage;
  const hasNames = key !== undefined && lockedOut.count > 0;
  if (hasNames) rosters[key] ??= lockedOutMembers(timeline, shortage).map(({ username }) => username);
  return {
    label: subject?.label ?? shortage.subject,
    at,
    atOnce: at <= timeline.now,
    total,
    held,
    atLeast,
    by,
    byNow,
    over: shortage.overBy.members
      .slice(0, namedPerShortage)
      .flatMap(place => roster?.members[place]?.username ?? []),
    lockedOut: {
      count: lockedOut.count,
      // What an over-assigned app bundle does to its holders is not documented.
      atLeast: lockedOut.atLeast || lockedOut.kind === 'none',
      ...(hasNames ? { roster: key } : {}),
    },
  };
}

/** All members that the import locks out, at whatever date, each once. */
export function allLockedOut({ items, rosters }: OverAssigned): {
  readonly names: readonly string[];
  readonly atLeast: boolean;
} {
  const names = new Set(
    items.flatMap(({ lockedOut: { roster } }) => (roster === undefined ? [] : (rosters[roster] ?? []))),
  );
  return { names: [...names], atLeast: items.some(({ lockedOut }) => lockedOut.atLeast) };
}
