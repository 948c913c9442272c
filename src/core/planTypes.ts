// What a plan is made of. A plan is data: it can be shown, compared, written to the journal and carried out, and holds no secret.
import type { Entitlement, ItemId, PortalId, Username, UserTypeId } from './ids';
import type { PlanEstimate, PlannedGap, PolicyPart, SpareSeat } from './planDetails';
import type { WishReason } from './policy/wishTypes';
import type { ImportPlan, ImportRow } from './importPlanTypes';
import type { OperationPlan } from './operationPlanTypes';

export type { ImportPlan, ImportRow, OverAssigned, OverAssignment } from './importPlanTypes';
export type { OfflineRelease, OperationPlan, PortalOperation, RemovalSeen } from './operationPlanTypes';

/**
 * What a member can hold something of. A bundle is a target with the single entitlement {@link bundleEntitlement}. The user types are one target
 * ({@link userTypesTarget}), whose pools are the types and of which each member holds exactly one.
 */
export interface Target {
  readonly kind: 'listing' | 'appBundle' | 'userType';
  readonly itemId: ItemId;
  readonly title: string;
  /** Named by the portal's license and by no purchase: read and written like a listing, but told of as what it is. */
  readonly licensedAs?: 'app' | 'extension';
}

/** What one member holds of one target now. */
export interface Holding {
  readonly username: Username;
  readonly entitlements: readonly Entitlement[];
  readonly offline: boolean;
  readonly offlineSince?: number;
}

/**
 * A Pro level that comes with a member's user type (wire reference 17.5), at a portal that may show it among what the member holds of the
 * listing (8.3, unconfirmed), where it looks like an assigned seat.
 */
export interface IncludedLevel {
  readonly userType: UserTypeId;
  /** The level that comes with the user type. */
  readonly level: Entitlement;
  /**
   * Whether a level is assigned to the member too. `no` and `yes`: the portal's answer for the one member tells (8.2). `unclear`: the
   * portal shows a level, and nothing tells whether it is assigned.
   */
  readonly assigned: 'no' | 'yes' | 'unclear';
}

/** The current state of one target, as read for the plan. */
export interface TargetState {
  readonly target: Target;
  readonly pools: readonly {
    readonly key: Entitlement;
    /** Seats owned; absent when the portal does not say. */
    readonly total?: number;
  }[];
  /** Distinct members that may hold the target. */
  readonly maxUsers?: number;
  /** By {@link userKey}. An entry with an empty set says that the member is known to hold nothing. */
  readonly holdings: ReadonlyMap<string, Holding>;
  /**
   * By {@link userKey}: members of the plan whose user type brings a Pro level along, where the portal may show it. With `assigned: 'no'` the
   * entry in `holdings` is without the level.
   */
  readonly included?: ReadonlyMap<string, IncludedLevel>;
  /** By {@link userKey}: entries of `holdings` whose level, this one, may be there through the user type only, and then takes no seat. */
  readonly mayBeIncluded?: ReadonlyMap<string, Entitlement>;
  /** By {@link userKey}: members whose entry in `holdings` is without this level, which the portal's list shows and which is not assigned. */
  readonly shownIncluded?: ReadonlyMap<string, Entitlement>;
  /** Why it could not be found out which levels come with a user type. */
  readonly includedUnread?: string;
  /** True: a member without an entry holds nothing. False: the list was cut, and seats are "at least". */
  readonly complete: boolean;
  /**
   * Set when the target cannot be written (read failed, not per user): every change on it is skipped with this text. Not set for an expired
   * listing: what is still assigned there has to be removed by hand (wire reference 8.3).
   */
  readonly unavailable?: string;
  /** With `unavailable`: the listing is not licensed per member, so that nobody can hold anything of it. */
  readonly notPerUser?: boolean;
  /** When the trial or the purchase ends (epoch ms), for a warning where seats are granted shortly before. */
  readonly ends?: { readonly kind: 'trialEnds' | 'listingEnds'; readonly at: number };
}

/** What is wanted for one member of one target. */
export interface DesiredChange {
  readonly itemId: ItemId;
  readonly username: Username;
  readonly mode: 'add' | 'remove' | 'set';
  /** Compared case-insensitively, sent in the portal's spelling. `remove` of everything: {@link DesiredChange.mode} `set` with an empty list. */
  readonly entitlements: readonly string[];
}

export type SkipReason =
  /** The portal refuses changes of members with an offline licence. */
  | 'offline'
  /** Not a member of the organization. */
  | 'notMember'
  /** Already as wanted. */
  | 'unchanged'
  /** No free seat: the portal would refuse. */
  | 'noSeat'
  /** The listing has no such entitlement. */
  | 'unknownEntitlement'
  /** Two Pro levels, an extension without a level, a user type the product does not go with. */
  | 'incompatible'
  /** The listing cannot be written. */
  | 'unavailable'
  /** What the member holds could not be read. */
  | 'notRead'
  /** Two wishes for one member contradict each other. */
  | 'contradiction'
  /** The level to be taken is not assigned: it comes with the user type, and stays. */
  | 'included'
  /**
   * Everybody would have a seat at the end, but members wait for each other's in a circle: without a spare seat of `names`, or the leave to take
   * something away for a moment, there is no order.
   */
  | 'spareSeat'
  /** A policy says that nothing is ever taken from the member; `names`: what stays. */
  | 'protected'
  /** A policy excludes the member from every plan. */
  | 'excluded'
  /** The member's team has as many seats as its quota allows; `names`: of what, and the team. */
  | 'quota'
  /** The plan only adds, or only removes, and this wish asks for the other; `names`: what is left as it is. */
  | 'mode'
  /** Goes together with another change of the member that is skipped: of the target whose title is in `names`. */
  | 'dependent'
  /** Undo: the member's set is not what the operation left. */
  | 'changedSince'
  /** Undo: the operation found the member as planned and sent nothing, so that somebody else made it so; `names`: what it holds. */
  | 'notSent'
  /** Undo: nothing of what the operation sent is there, so that what is there, `names`, is somebody else's. */
  | 'notArrived'
  /**
   * Undo: the portal refused all that was sent for the member, which holds `names` all the same: by a request that was carried out nevertheless, or by
   * somebody else.
   */
  | 'refused';

export interface Skip {
  readonly itemId: ItemId;
  readonly username: Username;
  readonly reason: SkipReason;
  /** What exactly: entitlement names, the pool that is full, since when offline (epoch ms). */
  readonly names?: readonly string[];
  readonly since?: number;
  /** With `included`: the user type. */
  readonly userType?: UserTypeId;
  /** The places of a policy that ask for it. */
  readonly reasons?: readonly WishReason[];
}

/** One member's whole set of one target, before and after: what the portal will be told (product.md rule 1). */
export interface MemberChange {
  readonly itemId: ItemId;
  readonly username: Username;
  readonly before: readonly Entitlement[];
  readonly after: readonly Entitlement[];
  /** What comes with the user type, where the portal may show it: reading back has to tell it from what is assigned. */
  readonly included?: IncludedLevel;
  /** The places of a policy that ask for it; empty where the policy asks for nothing, so that what is held goes. */
  readonly reasons?: readonly WishReason[];
}

/** One write. `users` at most 25. */
export interface PlannedRequest {
  /** `r1`, `r2`, ... in the order of sending. */
  readonly id: string;
  readonly itemId: ItemId;
  readonly users: readonly Username[];
  /** The complete resulting set of each of `users`. */
  readonly entitlements: readonly Entitlement[];
  /** Requests whose reductions must be read back before this one may go out. */
  readonly needs: readonly string[];
  /**
   * `group`: a part of a group of 25 or its rest. `seats`: split off, or a step in between that only gives seats back, because the unsplit order
   * would create or raise an excess of `splitFor`. `order`: sent apart because something else of its members has to change before or after it.
   */
  readonly cause: 'group' | 'seats' | 'order';
  readonly splitFor?: readonly string[];
}

export interface LedgerRow {
  readonly itemId: ItemId;
  /** An entitlement, or absent for the distinct users of the target. */
  readonly entitlement?: Entitlement;
  readonly total?: number;
  readonly before: number;
  readonly after: number;
  /** True when the list of holders was cut: `before` and `after` are lower bounds. */
  readonly atLeast: boolean;
  /** Fewest free seats at any moment of the plan, in the order of its requests; below 0 in excess. Absent where the total is not known. */
  readonly lowest?: number;
  /** So many of `before` and of `after` may be shown only because of a user type, and then take no seat: each is the upper end of a range. */
  readonly maybe?: { readonly before: number; readonly after: number };
  /** So many members whom the plan does not change are in the portal's list only because of a user type: not in `before`, and no seats. */
  readonly shown?: number;
}

export type PlanWarning =
  /** Seats are over-assigned after the plan, as they were before (`by` seats). */
  | {
      readonly kind: 'overAssigned';
      readonly itemId: ItemId;
      readonly entitlement?: Entitlement;
      readonly by: number;
    }
  /** The holder list was cut: counts are lower bounds and the portal may refuse grants. */
  | { readonly kind: 'countsIncomplete'; readonly itemId: ItemId }
  | { readonly kind: 'trialEnds' | 'listingEnds'; readonly itemId: ItemId; readonly at: number }
  /**
   * After the plan these members hold Pro extensions and no Pro level in the listing. Right where the level comes with the user type, which the
   * listing does not say, and without use or refused by the portal otherwise (wire reference 9.2): so it is told and not blocked.
   */
  | { readonly kind: 'noProLevel'; readonly itemId: ItemId; readonly usernames: readonly Username[] }
  /**
   * The user type of these members includes this Pro level. `maySeat`: whether they have a seat of it as well is not told; it is in the set that
   * is sent, and may take one. `stays`: it is taken from them, and stays through the user type.
   */
  | {
      readonly kind: 'includedLevel';
      readonly itemId: ItemId;
      readonly entitlement: Entitlement;
      readonly userType: UserTypeId;
      readonly effect: 'maySeat' | 'stays';
      readonly usernames: readonly Username[];
    }
  /** Members hold a Pro level, and it could not be read whether it comes with their user type and takes no seat. */
  | { readonly kind: 'includedUnread'; readonly itemId: ItemId; readonly why: string };

/** A change of members' entitlements. */
export interface MemberPlan {
  readonly kind: 'members';
  readonly id: string;
  readonly portalId: PortalId;
  /** Epoch ms when the state it rests on was read. */
  readonly createdAt: number;
  /** What the administrator asked for, in words. */
  readonly title: string;
  readonly targets: readonly Target[];
  readonly changes: readonly MemberChange[];
  readonly skipped: readonly Skip[];
  readonly requests: readonly PlannedRequest[];
  readonly ledger: readonly LedgerRow[];
  readonly warnings: readonly PlanWarning[];
  readonly suppressCustomerEmail: boolean;
  /** Absent where nobody is without anything for a moment. */
  readonly gaps?: readonly PlannedGap[];
  /** Absent where nobody waits for a spare seat. */
  readonly spareSeats?: readonly SpareSeat[];
  readonly estimate?: PlanEstimate;
  readonly policy?: PolicyPart;
  /** The id of the saved plan that this one was taken from; absent where it was made here. */
  readonly origin?: string;
  /**
   * Of a plan from a file that takes something: the policy that it was made of is not at hand, so how much may go unasked is not known. Never in a file;
   * such a plan is carried out only when that is asked for.
   */
  readonly thresholdUnknown?: true;
  /**
   * Of a plan from a file: members from whom it takes what its policy, which is at hand, does not take with the members and dates of now. Never in a file,
   * never empty; such a plan is carried out only when that is asked for.
   */
  readonly unasked?: readonly Username[];
  /** The operation that this plan takes back, or one member's part of it. */
  readonly undoes?: { readonly planId: string; readonly username?: string };
}

export type Plan = MemberPlan | ImportPlan | OperationPlan;

/** After apply each member of a plan is one of these (product.md rule 4). */
export type Outcome =
  /** Read back as planned. */
  | 'done'
  /** Read back, and not as planned; `reason` says why. */
  | 'notDone'
  /** Could not be read back, or the portal may still carry the write out: re-read to find out. */
  | 'unknown';

export interface MemberResult {
  readonly itemId: ItemId;
  readonly username: Username;
  readonly outcome: Outcome;
  /** What was read back, where it could be. */
  readonly actual?: readonly Entitlement[];
  /** With `unknown`: epoch ms until when the portal may still carry out what was sent. */
  readonly until?: number;
  /** In words, with the portal's own text where it gave one. */
  readonly reason?: string;
}

export interface ApplyReport {
  readonly planId: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly cancelled: boolean;
  readonly requestsSent: number;
  readonly results: readonly MemberResult[];
  /** For imports: what the portal says afterwards, or why it is not known. */
  readonly importOutcome?: { readonly outcome: Outcome; readonly reason?: string };
  /** For imports that were sent and read back: each thing that the portal licenses, before and after, as the portal itself says. */
  readonly importComparison?: readonly ImportRow[];
  /** For operations that are one request: likewise. */
  readonly operationOutcome?: { readonly outcome: Outcome; readonly reason?: string };
}
