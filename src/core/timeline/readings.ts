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

/**
 * The other readings (wire reference 14.2, 16.2, 8.3), one at a time, under which other things fall short, at other times or by other numbers: the
 * view says "if this portal merges the parts, …". Empty where all readings agree.
 */
export function readingsThatDiffer(input: SimulationInput): readonly OtherReading[] {
  const assumed: TimelineReading = { ...documentedReading, ...input.reading };
  const usual = shortagesText(simulate(input));
  return others.flatMap((other): readonly OtherReading[] => {
    const [what] = Object.keys(other) as readonly (keyof TimelineReading)[];
    if (what === undefined || assumed[what] === other[what]) return [];
    const reading = { ...assumed, ...other };
    const timeline = simulate({ ...input, reading });
    return shortagesText(timeline) === usual ? [] : [{ what, reading, timeline }];
  });
}

const shortagesText = ({ shortages }: Timeline): string =>
  JSON.stringify(
    shortages.map(({ subject, at, until, total, held }) => [subject, at, until ?? null, total, held]),
  );
