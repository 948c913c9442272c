// The sample portal's organizations as policies see them, made from its own state without a server.
import { bundleEntitlement } from '../../../../src/core/catalog';
import { entitlement, itemId, userKey, username, userTypeId } from '../../../../src/core/ids';
import type { ItemId } from '../../../../src/core/ids';
import { known } from '../../../../src/core/policy/policyOrganization';
import type { Known, PolicyHeld, PolicyOrganization } from '../../../../src/core/policy/policyOrganization';
import type { Flavor, Scale } from '../../../../src/samplePortal/model';
import { seedOrganization } from '../../../../src/samplePortal/seed/organization';

/** @param now ms epoch of the seed */
export function sampleOrganization(flavor: Flavor, scale: Scale, now: number): PolicyOrganization {
  const { members, listings, userTypes, bundles } = seedOrganization(flavor, scale, now);
  const held = new Map<ItemId, Known<PolicyHeld>>();
  const hold = (
    id: string,
    holders: readonly { readonly username: string; readonly keys: readonly string[] }[],
  ): void => {
    const holdings = holders.map(
      one =>
        [
          userKey(one.username),
          { username: username(one.username), entitlements: one.keys.map(key => entitlement(key)) },
        ] as const,
    );
    held.set(itemId(id), known({ holdings: new Map(holdings), complete: true }));
  };
  for (const one of listings)
    hold(
      one.itemId,
      [...one.holders.values()].map(holder => ({ username: holder.username, keys: holder.entitlements })),
    );
  for (const one of bundles)
    hold(
      one.itemId,
      [...one.holders].map(name => ({ username: name, keys: [bundleEntitlement] })),
    );
  return {
    timeZone: 'Europe/Zurich',
    listings: known(
      listings.map(one => ({
        itemId: itemId(one.itemId),
        title: one.title,
        status: 'active' as const,
        maxUsers: one.seats.maxUsers,
        pools: Object.entries(one.seats.entitlements).map(([key, num]) => ({ key: entitlement(key), num })),
        canDisconnect: false,
        hasListing: true,
      })),
    ),
    appBundles: known(bundles.map(one => ({ itemId: itemId(one.itemId), name: one.name }))),
    userTypes: known(userTypes.map(one => ({ id: userTypeId(one.id), name: one.name }))),
    roles: known([]),
    members: known({
      items: members.map(({ username: name, role, userLicenseTypeId: type }) => ({
        username: username(name),
        role,
        ...(type === undefined ? {} : { userType: userTypeId(type) }),
      })),
    }),
    groups: known([]),
    rosters: new Map(),
    held,
  };
}
