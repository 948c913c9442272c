// Holders as a file: who holds what of a product, whether the list is whole, and never a cell that a spreadsheet runs.
import { userTypeName } from './catalog';
import { csvDocument } from './csv';
import { isoTime } from './format';
import { userKey } from './ids';
import type { Holder, Listed, Member } from './model';

export interface HolderExport {
  readonly portal: string;
  readonly title: string;
  readonly itemId: string;
  /** Epoch ms. */
  readonly readAt: number;
  readonly holders: Listed<Holder>;
  /** By {@link userKey}; a holder who is not in it has no name and user type in the file. */
  readonly members: ReadonlyMap<string, Member>;
  /** Why the list is not whole, in words; undefined when it is. */
  readonly incomplete: string | undefined;
  /** Why names and user types are missing, in words; undefined when they were read. */
  readonly membersMissing: string | undefined;
  /** The filter that was on, in words; undefined for all holders. */
  readonly filter: string | undefined;
}

const header = ['user', 'name', 'user type', 'entitlements', 'last used', 'offline'] as const;

/** In a cell of which nothing says what belongs there; an empty last use means never. */
export const unknownWord = 'unknown';

/** Raw entitlement strings, separated by semicolons: what the portal and other tools understand. */
export function holdersCsv({ holders, members }: HolderExport): string {
  return csvDocument(
    header,
    holders.items.map(holder => {
      const member = members.get(userKey(holder.username));
      return [
        holder.username,
        member?.fullName,
        member?.userType === undefined ? '' : userTypeName(member.userType),
        holder.entitlements.join(';'),
        holder.useUnknown === true ? unknownWord : isoTime(holder.lastUsed),
        holder.offlineUnknown === true ? unknownWord : holder.offline,
      ];
    }),
  );
}

/** The same with ids beside the names, and `complete` with the reason. Times are ISO 8601 in UTC; absent means never, null not known. */
export function holdersJson(input: HolderExport): string {
  const { holders, members } = input;
  const document = {
    portal: input.portal,
    title: input.title,
    itemId: input.itemId,
    readAt: isoTime(input.readAt),
    ...(holders.completed === undefined
      ? {}
      : {
          completedFrom: isoTime(holders.completed.from),
          completedTo: isoTime(holders.completed.to),
        }),
    complete: input.incomplete === undefined,
    ...(input.incomplete === undefined ? {} : { incomplete: input.incomplete }),
    ...(input.membersMissing === undefined ? {} : { membersMissing: input.membersMissing }),
    ...(input.filter === undefined ? {} : { filter: input.filter }),
    holders: holders.items.map(holder => {
      const member = members.get(userKey(holder.username));
      return {
        user: holder.username,
        ...(member === undefined ? {} : { name: member.fullName }),
        ...(member?.userType === undefined ? {} : { userType: member.userType }),
        entitlements: holder.entitlements,
        ...(holder.useUnknown === true
          ? { lastUsed: null }
          : holder.lastUsed === undefined
            ? {}
            : { lastUsed: isoTime(holder.lastUsed) }),
        offline: holder.offlineUnknown === true ? null : holder.offline,
        ...(holder.offlineSince === undefined ? {} : { offlineSince: isoTime(holder.offlineSince) }),
      };
    }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A file name that every system takes, and that says when the list is not whole. */
export function exportFileName(title: string, incomplete: boolean, extension: 'csv' | 'json'): string {
  const base = title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${base === '' ? 'holders' : `${base}-holders`}${incomplete ? '-partial' : ''}.${extension}`;
}
