// Branded identifiers: four vocabularies of the wire look alike and must never be mixed (wire reference, section 17.4).

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** Identifies a saved connection; made by us, never sent to a portal. */
export type PortalId = Branded<'PortalId'>;
/** `provision.itemId` of a listing, or the item id of an app bundle or app. Listings are keyed by it, never by title. */
export type ItemId = Branded<'ItemId'>;
/** A member's user name in the portal's own spelling. Compare with {@link userKey}, send as given. */
export type Username = Branded<'Username'>;
/** One right inside a listing, such as `desktopAdvN`, in the portal's own spelling. Compare with {@link entitlementKey}. */
export type Entitlement = Branded<'Entitlement'>;
/** A user type id such as `creatorUT`: case-sensitive, always taken from the portal. */
export type UserTypeId = Branded<'UserTypeId'>;

export const portalId = (text: string): PortalId => text as PortalId;
export const itemId = (text: string): ItemId => text as ItemId;
export const username = (text: string): Username => text as Username;
export const entitlement = (text: string): Entitlement => text as Entitlement;
export const userTypeId = (text: string): UserTypeId => text as UserTypeId;

/** The key to compare user names by: the portal matches them case-insensitively (wire reference 6.3). */
export const userKey = (name: string): string => name.toLowerCase();
/** The key to compare entitlements by: scripts and portals differ in case only (users-and-peers, section 8). */
export const entitlementKey = (name: string): string => name.toLowerCase();
