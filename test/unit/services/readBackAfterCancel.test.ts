import assert from 'node:assert/strict';
import { entitlement, itemId, username } from '../../../src/core/ids';
import type { MemberPlan } from '../../../src/core/planTypes';
import { createApplier } from '../../../src/services/apply/applier';
import { createInventory } from '../../../src/services/inventory';
import { createJournalStore } from '../../../src/services/journal/journalStore';
import { createSnapshotStore } from '../../../src/services/snapshots/snapshotStore';
import { connectionsTo, fakeClient, organization, portal } from './fakeClient';
import { memoryFiles, memoryLog, quickClock } from './fakes';

const item = itemId('pro');
const ann = username('ann');
const plan: MemberPlan = {
  kind: 'members',
  id: 'plan1',
  portalId: portal,
  createdAt: 0,
  title: 'test',
  targets: [{ kind: 'listing', itemId: item, title: 'Pro' }],
  changes: [{ itemId: item, username: ann, before: [], after: [entitlement('x')] }],
  skipped: [],
  requests: [
    { id: 'r1', itemId: item, users: [ann], entitlements: [entitlement('x')], needs: [], cause: 'group' },
  ],
  ledger: [],
  warnings: [],
  suppressCustomerEmail: true,
};

describe('reading back after Cancel', () => {
  it('ends after a while at a portal that does not answer any more, with who was sent as unknown', async () => {
    const cancel = new AbortController();
    let sent = false;
    let asked = 0;
    const client = fakeClient({
      organization: () => Promise.resolve(organization()),
      holder: (_id, _name, signal) => {
        if (!sent) return Promise.resolve(undefined);
        asked += 1;
        // As a request to a dead host, which ends with its signal only.
        return new Promise((_, reject) => {
          const end = (): void => reject(new DOMException('aborted', 'AbortError'));
          if (signal?.aborted === true) end();
          else signal?.addEventListener('abort', end);
        });
      },
      provision: () => {
        sent = true;
        setTimeout(() => cancel.abort(), 20);
        return Promise.resolve();
      },
    });
    const log = memoryLog();
    const clock = quickClock();
    const connections = await connectionsTo(client, log);
    const inventory = createInventory({ connections, clock, log });
    const journal = createJournalStore({ files: memoryFiles() });
    const snapshots = createSnapshotStore({ files: memoryFiles(), log });
    const applier = createApplier({ connections, inventory, journal, snapshots, clock, log, readBackMs: 50 });
    const report = await applier.applyMembers(plan, { signal: cancel.signal });
    assert.ok(asked > 0);
    assert.equal(report.cancelled, true);
    const [result] = report.results;
    assert.equal(result?.outcome, 'unknown');
    assert.match(result.reason ?? '', /did not answer within 1 seconds after Cancel\. Refresh the listing/);
    assert.deepEqual(await journal.unfinished(connections.get(portal)!), []);
  });
});
