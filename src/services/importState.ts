// What a portal says of its licenses before and after an import, and whether that is what the file asks for.
import type { EntitlementsQueue, FutureLicenseItem, Listing, PortalLicense } from '../core/model';
import type { ImportSnapshot } from '../core/journal';
import type { ImportPlan, ImportRow } from '../core/planTypes';
import type { PortalClient } from '../arcgis/portalClient';

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

/** The seats of a row's subject as the portal states them; undefined where it does not say. */
function stated(row: ImportRow, state: ImportState, itemId: string | undefined): number | undefined {
  const { license } = state;
  switch (row.section) {
    case 'userType':
      return license && (license.userTypes.find(({ id }) => id === row.name)?.maximum ?? 0);
    case 'app':
      return license && (license.apps.find(({ id }) => id === row.name)?.maximum ?? 0);
    case 'appBundle':
      return license && (license.appBundles.find(({ id }) => id === row.name)?.maximum ?? 0);
    case 'extension':
      return license && (license.extensions.find(({ id }) => id === row.name)?.maximum ?? 0);
    case 'entitlement': {
      const listing = state.listings?.find(candidate => candidate.itemId === itemId);
      return (
        listing && (listing.pools.find(({ key }) => key.toLowerCase() === row.name.toLowerCase())?.num ?? 0)
      );
    }
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

/** Compares the portal with what the plan's rows say comes of the import. A queued part has no number yet and is not compared. */
export function compareWithPlan(
  plan: ImportPlan,
  state: ImportState,
  itemId: string | undefined,
): Comparison {
  const differing: string[] = [];
  let checked = 0;
  for (const row of plan.rows) {
    if (row.after === undefined || row.effective !== undefined) continue;
    const now = stated(row, state, itemId);
    if (now === undefined) continue;
    checked += 1;
    if (now !== row.after) differing.push(`${row.name}: ${now} instead of ${row.after}`);
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
