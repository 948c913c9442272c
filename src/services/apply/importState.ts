// What a portal says of its licenses before and after an import, and whether that is what the file asks for.
import { memberSeats } from '../../core/catalog';
import { licenseDate } from '../../core/files/licenseDate';
import { entitlementKey } from '../../core/ids';
import type {
  EntitlementPool,
  EntitlementsQueue,
  FutureLicenseItem,
  Listing,
  PortalLicense,
} from '../../core/model';
import type { ImportSnapshot } from '../../core/journal';
import { l10n } from '../../core/l10n';
import type { ImportPlan, ImportRow } from '../../core/planTypes';
import type { PortalClient } from '../../arcgis/portalClient';

export interface ImportState {
  readonly license?: PortalLicense;
  readonly futureLicense?: readonly FutureLicenseItem[];
  readonly queue?: EntitlementsQueue;
  readonly listings?: readonly Listing[];
}

/**
 * Reads what an import of this kind changes. The resource it replaces has to be readable; `getFutureLicense` (10.7.1 and later) and the
 * purchases are read where they can be.
 * @throws PortalError where the resource that is replaced cannot be read.
 */
export async function readImportState(client: PortalClient, plan: ImportPlan): Promise<ImportState> {
  const optional = async <T>(read: Promise<T>): Promise<T | undefined> => {
    try {
      return await read;
    } catch {
      return undefined;
    }
  };
  if (plan.operation === 'importLicense') {
    const [license, futureLicense] = await Promise.all([client.license(), optional(client.futureLicense())]);
    return { license, ...(futureLicense ? { futureLicense } : {}) };
  }
  const [queue, listings] = await Promise.all([
    client.entitlementsQueue(plan.appId ?? ''),
    optional(client.purchases()),
  ]);
  return { queue, ...(listings ? { listings } : {}) };
}

export const snapshotOf = (state: ImportState): ImportSnapshot[] =>
  Object.entries(state).map(([resource, content]) => ({ resource, content: content as unknown }));

/** A state as the journal kept it. */
export const stateOf = (resources: readonly ImportSnapshot[]): ImportState =>
  Object.fromEntries(resources.map(({ resource, content }) => [resource, content]));

/** The product's listing: by its item id where the portal names it, else the one listing that has the entitlements of the plan. */
export function listingOf(
  plan: ImportPlan,
  state: ImportState,
  itemId: string | undefined,
): Listing | undefined {
  const named = state.listings?.find(listing => listing.itemId === itemId);
  if (named) return named;
  const keys = new Set(
    plan.rows.filter(row => row.section === 'entitlement').map(row => entitlementKey(row.name)),
  );
  const sharing = state.listings?.filter(
    listing => listing.status !== 'expired' && listing.pools.some(({ key }) => keys.has(entitlementKey(key))),
  );
  return sharing?.length === 1 ? sharing[0] : undefined;
}

const seatsOf = (pools: readonly EntitlementPool[], name: string): number =>
  pools.find(({ key }) => entitlementKey(key) === entitlementKey(name))?.num ?? 0;

/** Seats of a part that starts at the date of the row, as the queue states them. */
function queued({ queue }: EntitlementsQueue, row: ImportRow): number {
  const at = licenseDate(row.effective);
  const part = queue.find(
    ({ startDateStr }) =>
      startDateStr === row.effective || (at !== undefined && licenseDate(startDateStr) === at),
  );
  return part ? seatsOf(part.pools, row.name) : 0;
}

const licenseSections = {
  userType: 'userTypes',
  app: 'apps',
  appBundle: 'appBundles',
  extension: 'extensions',
} as const;

/** The seats of a row's subject as the portal states them; undefined where it does not say. */
function stated(row: ImportRow, state: ImportState, listing: Listing | undefined): number | undefined {
  const { license, queue } = state;
  switch (row.section) {
    case 'queue':
      return queue && queued(queue, row);
    case 'entitlement':
      return row.name === memberSeats ? listing?.maxUsers : listing && seatsOf(listing.pools, row.name);
    case 'userType':
    case 'app':
    case 'appBundle':
    case 'extension': {
      // A part of a license file that starts later is not in the resource yet.
      if (!license || row.effective !== undefined) return undefined;
      const items: readonly { readonly id: string; readonly itemId?: string; readonly maximum?: number }[] =
        license[licenseSections[row.section]];
      const item = items.find(({ id, itemId }) => id === row.name || itemId === row.name);
      return item ? item.maximum : 0;
    }
    case 'capability':
      // It has no seats: the resource names it or does not.
      if (!license || row.effective !== undefined) return undefined;
      return license.capabilities.some(({ id }) => id === row.name) ? 1 : 0;
    default:
      return undefined;
  }
}

export interface Comparison {
  /** Rows that the portal states a number for. */
  readonly checked: number;
  /** Of these, those with another number than the file's, in words. */
  readonly differing: readonly string[];
}

/** Compares the portal with what the plan's rows say comes of the import. */
export function compareWithPlan(
  plan: ImportPlan,
  state: ImportState,
  itemId: string | undefined,
): Comparison {
  const differing: string[] = [];
  let checked = 0;
  const listing = listingOf(plan, state, itemId);
  for (const row of plan.rows) {
    if (row.after === undefined) continue;
    const now = stated(row, state, listing);
    if (now === undefined) continue;
    checked += 1;
    if (now !== row.after) differing.push(l10n.t('{0}: {1} instead of {2}', row.name, now, row.after));
  }
  return { checked, differing };
}

/** The same numbers and parts; counts of members, which change by themselves, are left out. */
export function sameState(one: ImportState, other: ImportState): boolean {
  const text = (state: ImportState): string =>
    JSON.stringify(state, (key, value: unknown) =>
      key === 'current' && typeof value === 'number'
        ? undefined
        : key === 'currentMembers'
          ? undefined
          : value,
    );
  return text(one) === text(other);
}
