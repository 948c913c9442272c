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
export function readingsOf({ reading }: Pick<SimulationInput, 'reading'>): readonly TimelineReading[] {
  const assumed: TimelineReading = { ...documentedReading, ...reading };
  return [assumed, ...deviations(assumed).map(one => one.reading)];
}

const deviations = (assumed: TimelineReading): readonly Omit<OtherReading, 'timeline'>[] =>
  others.flatMap(other => {
    const [what] = Object.keys(other) as readonly (keyof TimelineReading)[];
    return what === undefined || assumed[what] === other[what]
      ? []
      : [{ what, reading: { ...assumed, ...other } }];
  });

/**
 * The other readings (wire reference 14.2, 16.2, 8.3), one at a time, under which other things fall short, at other times or by other numbers: the
 * view says "if this portal merges the parts, …". Empty where all readings agree.
 */
export function readingsThatDiffer(input: SimulationInput): readonly OtherReading[] {
  const assumed: TimelineReading = { ...documentedReading, ...input.reading };
  const usual = shortagesText(simulate(input));
  return deviations(assumed).flatMap(({ what, reading }): readonly OtherReading[] => {
    const timeline = simulate({ ...input, reading });
    return shortagesText(timeline) === usual ? [] : [{ what, reading, timeline }];
  });
}

const shortagesText = ({ shortages }: Timeline): string =>
  JSON.stringify(
    shortages.map(({ subject, at, until, total, held }) => [subject, at, until ?? null, total, held]),
  );
