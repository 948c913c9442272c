// What can be known of a portal, branch by branch: the inventory holds it, and the tree is made from it.
import type { PortalId, Username } from './ids';
import type {
  AppBundle,
  EntitlementsQueue,
  FutureLicenseItem,
  Holder,
  Listed,
  Listing,
  Organization,
  PortalLicense,
  SystemLicenses,
  UserType,
} from './model';
import type { PortalError } from './problem';

/**
 * `value` of loading and failed is what was known before, so that a refresh never empties the view. `kept`: it was read in an earlier session, and
 * is for the eye alone.
 */
export type Branch<T> =
  | { readonly state: 'idle' }
  | { readonly state: 'loading'; readonly value?: T; readonly readAt?: number; readonly kept?: true }
  | { readonly state: 'ready'; readonly value: T; readonly readAt: number; readonly kept?: true }
  | {
      readonly state: 'failed';
      readonly problem: PortalError;
      readonly value?: T;
      readonly readAt?: number;
      readonly kept?: true;
    };

/** The branches of one portal, by name; those with a parameter hold one branch per item id or app id. */
export interface BranchValues {
  readonly organization: Organization;
  readonly listings: readonly Listing[];
  readonly userTypes: readonly UserType[];
  readonly appBundles: readonly AppBundle[];
  readonly license: PortalLicense;
  readonly futureLicense: readonly FutureLicenseItem[];
  readonly systemLicenses: SystemLicenses;
  /** Per listing. */
  readonly holders: Listed<Holder>;
  /** Per bundle. */
  readonly bundleHolders: Listed<Username>;
  /** Per appId (10.6.1 and earlier). */
  readonly entitlementsQueue: EntitlementsQueue;
}
export type BranchName = keyof BranchValues;

/** Names one branch of one portal. `key`: the item id or app id of a branch with a parameter, otherwise absent. */
export interface BranchRef<N extends BranchName = BranchName> {
  readonly portalId: PortalId;
  readonly name: N;
  readonly key?: string;
}
