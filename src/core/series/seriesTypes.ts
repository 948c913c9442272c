// The shape of the chart series and of what they are made from.
import type { PortalId } from '../ids';
import type {
  AppBundle,
  EntitlementsQueue,
  FutureLicenseItem,
  Holder,
  Listed,
  Listing,
  ListingStatus,
  Organization,
  PartialReason,
  PortalConnection,
  PortalKind,
  PortalLicense,
  SystemLicenses,
  UserType,
} from '../model';
import type { LastUseBucket, LastUseCounts } from '../seats';
import type { LoadState } from '../tree/treeModelTypes';

/**
 * How much of something was read. `unread`, `loading` and `failed` may still come with values of before; `notPerUser` is the portal's word that
 * a listing is not licensed per user, so that there are no holders to read: nothing failed, and nothing would change by trying again.
 */
export interface Reading {
  readonly state: 'unread' | 'loading' | 'complete' | 'partial' | 'failed' | 'notPerUser';
  readonly partial?: PartialReason;
  /** Why it failed, in the portal's or our own words. */
  readonly problem?: string;
  /** When the values were read; epoch ms. Absent when there are none. */
  readonly readAt?: number;
}

/** Rows and how much of the truth they are. */
export interface Part<T> {
  readonly reading: Reading;
  readonly rows: readonly T[];
}

/** Seats of one bar. A count that is absent is not known; it is never 0 for want of knowledge. */
export interface SeatCounts {
  /** Seats the organization owns; absent where the portal names no limit. */
  readonly total?: number;
  readonly assigned?: number;
  /** The list behind `assigned` is cut: the truth is `assigned` or more. */
  readonly atLeast: boolean;
  /** With `atLeast` it is the most that may be free. */
  readonly free?: number;
  /** Seats assigned above the total; 0 when none is known to be. */
  readonly over: number;
}

export interface EntitlementSeries extends SeatCounts {
  readonly entitlement: string;
  readonly label: string;
}

export interface ListingSeries {
  readonly itemId: string;
  /** Unlike the title it is unique among the listings. */
  readonly label: string;
  readonly status: ListingStatus;
  readonly reading: Reading;
  /** Distinct members against `maxUsers`. */
  readonly seats: SeatCounts;
  readonly entitlements: readonly EntitlementSeries[];
  /** How many of the entitlements are over-assigned. */
  readonly overEntitlements: number;
  /** Absent while nothing was read. */
  readonly lastUse?: LastUseCounts;
}

export interface UserTypeSeries {
  readonly id: string;
  readonly label: string;
  readonly current?: number;
  readonly maximum?: number;
  readonly over: number;
}

export type LicenseSection =
  'userTypes' | 'appBundles' | 'apps' | 'extensions' | 'capabilities' | 'future' | 'features';
export type ExpiryKind =
  | 'listing'
  | 'userType'
  | 'appBundle'
  | 'app'
  | 'extension'
  | 'capability'
  | 'subscription'
  | 'license'
  | 'feature'
  | 'queued';

/** One date on the time line. */
export interface ExpirySeries {
  readonly key: string;
  readonly kind: ExpiryKind;
  readonly label: string;
  /** Epoch ms. */
  readonly at: number;
  /** Known to the day only: the portal gave a date without a time. */
  readonly dayOnly?: true;
  /** Seats from then on, for what is queued; 0: it ends. */
  readonly becomes?: number;
  readonly target: BarTarget;
}

/** What a bar stands for, so that the tree can show its row (`rowPath`). Ids as the portal wrote them; `key`: of `licenseKey`. */
export type BarTarget =
  | {
      readonly kind: 'listing';
      readonly itemId: string;
      readonly entitlement?: string | undefined;
      readonly idle?: LastUseBucket | undefined;
    }
  | { readonly kind: 'license'; readonly section: LicenseSection; readonly key: readonly string[] }
  | { readonly kind: 'queue'; readonly appId: string }
  | { readonly kind: 'system' }
  | { readonly kind: 'portal' };

/** All that the charts of one portal draw. */
export interface ChartModel {
  readonly portal: {
    readonly id: PortalId;
    readonly name: string;
    readonly kind: PortalKind;
    readonly timeZone?: string;
  };
  /** Epoch ms the model was made at. */
  readonly now: number;
  readonly listings: Part<ListingSeries>;
  readonly userTypes: Part<UserTypeSeries>;
  readonly expiries: Part<ExpirySeries> & {
    /** Things that were read and have no end date. */
    readonly withoutEnd: number;
    /** Kinds that could not be read, with the reason: the time line lacks them. */
    readonly missing: readonly { readonly kind: ExpiryKind; readonly problem: string }[];
  };
  /** Reading of the holders of all listings. */
  readonly holders: {
    readonly done: number;
    readonly of: number;
    readonly reading: boolean;
  };
}

/** The branches of one portal. `holders` and `queue` are asked per listing and per app id. */
export interface ChartInput {
  readonly portal: PortalConnection;
  readonly now: number;
  readonly organization: LoadState<Organization>;
  readonly listings: LoadState<readonly Listing[]>;
  readonly userTypes: LoadState<readonly UserType[]>;
  readonly appBundles: LoadState<readonly AppBundle[]>;
  readonly license: LoadState<PortalLicense>;
  readonly futureLicense: LoadState<readonly FutureLicenseItem[]>;
  readonly systemLicenses: LoadState<SystemLicenses>;
  readonly holders: (itemId: Listing['itemId']) => LoadState<Listed<Holder>>;
  readonly queues: readonly LoadState<EntitlementsQueue>[];
  /** Whether the holders of further listings are going to be read. */
  readonly readingHolders: boolean;
}
