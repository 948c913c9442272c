import assert from 'node:assert/strict';
import { itemId, username } from '../../../../src/core/ids';
import { PortalError } from '../../../../src/core/problem';
import type { LoadState, TreeNode } from '../../../../src/core/tree/treeModelTypes';
import {
  appItem,
  bundleId,
  enterprise,
  enterpriseId,
  problem,
  proHolders,
  ready,
  stateOf,
  walk,
  type Data,
} from './treeFixture';

const failed: LoadState<never> = { state: 'failed', problem: problem('transport', 'down') };
const notPerUser: LoadState<never> = {
  state: 'failed',
  problem: new PortalError({ kind: 'listingUnavailable', reason: 'notPerUser' }, 'not licensed by user'),
};

function rowOf(data: Data, kind: TreeNode['kind']): TreeNode {
  const node = walk(stateOf([data])).find(one => one.kind === kind);
  assert.ok(node !== undefined);
  return node;
}
const seatsIn = (node: TreeNode): readonly (string | undefined)[] => [
  node.description?.split(' · until')[0],
  node.tooltip.find(({ name }) => name === 'currentLabel')?.value,
];

// Four members hold the five entitlements.
const usedText =
  'countOf(4, 400) · entitlementOverBy(ArcGIS Pro Advanced, 1) · overAllEntitlements(countOf(5, 19))';

describe('the use of an app', () => {
  for (const [name, holders, expected] of [
    ['not read yet', undefined, ['seats(400) · overAllEntitlements(count(19)) · notRead', 'notRead']],
    [
      'being read',
      { state: 'loading' },
      ['seats(400) · overAllEntitlements(count(19)) · loading', 'loading'],
    ],
    [
      'half read',
      { state: 'loading', value: proHolders },
      ['seats(400) · overAllEntitlements(count(19)) · loading', 'loading'],
    ],
    [
      'not to be read',
      failed,
      ['seats(400) · overAllEntitlements(count(19)) · holdersNotRead', 'holdersNotRead'],
    ],
    [
      'not counted by user',
      notPerUser,
      ['seats(400) · overAllEntitlements(count(19)) · notPerUser', 'notPerUser'],
    ],
    ['read before', { ...failed, value: proHolders, readAt: 1 }, [usedText, 'count(5)']],
    ['read', ready(proHolders), [usedText, 'count(5)']],
  ] as const) {
    it(`is ${name}`, () => {
      const data = { ...enterprise(), holders: holders === undefined ? {} : { [appItem]: holders } };
      assert.deepEqual(seatsIn(rowOf(data, 'app')), expected);
    });
  }

  it('is told in the words of its listing, whose tooltip has the sum as well', () => {
    const data = { ...enterprise(), holders: { [appItem]: ready(proHolders) } };
    const listing = walk(stateOf([data])).find(
      one => one.kind === 'listing' && one.target.itemId === appItem,
    );
    assert.ok(listing?.description !== undefined);
    const members = 'countOf(4, 400) · entitlementOverBy(ArcGIS Pro Advanced, 1)';
    assert.ok(listing.description.includes(members), listing.description);
    assert.ok(rowOf(data, 'app').description?.startsWith(members));
    assert.ok(listing.tooltip.some(({ value }) => value === 'overAllEntitlements(countOf(5, 19))'));
  });

  it('is not reported where the portal names no item whose holders could be read', () => {
    const data = enterprise();
    const { license } = data.branches;
    assert.ok(license !== undefined && !('state' in license));
    const apps = license.apps.map(app => ({ ...app, itemId: itemId('') }));
    assert.deepEqual(
      seatsIn(rowOf({ ...data, branches: { ...data.branches, license: { ...license, apps } } }, 'app')),
      ['currentNotReported(19)', 'notReported'],
    );
  });
});

describe('the use of an app bundle', () => {
  it('is not read yet, then counted', () => {
    const { bundleHolders, ...unread } = enterprise();
    assert.ok(bundleHolders !== undefined);
    assert.deepEqual(seatsIn(rowOf(unread, 'bundle')), ['seats(203) · notRead', 'notRead']);
    const read = { ...unread, bundleHolders: { [bundleId]: { items: [username('ana')] } } };
    assert.deepEqual(seatsIn(rowOf(read, 'bundle')), ['countOf(1, 203)', 'count(1)']);
  });
});

describe('the use of a user type', () => {
  const userTypes = enterprise().branches.userTypes;
  assert.ok(userTypes !== undefined);
  const withLicense = (license: LoadState<never> | undefined): Data => ({
    ...enterprise(),
    branches: { organization: enterprise().branches.organization!, userTypes, ...(license && { license }) },
  });
  it('waits for the license of an Enterprise portal, which counts the members', () => {
    for (const [license, expected] of [
      [undefined, ['seats(999) · notRead', 'notRead']],
      [{ state: 'loading' }, ['seats(999) · loading', 'loading']],
      [failed, ['seats(999) · couldNotRead(license)', 'couldNotRead(license)']],
    ] as const) {
      assert.deepEqual(seatsIn(rowOf(withLicense(license), 'userType')), expected);
    }
  });

  it('is not reported where no resource of the portal counts', () => {
    const data = enterprise();
    const online = {
      portal: { ...data.portal, kind: 'online' as const },
      branches: { organization: { ...organizationOf(data), kind: 'online' as const }, userTypes },
    };
    assert.deepEqual(seatsIn(rowOf(online, 'userType')), ['currentNotReported(999)', 'notReported']);
  });
});

function organizationOf({ branches: { organization } }: Data) {
  assert.ok(organization !== undefined && !('state' in organization), enterpriseId);
  return organization;
}
