import assert from 'node:assert/strict';
import { entitlement, itemId, username } from '../../../src/core/ids';
import { licensedPools } from '../../../src/core/licensedProducts';
import type { Listing, PortalKind, PortalLicense } from '../../../src/core/model';
import { PortalError, type Fault } from '../../../src/core/problem';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { createInventory } from '../../../src/services/inventory';
import { isClosed, readProducts } from '../../../src/services/products';
import { connectionsTo, fakeClient, portal } from './fakeClient';
import { memoryLog, quickClock } from './fakes';

const listing: Listing = {
  itemId: itemId('bought'),
  title: 'Bought',
  status: 'active',
  pools: [],
  canDisconnect: false,
  hasListing: true,
};
const license: PortalLicense = {
  userTypes: [],
  capabilities: [],
  appBundles: [{ id: 'suiteAB', itemId: itemId('bundle') }],
  apps: [
    { id: 'bought', itemId: itemId('bought') },
    { id: 'Insights', itemId: itemId('beside'), maximum: 4 },
  ],
  extensions: [
    { id: 'locsharing', itemId: itemId('ext'), maximum: 7 },
    { id: 'locsharing', itemId: itemId('ext'), maximum: 7 },
  ],
};
const fails = (fault: Fault) => () => Promise.reject(new PortalError(fault, `said ${fault.kind}`));

async function read(kind: PortalKind, answers: Partial<PortalClient>) {
  const log = memoryLog();
  const connections = await connectionsTo(
    fakeClient({
      purchases: () => Promise.resolve([listing]),
      appBundles: () => Promise.resolve([{ itemId: itemId('bundle'), name: 'Suite' }]),
      license: () => Promise.resolve(license),
      ...answers,
    }),
    log,
    kind,
  );
  const inventory = createInventory({ connections, clock: quickClock(), log });
  const { products, missing } = await readProducts({ connections, inventory }, portal);
  return {
    products: products.map(product => [product.kind, product.itemId, product.title]),
    missing: missing.map(({ name, problem }) => [name, problem.fault.kind, isClosed(problem)]),
  };
}

describe('products of a portal', () => {
  it('are listings, bundles, and what the license has beside them, each once', async () => {
    assert.deepEqual(await read('enterprise', {}), {
      products: [
        ['listing', 'bought', 'Bought'],
        ['appBundle', 'bundle', 'Suite'],
        ['licensed', 'ext', 'Location Sharing'],
        ['licensed', 'beside', 'ArcGIS Insights'],
      ],
      missing: [],
    });
  });

  it('say which list could not be read, and whether it is closed to the account', async () => {
    const closed = await read('enterprise', { license: fails({ kind: 'forbidden' }) });
    assert.deepEqual(closed.missing, [['license', 'forbidden', true]]);
    assert.equal(closed.products.length, 2);
    const blocked = await read('enterprise', { license: fails({ kind: 'versionUnsupported' }) });
    assert.deepEqual(blocked.missing, [['license', 'versionUnsupported', true]]);
    const lost = await read('enterprise', { license: fails({ kind: 'transport' }) });
    assert.deepEqual(lost.missing, [['license', 'transport', false]]);
  });

  it('take no app for one beside the purchases while the purchases are not known', async () => {
    const { products, missing } = await read('enterprise', { purchases: fails({ kind: 'transport' }) });
    assert.deepEqual(missing, [['listings', 'transport', false]]);
    assert.deepEqual(
      products.map(([, id]) => id),
      ['bundle', 'ext'],
    );
  });

  it('are not asked for where the kind of portal has none', async () => {
    for (const [kind, count] of [
      ['online', 2],
      ['legacy', 1],
    ] as const) {
      const { products, missing } = await read(kind, { license: fails({ kind: 'transport' }) });
      assert.equal(products.length, count);
      assert.deepEqual(missing, []);
    }
  });
});

describe('seats of what a license names', () => {
  const product = {
    section: 'extension',
    id: 'locsharing',
    itemId: itemId('ext'),
    title: 'Location Sharing',
    maximum: 7,
  } as const;
  const holder = (...keys: string[]) => ({
    username: username('ann'),
    entitlements: keys.map(entitlement),
    offline: false,
  });

  it('are of its id, and of what the portal calls it where members hold it', () => {
    assert.deepEqual(licensedPools(product, []), [{ key: 'locsharing', total: 7 }]);
    assert.deepEqual(licensedPools(product, [holder('LocSharingN'), holder('')]), [
      { key: 'LocSharingN', total: 7 },
    ]);
  });

  it('are of no one entitlement where there are several', () => {
    assert.deepEqual(licensedPools(product, [holder('b', 'a')]), [{ key: 'a' }, { key: 'b' }]);
  });
});
