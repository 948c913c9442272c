import { dayMs } from '../clock';
import type {
  AppBundle,
  EntitlementsPart,
  Flavor,
  Listing,
  Member,
  PortalLicense,
  Scale,
  UserType,
} from '../model';
import { Random } from '../random';
import { seedBundles, seedLegacyParts, seedPortalLicense, seedUserTypes } from './license';
import type { Ground } from './listings';
import { seedListings } from './listings';
import { seedMembers } from './members';
import { scales } from '../model';

export interface Organization {
  readonly members: readonly Member[];
  readonly listings: readonly Listing[];
  readonly userTypes: readonly UserType[];
  readonly bundles: readonly AppBundle[];
  /** Enterprise 10.7 and later only. */
  readonly license: PortalLicense | undefined;
  /** By `appId`, oldest part first; 10.6.1 and earlier only. */
  readonly legacyParts: Map<string, EntitlementsPart[]>;
}

/**
 * Makes an organization, the same every time for the same flavour, scale and day.
 * @param now ms epoch; dates are relative to the start of its day in UTC
 */
export function seedOrganization(flavor: Flavor, scale: Scale, now: number): Organization {
  const epoch = Math.floor(now / dayMs) * dayMs;
  const random = new Random(20_260_101 + scales[scale].members * 7 + flavor.length);
  const members = seedMembers(flavor, scales[scale].members, random, epoch);
  const ground: Ground = { flavor, scale, random, epoch, members };
  const listings = seedListings(ground);
  const types = seedUserTypes(ground);
  const bundles = seedBundles(ground);
  return {
    members,
    listings,
    userTypes: flavor === 'legacy' ? [] : types,
    bundles,
    license: flavor === 'enterprise' ? seedPortalLicense(ground, types, bundles, listings) : undefined,
    legacyParts:
      flavor === 'legacy' ? seedLegacyParts(ground, listings) : new Map<string, EntitlementsPart[]>(),
  };
}
