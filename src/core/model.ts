// The licensing domain as the whole program speaks of it. Readonly data, no behaviour; times are epoch milliseconds, counts are seats.
import type { Entitlement, ItemId, PortalId, UserTypeId, Username } from './ids';
import type { Rows } from './rows';

/** `online`: ArcGIS Online; `enterprise`: 10.7 and later (`portaladmin/license`); `legacy`: 10.6.1 and earlier (`portaladmin/system/licenses`). */
export type PortalKind = 'online' | 'enterprise' | 'legacy';

/** Why a list is shorter than the truth (product.md rule 2). */
export type PartialReason =
  /** The portal cuts `userEntitlements` and searches at 10,000 rows silently (wire reference 8.1, 18 row 12). */
  | { readonly kind: 'portalLimit'; readonly limit: number }
  /** A page after the first failed; what was read is kept. */
  | { readonly kind: 'pageFailed'; readonly message: string }
  /** The administrator cancelled the reading. */
  | { readonly kind: 'cancelled' }
  /** Only the first pages were asked for. */
  | { readonly kind: 'paged'; readonly total?: number };

/** A list that knows whether it is whole. */
export interface Listed<T> {
  /** An array, or a long list that makes its rows when they are read. */
  readonly items: Rows<T>;
  /** Absent when the list is complete. */
  readonly partial?: PartialReason;
  /** What the portal says the whole count is, where it says so. */
  readonly total?: number;
  /** Of a whole list that the portal cuts: when the members whom it left out were asked one by one. Everybody else's row is of the list's own time. */
  readonly completed?: ReadTimes;
  /** The rows at the end of a list that is not whole, from an earlier reading. Absent: all rows are of the list's own time. */
  readonly older?: OlderRows;
}

/** From when to when rows were read, epoch ms. */
export interface ReadTimes {
  readonly from: number;
  readonly to: number;
}

export interface OlderRows extends ReadTimes {
  /** How many rows at the end of the list these are; 1 or more. */
  readonly rows: number;
}

/** A saved portal: no secret in it. */
export interface PortalConnection {
  readonly id: PortalId;
  /** What the administrator sees; from `portals/self.name` unless renamed. */
  readonly name: string;
  /** Base address without `/sharing/rest`, such as `https://gis.example/portal` or `https://myorg.maps.arcgis.com`. */
  readonly url: string;
  readonly kind: PortalKind;
  /** `portals/self.id`; compared on every connect, so that a moved address is noticed before a write (wire reference 18 row 24). */
  readonly orgId: string;
  readonly username: Username;
  /** Set for the embedded sample portal, whose address changes with every start. */
  readonly sample?: SampleSource;
  /** OAuth client id, kept per portal; not a secret. */
  readonly clientId?: string;
  /** IANA time zone; the computer's when absent. */
  readonly timeZone?: string;
}

export interface SampleSource {
  readonly flavor: PortalKind;
  readonly scale: 'S' | 'M' | 'L' | 'XL';
}

/** What the signed-in administrator may do. */
export interface Access {
  readonly username: Username;
  readonly fullName: string;
  readonly role: string;
  /** Administrator, or a role with `portal:admin:manageLicenses`. */
  readonly canManageLicenses: boolean;
  /** `org_admin` (or legacy `account_admin`). */
  readonly isAdministrator: boolean;
}

/** `portals/self` and what the version probe found. */
export interface Organization {
  readonly orgId: string;
  readonly name: string;
  readonly kind: PortalKind;
  /** For display: `11.4`, `10.6.1`, `2025.2`; absent where an Enterprise portal does not say it. */
  readonly version?: string;
  /** Numeric `currentVersion` of the sharing API where it parses, to gate resources (wire reference, section 21). */
  readonly apiVersion?: number;
  /** Address of the web UI, for "open in the portal". */
  readonly homeUrl: string;
  readonly access: Access;
  readonly maxUsers?: number;
  readonly subscriptionEndsAt?: number;
}

export interface EntitlementPool {
  readonly key: Entitlement;
  /** Seats the organization owns of it. */
  readonly num: number;
}

export type ListingStatus = 'active' | 'trial' | 'expired';

/** A purchased or tried product licensed per user (`portals/self/purchases`). */
export interface Listing {
  readonly itemId: ItemId;
  /** The title, or the item id where the purchase has no `listing`. Not unique. Text of others: never markup. */
  readonly title: string;
  readonly status: ListingStatus;
  readonly startsAt?: number;
  /** Absent when perpetual. */
  readonly endsAt?: number;
  /** Distinct members that may hold it; absent when the portal does not say. */
  readonly maxUsers?: number;
  readonly pools: readonly EntitlementPool[];
  /** Members may take it offline. */
  readonly canDisconnect: boolean;
  /** False where the purchase came without its `listing` part. */
  readonly hasListing: boolean;
  /** What `listing.licenseBy` says; `userEntitlements` has the last word. */
  readonly licenseBy?: string;
  readonly vendor?: string;
}

/** A member with at least one entitlement in a listing (`userEntitlements`). */
export interface Holder {
  readonly username: Username;
  readonly entitlements: readonly Entitlement[];
  /** Last start of this app; absent means never, unless {@link useUnknown}. */
  readonly lastUsed?: number;
  /** The portal does not say when the app was started, or nothing that can be read: neither used nor never used. */
  readonly useUnknown?: true;
  /** The member has taken the licence offline: the portal refuses changes (wire reference, section 10). */
  readonly offline: boolean;
  /** The portal does not say whether it is offline, or two things at once; `offline` is false then. */
  readonly offlineUnknown?: true;
  readonly offlineSince?: number;
}

export interface Member {
  readonly username: Username;
  readonly fullName: string;
  readonly email?: string;
  readonly role: string;
  readonly roleId?: string;
  readonly userType?: UserTypeId;
  /** `arcgis`, `enterprise`, ... */
  readonly provider: string;
  readonly disabled: boolean;
  /** Last sign-in to the portal (not to an app); absent means never, or not known where {@link signInUnknown}. */
  readonly lastLogin?: number;
  /** The portal did not say, or not in a way that is understood, when the member signed in last. */
  readonly signInUnknown?: true;
  readonly created?: number;
}

/** A group of the organization. Titles are not unique. */
export interface Group {
  readonly id: string;
  readonly title: string;
}

export interface UserType {
  readonly id: UserTypeId;
  readonly name: string;
  readonly maximum?: number;
  /** Members of this type, where a resource says so. */
  readonly current?: number;
  readonly expiresAt?: number;
}

export interface AppBundle {
  readonly itemId: ItemId;
  readonly name: string;
  readonly maximum?: number;
  readonly expiresAt?: number;
}

/** An app, extension or bundle of the `license` resource: it has no count of current holders on the wire. */
export interface LicensedItem {
  readonly id: string;
  readonly itemId: ItemId;
  readonly maximum?: number;
  readonly expiresAt?: number;
}

export interface PortalCapability {
  readonly id: string;
  readonly expiresAt?: number;
}

/** `portaladmin/license` of 10.7 and later (seed 004). */
export interface PortalLicense {
  readonly currentMembers?: number;
  readonly maximumMembers?: number;
  readonly version?: string;
  readonly userTypes: readonly UserType[];
  readonly appBundles: readonly LicensedItem[];
  readonly apps: readonly LicensedItem[];
  readonly extensions: readonly LicensedItem[];
  readonly capabilities: readonly PortalCapability[];
  /** Where the portal says it (wire reference 13.1, unconfirmed). `hostname`: one host, or several with commas between. */
  readonly licenseManager?: LicenseManager;
}

export interface LicenseManager {
  readonly hostname: string;
  readonly port: number;
}

/** One entry of `getFutureLicense`; `maximum` 0 without a successor means that the current one ends (wire reference 13.7). */
export interface FutureLicenseItem {
  readonly section: 'userTypes' | 'appBundles' | 'apps' | 'extensions';
  readonly id: string;
  readonly maximum: number;
  readonly startsAt?: number;
}

/** One part of an entitlements file or of the portal's answer (10.6.1 and earlier). No licence string or signature is kept in it. */
export interface EntitlementsPart {
  readonly maxUsers?: number;
  /** As on the wire; 0 means already effective, unit uncertain (wire reference 14.2). */
  readonly startDate?: number;
  /** `dd-MMM-yyyy`: what is shown, and what decides. */
  readonly startDateStr?: string;
  readonly pools: readonly EntitlementPool[];
  readonly licenseManager?: LicenseManager;
}

/** Answer of `importEntitlements` and `getEntitlements`. */
export interface EntitlementsQueue {
  readonly appId: string;
  readonly itemId?: ItemId;
  readonly current?: EntitlementsPart;
  /** What took effect last of the file that was imported in this session; `getEntitlements` names it no more (wire reference 14.3). */
  readonly imported?: EntitlementsPart;
  readonly queue: readonly EntitlementsPart[];
}

/** `portaladmin/system/licenses` itself. */
export interface SystemLicenses {
  readonly isValid: boolean;
  readonly currentMembers?: number;
  readonly maximumMembers?: number;
  readonly expiresAt?: number;
  readonly features: readonly {
    readonly level: string;
    readonly name: string;
    readonly current?: number;
    readonly maximum?: number;
    readonly expiresAt?: number;
    readonly isValid: boolean;
  }[];
}

/** One entry of a portal license file. */
export interface GrantedItem {
  readonly id: string;
  readonly itemId?: string;
  readonly name?: string;
  /** Absent for capabilities, which have no seats. */
  readonly maximum?: number;
  /** Seats per entitlement, where the file splits them (an app such as ArcGIS Pro); absent where it does not say. */
  readonly pools?: readonly EntitlementPool[];
  readonly startsAt?: number;
  /** Absent where the file names no end; the documented sample names none (wire reference 13.3). */
  readonly expiresAt?: number;
}

/** What a portal license file grants, as `validateLicense` or the file itself says it. */
export interface LicenseFileContent {
  readonly version?: string;
  readonly userTypes: readonly GrantedItem[];
  readonly appBundles: readonly GrantedItem[];
  readonly apps: readonly GrantedItem[];
  readonly extensions: readonly GrantedItem[];
  /** Absent where the answer has no such list, as in the documented sample: then the file alone can tell. */
  readonly capabilities?: readonly GrantedItem[];
}

/** One product that one member can use, from `provisionedListings` or a listing's own answer. */
export interface MemberListing {
  readonly itemId: ItemId;
  readonly title: string;
  /** Absent where the portal names the listing but not the set (wire reference 7.3). */
  readonly entitlements?: readonly Entitlement[];
  /** The whole entry, where the portal gives it: with the last use and whether the license is offline, as a list of holders has it. */
  readonly holder?: Holder;
}
