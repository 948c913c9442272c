// A journal of four operations for the tests of the tree.
import { entitlement, itemId, portalId, username } from '../../../../src/core/ids';
import type { JournalEntry } from '../../../../src/core/journal';
import { journalOperations } from '../../../../src/core/journalOperations';
import type { ApplyReport, ImportPlan, MemberPlan, MemberResult, Plan } from '../../../../src/core/planTypes';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import type { JournalShown } from '../../../../src/core/tree/treeModelTypes';

const listing = itemId('pro');
const member = username;
export const begun = Date.UTC(2026, 5, 30, 8, 15, 20);

/** Ana, Ben and Cora get Network Analyst. */
export const members = (id: string, title: string): MemberPlan => ({
  kind: 'members',
  id,
  portalId: portalId('p-online'),
  createdAt: begun,
  title,
  targets: [{ kind: 'listing', itemId: listing, title: 'ArcGIS Pro' }],
  changes: ['ana', 'ben', 'cora'].map(name => ({
    itemId: listing,
    username: member(name),
    before: name === 'ana' ? [entitlement('desktopAdvN')] : [],
    after:
      name === 'ana'
        ? [entitlement('desktopAdvN'), entitlement('networkAnalystN')]
        : [entitlement('networkAnalystN')],
  })),
  skipped: [],
  requests: [],
  ledger: [],
  warnings: [],
  suppressCustomerEmail: true,
});

const imported: ImportPlan = {
  kind: 'import',
  id: 'import',
  portalId: portalId('p-online'),
  createdAt: begun,
  title: 'Import license.json',
  operation: 'importLicense',
  fileName: 'license.json',
  fileSize: 3,
  fileHash: 'ab',
  rows: [],
  warnings: [],
};

export const planned = (plan: Plan, at: number): JournalEntry => ({
  kind: 'planned',
  at,
  planId: plan.id,
  portalId: plan.portalId,
  portalName: 'Riverbend',
  portalUrl: 'https://gis.example/portal',
  orgId: 'org',
  by: member('licence_admin'),
  plan,
});
export const sent = (planId: string, requestId: string, ...names: readonly string[]): JournalEntry => ({
  kind: 'requestStarted',
  at: begun + 1000,
  planId,
  requestId,
  itemId: listing,
  users: names.map(member),
  entitlements: [entitlement('networkAnalystN')],
});
export const finished = (planId: string, report: Partial<ApplyReport>): JournalEntry => ({
  kind: 'finished',
  at: begun + 5000,
  planId,
  report: {
    planId,
    startedAt: begun,
    endedAt: begun + 5000,
    cancelled: false,
    requestsSent: 1,
    results: [],
    ...report,
  },
});
export const result = (name: string, outcome: MemberResult['outcome'], reason?: string): MemberResult => ({
  itemId: listing,
  username: member(name),
  outcome,
  ...(reason !== undefined && { reason }),
});

const typed: MemberPlan = {
  ...members('types', 'Make Dan a viewer'),
  targets: [{ kind: 'userType', itemId: userTypesTarget, title: 'User types' }],
  changes: [
    {
      itemId: userTypesTarget,
      username: member('dan'),
      before: [entitlement('creatorUT')],
      after: [entitlement('viewerUT')],
    },
  ],
};

/** The newest first: interrupted, an import, one that was done in part, one of a user type. */
export const journal = (more: Partial<JournalShown> = {}): JournalShown => ({
  operations: journalOperations([
    planned(typed, begun),
    {
      ...sent('types', 'r1', 'dan'),
      itemId: userTypesTarget,
      entitlements: [entitlement('viewerUT')],
    } as JournalEntry,
    finished('types', { results: [{ ...result('dan', 'done'), itemId: userTypesTarget }] }),
    planned(members('part', 'Give\u202e Network Analyst to 3'), begun + 60_000),
    sent('part', 'r1', 'ana', 'ben'),
    finished('part', {
      cancelled: true,
      results: [result('ana', 'done'), result('ben', 'notDone', 'No free seat.')],
    }),
    planned(imported, begun + 120_000),
    finished('import', { importOutcome: { outcome: 'notDone', reason: 'The portal refused it.' } }),
    planned(members('open', 'Give it again'), begun + 180_000),
    sent('open', 'r1', 'ana'),
  ]).reverse(),
  plans: 4,
  older: false,
  damaged: 0,
  busy: false,
  ...more,
});
