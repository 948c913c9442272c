import { userTypeId } from '../../core/ids';
import type { UserType } from '../../core/model';
import type { Http } from '../http';
import { readList, wholeList } from '../paging';
import { present } from '../present';
import { countOf, isRecord, textOf } from '../schemas';

/** `portals/self/userLicenseTypes`, in one piece or in pages (wire reference 6.4). */
export async function readUserTypes(http: Http, signal?: AbortSignal): Promise<readonly UserType[]> {
  const list = await readList(
    http,
    {
      request: { path: 'portals/self/userLicenseTypes', action: 'read' },
      rowsKey: 'userLicenseTypes',
      startsUnpaged: true,
      map: raw => {
        const id = isRecord(raw) ? textOf(raw['id']) : undefined;
        if (!isRecord(raw) || id === undefined) return undefined;
        const maximum = countOf(raw['maxUsers']);
        return present<UserType>({ id: userTypeId(id), name: textOf(raw['name']) ?? id, maximum });
      },
      keyOf: type => type.id,
    },
    signal === undefined ? {} : { signal },
  );
  return wholeList(list, 'GET portals/self/userLicenseTypes');
}
