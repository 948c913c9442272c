// What is known of each portal, per branch. The tree, the charts and the commands read this; none of them talks to a portal for reading.
import type { Event } from '../core/emitter';
import type { ItemId, PortalId, Username } from '../core/ids';
import type {
  AppBundle,
  EntitlementsQueue,
  FutureLicenseItem,
  Holder,
  Listed,
  Listing,
  Organization,
  PartialReason,
  PortalLicense,
  SystemLicenses,
  UserType,
} from '../core/model';
import type { PortalError } from '../core/problem';

/** `value` of loading and failed is what was known before, so that a refresh never empties the view. */
export type Branch<T> =
  | { readonly state: 'idle' }
  | { readonly state: 'loading'; readonly value?: T; readonly readAt?: number }
  | { readonly state: 'ready'; readonly value: T; readonly readAt: number }
  | { readonly state: 'failed'; readonly problem: PortalError; readonly value?: T; readonly readAt?: number };

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

export interface InventoryReader {
  /** Fires with the branch that changed; also several times while rows of a long list arrive. */
  readonly onDidChange: Event<BranchRef>;
  /** What is known now; starts nothing. */
  peek<N extends BranchName>(ref: BranchRef<N>): Branch<BranchValues[N]>;
}

export interface Inventory extends InventoryReader {
  /** Loads if idle or failed; shares a load under way. Never throws for a portal's failure: the result says so. */
  load<N extends BranchName>(ref: BranchRef<N>): Promise<Branch<BranchValues[N]>>;
  /** Reads anew, keeping the old value in sight meanwhile. */
  refresh<N extends BranchName>(ref: BranchRef<N>): Promise<Branch<BranchValues[N]>>;
  /** Refreshes every branch of the portal that is ready or failed. */
  refreshPortal(portalId: PortalId): Promise<void>;
  /** Puts rows that were just read back into the holder list, so that the tree shows a write at once. */
  putHolders(portalId: PortalId, itemId: ItemId, rows: readonly Holder[], gone: readonly Username[]): void;
  /** Marks the holder list as not whole: a member whom it leaves out turned out to hold something. Until it is read anew. */
  markPartial(portalId: PortalId, itemId: ItemId, partial: PartialReason): void;
  /** Forgets all of a portal and aborts its loads (sign-out, removal). */
  forget(portalId: PortalId): void;
  dispose(): void;
}
