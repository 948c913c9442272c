import assert from 'node:assert/strict';
import { problemOfJson } from '../../../src/arcgis/errors';
import { normalizePortalAddress } from '../../../src/arcgis/url';
import { entitlement, itemId, username } from '../../../src/core/ids';
import { journalText } from '../../../src/core/journalText';
import { useLanguage } from '../../../src/core/l10n';
import type { MemberPlan } from '../../../src/core/planTypes';
import { isPortalError } from '../../../src/core/problem';
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
  title: 'Title',
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

const info = { request: 'POST provision', host: 'gis.example', secrets: [] };
const words = 'Number of licenses exceeds what is there';

/** Applies the plan at a portal that refuses it, and reads the journal of that. */
async function refused() {
  const client = fakeClient({
    organization: () => Promise.resolve(organization()),
    holders: () => Promise.resolve({ items: [] }),
    holder: () => Promise.resolve(undefined),
    provision: () =>
      Promise.reject(problemOfJson({ error: { code: 400, message: words } }, 200, info) ?? new Error()),
  });
  const log = memoryLog();
  const clock = quickClock();
  const connections = await connectionsTo(client, log);
  const journal = createJournalStore({ files: memoryFiles() });
  const inventory = createInventory({ connections, clock, log });
  const snapshots = createSnapshotStore({ files: memoryFiles(), log });
  const report = await createApplier({ connections, inventory, journal, snapshots, clock, log }).applyMembers(
    plan,
  );
  return { reason: report.results[0]?.reason, journal: journalText(await journal.read(portal)) };
}

/** What is said in no language: the text without all that stands between the brackets of the made-up one. */
function outside(text: string): string {
  const rest = text.replaceAll(/⟦[^⟦⟧]*⟧/g, '');
  return rest === text ? text : outside(rest);
}

describe('texts of the folders below ui', () => {
  beforeEach(() =>
    useLanguage((text, ...args) => {
      const filled = text.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)]));
      return `⟦${filled}⟧`;
    }),
  );
  afterEach(() => useLanguage());

  it('are in the language of the editor where the portal refuses, and where an address is none', () => {
    const error = problemOfJson({ error: { code: 400, message: words } }, 200, info);
    assert.equal(
      error?.message,
      '⟦There are not enough free seats. Revoke some first, or choose fewer members.⟧',
    );
    assert.deepEqual(error.details, [words]);
    assert.throws(
      () => normalizePortalAddress(''),
      thrown => isPortalError(thrown) && /^⟦⟦The address .* empty\.⟧ Enter it .*⟧$/.test(thrown.message),
    );
  });

  it('are in it where a plan was applied: the reason of a member, and every word of the journal', async () => {
    const { reason, journal } = await refused();
    assert.equal(
      reason,
      `⟦Refused by the portal: ⟦There are not enough free seats. Revoke some first, or choose fewer members.⟧ ${words}⟧`,
    );
    assert.match(journal, /⟦Refused by the portal/);
    assert.match(journal, /⟦0 done, 1 not done, 0 to be re-read; ⟦1 request⟧ sent⟧/);
    // The rest is data and the marks of Markdown.
    const data = new Set(['UTC', 'Title', 'Pro', 'x', 'r1', 'ann', 'pro', ...words.split(' ')]);
    const untold = (outside(journal).match(/[A-Za-z]\w*/g) ?? []).filter(word => !data.has(word));
    assert.deepEqual(untold, []);
  });
});
