// Every offline and idle seat as a line, for spreadsheets.
import { csvDocument } from '../csv';
import type { CsvCell } from '../csv';
import { day, isoTime } from '../format';
import { unknownWord } from '../holderExport';
import { userKey } from '../ids';
import type { Holder } from '../model';
import type { Rows } from '../rows';
import type { IdleDocument } from './idleBlocks';
import { causeText } from './reclaimText';

const header = [
  'listing',
  'item id',
  'user',
  'state',
  'entitlements',
  'last used',
  'idle days',
  'offline since',
  'account since',
  'list is whole',
  'left alone because',
] as const;

/** Times are ISO 8601 in UTC, empty for never; `unknown` where the portal does not say whether; an account's day is there once the members were read. */
export function idleCsv({ report, created, reclaim }: IdleDocument): string {
  const causes = new Map(
    reclaim?.kept.map(({ itemId, username, cause }) => [`${itemId}\n${userKey(username)}`, cause]),
  );
  const lines: CsvCell[][] = [];
  for (const { itemId, title, partial, offline, never, idle, useUnknown } of report.listings) {
    const add = (state: string, rows: Rows<Holder>): void => {
      for (const { username, entitlements, lastUsed, offlineSince, ...not } of rows) {
        const key = userKey(username);
        const cause = causes.get(`${itemId}\n${key}`);
        lines.push([
          title,
          itemId,
          username,
          state,
          entitlements.join(';'),
          not.useUnknown === true ? unknownWord : isoTime(lastUsed),
          lastUsed === undefined ? '' : Math.max(0, Math.floor((report.now - lastUsed) / day)),
          not.offlineUnknown === true ? unknownWord : isoTime(offlineSince),
          isoTime(created?.get(key)),
          partial === undefined,
          cause === undefined ? '' : causeText(cause, report),
        ]);
      }
    };
    add('offline', offline);
    add('neverUsed', never);
    add('idle', idle);
    add('useUnknown', useUnknown);
  }
  return csvDocument(header, lines);
}
