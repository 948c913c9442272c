// The tree over what the sample portal answers, where the answers differ by the decisions of the portal.
import assert from 'node:assert/strict';
import { childrenOf } from '../../../src/core/treeModel';
import type { TreeNode, TreeState } from '../../../src/core/treeModelTypes';
import { legacyAppIds } from '../../../src/services/legacyAppIds';
import { words } from '../core/tree/treeFixture';
import { portal, startBench } from './bench';
import type { Bench } from './bench';

const stateOf = (bench: Bench): TreeState => ({
  portals: bench.connections.list(),
  peek: (portalId, name, key) =>
    bench.inventory.peek({ portalId, name, ...(key === undefined ? {} : { key }) }),
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
            ['currentPart', `seats(${listing.seats.maxUsers}) · asListingSays`],
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
