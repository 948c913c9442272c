// Members and listings for the tests of the matrix, and the plain way to filter and sort them.
import { entitlementName, userTypeName } from '../../../../src/core/catalog';
import { filterHolders, ofOneList } from '../../../../src/core/holderFilter';
import type { HolderFilter } from '../../../../src/core/holderFilter';
import { HolderDirectory } from '../../../../src/core/holderDirectory';
import { HolderTable } from '../../../../src/core/holderTable';
import { entitlement, itemId, portalId, userKey, userTypeId, username } from '../../../../src/core/ids';
import { matrixColumns } from '../../../../src/core/matrix/matrixColumns';
import { MatrixTable } from '../../../../src/core/matrix/matrixTable';
import type { MatrixSort } from '../../../../src/core/matrix/matrixSort';
import type { Holder, Listing, Member } from '../../../../src/core/model';

export const listing = (id: string, title = id): Listing => ({
  itemId: itemId(id),
  title,
  status: 'active',
  pools: [],
  canDisconnect: true,
  hasListing: true,
});

export const member = (name: string, fullName = name, type?: string): Member => ({
  username: username(name),
  fullName,
  role: 'org_user',
  provider: 'arcgis',
  disabled: false,
  ...(type === undefined ? {} : { userType: userTypeId(type) }),
});

export const holder = (
  name: string,
  sets: readonly string[],
  lastUsed?: number,
  offlineSince?: number,
): Holder => ({
  username: username(name),
  entitlements: sets.map(entitlement),
  offline: offlineSince !== undefined,
  ...(lastUsed === undefined ? {} : { lastUsed }),
  ...(offlineSince === undefined ? {} : { offlineSince }),
});

export interface World {
  readonly members: readonly Member[];
  /** Per listing. */
  readonly holders: readonly (readonly Holder[])[];
}

export const portal = portalId('p');

/** A table of one portal. @param asColumns lists as the inventory keeps them, else plain arrays */
export function tableOf({ members, holders }: World, asColumns: boolean): MatrixTable {
  const listings = holders.map((_, index) => listing(`item${index}`, `Listing ${index}`));
  const table = new MatrixTable([portal], matrixColumns([listings]));
  table.addMembers(0, members);
  const directory = new HolderDirectory();
  for (const [index, rows] of holders.entries()) {
    const columns = new HolderTable(directory);
    for (const row of rows) columns.push(row);
    table.putHolders(0, itemId(`item${index}`), { state: 'complete' }, asColumns ? columns.view() : rows);
  }
  return table;
}

/** The names of those who match, in order, found row by row through the filter that the tree uses. */
export function naively(
  { members, holders }: World,
  filter: HolderFilter,
  sort: MatrixSort,
): readonly string[] {
  const names = new Map<string, string>();
  for (const { username: name } of members) if (!names.has(userKey(name))) names.set(userKey(name), name);
  for (const { username: name } of holders.flat())
    if (!names.has(userKey(name))) names.set(userKey(name), name);
  const known = new Map(members.map(one => [userKey(one.username), one]));
  const heldBy = (key: string, index: number): Holder | undefined =>
    holders[index]?.findLast(row => userKey(row.username) === key);
  const { text, ...ofHolding } = ofOneList(filter);
  const looked = holders.flatMap((_, index) =>
    filter.listing === undefined || filter.listing === `item${index}` ? [index] : [],
  );
  const isAsked = filter.listing !== undefined || Object.keys(ofHolding).length > 0;
  const matches = (key: string): boolean => {
    const own = known.get(key);
    const wanted = text?.trim().toLowerCase() ?? '';
    if (!key.includes(wanted) && !(own?.fullName.toLowerCase().includes(wanted) ?? false)) return false;
    if (filter.userType !== undefined && own?.userType !== filter.userType) return false;
    return (
      !isAsked ||
      looked.some(index => {
        const row = heldBy(key, index);
        return row !== undefined && filterHolders([row], ofHolding).length > 0;
      })
    );
  };
  type Value = readonly (number | string)[] | undefined;
  const value = (key: string): Value => {
    const own = known.get(key);
    const cells = holders.map((_, index) => heldBy(key, index)).filter(row => row !== undefined);
    switch (sort.by) {
      case 'name':
      case 'portal':
        return [];
      case 'fullName':
        return own === undefined ? undefined : [own.fullName.toLowerCase()];
      case 'userType':
        return own?.userType === undefined ? undefined : [userTypeName(own.userType)];
      case 'held':
        return [cells.length];
      case 'lastUsed': {
        const times = cells.flatMap(row => (row.lastUsed === undefined ? [] : [row.lastUsed]));
        return times.length === 0 ? undefined : [Math.max(...times)];
      }
      case 'column': {
        const index = holders.findIndex((_, at) => sort.column === `title:Listing ${at}`);
        const row = heldBy(key, index);
        return row && [row.entitlements.map(entitlementName).join(', '), row.lastUsed ?? -Infinity];
      }
    }
  };
  const sign = sort.descending ? -1 : 1;
  const order = (one: number | string, other: number | string): number =>
    one < other ? -1 : one > other ? 1 : 0;
  const compare = (one: string, other: string): number => {
    if (sort.by === 'name') return sign * order(one, other);
    const [a, b] = [value(one), value(other)];
    if (a === undefined || b === undefined) return a === b ? order(one, other) : a === undefined ? 1 : -1;
    for (const [at, left] of a.entries()) {
      const result = order(left, b[at] ?? 0);
      if (result !== 0) return sign * result;
    }
    return order(one, other);
  };
  return [...names.keys()]
    .filter(matches)
    .sort(compare)
    .map(key => names.get(key) ?? '');
}
