// Of which time the rows of a list are, in words: a list of two times never passes for one of one time.
import { count, utcDateTime } from './format';
import { l10n } from './l10n';
import type { Listed, OlderRows, ReadTimes } from './model';
import { freshCount } from './olderRows';

type Times = Pick<Listed<unknown>, 'items' | 'completed' | 'older'>;

/** "2026-08-01 14:03 UTC to 2026-08-01 14:20 UTC", or one moment where both are the same minute. */
function span({ from, to }: ReadTimes): string {
  const [first, last] = [utcDateTime(from), utcDateTime(to)];
  return first === last ? first : l10n.t('{0} to {1}', first, last);
}

/** "50,000 as of …": the rows of an earlier reading. */
export const olderText = (older: OlderRows): string =>
  l10n.t('{0} as of {1}', count(older.rows), span(older));

/**
 * "10,000 read at …, 50,000 as of …", or "as of … to …" for a completed list; undefined for a list whose rows are all of the time at which it was read.
 * @param readAt epoch ms
 */
export function readTimesText(list: Times, readAt: number): string | undefined {
  const { completed, older } = list;
  if (older !== undefined)
    return l10n.t('{0} read at {1}, {2}', count(freshCount(list)), utcDateTime(readAt), olderText(older));
  if (completed === undefined) return undefined;
  const { from, to } = completed;
  return l10n.t('as of {0}', span({ from: Math.min(from, readAt), to: Math.max(to, readAt) }));
}

/** What that means; undefined where all rows are of one time. */
export function readTimesMeaning({ completed, older }: Times): string | undefined {
  if (older !== undefined)
    return l10n.t(
      'The portal cut the list again. Whom it does not show now stands here as of an earlier reading, also who was among the first then: no portal says in which order it cuts, so that they may hold nothing any more, or be behind the cut. What other administrators or windows changed since then is not seen, nor who was deleted; what this window writes is. A plan reads anew whom it is for.',
    );
  return completed === undefined
    ? undefined
    : l10n.t('What other administrators have changed since then is not seen until the list is read anew.');
}
