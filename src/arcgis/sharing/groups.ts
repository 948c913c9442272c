import type { Username } from '../../core/ids';
import { userKey, username } from '../../core/ids';
import type { Listed } from '../../core/model';
import type { Http } from '../http';
import { readList } from '../paging';
import { isRecord, textOf } from '../schemas';
import { segment } from '../url';

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
