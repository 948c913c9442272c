// What the simulation of an import, or of a portal as it is, says. Plain data that survives JSON: it goes to a webview as it is. Times are
// epoch milliseconds, counts are seats; null is "not known".
import type { Entitlement, ItemId, UserTypeId, Username } from '../ids';
import type { PortalKind } from '../model';

export interface Timeline {
  /** The instant of the simulation: the import, where a file is simulated. */
  readonly now: number;
  /** IANA zone in which the portal's days are told beside UTC. */
  readonly timeZone: string;
  readonly portalKind: PortalKind;
  /** Whether a file was simulated, and for which product; absent for what the portal's own queue and expiries will do. */
  readonly file?: { readonly kind: 'entitlements' | 'license'; readonly appId?: string };
  /** What was assumed where no source says what a portal does. */
  readonly reading: TimelineReading;
  /** Ascending, each instant once; the first is {@link Timeline.now}. `subject.seats[i]` holds from `boundaries[i]` to the next one. */
  readonly boundaries: readonly Boundary[];
  readonly subjects: readonly TimelineSubject[];
  /** By {@link TimelineSubject.roster}: who holds it, idle first. Shortages name members by their place in it. */
  readonly rosters: Readonly<Record<string, Roster>>;
  /** By time, then in the order of the subjects. One per subject and number of seats that does not suffice. */
  readonly shortages: readonly Shortage[];
  /** The earliest shortage that is worse than what is there already, and of a file than what is there without it; absent where nothing gets worse. */
  readonly first?: Shortage;
  /** With a file: the earliest shortage that is worse than what is there already, and comes without the file as well. */
  readonly firstAnyway?: Shortage;
  /** What could not be known, in words. */
  readonly unknowns: readonly Unknown[];
}

/** Where sources leave open what a portal does (wire reference, section 22). */
export interface TimelineReading {
  /** Several parts of an entitlements file in effect: the latest alone, or all, a later one winning for what it names (14.2, 16.2). */
  readonly parts: 'latest' | 'merged';
  /** What says when a part starts (14.2): its text, or its number in milliseconds. */
  readonly partStart: 'startDateStr' | 'startDate';
  /** Pro levels among the holders that come with the user type (8.3): none, so that each takes a seat, or all that may. */
  readonly includedPro: 'seats' | 'noSeats';
}

export type BoundaryCause =
  /** The first boundary without a file. */
  | { readonly kind: 'now' }
  /** The first boundary with a file: the import replaces what the portal has. */
  | { readonly kind: 'import' }
  /** A part of the file, or an entry of a license file, starts. */
  | { readonly kind: 'filePart'; readonly label: string }
  /** What the portal has queued starts. */
  | { readonly kind: 'queuedPart'; readonly label: string }
  /** The part or entry that is in effect ends, and nothing follows it: no seats. */
  | { readonly kind: 'expiry'; readonly label: string };

export interface Boundary {
  readonly at: number;
  readonly causes: readonly BoundaryCause[];
}

export type SubjectKind =
  /** One right of a product. */
  | 'entitlement'
  /** Distinct members that may hold a product (`maxUsers`). */
  | 'product'
  /** An app of a license file whose seats are not split into entitlements that are known; otherwise it is its entitlements. */
  | 'app'
  | 'extension'
  | 'appBundle'
  | 'userType'
  /** All members of the portal: the sum over its user types. It has no shortages of its own, those of the user types say which. */
  | 'members';

export interface TimelineSubject {
  /** Unique in the time line and the same whenever the same thing is simulated. */
  readonly id: string;
  readonly kind: SubjectKind;
  /** What a person reads; of a product with its title. Text of others: never markup. */
  readonly label: string;
  /** The entitlement as it is written. */
  readonly entitlement?: Entitlement;
  readonly itemId?: ItemId;
  readonly userType?: UserTypeId;
  /** Members, or for an app its seats, that are held now; absent where not known. */
  readonly held?: number;
  /** The list of holders was cut: `held` is a lower bound. */
  readonly atLeast: boolean;
  /** Seats before the import, or now; null where not known. */
  readonly before: number | null;
  /** Seats from each boundary on. */
  readonly seats: readonly (number | null)[];
  /** From this boundary (index) on the portal does not say when what it has queued ends: seats may go to 0 unannounced. */
  readonly endUnknownFrom?: number;
  /** Key of {@link Timeline.rosters}; absent where it is not known who holds it. */
  readonly roster?: string;
}

export interface Roster {
  /** Never used first, then the longest idle, then those of whom it is not known. */
  readonly members: readonly RosterMember[];
  /** The list was cut: there are more. */
  readonly atLeast: boolean;
}

export interface RosterMember {
  readonly username: Username;
  /** Last start of the app, or for a user type the last sign-in to the portal; absent means never, or not known where {@link useUnknown}. */
  readonly lastUsed?: number;
  /** No source says whether and when it was used: an app bundle, or a product that comes with the user type alone. */
  readonly useUnknown?: true;
  /** Has the license offline: the portal refuses changes. */
  readonly offline?: true;
  readonly offlineSince?: number;
  /** Never proposed for a reduction of the user type: an administrator. */
  readonly keep?: 'administrator';
  /** What the member holds of the product and takes a seat of; absent for user types. */
  readonly entitlements?: readonly Entitlement[];
  /** A Pro level that comes with the user type and takes no seat (wire reference 17.5). */
  readonly throughUserType?: Entitlement;
  /** The Pro level that the user type brings along, whatever else the member holds of the product; absent where there is none or it is not known. */
  readonly typeLevel?: Entitlement;
}

/** A time in which more is held than there is. */
export interface Shortage {
  /** {@link TimelineSubject.id}. */
  readonly subject: string;
  /** The exact instant, a boundary. */
  readonly at: number;
  /** When the number of seats changes again; absent: it stays. */
  readonly until?: number;
  readonly total: number;
  readonly held: number;
  /** `held` is a lower bound, and so is `by`. */
  readonly atLeast: boolean;
  /** Seats too many. */
  readonly by: number;
  /** Seats that are too many at `now` already, without the import. The shortage is news where `by` is more. */
  readonly byNow: number;
  /** With a file: without it, too, no more seats are there for as long as the shortage lasts. */
  readonly anyway?: true;
  readonly overBy: OverBy;
  readonly lockedOut: LockedOut;
}

/** Who would have to be reduced for this shortage alone. Numbers are places in the subject's roster. */
export interface OverBy {
  /** In this order: idle first, offline members and those to keep left out. */
  readonly members: readonly number[];
  /** Offline holders of it that idleness would have chosen: the next idle take their place. */
  readonly offline: readonly number[];
  /** So many more than could be named: too few holders are known, or may be reduced. */
  readonly missing: number;
}

/**
 * Who cannot get in until it is corrected (users-and-peers finding 7; wire reference section 20): of an over-assigned product every holder, of an
 * over-assigned user type all its non-administrators. The members: {@link lockedOutMembers} of lockedOut.ts.
 */
export interface LockedOut {
  /**
   * `none`: no source says that anybody is. `notTold`: an app as a whole is short, and nothing tells which of its rights lose the seats, so that
   * neither is it known who is.
   */
  readonly kind: 'holders' | 'nonAdministrators' | 'none' | 'notTold';
  /** Members that are known. */
  readonly count: number;
  /** Not all of them are known. */
  readonly atLeast: boolean;
}

export interface Unknown {
  readonly what:
    | 'listings'
    | 'license'
    | 'futureLicense'
    | 'queue'
    | 'holders'
    | 'members'
    | 'userTypes'
    | 'seats'
    | 'date'
    | 'end'
    | 'included'
    | 'rule';
  /** A whole sentence. May hold names of others: never markup. */
  readonly text: string;
}
