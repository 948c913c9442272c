// What a portal licenses before and after an import, thing by thing, as the portal itself says: the file is not asked.
import { memberSeats } from '../../core/catalog';
import { licenseDateText } from '../../core/files/licenseDate';
import { entitlementKey } from '../../core/ids';
import type { EntitlementPool, EntitlementsPart, PortalLicense } from '../../core/model';
import type { ImportPlan, ImportRow } from '../../core/planTypes';
import { listingOf } from './importState';
import type { ImportState } from './importState';

interface Licensed {
  readonly id: string;
  readonly maximum?: number;
  readonly current?: number;
  readonly expiresAt?: number;
}

/** What has no seats counts as one, as in the rows of a plan. */
const sections = {
  userType: license => license.userTypes,
  appBundle: license => license.appBundles,
  app: license => license.apps,
  extension: license => license.extensions,
  capability: license => license.capabilities.map(one => ({ ...one, maximum: 1 })),
} as const satisfies Record<string, (license: PortalLicense) => readonly Licensed[]>;

/**
 * Rows with the seats before and after. A row without a number says that the portal states none.
 * @param itemId of the product's listing, where the portal names it.
 */
export function comparisonOf(
  plan: ImportPlan,
  before: ImportState,
  after: ImportState,
  itemId: string | undefined,
): ImportRow[] {
  return [
    ...licenseRows(before, after),
    ...futureRows(before, after),
    ...listingRows(plan, before, after, itemId),
    ...queueRows(before, after),
  ];
}

function licenseRows({ license: was }: ImportState, { license: is }: ImportState): ImportRow[] {
  if (!was || !is) return [];
  return Object.entries(sections).flatMap(([section, itemsOf]) => {
    const [earlier, later]: readonly [readonly Licensed[], readonly Licensed[]] = [itemsOf(was), itemsOf(is)];
    const ids = new Set([...later, ...earlier].map(({ id }) => id));
    return [...ids].map(id => {
      const [one, other] = [earlier, later].map(list => list.find(item => item.id === id));
      return row(section, id, one ? one.maximum : 0, other ? other.maximum : 0, {
        ...given('held', other?.current ?? one?.current),
        ...given('endsBefore', one?.expiresAt),
        ...given('endsAfter', other?.expiresAt),
      });
    });
  });
}

/** `getFutureLicense` of 10.7.1 and later; 0 seats without a successor is the end of what there is (wire reference 13.7). */
function futureRows({ futureLicense: was }: ImportState, { futureLicense: is }: ImportState): ImportRow[] {
  if (!was || !is) return [];
  const keyOf = ({ section, id, startsAt }: (typeof is)[number]): string =>
    `${section} ${id} ${startsAt ?? ''}`;
  const [earlier, later] = [was, is].map(list => new Map(list.map(one => [keyOf(one), one])));
  return [...new Map([...(later ?? []), ...(earlier ?? [])])].map(([key, one]) =>
    row(
      one.section.replace(/s$/, ''),
      one.id,
      earlier?.get(key)?.maximum,
      later?.get(key)?.maximum,
      one.startsAt === undefined ? {} : { effective: licenseDateText(one.startsAt) },
    ),
  );
}

function listingRows(
  plan: ImportPlan,
  before: ImportState,
  after: ImportState,
  itemId: string | undefined,
): ImportRow[] {
  if (plan.operation !== 'importEntitlements' || !before.listings || !after.listings) return [];
  const is = listingOf(plan, after, itemId);
  const was = is ? before.listings.find(one => one.itemId === is.itemId) : listingOf(plan, before, itemId);
  if (!was && !is) return [];
  return [
    row('entitlement', memberSeats, was ? was.maxUsers : 0, is ? is.maxUsers : 0),
    ...poolRows('entitlement', was?.pools ?? [], is?.pools ?? []),
  ];
}

function queueRows({ queue: was }: ImportState, { queue: is }: ImportState): ImportRow[] {
  if (!was || !is) return [];
  const dateOf = ({ startDateStr, startDate }: EntitlementsPart): string =>
    startDateStr ?? String(startDate ?? '?');
  const dates = new Set([...is.queue, ...was.queue].map(dateOf));
  return [...dates].flatMap(effective => {
    const poolsOf = (parts: readonly EntitlementsPart[]): readonly EntitlementPool[] =>
      parts.filter(part => dateOf(part) === effective).flatMap(part => part.pools);
    return poolRows('queue', poolsOf(was.queue), poolsOf(is.queue), { effective });
  });
}

function poolRows(
  section: string,
  was: readonly EntitlementPool[],
  is: readonly EntitlementPool[],
  more: Partial<ImportRow> = {},
): ImportRow[] {
  const names = new Map([...was, ...is].map(({ key }) => [entitlementKey(key), key]));
  const seats = (pools: readonly EntitlementPool[], key: string): number =>
    pools.find(pool => entitlementKey(pool.key) === key)?.num ?? 0;
  return [...names].map(([key, name]) => row(section, name, seats(was, key), seats(is, key), more));
}

const row = (
  section: string,
  name: string,
  before: number | undefined,
  after: number | undefined,
  more: Partial<ImportRow> = {},
): ImportRow => ({ section, name, ...given('before', before), ...given('after', after), ...more });

function given<Key extends 'before' | 'after' | 'held' | 'endsBefore' | 'endsAfter'>(
  key: Key,
  value: number | undefined,
): { readonly [K in Key]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: number });
}
