import assert from 'node:assert/strict';
import { valuesAt } from '../../../../src/core/files/completionNames';
import type { PortalFacts } from '../../../../src/core/files/lint/lintTypes';
import { entitlement, itemId, portalId, username } from '../../../../src/core/ids';
import type { Listing } from '../../../../src/core/model';

const listing = (id: string, title: string, ...keys: readonly string[]): Listing => ({
  itemId: itemId(id),
  title,
  status: 'active',
  pools: keys.map(key => ({ key: entitlement(key), num: 1 })),
  canDisconnect: false,
  hasListing: true,
});
const facts: PortalFacts = {
  portalId: portalId('p'),
  portalName: 'P',
  portalUrl: 'https://p.example',
  kind: 'online',
  timeZone: 'UTC',
  listings: [listing('1', 'ArcGIS Pro', 'desktopAdvN', 'desktopBasicN'), listing('2', 'Other', 'x')],
  members: {
    items: [{ username: username('bo'), fullName: 'Bo', role: '', provider: 'arcgis', disabled: false }],
  },
  unread: [],
};
const held: PortalFacts = {
  ...facts,
  holders: { '1': { items: [{ username: username('ana'), entitlements: [], offline: false }] } },
};

describe('the names that can stand at a place', () => {
  it('are members, listings and entitlements in assignments', () => {
    const at = (path: readonly (string | number)[], isKey = false) =>
      valuesAt({ kind: 'assignments', path, isKey, facts });
    assert.deepEqual(at(['users', 0]), { what: 'member', values: ['bo'] });
    assert.deepEqual(at([0, 'users', 3])?.values, ['bo']);
    assert.deepEqual(at(['userEntitlements', 0, 'user'])?.values, ['bo']);
    assert.deepEqual(at(['entitlements', 1]), {
      what: 'entitlement',
      values: ['desktopAdvN', 'desktopBasicN', 'x'],
    });
    assert.deepEqual(at(['listing']), { what: 'listing', values: ['ArcGIS Pro', 'Other'] });
    assert.deepEqual(at(['itemId'])?.values, ['1', '2']);
    assert.equal(at(['users'], true), undefined);
    assert.equal(at(['other']), undefined);
    assert.equal(at([]), undefined);
  });

  it('are of the listings that the file is about, where those are known, and their holders count as members', () => {
    const at = (path: readonly (string | number)[]) =>
      valuesAt({ kind: 'assignments', path, isKey: false, facts: held })?.values;
    assert.deepEqual(at(['entitlements', 0]), ['desktopAdvN', 'desktopBasicN']);
    assert.deepEqual(at(['users', 0]), ['ana', 'bo']);
  });

  it('are features in an entitlements file, as keys, and nothing in a license file', () => {
    const path = [0, 'orgEntitlements', 'entitlements', ''];
    assert.deepEqual(valuesAt({ kind: 'entitlements', path, isKey: true, facts: held })?.values, [
      'desktopAdvN',
      'desktopBasicN',
    ]);
    assert.equal(valuesAt({ kind: 'entitlements', path, isKey: false, facts }), undefined);
    assert.equal(valuesAt({ kind: 'entitlements', path: ['users', 0], isKey: false, facts }), undefined);
    assert.equal(valuesAt({ kind: 'portalLicense', path, isKey: true, facts }), undefined);
  });
});
