// The policy of what a portal has now: reads everything that a policy can name, and writes it.
import type { ItemId, PortalId } from '../../core/ids';
import { PortalError } from '../../core/problem';
import { l10n } from '../../core/l10n';
import { adoptPolicy } from '../../core/policy/adoptPolicy';
import type { AdoptedPolicy } from '../../core/policy/adoptPolicy';
import { portalInPolicy } from '../../core/policy/policyPortal';
import { hasBranch } from '../branchLoads';
import { readHeld, readOrganization } from './readOrganization';
import type { PolicyReadingDeps } from './readOrganization';

/**
 * Reads the holders of every listing and app bundle, the members and their user types, and writes the policy that reproduces them.
 * @param only of these targets; all where absent.
 * @throws PortalError `badInput` for an unknown portal, and the failure of the listings themselves; AbortError when `signal` fires.
 */
export async function adoptState(
  deps: Omit<PolicyReadingDeps, 'rosterText'>,
  portalId: PortalId,
  options: {
    readonly only?: ReadonlySet<ItemId>;
    readonly userTypes?: boolean;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<AdoptedPolicy> {
  const { only, signal } = options;
  const connection = deps.connections.get(portalId);
  if (connection === undefined)
    throw new PortalError({ kind: 'badInput' }, l10n.t('This portal is not connected any more.'));
  const all: PolicyReadingDeps = {
    ...deps,
    rosterText: path => Promise.reject(new Error(l10n.t('{0} is not read here.', path))),
  };
  const read = await readOrganization(all, portalId, { groups: [], rosters: [], roles: true }, signal);
  const { listings, appBundles } = read;
  if (listings.state === 'unread') throw new PortalError({ kind: 'refused' }, listings.why);
  const itemIds = [
    ...listings.value.map(({ itemId }) => itemId),
    ...(appBundles.state === 'known' ? appBundles.value.map(({ itemId }) => itemId) : []),
  ].filter(id => only?.has(id) ?? true);
  const { held } = await readHeld(all, portalId, itemIds, [], signal);
  return adoptPolicy({
    portal: portalInPolicy(connection),
    portalName: connection.name,
    ...(connection.timeZone === undefined ? {} : { timeZone: connection.timeZone }),
    organization: { ...read, held },
    ...(only === undefined ? {} : { only }),
    userTypes: (options.userTypes ?? true) && hasBranch(connection.kind, 'userTypes'),
  });
}
