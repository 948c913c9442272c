// The tree over what the sample portal answers, where the answers differ by the decisions of the portal.
import assert from 'node:assert/strict';
import { rowNeeds, rowPath } from '../../../src/core/tree/rowPath';
import { chartModel } from '../../../src/core/series/series';
import type { BarTarget } from '../../../src/core/series/seriesTypes';
import { childrenOf } from '../../../src/core/tree/treeModel';
import type { TreeNode, TreeState } from '../../../src/core/tree/treeModelTypes';
import { createInventory } from '../../../src/services/inventory';
import type { Inventory } from '../../../src/services/inventoryTypes';
import { legacyAppIds } from '../../../src/services/apply/legacyAppIds';
import { words } from '../core/tree/treeFixture';
import { portal, startBench } from './bench';
import type { Bench } from './bench';

const peekOf =
  (inventory: Inventory): TreeState['peek'] =>
  (portalId, name, key) =>
    inventory.peek({ portalId, name, ...(key === undefined ? {} : { key }) });

const stateOf = (bench: Bench): TreeState => ({
  portals: bench.connections.list(),
  peek: peekOf(bench.inventory),
  now: bench.clock.now(),
  idleDays: 365,
  expiringDays: 30,
  shown: () => 100,
  filter: () => undefined,
  words,
});

/** The rows below the first that fits, from the root on. */
function open(state: TreeState, ...steps: readonly ((node: TreeNode) => boolean)[]): readonly TreeNode[] {
  let nodes = childrenOf(undefined, state).nodes;
  for (const step of steps) {
    const node = nodes.find(step);
    assert.ok(
      node !== undefined,
      `no such row among ${nodes.map(({ kind, label }) => `${kind} ${label}`).join(', ')}`,
    );
    nodes = childrenOf(node, state).nodes;
  }
  return nodes;
}

/** `26-Jan-2026`, as entitlements files write a day. */
const licenseDay = (at: number): string => {
  const [, day = '', month = '', year = ''] =
    /^\w+, (\d\d) (\w{3}) (\d{4})/.exec(new Date(at).toUTCString()) ?? [];
  return `${day}-${month}-${year}`;
};

describe('imported entitlements of a legacy sample portal', () => {
  for (const emptyQueue of ['object', 'array'] as const) {
    it(`are shown whether or not anything is queued, as ${emptyQueue}`, async () => {
      const bench = await startBench({ scale: 'S', flavor: 'legacy', decisions: { emptyQueue } });
      try {
        await bench.inventory.load({ portalId: portal, name: 'organization' });
        await bench.inventory.load({ portalId: portal, name: 'listings' });
        for (const key of legacyAppIds)
          await bench.inventory.load({ portalId: portal, name: 'entitlementsQueue', key });
        const state = stateOf(bench);
        let shown = 0;
        for (const [appId, parts] of bench.sample.state.legacyParts) {
          const listing = [...bench.sample.state.listings.values()].find(one => one.appId === appId);
          if (
            listing?.isProvisioned !== true ||
            !legacyAppIds.includes(appId as (typeof legacyAppIds)[number])
          )
            continue;
          shown += 1;
          const rows = open(
            state,
            () => true,
            node => node.kind === 'imported',
            node => node.target.appId === appId,
          );
          assert.deepEqual(
            [rows[0]?.label, rows[0]?.description],
            [
              'currentPart',
              // The portal names no date of what is in effect; its purchase does (wire reference 7.1).
              `since(${licenseDay(listing.startDate)}) · seats(${listing.seats.maxUsers}) · asListingSays`,
            ],
            `${appId} of ${parts.length} parts`,
          );
        }
        assert.ok(shown >= 3, `only ${shown} products are imported`);
      } finally {
        await bench.close();
      }
    });
  }
});

describe('a bar of the charts', () => {
  for (const flavor of ['online', 'enterprise', 'legacy'] as const) {
    it(`leads to its row, on ${flavor}`, async () => {
      const bench = await startBench({ scale: 'S', flavor });
      try {
        const [connection] = bench.connections.list();
        assert.ok(connection !== undefined);
        const peek = stateOf(bench).peek;
        const ofPortal = [
          'organization',
          'listings',
          'userTypes',
          ...(flavor === 'legacy' ? (['systemLicenses'] as const) : (['appBundles'] as const)),
          ...(flavor === 'enterprise' ? (['license', 'futureLicense'] as const) : []),
        ] as const;
        for (const name of ofPortal) await bench.inventory.load({ portalId: portal, name });
        const appIds = flavor === 'legacy' ? legacyAppIds : [];
        for (const key of appIds)
          await bench.inventory.load({ portalId: portal, name: 'entitlementsQueue', key });
        const model = chartModel({
          portal: connection,
          now: bench.clock.now(),
          organization: peek(portal, 'organization'),
          listings: peek(portal, 'listings'),
          userTypes: peek(portal, 'userTypes'),
          appBundles: peek(portal, 'appBundles'),
          license: peek(portal, 'license'),
          futureLicense: peek(portal, 'futureLicense'),
          systemLicenses: peek(portal, 'systemLicenses'),
          holders: id => peek(portal, 'holders', id),
          queues: appIds.map(appId => peek(portal, 'entitlementsQueue', appId)),
          readingHolders: false,
        });
        const bars = [
          ...model.listings.rows.map(row => ({
            label: row.label,
            target: { kind: 'listing', itemId: row.itemId } as const satisfies BarTarget,
          })),
          ...model.userTypes.rows.map(row => ({
            label: row.label,
            target: { kind: 'license', section: 'userTypes', key: [row.id] } as const satisfies BarTarget,
          })),
          ...model.expiries.rows,
        ];
        const sections = new Set(
          bars.map(({ target }) => ('section' in target ? target.section : target.kind)),
        );
        const expected = {
          online: ['appBundles', 'listing', 'portal', 'userTypes'],
          enterprise: ['appBundles', 'apps', 'capabilities', 'extensions', 'future', 'listing', 'userTypes'],
          legacy: ['features', 'listing', 'queue', 'system'],
        };
        assert.deepEqual([...sections].sort(), expected[flavor]);
        for (const { target } of bars) {
          // A fresh one: the way to the row is read by what is said to be needed alone.
          const inventory = createInventory(bench.deps);
          for (const need of rowNeeds(portal, flavor, target)) await inventory.load(need);
          const state = { ...stateOf(bench), peek: peekOf(inventory) };
          const path = rowPath(portal, target);
          open(state, ...path.map(id => (node: TreeNode) => node.id === id));
          inventory.dispose();
        }
      } finally {
        await bench.close();
      }
    });
  }
});
