import assert from 'node:assert/strict';
import { itemId } from '../../../../src/core/ids';
import type { EntitlementsPart } from '../../../../src/core/model';
import type { TreeNode } from '../../../../src/core/tree/treeModelTypes';
import {
  below,
  legacy,
  organization as organizationOf,
  pro,
  problem,
  stateOf,
  walk,
  type Data,
} from './treeFixture';

/** A portal that answers `{}` where nothing is queued: it names no item then (wire reference 14.3). */
const nothingQueued = (listings: Data['branches']['listings']): Data => ({
  ...legacy(),
  branches: { ...legacy().branches, ...(listings === undefined ? {} : { listings }) },
  queues: { arcgisprodesktop: { appId: 'arcgisprodesktop', queue: [] } },
});
const isPro = (node: TreeNode): boolean =>
  node.kind === 'importedApp' && node.target.appId === 'arcgisprodesktop';
const rowsOf = (data: Data): readonly (string | undefined)[][] =>
  below(stateOf([data]), isPro).map(node => [node.label, node.description]);

describe('imported entitlements where the portal names no item', () => {
  it('are what the listing of the product owns', () => {
    const data = nothingQueued([{ ...pro, title: 'ArcGIS Production Mapping', itemId: itemId('p') }, pro]);
    assert.deepEqual(rowsOf(data), [['currentPart', 'since(01-Jan-2026) · seats(400) · asListingSays']]);
    const product = walk(stateOf([data])).find(isPro);
    assert.equal(product?.description, 'seats(400) · nothingQueued');
    assert.equal(product.target.itemId, pro.itemId);
    const current = walk(stateOf([data])).find(node => node.kind === 'importedPart');
    assert.ok(current?.tooltip.some(({ value }) => value === 'listingToldByTitle'));
    assert.deepEqual(
      below(stateOf([data]), node => node.kind === 'importedPart').map(node => node.description),
      ['seats(2)', 'seats(17)'],
    );
  });

  it('are told by the entitlements where the title does not say it', () => {
    assert.deepEqual(rowsOf(nothingQueued([{ ...pro, title: 'Lizenzen' }])), [
      ['currentPart', 'since(01-Jan-2026) · seats(400) · asListingSays'],
    ]);
  });

  it('are not known, rather than none, where no listing or more than one could be it', () => {
    const twice = [pro, { ...pro, itemId: itemId('other') }];
    for (const listings of [[], twice, [{ ...pro, title: 'Other', pools: [] }]]) {
      assert.deepEqual(rowsOf(nothingQueued(listings)), [['currentNotKnown', undefined]]);
    }
  });

  it('are not known where the listings could not be read, and loading while they are', () => {
    const failed = { state: 'failed', problem: problem('transport', 'down') } as const;
    assert.deepEqual(rowsOf(nothingQueued(failed)), [['currentNotKnown', undefined]]);
    assert.deepEqual(rowsOf(nothingQueued({ state: 'loading' })), [['loading', undefined]]);
  });
});

describe('since when imported entitlements are in effect', () => {
  const current = (listing: typeof pro, imported?: EntitlementsPart): string | undefined => {
    const data = nothingQueued([listing]);
    const queue = { ...data.queues?.['arcgisprodesktop'], appId: 'arcgisprodesktop', queue: [] };
    return rowsOf({
      ...data,
      queues: { arcgisprodesktop: { ...queue, ...(imported === undefined ? {} : { imported }) } },
    })[0]?.[1]?.split(' · ')[0];
  };
  const { startsAt, ...undated } = pro;
  const imported = { pools: pro.pools.toReversed(), startDateStr: '10-Sep-2015' };

  it('is the day of the purchase, or not known', () => {
    assert.equal(startsAt, Date.UTC(2026, 0, 1));
    assert.equal(current(pro), 'since(01-Jan-2026)');
    assert.equal(current(undated), 'startNotKnown');
  });

  it('is what the answer to the import said, while the listing is what was imported', () => {
    assert.equal(current(pro, imported), 'since(10-Sep-2015)');
    assert.equal(current(undated, imported), 'since(10-Sep-2015)');
    const other = { ...imported, pools: pro.pools.slice(1) };
    assert.equal(current(pro, other), 'since(01-Jan-2026)');
    assert.equal(current(undated, other), 'startNotKnown');
  });

  it('is what the portal says where it names the part itself', () => {
    const data = nothingQueued([pro]);
    const part = { pools: pro.pools, maxUsers: 7 };
    const told = (one: EntitlementsPart): readonly (string | undefined)[][] =>
      rowsOf({
        ...data,
        queues: { arcgisprodesktop: { appId: 'arcgisprodesktop', queue: [], current: one } },
      });
    assert.deepEqual(told({ ...part, startDateStr: '02-Feb-2026' }), [
      ['currentPart', 'since(02-Feb-2026) · seats(7)'],
    ]);
    assert.deepEqual(told(part), [['currentPart', 'startNotKnown · seats(7)']]);
  });
});

describe('a portal whose version is not known', () => {
  it('is named by its kind alone', () => {
    const { version, ...organization } = organizationOf('legacy');
    assert.ok(version !== undefined);
    const portal = walk(stateOf([{ ...legacy(), branches: { organization } }]))[0];
    assert.equal(portal?.description, 'enterprise · licence_admin');
    assert.ok(!portal.tooltip.some(({ name }) => name === 'versionLabel'));
  });
});
