// What the rows say for the operations on a portal's license: which have a menu entry, and what starts later.
import assert from 'node:assert/strict';
import { userTypeId } from '../../../../src/core/ids';
import type { FutureLicenseItem, Organization } from '../../../../src/core/model';
import type { TreeNode, TreeState } from '../../../../src/core/tree/treeModelTypes';
import { childrenOf, portalRow } from '../../../../src/core/tree/treeModel';
import {
  connection,
  day,
  enterprise,
  enterpriseId,
  legacy,
  now,
  online,
  organization,
  stateOf,
  walk,
  type Data,
} from './treeFixture';

const offlineRows = (state: TreeState): readonly TreeNode[] =>
  walk(state).filter(node => node.kind === 'holder' && node.flags.includes('offlineHolder'));

describe('rows of offline holders', () => {
  /** The online fixture has the holders; what the portal is decides what can be done. */
  const at = (kind: Organization['kind']): Data => {
    const data = online();
    return { ...data, branches: { ...data.branches, organization: organization(kind) } };
  };

  it('can be released at ArcGIS Enterprise of both generations, and not at ArcGIS Online', () => {
    for (const [kind, releasable] of [
      ['enterprise', true],
      ['legacy', true],
      ['online', false],
    ] as const) {
      const rows = offlineRows(stateOf([at(kind)]));
      assert.ok(rows.length > 0);
      for (const row of rows) assert.equal(row.flags.includes('releasable'), releasable, kind);
    }
  });

  it('are the only ones that can be', () => {
    const rows = walk(stateOf([at('enterprise')])).filter(node => node.flags.includes('releasable'));
    for (const row of rows) assert.ok(row.flags.includes('offlineHolder') && row.kind === 'holder', row.id);
  });
});

describe('rows of imported products', () => {
  it('can be removed by who may write', () => {
    for (const canWrite of [true, false]) {
      const data = legacy();
      const state = stateOf([
        { ...data, branches: { ...data.branches, organization: organization('legacy', canWrite) } },
      ]);
      const rows = walk(state).filter(node => node.kind === 'importedApp');
      assert.ok(rows.length > 0);
      for (const row of rows) assert.equal(row.flags.includes('writable'), canWrite);
    }
  });
});

describe('user types and the future license', () => {
  const type = userTypeId('creatorUT');
  const ends = now + 111 * day;
  const rowWith = (...future: readonly Partial<FutureLicenseItem>[]): TreeNode => {
    const data = enterprise();
    const license = { ...data.branches.license!, userTypes: [{ id: type, name: type, expiresAt: ends }] };
    const items = future.map(item => ({ section: 'userTypes' as const, id: type, maximum: 0, ...item }));
    const state = stateOf([
      { ...data, branches: { ...data.branches, userTypes: [], license, futureLicense: items } },
    ]);
    const found = walk(state).find(node => node.kind === 'userType');
    assert.ok(found);
    return found;
  };

  it('say seats from a day on, and the end of the present license once', () => {
    const row = rowWith({ maximum: 80, startsAt: ends }, { maximum: 90, startsAt: ends + day });
    assert.match(row.description ?? '', new RegExp(`seatsFrom\\(80, ${ends}\\) · seatsFrom\\(90`));
    assert.doesNotMatch(rowWith({ startsAt: ends }).description ?? '', /endsOn|seatsFrom/);
  });

  it('say that a type ends where nothing follows, never "0 seats"', () => {
    assert.match(rowWith({ startsAt: ends + day }).description ?? '', /endsOn\(/);
    assert.match(rowWith({}).description ?? '', /endsUnknown/);
    const replaced = rowWith({ maximum: 0, startsAt: ends + 9 * day }, { maximum: 5, startsAt: ends });
    assert.match(replaced.description ?? '', /seatsFrom\(5, \d+\) · seatsFrom\(0, \d+\)$/);
  });

  it('leave other sections and other types alone', () => {
    const row = rowWith(
      { section: 'apps', maximum: 7, startsAt: ends },
      { id: 'viewerUT', maximum: 8, startsAt: ends },
    );
    assert.doesNotMatch(row.description ?? '', /seatsFrom/);
  });

  it('read the future license of ArcGIS Enterprise when their group opens, and of no other', () => {
    for (const [data, is] of [
      [enterprise(), true],
      [online(), false],
    ] as const) {
      const state = stateOf([data]);
      const group = walk(state).find(node => node.kind === 'userTypes');
      assert.ok(group);
      assert.equal(
        childrenOf(group, state).needs.some(({ name }) => name === 'futureLicense'),
        is,
      );
    }
  });
});

describe('the row of a portal', () => {
  it('says its time zone, or that it is the computer’s, and shows its own end in it', () => {
    const zone = (timeZone?: string): readonly (string | undefined)[] => {
      const data = enterprise();
      const portal = {
        ...connection(enterpriseId, 'enterprise'),
        ...(timeZone === undefined ? {} : { timeZone }),
      };
      const lines = portalRow(portal, stateOf([{ ...data, portal }])).tooltip;
      return ['timeZone', 'subscriptionEnds'].map(name => lines.find(line => line.name === name)?.value);
    };
    assert.equal(zone()[0], 'computerZone');
    const [own, end] = zone('Europe/Zurich');
    assert.equal(own, 'Europe/Zurich');
    assert.match(end ?? '', /^moment\(\d+, Europe\/Zurich\)$/);
  });
});
