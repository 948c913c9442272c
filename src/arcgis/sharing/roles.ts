import type { Http } from '../http';
import { readList, wholeList } from '../paging';
import { isRecord, textOf } from '../schemas';

/** `portals/self/roles`: the custom roles, to name them (wire reference 6.5). */
export async function readRoles(
  http: Http,
  signal?: AbortSignal,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const list = await readList(
    http,
    {
      request: { path: 'portals/self/roles', action: 'read' },
      rowsKey: 'roles',
      map: raw => {
        const id = isRecord(raw) ? textOf(raw['id']) : undefined;
        return isRecord(raw) && id !== undefined ? { id, name: textOf(raw['name']) ?? id } : undefined;
      },
      keyOf: role => role.id,
    },
    signal === undefined ? {} : { signal },
  );
  return wholeList(list, 'GET portals/self/roles');
}
