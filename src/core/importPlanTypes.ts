// What a plan of an import is made of.
import type { PortalId, Username } from './ids';
import type { LicenseFileContent } from './model';
import type { TimelineReading } from './timeline/timelineTypes';

/** One line of an import's before and after. */
export interface ImportRow {
  /** `entitlement`, `userType`, `app`, `appBundle`, `extension`, `capability` (1: the portal has it, 0: not), `queue`. */
  readonly section: string;
  readonly name: string;
  /** What the portal calls it, where the catalogue has no name for its id. Text of others: never markup. */
  readonly title?: string;
  readonly before?: number;
  readonly after?: number;
  /** Seats held now, where known. */
  readonly held?: number;
  /** When it takes effect, for a queued part: `dd-MMM-yyyy` or epoch ms, as the file says. */
  readonly effective?: string;
  /** When what is there now, and what the file has instead, ends (ms epoch); absent where no end is named. */
  readonly endsBefore?: number;
  readonly endsAfter?: number;
}

/** Something of which more would be held than there is, from one of the dates of an import on. */
export interface OverAssignment {
  /** What it is, for people: `ArcGIS Pro: Network Analyst`, `Viewer`. Text of others: never markup. */
  readonly label: string;
  /** Epoch ms from which it is so. */
  readonly at: number;
  /** With the import itself, not with a later part of it. */
  readonly atOnce: boolean;
  /** Only if the portal behaves otherwise in this than the documentation says (wire reference 14.2, 16.2, 8.3). */
  readonly onlyIf?: keyof TimelineReading;
  readonly total: number;
  readonly held: number;
  /** The list of holders was cut: `held` and `by` are lower bounds. */
  readonly atLeast: boolean;
  /** Seats too many. */
  readonly by: number;
  /** Seats too many now already, without the import. */
  readonly byNow: number;
  /** Without the import, too, no more seats are there for as long as it lasts. */
  readonly anyway?: true;
  /** All seats of the product go, or of the last user types: only a renewal helps. With so many others of the product. */
  readonly ends?: { readonly others: number };
  /** Who holds one of the seats and has used it least, as many as are too many; the first of them where they are very many. */
  readonly over: readonly Username[];
  /** Who cannot get in until it is corrected (users-and-peers, finding 7). */
  readonly lockedOut: {
    readonly count: number;
    /** Not all of them are known. */
    readonly atLeast: boolean;
    /** Key of {@link OverAssigned.rosters}; absent where it is known of nobody. */
    readonly roster?: string;
  };
}

/** What an import would leave over-assigned; it needs a confirmation of its own (issue section 5). */
export interface OverAssigned {
  /** By time, then those that depend on how the portal behaves; never empty. */
  readonly items: readonly OverAssignment[];
  /** Who is locked out, by the product or user type that does it. */
  readonly rosters: Readonly<Record<string, readonly Username[]>>;
}

/** An import of a licence or entitlements file: one request, no member named on the wire. The file's text is not part of the plan. */
export interface ImportPlan {
  readonly kind: 'import';
  readonly id: string;
  readonly portalId: PortalId;
  readonly createdAt: number;
  readonly title: string;
  readonly operation: 'importEntitlements' | 'importLicense';
  /** `importEntitlements` only. */
  readonly appId?: string;
  readonly fileName: string;
  /** Length in bytes, and SHA-256 in hex, of what is sent: tells in the journal which file it was. */
  readonly fileSize: number;
  readonly fileHash: string;
  /** Where what is sent comes from, in words. */
  readonly source?: string;
  readonly rows: readonly ImportRow[];
  /** `importLicense`: what `validateLicense` read in the file. */
  readonly validated?: LicenseFileContent;
  /** Absent where nothing is known to be over-assigned afterwards. */
  readonly overAssigned?: OverAssigned;
  /** Why more may be over-assigned than is known, in sentences; among the warnings as well. It needs the same confirmation. */
  readonly unknown?: readonly string[];
  /** What each of `unknown` is about, the same whatever words the portal finds for it: tells one that is new from one that was told. */
  readonly unknownKeys?: readonly string[];
  /** Sentences for the preview, already in words. */
  readonly warnings: readonly string[];
}
