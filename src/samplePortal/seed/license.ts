import { dayMs } from '../clock';
import type { AppBundle, EntitlementsPart, LicenseEntry, Listing, PortalLicense, UserType } from '../model';
import { keyOf } from '../model';
import { essentialBundle, urbanSuite, userTypes } from './catalogue';
import type { Ground } from './listings';

/** The user types with seats a little above what is assigned, so that none is over-assigned at the start. */
export function seedUserTypes(ground: Ground): UserType[] {
  const assigned = new Map<string, number>();
  for (const { userLicenseTypeId } of ground.members) {
    if (userLicenseTypeId !== undefined)
      assigned.set(userLicenseTypeId, (assigned.get(userLicenseTypeId) ?? 0) + 1);
  }
  return userTypes.map(({ id, name, description, canAdminister, includedPro }) => ({
    id,
    name,
    description,
    canAdminister,
    ...(includedPro === undefined ? {} : { includedPro }),
    maxUsers: Math.ceil(((assigned.get(id) ?? 0) * 1.1 + 3) / 5) * 5,
  }));
}

export function seedBundles(ground: Ground): AppBundle[] {
  if (ground.flavor === 'legacy') return [];
  return [urbanSuite, essentialBundle].map((bundle, index) => {
    const count = Math.max(3, Math.round(ground.members.length * (index === 0 ? 0.03 : 0.12)));
    const holders = ground.random.shuffled(ground.members).slice(0, count);
    return {
      ...bundle,
      maxUsers: count + 5,
      endDate: ground.epoch + 200 * dayMs,
      holders: new Set(holders.map(member => keyOf(member.username))),
    };
  });
}

/**
 * The portal license of an enterprise portal: the sections and ids of the license resource (seed 004_f7f3ff704199f437.txt). The user
 * type `creatorUT` has a successor in 90 days, so that getFutureLicense has both kinds of entry; the capability `ips` never expires.
 */
export function seedPortalLicense(
  ground: Ground,
  types: readonly UserType[],
  bundles: readonly AppBundle[],
  listings: readonly Listing[],
): PortalLicense {
  const startDate = ground.epoch - 200 * dayMs;
  const expiration = ground.epoch + 165 * dayMs;
  const successor = ground.epoch + 90 * dayMs;
  const ofListing = (listing: Listing, id: string): LicenseEntry => {
    const seats = Object.values(listing.seats.entitlements);
    return {
      id,
      itemId: listing.itemId,
      name: listing.title,
      maxUsers: seats.reduce((sum, num) => sum + num, 0),
      startDate,
      expiration,
      entitlements: listing.seats.entitlements,
    };
  };
  const licensed = (inPurchases: boolean): LicenseEntry[] =>
    listings.flatMap(listing =>
      listing.licenseId !== undefined && listing.inPurchases === inPurchases
        ? [ofListing(listing, listing.licenseId)]
        : [],
    );
  return {
    version: '11.4',
    userTypes: types.flatMap(({ id, name, maxUsers }): LicenseEntry[] => {
      const entry = { id, name, maxUsers, startDate, expiration };
      return id === 'creatorUT'
        ? [
            entry,
            { ...entry, maxUsers: maxUsers + 20, startDate: successor, expiration: expiration + 365 * dayMs },
          ]
        : [entry];
    }),
    appBundles: bundles.map(({ id, itemId, name, maxUsers }) => ({
      id,
      itemId,
      name,
      maxUsers,
      startDate,
      expiration,
    })),
    apps: licensed(true),
    extensions: licensed(false),
    portalCapabilities: ['indoorsspaces', 'indoorsmaps', 'ips'].map(id => ({
      id,
      maxUsers: 0,
      startDate,
      expiration: id === 'ips' ? -1 : expiration,
    })),
  };
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `dd-MMM-yyyy` in English, UTC, as entitlements files write it. */
export function dateText(time: number): string {
  const date = new Date(time);
  const day = String(date.getUTCDate()).padStart(2, '0');
  return `${day}-${months[date.getUTCMonth()] ?? ''}-${String(date.getUTCFullYear())}`;
}

/** ms epoch of `dd-MMM-yyyy` at midnight UTC, or undefined for anything else. */
export function parseDateText(text: string): number | undefined {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(text.trim());
  const month = months.findIndex(name => name.toLowerCase() === match?.[2]?.toLowerCase());
  if (match === null || month < 0) return undefined;
  return Date.UTC(Number(match[3]), month, Number(match[1]));
}

/**
 * The parts that a legacy portal has imported: for Pro also a queue with a reduction in nine days, of less than the example file takes, and the end
 * of the license.
 */
export function seedLegacyParts(
  ground: Ground,
  listings: readonly Listing[],
): Map<string, EntitlementsPart[]> {
  const result = new Map<string, EntitlementsPart[]>();
  for (const listing of listings) {
    if (listing.appId === undefined) continue;
    const part = (
      at: number,
      change: (num: number, name: string) => number,
      isFirst = false,
    ): EntitlementsPart => {
      const entitlements = Object.fromEntries(
        Object.entries(listing.seats.entitlements).map(([name, num]) => [name, change(num, name)]),
      );
      const isEnd = Object.values(entitlements).every(num => num === 0);
      return {
        maxUsers: isEnd ? 0 : listing.seats.maxUsers,
        startDate: isFirst ? 0 : at,
        startDateStr: dateText(at),
        effectiveFrom: at,
        entitlements,
        licenseManagerInfo: { hostname: 'lm1.riverbend.example', port: 27000 },
      };
    };
    const parts = [part(ground.epoch - 300 * dayMs, num => num, true)];
    if (listing.appId === 'arcgisprodesktop') {
      parts.push(
        part(ground.epoch + 9 * dayMs, (num, name) =>
          name === 'networkAnalystN' ? Math.floor(num * 0.9) : num,
        ),
        part(ground.epoch + 200 * dayMs, () => 0),
      );
    }
    result.set(listing.appId, parts);
  }
  return result;
}
