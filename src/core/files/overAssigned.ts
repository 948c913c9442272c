// From the simulation of an import to what its second question says: what would be over-assigned, and whom that locks out.
import type { OverAssigned, OverAssignment } from '../planTypes';
import { endsAltogether } from '../timeline/endsAltogether';
import { lockedOutMembers } from '../timeline/lockedOut';
import type { OtherReading } from '../timeline/readings';
import { shortageGroups } from '../timeline/shortageGroups';
import type { Shortage, Timeline } from '../timeline/timelineTypes';

/** Of one shortage so many members are named; the number says the rest. A plan is written to the journal whole. */
const namedPerShortage = 1_000;

/**
 * What an import leaves over-assigned, at once or with one of its later parts. An end that comes as early without the import asks for nothing: no
 * file is at fault for that. One that the import makes, brings forward, or makes for a time asks like every shortage, once for a product.
 * @param others the same import under other readings of what is not confirmed: what is worse there is added, and says on what it depends
 * @param knowsSuccessors false where the portal does not say what follows its own license: then nothing ends without the import for certain
 * @returns undefined where nothing is, as far as can be known.
 */
export function overAssignedOf(
  timeline: Timeline,
  others: readonly OtherReading[] = [],
  knowsSuccessors = true,
): OverAssigned | undefined {
  const rosters: Record<string, OverAssigned['rosters'][string]> = {};
  const told = shortagesOf(timeline, knowsSuccessors);
  const items = itemsOf(timeline, told, rosters);
  for (const { what, timeline: other } of others) {
    const worse = shortagesOf(other, knowsSuccessors).filter(
      shortage => !told.some(one => isAsBad(one, shortage)),
    );
    for (const shortage of worse) told.push(shortage);
    for (const item of itemsOf(other, worse, rosters)) items.push({ ...item, onlyIf: what });
  }
  return items.length === 0 ? undefined : { items, rosters };
}

const shortagesOf = (timeline: Timeline, knowsSuccessors: boolean): Shortage[] =>
  timeline.shortages.filter(shortage => !knowsSuccessors || !isOwnEnd(timeline, shortage));

/** Whether as much of it is missing as early. */
const isAsBad = (one: Shortage, other: Shortage): boolean =>
  one.subject === other.subject && one.at <= other.at && one.by >= other.by;

/** Whether the portal's own license ends no later than this. */
function isOwnEnd(timeline: Timeline, shortage: Shortage): boolean {
  const { at, total, anyway } = shortage;
  if (anyway !== true || total > 0 || at <= timeline.now) return false;
  const causes = timeline.boundaries.find(one => one.at === at)?.causes ?? [];
  // Of one user type among others, or one app, the cause says it.
  return causes.every(({ kind }) => kind === 'expiry') || endsAltogether(timeline, shortage);
}

/** By time; a product that ends is one item, whatever number of rights it has. */
function itemsOf(
  timeline: Timeline,
  shortages: readonly Shortage[],
  rosters: Record<string, OverAssigned['rosters'][string]>,
): OverAssignment[] {
  const { mendable, ends } = shortageGroups(timeline, shortages);
  return [
    ...mendable.map(shortage => itemOf(timeline, shortage, rosters)),
    ...ends.map(({ shortage, others }) => ({ ...itemOf(timeline, shortage, rosters), ends: { others } })),
  ].sort((a, b) => a.at - b.at);
}

function itemOf(
  timeline: Timeline,
  shortage: Shortage,
  rosters: Record<string, OverAssigned['rosters'][string]>,
): OverAssignment {
  const subject = timeline.subjects.find(one => one.id === shortage.subject);
  const key = subject?.roster;
  const roster = key === undefined ? undefined : timeline.rosters[key];
  const { at, total, held, atLeast, by, byNow, anyway, lockedOut } = shortage;
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
    ...(anyway === undefined ? {} : { anyway }),
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
