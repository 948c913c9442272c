import type { Username } from '../../core/ids';
import { userKey, username } from '../../core/ids';
import type { Group, Listed } from '../../core/model';
import { isPortalError } from '../../core/problem';
import type { Http } from '../http';
import { readList, wholeList } from '../paging';
import { isRecord, textOf } from '../schemas';
import { segment } from '../url';
import { escapeQuery } from './members';

/** `community/groups/{id}/userList`: the members of a group with its owner, as names or as objects. */
export function readGroupMembers(
  http: Http,
  groupId: string,
  signal?: AbortSignal,
): Promise<Listed<Username>> {
  return readList(
    http,
    {
      request: { path: `community/groups/${segment(groupId)}/userList`, action: 'read' },
      rowsKey: 'users',
      extraRows: ({ owner }) => [owner],
      map: raw => {
        const name = textOf(isRecord(raw) ? raw['username'] : raw);
        return name === undefined ? undefined : username(name);
      },
      keyOf: userKey,
    },
    signal === undefined ? {} : { signal },
  );
}

const groupOf = (raw: unknown): Group | undefined => {
  const id = isRecord(raw) ? textOf(raw['id']) : undefined;
  return isRecord(raw) && id !== undefined ? { id, title: textOf(raw['title']) ?? id } : undefined;
};

/** What the ids of groups look like; a title may look like it as well. */
const idShape = /^[0-9a-f]{32}$/i;

/**
 * The groups with this id or exactly this title, in any case: `community/groups/{id}`, and the search of `community/groups`, whose index finds
 * more than was asked for and is compared here. Titles are not unique. Groups that the user may not see are not found.
 * @throws PortalError `unexpectedReply` where the search is not read to its end.
 */
export async function findGroups(http: Http, name: string, signal?: AbortSignal): Promise<readonly Group[]> {
  if (idShape.test(name)) {
    try {
      const request = { path: `community/groups/${segment(name)}`, action: 'read', signal } as const;
      const group = groupOf(await http.send(request));
      if (group !== undefined) return [group];
    } catch (error) {
      // "Group does not exist or is inaccessible" comes as a plain refusal: it may still be a title.
      if (!isPortalError(error) || !['refused', 'notMember', 'versionUnsupported'].includes(error.fault.kind))
        throw error;
    }
  }
  const list = await readList(
    http,
    {
      request: {
        path: 'community/groups',
        action: 'read',
        params: { q: `title:"${escapeQuery(name)}"`, sortField: 'title', sortOrder: 'asc' },
      },
      rowsKey: 'results',
      map: groupOf,
      keyOf: group => group.id,
    },
    signal === undefined ? {} : { signal },
  );
  const wanted = name.toLowerCase();
  return wholeList(list, 'GET community/groups').filter(group => group.title.toLowerCase() === wanted);
}
