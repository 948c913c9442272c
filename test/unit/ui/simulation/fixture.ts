// A county with ArcGIS Pro and one more product: small enough to count by hand.
import { entitlement, itemId, portalId, username } from '../../../../src/core/ids';
import { readImportFile } from '../../../../src/core/files/importFile';
import type { Holder, Listing, PortalConnection } from '../../../../src/core/model';
import type { SimulatedFile, SimulationInput } from '../../../../src/core/timeline/simulationInput';

export const day = 86_400_000;
/** 2026-11-22 12:00 UTC. */
export const now = Date.UTC(2026, 10, 22, 12);
export const july = Date.UTC(2027, 6, 1);
export const zone = 'America/Los_Angeles';

export const connection: PortalConnection = {
  id: portalId('p1'),
  name: 'Riverbend',
  url: 'https://gis.riverbend.example/portal',
  kind: 'legacy',
  orgId: 'org',
  username: username('admin'),
  timeZone: zone,
};

export const pro: Listing = {
  itemId: itemId('pro'),
  title: 'ArcGIS Pro',
  status: 'active',
  maxUsers: 10,
  pools: [
    { key: entitlement('desktopAdvN'), num: 10 },
    { key: entitlement('networkAnalystN'), num: 5 },
  ],
  canDisconnect: true,
  hasListing: true,
};

export const holder = (
  name: string,
  entitlements: readonly string[],
  more: Partial<Holder> = {},
): Holder => ({
  username: username(name),
  entitlements: entitlements.map(entitlement),
  offline: false,
  ...more,
});

/** Five with Network Analyst: one never used it, one is offline, three used it lately. */
export const holders: readonly Holder[] = [
  holder('never', ['desktopAdvN', 'networkAnalystN']),
  holder('away', ['desktopAdvN', 'networkAnalystN'], {
    offline: true,
    offlineSince: now - 40 * day,
    lastUsed: now - 400 * day,
  }),
  holder('old', ['desktopAdvN', 'networkAnalystN'], { lastUsed: now - 300 * day }),
  holder('new1', ['desktopAdvN', 'networkAnalystN'], { lastUsed: now - 2 * day }),
  holder('new2', ['desktopAdvN', 'networkAnalystN'], { lastUsed: now - day }),
  holder('plain', ['desktopAdvN'], { lastUsed: now - day }),
];

const part = (date: string, network: number): object => ({
  orgEntitlements: {
    maxUsers: 10,
    startDateStr: date,
    entitlements: {
      desktopAdvN: { num: 10, license: 'SECRET-LICENSE' },
      networkAnalystN: { num: network, license: 'SECRET-LICENSE' },
    },
  },
  signature: 'SECRET-SIGNATURE',
  licenseManagerInfo: { hostname: 'lm.riverbend.example', port: 27000 },
});

/** Network Analyst drops from five seats to three on 1 July 2027. */
export function entitlementsFile(
  parts: readonly object[] = [part('01-Jul-2026', 5), part('01-Jul-2027', 3)],
): SimulatedFile {
  const { content } = readImportFile('entitlements.json', JSON.stringify(parts));
  if (content?.kind !== 'entitlements') throw new Error('The fixture is no entitlements file.');
  return { kind: 'entitlements', content, appId: 'arcgisprodesktop' };
}

/** What the portal has, without a file. */
export const portalInput: SimulationInput = {
  portalKind: 'legacy',
  now,
  timeZone: zone,
  listings: [pro],
  queues: [],
  holders: { pro: { items: holders } },
};

export const input: SimulationInput = { ...portalInput, file: entitlementsFile() };
