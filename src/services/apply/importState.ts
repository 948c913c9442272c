// What a portal says of its licenses before and after an import, and whether that is what the file asks for.
import { memberSeats } from '../../core/catalog';
import { licenseDate, licenseDateText } from '../../core/files/licenseDate';
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
import type { InEffect, LicenseItem, LicenseLists } from './importCourse';

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
function queued({ queue }: Pick<EntitlementsQueue, 'queue'>, row: ImportRow): number {
  const at = licenseDate(row.effective);
  const part = queue.find(
    ({ startDateStr }) =>
      startDateStr === row.effective || (at !== undefined && licenseDate(startDateStr) === at),
  );
  return part ? seatsOf(part.pools, row.name) : 0;
}

export const licenseSections = {
  userType: 'userTypes',
  app: 'apps',
  appBundle: 'appBundles',
  extension: 'extensions',
  capability: 'capabilities',
} as const;

export const isLicenseSection = (section: string): section is keyof typeof licenseSections =>
  section in licenseSections;

/** What the resource has of a row; what starts later is not in it yet. */
export function licensed(
  { section, name, effective }: Pick<ImportRow, 'section' | 'name' | 'effective'>,
  { license }: Stated,
): LicenseItem | undefined {
  if (license === undefined || effective !== undefined || !isLicenseSection(section)) return undefined;
  return license[licenseSections[section]].find(({ id, itemId }) => id === name || itemId === name);
}

/** What rows are held to. */
export interface Stated {
  readonly license?: LicenseLists;
  readonly queue?: Pick<EntitlementsQueue, 'queue'>;
  readonly listing?: InEffect;
}

/** The seats of a row's subject as the portal states them; undefined where it does not say. */
function stated(row: ImportRow, state: Stated): number | undefined {
  const { license, queue, listing } = state;
  switch (row.section) {
    case 'queue':
      return queue && queued(queue, row);
    case 'entitlement':
      return row.name === memberSeats ? listing?.maxUsers : listing && seatsOf(listing.pools, row.name);
    case 'userType':
    case 'app':
    case 'appBundle':
    case 'extension': {
      if (!license || row.effective !== undefined) return undefined;
      const item = licensed(row, state);
      return item ? item.maximum : 0;
    }
    case 'capability':
      // It has no seats: the resource names it or does not.
      if (!license || row.effective !== undefined) return undefined;
      return licensed(row, state) ? 1 : 0;
    default:
      return undefined;
  }
}

export interface Comparison {
  /** Numbers and ends of the plan that the portal states, by row and what of it; undefined where it is the file's, else how it differs, in words. */
  readonly checks: ReadonlyMap<string, string | undefined>;
  /** How many these are. */
  readonly checked: number;
  /** Of these, those that are others than the file's, in words. */
  readonly differing: readonly string[];
}

const dayMs = 86_400_000;

/** How the end that the portal states differs from the file's, in words. A portal may state the same day in its own zone. */
function otherEnd(row: ImportRow, now: number, wanted: number): string | undefined {
  return Math.abs(now - wanted) < dayMs
    ? undefined
    : l10n.t('{0}: ends {1} instead of {2}', row.name, licenseDateText(now), licenseDateText(wanted));
}

/** By row and what of it: undefined where it is the file's, else how it differs, in words; absent where it is not stated. */
export function checksOf({ rows }: Pick<ImportPlan, 'rows'>, state: Stated): Comparison['checks'] {
  const checks = new Map<string, string | undefined>();
  for (const [index, row] of rows.entries()) {
    const seats = row.after === undefined ? undefined : stated(row, state);
    if (seats !== undefined)
      checks.set(
        `seats/${index}`,
        seats === row.after ? undefined : l10n.t('{0}: {1} instead of {2}', row.name, seats, row.after ?? ''),
      );
    // Of what has other seats, or is taken away, no end counts.
    if (row.after === 0 || (seats !== undefined && seats !== row.after)) continue;
    const end = licensed(row, state)?.expiresAt;
    if (end === undefined || row.endsAfter === undefined) continue;
    checks.set(`end/${index}`, otherEnd(row, end, row.endsAfter));
  }
  return checks;
}

function statedBy(plan: ImportPlan, state: ImportState, itemId: string | undefined): Stated {
  const { license, queue } = state;
  const listing = listingOf(plan, state, itemId);
  return { ...(license ? { license } : {}), ...(queue ? { queue } : {}), ...(listing ? { listing } : {}) };
}

/** Compares the portal with what the plan's rows say comes of the import. */
export function compareWithPlan(
  plan: ImportPlan,
  state: ImportState,
  itemId: string | undefined,
): Comparison {
  const checks = checksOf(plan, statedBy(plan, state, itemId));
  const differing = [...checks.values()].filter(text => text !== undefined);
  return { checks, checked: checks.size, differing };
}

/**
 * Whether the answer of `importEntitlements` itself carries the parts of the file (wire reference 14.3): then the portal has taken it, whether or
 * not anything is otherwise than before.
 */
export function carriesFile(plan: ImportPlan, answered: EntitlementsQueue | undefined): boolean {
  if (answered === undefined || (answered.current === undefined && answered.queue.length === 0)) return false;
  const { current } = answered;
  const checks = checksOf(plan, {
    queue: answered,
    ...(current === undefined
      ? {}
      : {
          listing: {
            pools: current.pools,
            ...(current.maxUsers === undefined ? {} : { maxUsers: current.maxUsers }),
          },
        }),
  });
  return checks.size > 0 && [...checks.values()].every(text => text === undefined);
}

/** What a portal says, without counts of members, which change by themselves. */
export const stateText = (content: unknown): string =>
  JSON.stringify(content, (key, value: unknown) =>
    (key === 'current' && typeof value === 'number') || key === 'currentMembers' ? undefined : value,
  );

/**
 * Whether the portal says something else than before, of what could be read both times. Of the listings, those of the product alone: others
 * change by themselves. `unread`: there is nothing to compare.
 */
export function changeOf(
  plan: ImportPlan,
  before: ImportState,
  after: ImportState,
  itemId: string | undefined,
): 'same' | 'changed' | 'unread' {
  const { listings: was, ...earlier } = before;
  const { listings: is, ...later } = after;
  const pairs: (readonly [unknown, unknown])[] = (['license', 'futureLicense', 'queue'] as const)
    .filter(name => earlier[name] !== undefined && later[name] !== undefined)
    .map(name => [earlier[name], later[name]]);
  if (was !== undefined && is !== undefined) {
    const product = (listingOf(plan, after, itemId) ?? listingOf(plan, before, itemId))?.itemId;
    if (product !== undefined)
      pairs.push(
        [was, is].map(list => list.find(one => one.itemId === product) ?? null) as [unknown, unknown],
      );
  }
  if (pairs.length === 0) return 'unread';
  return pairs.every(([one, other]) => stateText(one) === stateText(other)) ? 'same' : 'changed';
}
