// What a file is about: enough to know what to ask a portal for before the file is checked against it. Small, whatever the file's size.
import { userKey } from '../ids';
import { likelyAppId } from './appIds';
import type { FileKind } from './fileKinds';
import { readImportFile } from './importFile';

export interface FileSubject {
  /** Product of an entitlements file: as the file names it, else the one that its features show. */
  readonly appId?: string;
  /** The listing that an entitlements file names. */
  readonly itemId?: string;
  /** Features of an entitlements file; ids of the apps, extensions and bundles that a portal license file grants. Each once. */
  readonly keys: readonly string[];
  /** Item ids and titles of listings that assignments name, each once, as written first. */
  readonly listings: readonly string[];
  /** Members that assignments name, each once, as written first; no more than {@link mostUsers}. */
  readonly users: readonly string[];
  /** All members that assignments name. */
  readonly userCount: number;
}

/** More names than that are not asked for one by one in any case. */
export const mostUsers = 100;

const nothing: FileSubject = { keys: [], listings: [], users: [], userCount: 0 };

/** Reads what a file is about; nothing where it is not one of ours. Never throws. */
export function fileSubject(name: string, text: string, as?: FileKind): FileSubject {
  const { content } = readImportFile(name, text, as);
  switch (content?.kind) {
    case undefined:
      return nothing;
    case 'portalLicense': {
      const { apps, extensions, appBundles } = content.content;
      const ids = [...apps, ...extensions, ...appBundles].flatMap(({ id, itemId }) => [id, itemId ?? id]);
      return { ...nothing, keys: [...new Set(ids)] };
    }
    case 'entitlements': {
      const appId = content.appId ?? likelyAppId(content);
      return {
        ...nothing,
        keys: [...new Set(content.parts.flatMap(({ part }) => part.pools.map(pool => pool.key)))],
        ...(appId === undefined ? {} : { appId }),
        ...(content.itemId === undefined ? {} : { itemId: content.itemId }),
      };
    }
    case 'assignments':
    case 'roster': {
      const users = new Map<string, string>();
      const listings = new Map<string, string>();
      for (const { users: named, listing } of content.assignments) {
        for (const { text: user } of named) if (!users.has(userKey(user))) users.set(userKey(user), user);
        const key = listing?.text.toLowerCase();
        if (listing !== undefined && key !== undefined && !listings.has(key)) listings.set(key, listing.text);
      }
      return {
        ...nothing,
        listings: [...listings.values()],
        users: [...users.values()].slice(0, mostUsers),
        userCount: users.size,
      };
    }
  }
}
