// Times of several ways to do one job, in turn, so that what else the machine does meanwhile falls on all of them.

/** The middle one, or the mean of the two in the middle. @throws RangeError for no values */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('No values, no median.');
  return (upper + lower) / 2;
}

/** What one try of a way took, ms; or the function itself measures a part of what it does. */
export type Try = () => Promise<number>;

/** Runs something and says how long it took, ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export interface Rounds {
  /** Rounds before those that count: until V8 has compiled what they run. */
  readonly warmUps?: number;
  /** Counted rounds at most, while all of them together are short. */
  readonly most?: number;
  /** As long as the counted tries took less than this together, ms, there is another round. */
  readonly shortMs?: number;
}

/**
 * Runs the ways in turn, A B A B …, after rounds that are not counted. Garbage is collected before the first try alone, where it may be asked for:
 * a forced collection makes V8 throw away compiled code, and after each one cold code would be measured.
 * @param tries counted rounds at least
 * @returns per way the times of the counted tries, those of one round at the same place.
 */
export async function inTurn<Name extends string>(
  tries: number,
  ways: Readonly<Record<Name, Try>>,
  { warmUps = 2, most = tries * 5, shortMs = 2_000 }: Rounds = {},
): Promise<Readonly<Record<Name, readonly number[]>>> {
  const names = Object.keys(ways) as Name[];
  const times = Object.fromEntries(names.map(name => [name, [] as number[]])) as Record<Name, number[]>;
  globalThis.gc?.();
  for (let round = 0; round < warmUps; round++) for (const name of names) await ways[name]();
  let spent = 0;
  for (let round = 0; round < tries || (round < most && spent < shortMs); round++) {
    for (const name of names) {
      const ms = await ways[name]();
      times[name].push(ms);
      spent += ms;
    }
  }
  return times;
}

/** The median of what `combine` makes of the tries of each round: a slow second falls on both. */
export const paired = (
  one: readonly number[],
  other: readonly number[],
  combine: (a: number, b: number) => number,
): number => median(one.map((value, round) => combine(value, other[round] ?? Number.NaN)));

/** Median and minimum for a figure. */
export const summary = (times: readonly number[]): { median: number; min: number; tries: number } => ({
  median: median(times),
  min: Math.min(...times),
  tries: times.length,
});

/**
 * Times of a part as those of the whole, by their requests.
 * @throws RangeError where the part is empty
 */
export function scaledByRequests(times: readonly number[], part: number, whole: number): readonly number[] {
  if (part <= 0) throw new RangeError('No requests to scale by.');
  return times.map(ms => (ms * whole) / part);
}
