// One comparison of a policy with its portal: the same on demand, on an interval, and for the rows of the tree.
import { userKey } from '../../core/ids';
import { policyDrift } from '../../core/policy/policyDrift';
import type { PolicyDrift } from '../../core/policy/policyDrift';
import type { PolicyOrganization } from '../../core/policy/policyOrganization';
import { resolvePolicy } from '../../core/policy/resolvePolicy';
import type { ResolvedPolicy } from '../../core/policy/resolvePolicy';
import { PortalError } from '../../core/problem';
import { policyOf } from './planPolicy';
import type { PolicyDocument } from './planPolicy';

export interface PolicyComparison {
  readonly resolved: ResolvedPolicy;
  readonly drift: PolicyDrift;
  /** Members who differ in one target or more. */
  readonly members: number;
  /** False: something could not be compared, or not whole. */
  readonly isWhole: boolean;
}

/**
 * Compares a policy with what was read of its portal. Sends nothing.
 * @param now ms epoch: which grants are in force
 * @throws PortalError `badInput` for a policy with errors; `refused`, with the portal's reason, where the portal could not be read
 */
export function comparePolicy(
  document: PolicyDocument,
  organization: PolicyOrganization,
  now: number,
): PolicyComparison {
  const { policy } = policyOf(document);
  if (organization.listings.state === 'unread')
    throw new PortalError({ kind: 'refused' }, organization.listings.why);
  const resolved = resolvePolicy(policy, organization, now, document.text);
  const drift = policyDrift(resolved, organization);
  return {
    resolved,
    drift,
    members: new Set(drift.differences.map(({ username }) => userKey(username))).size,
    isWhole: resolved.blocked.length === 0 && drift.notCompared.length === 0,
  };
}
