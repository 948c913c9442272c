// The user types of an organization as a target of a plan.
import type { ItemId, PortalId } from '../../core/ids';
import type { TargetState } from '../../core/planTypes';
import { offlineMembers, userTypesState } from '../../core/policy/orgUserTypes';
import type { PolicyOrganization } from '../../core/policy/policyOrganization';
import { readHeld } from './readOrganization';
import type { PolicyReadingDeps } from './readOrganization';

/**
 * The user types as a target. Who has taken a license of any product offline cannot change (wire reference 11.2), so the holders of every listing that
 * lets licenses go offline count, also of those that the policy does not govern.
 */
export async function readUserTypes(
  deps: PolicyReadingDeps,
  portalId: PortalId,
  organization: PolicyOrganization,
  states: readonly TargetState[],
  signal: AbortSignal | undefined,
): Promise<TargetState> {
  const { members, userTypes: types, listings } = organization;
  const read = new Set<ItemId>(states.map(({ target }) => target.itemId));
  const others =
    listings.state === 'known'
      ? listings.value.filter(({ itemId, canDisconnect }) => canDisconnect && !read.has(itemId))
      : [];
  const more = await readHeld(
    deps,
    portalId,
    others.map(({ itemId }) => itemId),
    [],
    signal,
  );
  const offline = offlineMembers([...states, ...more.states]);
  return userTypesState(
    members.state === 'known' ? members.value : { items: [], partial: { kind: 'cancelled' } },
    types.state === 'known' ? types.value : [],
    offline,
  );
}
