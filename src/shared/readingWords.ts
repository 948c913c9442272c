// How much of a listing was read: its holders as far as they are known, and the words for what is not.
import type { LastUseBucket } from '../core/seats';
import type { BarTarget, ListingSeries, Reading } from '../core/series/seriesTypes';
import { lastUseBuckets } from './protocol';
import { fill } from './strings';
import type { ChartStrings } from './strings';

/** Holders of a listing as far as they were read. */
export function holdersOf(row: ListingSeries): number | undefined {
  const use = row.lastUse;
  return use === undefined
    ? undefined
    : lastUseBuckets.reduce((sum, bucket) => sum + use[bucket], use.unknown ?? 0);
}

/** What a chart of last uses is made of: the buckets, and those of whom it is not known where there are any. */
export const useSegmentsOf = (rows: readonly ListingSeries[]): readonly (LastUseBucket | 'unknown')[] =>
  rows.some(({ lastUse }) => lastUse?.unknown !== undefined)
    ? [...lastUseBuckets, 'unknown']
    : lastUseBuckets;

/** How many of a listing's holders are in such a part; undefined where they were not read. */
export const countOf = ({ lastUse }: ListingSeries, bucket: LastUseBucket | 'unknown'): number | undefined =>
  lastUse === undefined ? undefined : (lastUse[bucket] ?? 0);

/** The target of a click on such a part: the tree cannot be asked for those of whom it is not known, so it shows all. */
export const useTarget = (itemId: string, bucket: LastUseBucket | 'unknown'): BarTarget => ({
  kind: 'listing',
  itemId,
  ...(bucket === 'unknown' ? {} : { idle: bucket }),
});

/** Why there is no count of holders, in words. */
export function notCounted(reading: Reading, s: ChartStrings): string {
  return reading.state === 'notPerUser' ? s.values.notPerUser : s.values.notRead;
}

/** How much of a list was read, in words. */
export function readingText(reading: Reading, s: ChartStrings): string {
  switch (reading.state) {
    case 'complete':
      return s.values.complete;
    case 'unread':
      return s.values.notRead;
    case 'loading':
      return s.messages.loading;
    case 'failed':
      return reading.problem ?? s.values.notRead;
    case 'notPerUser':
      return s.values.notPerUser;
    case 'partial':
      switch (reading.partial?.kind) {
        case 'portalLimit':
          return fill(
            s.messages.partialLimit,
            new Intl.NumberFormat(s.language).format(reading.partial.limit),
          );
        case 'pageFailed':
          return fill(s.messages.partialPage, reading.partial.message);
        case 'cancelled':
          return s.messages.partialCancelled;
        default:
          return s.messages.partialPaged;
      }
  }
}
