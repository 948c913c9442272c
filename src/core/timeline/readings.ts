// Whether it matters how a portal behaves where no source says it.
import { simulate } from './simulate';
import { documentedReading } from './simulationInput';
import type { SimulationInput } from './simulationInput';
import type { Timeline, TimelineReading } from './timelineTypes';

export interface OtherReading {
  /** What is assumed otherwise. */
  readonly what: keyof TimelineReading;
  readonly reading: TimelineReading;
  /** What then happens. */
  readonly timeline: Timeline;
}

const others: readonly Partial<TimelineReading>[] = [
  { parts: 'merged' },
  { partStart: 'startDate' },
  { includedPro: 'noSeats' },
];

/** Every reading that is looked at: the one that is assumed, then those that deviate from it in one thing. */
export const readingsOf = (input: Asked): readonly TimelineReading[] => [
  assumedOf(input),
  ...deviations(input).map(one => one.reading),
];

type Asked = Pick<SimulationInput, 'reading' | 'file' | 'queues'>;

const assumedOf = ({ reading }: Asked): TimelineReading => ({ ...documentedReading, ...reading });

function deviations(input: Asked): readonly Omit<OtherReading, 'timeline'>[] {
  const assumed = assumedOf(input);
  // Where there are no parts, how they are read makes no difference; a simulation of a large portal takes its time.
  const hasParts =
    input.file?.kind === 'entitlements' || (input.queues ?? []).some(one => one.queue.length > 0);
  return others.flatMap(other => {
    const [what] = Object.keys(other) as readonly (keyof TimelineReading)[];
    return what === undefined || assumed[what] === other[what] || (what !== 'includedPro' && !hasParts)
      ? []
      : [{ what, reading: { ...assumed, ...other } }];
  });
}

/**
 * The other readings (wire reference 14.2, 16.2, 8.3), one at a time, under which other things fall short, at other times or by other numbers: the
 * view says "if this portal merges the parts, …". Empty where all readings agree.
 * @param assumed what `simulate` says of the input, where it is at hand
 */
export function readingsThatDiffer(
  input: SimulationInput,
  assumed: Timeline = simulate(input),
): readonly OtherReading[] {
  const usual = shortagesText(assumed);
  return deviations(input).flatMap(({ what, reading }): readonly OtherReading[] => {
    const timeline = simulate({ ...input, reading });
    return shortagesText(timeline) === usual ? [] : [{ what, reading, timeline }];
  });
}

const shortagesText = ({ shortages }: Timeline): string =>
  JSON.stringify(
    shortages.map(({ subject, at, until, total, held }) => [subject, at, until ?? null, total, held]),
  );
