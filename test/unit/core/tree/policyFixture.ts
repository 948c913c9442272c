// A policy that was compared, with a loan that is overdue, one that is due, and one that ends soon.
import { entitlement, username } from '../../../../src/core/ids';
import type { DueGrant } from '../../../../src/core/policy/dueGrants';
import type { PolicyStanding } from '../../../../src/core/policy/policyStanding';
import { day, now, onlineId, proId } from './treeFixture';

export const due = (more: Partial<DueGrant> = {}): DueGrant => ({
  itemId: proId,
  title: 'ArcGIS Pro',
  reason: { line: 12, offset: 100, length: 40, text: 'summer crew' },
  event: 'ends',
  // The 28th of June, in UTC, was the last day.
  at: now - 2 * day,
  state: 'overdue',
  members: [username('ana.keller')],
  entitlements: [entitlement('networkAnalystN')],
  ...more,
});

export const standing = (more: Partial<PolicyStanding> = {}): PolicyStanding => ({
  uri: 'file:///work/pro.license-policy.jsonc',
  name: 'pro.license-policy.jsonc',
  portalId: onlineId,
  timeZone: 'UTC',
  mayBeDue: true,
  isComparing: false,
  found: { readAt: now - 60_000, members: 3, isWhole: true, due: [due()], protected: new Set() },
  ...more,
});
