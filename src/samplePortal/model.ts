// The sample portal's own picture of an organization: what its REST operations read and change.

/** `online`: ArcGIS Online; `enterprise`: 10.7 and later; `legacy`: Enterprise 10.6.1. */
export type Flavor = 'online' | 'enterprise' | 'legacy';
export const flavors: readonly Flavor[] = ['online', 'enterprise', 'legacy'];

/** Sizes of the seeded organization: members × ordinary listings × entitlements of the largest listing. */
export type Scale = 'S' | 'M' | 'L' | 'XL';
export const scales: Readonly<Record<Scale, { members: number; listings: number; entitlements: number }>> = {
  S: { members: 50, listings: 3, entitlements: 5 },
  M: { members: 1437, listings: 10, entitlements: 20 },
  L: { members: 12_000, listings: 16, entitlements: 20 },
  XL: { members: 60_000, listings: 20, entitlements: 40 },
};

/** One user of the organization. Times are ms epoch; -1 is never. */
export interface Member {
  readonly username: string;
  readonly fullName: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  /** Name at the identity provider; set for members whose `provider` is `enterprise`. */
  readonly idpUsername: string | null;
  readonly provider: 'arcgis' | 'enterprise';
  readonly lastLogin: number;
  readonly created: number;
  readonly mfaEnabled: boolean;
  readonly groups: readonly string[];
  role: string;
  level: '1' | '2';
  /** Absent before 10.7, where members have levels and no user types. */
  userLicenseTypeId: string | undefined;
  disabled: boolean;
}

/** What one member holds of one listing. Never kept with an empty `entitlements`: such a member is no holder. */
export interface Holder {
  readonly username: string;
  /** Last start of this app in ms epoch; -1 or null is never. */
  readonly lastLogin: number | null;
  /** Since when the license is offline (ms epoch), or null when it is not. */
  readonly disconnectedSince: number | null;
  readonly entitlements: readonly string[];
}

/** Seats of a listing as a vendor or a license file grants them. */
export interface Seats {
  readonly maxUsers: number;
  readonly entitlements: Readonly<Record<string, number>>;
}

/** One product that the organization bought or tries. */
export interface Listing {
  readonly itemId: string;
  readonly title: string;
  readonly vendor: string;
  /** False for a withdrawn item: `purchases` then has a `provision` without its `listing`. */
  readonly isVisible: boolean;
  readonly isPerUser: boolean;
  readonly isTrial: boolean;
  /** A desktop product whose license can be taken offline. */
  readonly isDesktop: boolean;
  /** Whether `purchases` names it; user type extensions are licensed elsewhere. */
  readonly inPurchases: boolean;
  /** `apps[].id` or `extensions[].id` of `portaladmin/license`; absent for marketplace products. */
  readonly licenseId?: string;
  /** `appId` of the operations under `portaladmin/system/licenses` (10.6.1 and earlier) and of `releaseLicense`. */
  readonly appId?: string;
  /** False once the organization owns it no longer: reads and writes then answer `item not provisioned`. */
  isProvisioned: boolean;
  startDate: number;
  /** ms epoch; -1 is perpetual. */
  endDate: number;
  seats: Seats;
  entitlementsModified: number;
  canDisconnect: boolean;
  maxDisconnectDuration: number;
  /** By {@link keyOf} of the member. */
  readonly holders: Map<string, Holder>;
  /** How many holders have each entitlement; kept with `holders`, so that a check costs the same at every scale. */
  readonly assigned: Map<string, number>;
  /** Who held it before, for the decision `revokedEntry`. */
  readonly revoked: Set<string>;
}

/** One line of a portal license: a user type, bundle, app, extension or capability with its seats and dates. */
export interface LicenseEntry {
  readonly id: string;
  readonly maxUsers: number;
  /** ms epoch; 0 is "already in effect". */
  readonly startDate: number;
  /** ms epoch; -1 is none. */
  readonly expiration: number;
  readonly itemId?: string;
  readonly name?: string;
  readonly entitlements?: Readonly<Record<string, number>>;
}

/** The whole portal license of Enterprise 10.7 and later, parts of the future included. */
export interface PortalLicense {
  readonly version: string;
  readonly userTypes: readonly LicenseEntry[];
  readonly appBundles: readonly LicenseEntry[];
  readonly apps: readonly LicenseEntry[];
  readonly extensions: readonly LicenseEntry[];
  readonly portalCapabilities: readonly LicenseEntry[];
}

/** One part of an entitlements file of 10.6.1 and earlier. License strings and signatures are checked and not kept. */
export interface EntitlementsPart {
  readonly maxUsers: number;
  /** As the file said it. */
  readonly startDate: number;
  readonly startDateStr: string;
  /** From when it is in effect, ms epoch. */
  readonly effectiveFrom: number;
  readonly entitlements: Readonly<Record<string, number>>;
  readonly licenseManagerInfo: { readonly hostname: string; readonly port: number } | null;
}

/** An app bundle and who holds it. */
export interface AppBundle {
  readonly itemId: string;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly appTitles: readonly string[];
  maxUsers: number;
  endDate: number;
  /** By {@link keyOf}. */
  readonly holders: Set<string>;
}

/** A user type as the organization owns it. */
export interface UserType {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Seats in ArcGIS Online and at seeding; on Enterprise the portal license decides. */
  readonly maxUsers: number;
  readonly canAdminister: boolean;
  readonly includedPro?: string;
}

export interface Group {
  readonly id: string;
  readonly title: string;
  readonly owner: string;
}

/** Member names are one key whatever their case (wire reference 6.3). */
export const keyOf = (username: string): string => username.toLowerCase();
