// A portal of one product and a few people, small enough to count by hand.
import assert from 'node:assert/strict';
import { readImportFile } from '../../../../src/core/files/importFile';
import { entitlement, itemId, userTypeId, username } from '../../../../src/core/ids';
import type { Holder, Listing, Member } from '../../../../src/core/model';
import type { SimulatedFile, SimulationInput } from '../../../../src/core/timeline/simulationInput';

export const now = Date.UTC(2026, 5, 22);
export const pro = itemId('pro');

export const holder = (name: string, keys: readonly string[], more: Partial<Holder> = {}): Holder => ({
  username: username(name),
  entitlements: keys.map(entitlement),
  offline: false,
  ...more,
});

export const member = (name: string, role = 'org_user', more: Partial<Member> = {}): Member => ({
  username: username(name),
  fullName: name,
  role,
  userType: userTypeId('editorUT'),
  provider: 'arcgis',
  disabled: false,
  ...more,
});

/** @param entitlements JSON of the object, so that a key can be there twice */
export const part = (startDateStr: string, entitlements: string, more: object = {}): string =>
  JSON.stringify({
    orgEntitlements: { maxUsers: 10, startDateStr, ...more, entitlements: 0 },
    signature: 'x',
  })
    // The value is written in as it is.
    .replace('"entitlements":0', `"entitlements":${entitlements}`);

/** @param parts in a list, or the text of the whole file */
export function entitlementsFile(parts: readonly string[] | string): SimulatedFile {
  const text = typeof parts === 'string' ? parts : `[${parts.join()}]`;
  const { content } = readImportFile('entitlements.json', text);
  assert.ok(content?.kind === 'entitlements');
  return { kind: 'entitlements', content, appId: 'arcgisprodesktop' };
}

export function licenseFile(provision: object): SimulatedFile {
  const { content } = readImportFile(
    'entitlements.json',
    JSON.stringify({ MyEsri: { provision }, signature: 'x' }),
  );
  assert.ok(content?.kind === 'portalLicense');
  return { kind: 'license', content: content.content };
}

export const listing: Listing = {
  itemId: pro,
  title: 'ArcGIS Pro',
  status: 'active',
  maxUsers: 10,
  pools: [{ key: entitlement('networkAnalystN'), num: 4 }],
  canDisconnect: true,
  hasListing: true,
};

/** A portal of 10.6.1 whose Network Analyst three members hold. */
export const legacy: SimulationInput = {
  portalKind: 'legacy',
  now,
  timeZone: 'America/Los_Angeles',
  listings: [listing],
  queues: [],
  holders: {
    [pro]: {
      items: ['a', 'b', 'c'].map((name, index) =>
        holder(name, ['networkAnalystN'], { lastUsed: now - index }),
      ),
    },
  },
};
