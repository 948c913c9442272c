// How much of a listing was read: its holders as far as they are known, and the words for what is not.
import type { ListingSeries, Reading } from '../core/series/seriesTypes';
import { lastUseBuckets } from './protocol';
import { fill } from './strings';
import type { ChartStrings } from './strings';

/** Holders of a listing as far as they were read. */
export function holdersOf(row: ListingSeries): number | undefined {
  const use = row.lastUse;
  return use === undefined ? undefined : lastUseBuckets.reduce((sum, bucket) => sum + use[bucket], 0);
}

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
