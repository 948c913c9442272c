// App bundles and who holds them (wire reference 7.4).
import type { ItemId, Username } from '../../core/ids';
import { itemId, userKey } from '../../core/ids';
import type { AppBundle, Listed } from '../../core/model';
import type { Http } from '../http';
import { portalLimit } from '../http';
import { readList, wholeList } from '../paging';
import type { ReadOptions } from '../portalClient';
import { present } from '../present';
import { countOf, isRecord, textOf, timeOf } from '../schemas';
import { escapeQuery, memberOf } from './members';
import { manageLicenses } from './organization';

/** `portals/self/appBundles`; seats and end only where the portal says them. */
export async function readAppBundles(http: Http, signal?: AbortSignal): Promise<readonly AppBundle[]> {
  const list = await readList(
    http,
    {
      request: { path: 'portals/self/appBundles', action: 'read', privilege: manageLicenses },
      rowsKey: 'appBundles',
      map: raw => {
        const id = isRecord(raw) ? (textOf(raw['appBundleItemId']) ?? textOf(raw['itemId'])) : undefined;
        if (!isRecord(raw) || id === undefined) return undefined;
        return present<AppBundle>({
          itemId: itemId(id),
          name: textOf(raw['name']) ?? id,
          maximum: countOf(raw['maxUsers']),
          expiresAt: timeOf(raw['endDate']),
        });
      },
      keyOf: bundle => bundle.itemId,
    },
    signal === undefined ? {} : { signal },
  );
  return wholeList(list, 'GET portals/self/appBundles');
}

/** Holders of a bundle: a member search by `appbundle:`, which lags behind writes and ends at 10,000 rows. */
export function readAppBundleHolders(
  http: Http,
  id: ItemId,
  options?: ReadOptions<Username>,
): Promise<Listed<Username>> {
  return readList(
    http,
    {
      request: {
        path: 'portals/self/users/search',
        action: 'read',
        params: { q: `appbundle: ${escapeQuery(id)}`, sortField: 'username', sortOrder: 'asc' },
        privilege: manageLicenses,
      },
      rowsKey: 'results',
      map: raw => memberOf(raw)?.username,
      keyOf: userKey,
      ceiling: portalLimit,
    },
    options,
  );
}
