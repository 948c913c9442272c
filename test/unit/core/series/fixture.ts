// One portal's branches for the tests of the series: small numbers that can be checked by hand.
import { entitlement, itemId, portalId, username, userTypeId } from '../../../../src/core/ids';
import type { Holder, Listed, Listing, UserType } from '../../../../src/core/model';
import { PortalError } from '../../../../src/core/problem';
import type { ChartInput } from '../../../../src/core/series/seriesTypes';
import type { LoadState } from '../../../../src/core/tree/treeModelTypes';

export const now = Date.UTC(2026, 10, 22, 10);
export const day = 86_400_000;

export function ready<T>(value: T): LoadState<T> {
  return { state: 'ready', value, readAt: now };
}
export function failed(message: string): LoadState<never> {
  return { state: 'failed', problem: new PortalError({ kind: 'transport' }, message) };
}
export const notPerUser: LoadState<never> = {
  state: 'failed',
  problem: new PortalError(
    { kind: 'listingUnavailable', reason: 'notPerUser' },
    'Item not licensed by user.',
  ),
};
export const idle: LoadState<never> = { state: 'idle' };

export function listing(id: string, more: Partial<Listing> = {}): Listing {
  return {
    itemId: itemId(id),
    title: `Listing ${id}`,
    status: 'active',
    pools: [],
    canDisconnect: true,
    hasListing: true,
    ...more,
  };
}

export function holder(name: string, entitlements: readonly string[], lastUsed?: number): Holder {
  return {
    username: username(name),
    entitlements: entitlements.map(entitlement),
    offline: false,
    ...(lastUsed === undefined ? {} : { lastUsed }),
  };
}

export function userType(id: string, more: Partial<UserType> = {}): UserType {
  return { id: userTypeId(id), name: id, ...more };
}

export const pool = (key: string, num: number): Listing['pools'][number] => ({ key: entitlement(key), num });

/** Branches that were never asked for, but those given. */
export function input(
  more: Partial<ChartInput> & { held?: Record<string, LoadState<Listed<Holder>>> } = {},
): ChartInput {
  const { held = {}, ...rest } = more;
  return {
    portal: {
      id: portalId('p1'),
      name: 'Riverbend',
      url: 'https://gis.example/portal',
      kind: 'enterprise',
      orgId: 'o1',
      username: username('admin'),
    },
    now,
    organization: idle,
    listings: idle,
    userTypes: idle,
    appBundles: idle,
    license: idle,
    futureLicense: idle,
    systemLicenses: idle,
    holders: id => held[id] ?? idle,
    queues: [],
    readingHolders: false,
    ...rest,
  };
}
