// What is assigned more often than licensed, and whom that keeps out (wire reference sections 8.3 and 20).
import type { Listing, Member } from './model';
import { keyOf } from './model';
import { isAdministrator } from './privileges';
import { currentMaximum } from './effective';
import { proLevels } from './seed/catalogue';
import type { State } from './state';

/** Whether more members have the user type than it has seats (Enterprise 10.7 and later). */
export function isOverAssigned(state: State, userType: string): boolean {
  if (state.license === undefined) return false;
  return (
    (state.typeCounts.get(userType) ?? 0) >
    currentMaximum(state.license.userTypes, userType, state.clock.now())
  );
}

/** Whether a member cannot sign in: their user type is over-assigned and they are no administrator (wire reference section 20). */
export function isLockedOut(state: State, member: Member): boolean {
  const type = member.userLicenseTypeId;
  return type !== undefined && !isAdministrator(member) && isOverAssigned(state, type);
}

export interface ListingExcess {
  /** Distinct members that may hold it now. */
  readonly maxUsers: number;
  /** Entitlements assigned more often than there are seats. */
  readonly entitlements: readonly {
    readonly name: string;
    readonly assigned: number;
    readonly num: number;
  }[];
}

/** What of a listing is assigned too often; undefined where nothing is. Nothing is left of one that ended or is owned no longer. */
export function excessOf(state: State, listing: Listing): ListingExcess | undefined {
  const isOver = !listing.isProvisioned || (listing.endDate !== -1 && listing.endDate <= state.clock.now());
  const maxUsers = isOver ? 0 : listing.seats.maxUsers;
  const entitlements = [...listing.assigned].flatMap(([name, assigned]) => {
    const num = isOver ? 0 : (listing.seats.entitlements[name] ?? 0);
    return assigned > num ? [{ name, assigned, num }] : [];
  });
  return entitlements.length > 0 || listing.holders.size > maxUsers ? { maxUsers, entitlements } : undefined;
}

const proClientId = 'arcgisprodesktop';
const isPro = (listing: Listing): boolean =>
  listing.appId === proClientId || listing.licenseId === proClientId || listing.title === 'ArcGIS Pro';

/** By which OAuth client a product signs its users in: ArcGIS Pro's is known, the others' are guessed to be their ids (D). */
const clientOf = (listing: Listing): string =>
  isPro(listing) ? proClientId : (listing.appId ?? listing.licenseId ?? listing.itemId);

/** The product that signs in with this client id; undefined for a client that is none. */
export const productOfClient = (state: State, clientId: string): Listing | undefined =>
  [...state.listings.values()].find(listing => listing.isPerUser && clientOf(listing) === clientId);

/**
 * Why a member cannot sign in to a product, or undefined. While it is over-assigned nobody can (users-and-peers finding 7), whether the product
 * is assigned or, as ArcGIS Pro's levels, comes with the user type.
 */
export function productObstacle(state: State, listing: Listing, member: Member): string | undefined {
  const type = state.userTypes.find(one => one.id === member.userLicenseTypeId);
  const isIncluded = isPro(listing) && proLevels.some(level => level === type?.includedPro);
  if (!listing.holders.has(keyOf(member.username)) && !isIncluded)
    return `You have no license for ${listing.title}.`;
  return excessOf(state, listing) === undefined
    ? undefined
    : `More licenses of ${listing.title} are assigned than available. Nobody can sign in to it until this is corrected.`;
}
