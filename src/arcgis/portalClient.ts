// The one face of a portal that the rest of the program sees. Implemented by createPortalClient; every method may throw PortalError or an AbortError.
import type { ItemId, Username, UserTypeId } from '../core/ids';
import type {
  AppBundle,
  EntitlementsQueue,
  FutureLicenseItem,
  Group,
  Holder,
  LicenseFileContent,
  Listed,
  Listing,
  Member,
  MemberListing,
  Organization,
  PortalLicense,
  SystemLicenses,
  UserType,
} from '../core/model';

/**
 * Gives the token for a request; knows nothing of the wire. For a read it may wait until a person has signed in again. For a write it never
 * waits for a person: what the write says was read before, and would be hours old when it went out.
 */
export interface TokenSource {
  /** The current access token, refreshed when it is about to end. Throws PortalError `signIn` when there is none. A read by default. */
  token(signal?: AbortSignal, action?: 'read' | 'write'): Promise<string>;
  /** Called once after 498/499 with the token that was refused; a new token, or undefined when only a person can help. */
  renew(refused: string, signal?: AbortSignal, action?: 'read' | 'write'): Promise<string | undefined>;
}

export interface FileUpload {
  readonly name: string;
  readonly text: string;
  /** What is sent, byte for byte: the file as it is on disk. Absent: the text in UTF-8. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** Filters of `portals/self/users/search`. Text is matched against user name, full name and e-mail by prefix; it is escaped for the portal's query language. */
export interface MemberQuery {
  readonly text?: string;
  readonly userType?: UserTypeId;
  readonly role?: string;
  /** At most this many rows, 100 by default. */
  readonly limit?: number;
}

/** Keys that have come up, each once. A Set of keys is one. */
export interface SeenKeys {
  readonly size: number;
  add(key: string): unknown;
}

export interface ReadOptions<Row> {
  readonly signal?: AbortSignal;
  /** Called with each slice of rows as they are read, so that a view shows the first rows early; `total` where the portal says it. */
  readonly onRows?: (rows: readonly Row[], total: number | undefined) => void;
  /** The rows go to `onRows` alone and `items` of the result stays empty: a long list is then in memory once, in the caller's own form. */
  readonly handsOver?: boolean;
  /** Takes the names of the rows as the portal spells them and compares them as `userKey` does, to tell those that come twice: empty at first, and for this one reading. */
  readonly seen?: SeenKeys;
  /** Stop after this many rows; the list is then marked partial (`paged`). */
  readonly limit?: number;
}

export interface UserTypeResult {
  readonly username: Username;
  readonly ok: boolean;
  readonly message?: string;
}

export interface LicenseManagerUpdate {
  /** Seconds after which the portal is back, where it says so. */
  readonly recheckAfterSeconds?: number;
}

export interface PortalClient {
  /** Base address without `/sharing/rest`. */
  readonly url: string;

  // portals/self and members
  organization(signal?: AbortSignal): Promise<Organization>;
  roles(signal?: AbortSignal): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** `portals/self/users`, page by page: complete and current, the way to enumerate (wire reference 6.5). */
  members(options?: ReadOptions<Member>): Promise<Listed<Member>>;
  /** `portals/self/users/search`: quick, indexed, lags behind writes, 10,000 rows at most. */
  searchMembers(query: MemberQuery, signal?: AbortSignal): Promise<Listed<Member>>;
  /** `community/users/{name}`; undefined when there is no such user. */
  member(name: Username, signal?: AbortSignal): Promise<Member | undefined>;
  groupMembers(groupId: string, signal?: AbortSignal): Promise<Listed<Username>>;
  /** Groups with this id or exactly this title; none, one, or several of one title. */
  findGroups(name: string, signal?: AbortSignal): Promise<readonly Group[]>;

  // what the organization owns
  /** `portals/self/purchases?status=all`: purchases and trials. */
  purchases(signal?: AbortSignal): Promise<readonly Listing[]>;
  /** `content/listings/{itemId}`. */
  listing(itemId: ItemId, signal?: AbortSignal): Promise<{ readonly itemId: ItemId; readonly title: string }>;
  userTypes(signal?: AbortSignal): Promise<readonly UserType[]>;
  appBundles(signal?: AbortSignal): Promise<readonly AppBundle[]>;
  appBundleHolders(itemId: ItemId, options?: ReadOptions<Username>): Promise<Listed<Username>>;
  /** `community/users/{name}/provisionedListings`, with or without the sets. */
  provisionedListings(name: Username, signal?: AbortSignal): Promise<readonly MemberListing[]>;

  // who holds what (seed 001)
  holders(itemId: ItemId, options?: ReadOptions<Holder>): Promise<Listed<Holder>>;
  /**
   * One member of a listing; undefined when the member holds nothing of it.
   * @param listed the list of the listing that was just read, for a portal that answers with an error where a member holds nothing.
   */
  holder(
    itemId: ItemId,
    name: Username,
    signal?: AbortSignal,
    listed?: Listed<Holder>,
  ): Promise<Holder | undefined>;

  // writes: never repeated, but once after a token renewal on 498/499
  /** Replaces the whole set of at most 25 members (seed 000); an empty set revokes the listing. */
  provision(
    itemId: ItemId,
    change: {
      readonly users: readonly Username[];
      readonly entitlements: readonly string[];
      readonly suppressCustomerEmail: boolean;
    },
    signal?: AbortSignal,
  ): Promise<void>;
  provisionAppBundle(
    itemId: ItemId,
    change: { readonly users: readonly Username[]; readonly revoke: boolean },
    signal?: AbortSignal,
  ): Promise<void>;
  updateUserType(
    users: readonly Username[],
    userType: UserTypeId,
    signal?: AbortSignal,
  ): Promise<readonly UserTypeResult[]>;
  setDisconnectSettings(itemId: ItemId, canDisconnect: boolean, signal?: AbortSignal): Promise<void>;

  // portaladmin/license, 10.7 and later (seed 004)
  license(signal?: AbortSignal): Promise<PortalLicense>;
  futureLicense(signal?: AbortSignal): Promise<readonly FutureLicenseItem[]>;
  validateLicense(file: FileUpload, signal?: AbortSignal): Promise<LicenseFileContent>;
  importLicense(file: FileUpload, signal?: AbortSignal): Promise<void>;
  populateLicense(signal?: AbortSignal): Promise<void>;
  /** Whether the license has been loaded into the portal's database; undefined where the portal does not say it. */
  licensePopulated(signal?: AbortSignal): Promise<boolean | undefined>;
  // portaladmin/system/licenses, 10.6.1 and earlier (seeds 002 and 003)
  systemLicenses(signal?: AbortSignal): Promise<SystemLicenses>;
  importEntitlements(appId: string, file: FileUpload, signal?: AbortSignal): Promise<EntitlementsQueue>;
  /** What the portal says, and nothing of our own: it is compared before and after a write. */
  entitlementsQueue(appId: string, signal?: AbortSignal): Promise<EntitlementsQueue>;
  /** The answer of {@link PortalClient.entitlementsQueue} with what the last import through this client said of the part in effect. */
  withImported?(queue: EntitlementsQueue): EntitlementsQueue;
  removeAllEntitlements(appId: string, signal?: AbortSignal): Promise<void>;
  // both generations; the client picks the path by the portal's kind
  updateLicenseManager(
    manager: { readonly hostname: string; readonly port: number },
    signal?: AbortSignal,
  ): Promise<LicenseManagerUpdate>;
  releaseLicense(name: Username, appId: string | undefined, signal?: AbortSignal): Promise<void>;
}
