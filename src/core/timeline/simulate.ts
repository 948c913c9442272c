// The time line of an import, or of a portal as it is: seats at every boundary, what falls short, whom it locks out.
import { licenseLines } from './licenseSeats';
import { productLines } from './productSeats';
import { rostersOf } from './rosters';
import type { Rosters } from './rosters';
import type { SeatLine } from './seatLine';
import { seatsTaken, shortagesOf } from './shortages';
import { documentedReading } from './simulationInput';
import type { SimulationInput } from './simulationInput';
import type {
  Boundary,
  BoundaryCause,
  Shortage,
  Timeline,
  TimelineReading,
  TimelineSubject,
} from './timelineTypes';
import { unknownsOf } from './unknowns';

/**
 * Simulates the import of a file, which replaces everything of its product (entitlements file; seed 002) or the whole license (license file; wire
 * reference 13.4), the queue included; without a file what the portal's own queue and expiries will do. Never throws. What is not known of the
 * portal is left out, and named in `unknowns`.
 */
export function simulate(input: SimulationInput): Timeline {
  const reading: TimelineReading = { ...documentedReading, ...input.reading };
  const rosters = rostersOf(input, reading);
  const { lines, undated } = linesOf(input, reading, rosters);
  const { file, ...portal } = input;
  const without = new Map(
    (file === undefined ? [] : linesOf(portal, reading, rosters).lines).map(line => [line.subject.id, line]),
  );
  const boundaries = boundariesOf(lines, input);
  const subjects = lines.map(line => subjectOf(line, boundaries, rosters, input));
  const shortages = subjects
    .flatMap((subject, index) =>
      lines[index]?.isSum === true
        ? []
        : shortagesOf(
            subject,
            subject.roster === undefined ? undefined : rosters.byKey[subject.roster],
            boundaries,
            input.portalKind,
          ),
    )
    .map(shortage => (comesAnyway(shortage, without) ? { ...shortage, anyway: true as const } : shortage))
    .sort((a, b) => a.at - b.at);
  const worse = shortages.filter(shortage => shortage.by > shortage.byNow);
  const first = worse.find(shortage => shortage.anyway === undefined);
  const firstAnyway = worse.find(shortage => shortage.anyway === true);
  return {
    now: input.now,
    timeZone: input.timeZone,
    portalKind: input.portalKind,
    ...(file === undefined
      ? {}
      : { file: { kind: file.kind, ...(file.kind === 'entitlements' ? { appId: file.appId } : {}) } }),
    reading,
    boundaries,
    subjects,
    rosters: usedRosters(subjects, rosters),
    shortages,
    ...(first === undefined ? {} : { first }),
    ...(firstAnyway === undefined ? {} : { firstAnyway }),
    unknowns: unknownsOf(input, subjects, rosters, undated),
  };
}

function linesOf(
  input: SimulationInput,
  reading: TimelineReading,
  rosters: Rosters,
): { readonly lines: readonly SeatLine[]; readonly undated: readonly string[] } {
  const license = licenseLines(input, rosters);
  const products = productLines(input, license.governed, reading, rosters);
  return { lines: [...license.lines, ...products.lines], undated: products.undated };
}

/** Whether the portal has no more seats without the file, as far as that is known, from the start of a shortage to its end. */
function comesAnyway(
  { subject, at, until = Infinity, total }: Shortage,
  without: ReadonlyMap<string, SeatLine>,
): boolean {
  const line = without.get(subject);
  if (line === undefined) return false;
  const times = [at, ...line.moments.map(moment => moment.at).filter(one => one > at && one < until)];
  return times.every(time => (line.seatsAt(time) ?? Infinity) <= total);
}

function boundariesOf(lines: readonly SeatLine[], { now, file }: SimulationInput): readonly Boundary[] {
  const causes = new Map<number, Map<string, BoundaryCause>>();
  const add = (at: number, cause: BoundaryCause): void => {
    const here = causes.get(at) ?? new Map<string, BoundaryCause>();
    causes.set(at, here);
    here.set(`${cause.kind}/${'label' in cause ? cause.label : ''}`, cause);
  };
  add(now, { kind: file === undefined ? 'now' : 'import' });
  for (const line of lines) for (const { at, cause } of line.moments) add(at, cause);
  return [...causes].sort(([a], [b]) => a - b).map(([at, here]) => ({ at, causes: [...here.values()] }));
}

function subjectOf(
  line: SeatLine,
  boundaries: readonly Boundary[],
  rosters: Rosters,
  input: SimulationInput,
): TimelineSubject {
  const base = { ...line.subject, atLeast: false, before: line.before ?? null };
  const { endUnknownFrom } = line;
  const open = endUnknownFrom === undefined ? -1 : boundaries.findIndex(({ at }) => at >= endUnknownFrom);
  const subject: TimelineSubject = {
    ...base,
    seats: boundaries.map(({ at }) => line.seatsAt(at) ?? null),
    ...(open === -1 ? {} : { endUnknownFrom: open }),
  };
  return { ...subject, ...heldOf(subject, rosters, input) };
}

function heldOf(
  subject: TimelineSubject,
  rosters: Rosters,
  { license, userTypes, members }: SimulationInput,
): Partial<Pick<TimelineSubject, 'held' | 'atLeast'>> {
  const roster = subject.roster === undefined ? undefined : rosters.byKey[subject.roster];
  switch (subject.kind) {
    case 'members': {
      const current = license?.currentMembers;
      if (current !== undefined) return { held: current };
      return members === undefined
        ? {}
        : { held: members.items.length, atLeast: members.partial !== undefined };
    }
    case 'userType': {
      const same = (type: { readonly id: string }): boolean => type.id === subject.userType;
      const current = license?.userTypes.find(same)?.current ?? userTypes?.find(same)?.current;
      if (current !== undefined) return { held: current };
      if (members === undefined) return {};
      return { held: roster?.members.length ?? 0, atLeast: members.partial !== undefined };
    }
    case 'app': {
      // The maximum of an app is the sum over its entitlements (wire reference 13.1).
      if (roster === undefined) return {};
      const seats = roster.members.reduce((sum, one) => sum + (one.entitlements?.length ?? 0), 0);
      return { held: seats, atLeast: roster.atLeast };
    }
    default: {
      if (roster === undefined) return {};
      return { held: seatsTaken(subject, roster), atLeast: roster.atLeast };
    }
  }
}

function usedRosters(subjects: readonly TimelineSubject[], rosters: Rosters): Timeline['rosters'] {
  const keys = new Set(subjects.flatMap(subject => subject.roster ?? []));
  return Object.fromEntries(Object.entries(rosters.byKey).filter(([key]) => keys.has(key)));
}
