import assert from 'node:assert/strict';
import { askable, assignableProducts } from '../../../../src/core/files/assignableProducts';
import { entitlement, itemId } from '../../../../src/core/ids';
import type { Listing } from '../../../../src/core/model';

const listing = (id: string, changes: Partial<Listing> = {}): Listing => ({
  itemId: itemId(id),
  title: `Title of ${id}`,
  status: 'active',
  pools: [{ key: entitlement(`key of ${id}`), num: 3 }],
  canDisconnect: false,
  hasListing: true,
  ...changes,
});

describe('what a file of member assignments can be of', () => {
  const products = assignableProducts(
    [
      listing('now', { licenseBy: 'licenseByUser' }),
      listing('gone', { status: 'expired' }),
      listing('tried', { status: 'trial' }),
      listing('all', { licenseBy: 'licenseByOrg' }),
      listing('untold'),
    ],
    [
      { section: 'extension', id: 'locsharing', itemId: itemId('ext'), title: 'Location Sharing' },
      { section: 'app', id: 'insights', itemId: itemId('app'), title: 'Insights' },
    ],
  );

  it('is asked with expired listings and without those that nobody can hold', () => {
    assert.deepEqual(
      askable(products).map(({ itemId: id, mark }) => [id, mark]),
      [
        ['now', undefined],
        ['gone', 'expired'],
        ['tried', 'trial'],
        ['untold', undefined],
        ['ext', 'extension'],
        ['app', undefined],
      ],
    );
  });

  it('is known by name whatever it is, so that the plan can say why it cannot be', () => {
    assert.equal(products.find(one => one.itemId === 'all')?.mark, 'notPerUser');
    assert.deepEqual(products.find(one => one.itemId === 'ext')?.entitlements, ['locsharing']);
  });
});
