// What a plan says of itself beside its changes: gaps, spare seats, what a policy adds, what it costs. Data without behaviour.
import type { Entitlement, ItemId, Username, UserTypeId } from './ids';

/**
 * Between two requests a member is without something that it holds before the plan, because others can have its seat only then. Only where that
 * was asked for. When a plan is resumed, `until` is what goes out first.
 */
export interface PlannedGap {
  readonly itemId: ItemId;
  readonly username: Username;
  /** Held before, and away once `from` is carried out; what the member gets instead, or again, comes with `until`. */
  readonly without: readonly Entitlement[];
  /** Ids of requests. */
  readonly from: string;
  readonly until: string;
}

/** Seats that, were they free while the plan is carried out, would give an order to members who wait for each other in a circle. */
export interface SpareSeat {
  readonly itemId: ItemId;
  /** One seat of each, which is nearly always one: an entitlement, or `memberSeats` for a place in the target itself. */
  readonly pools: readonly string[];
  /** Who could change then. */
  readonly usernames: readonly Username[];
}

/** An entitlement that a member's user type includes as well, so that its seat is of no use to the member. */
export interface DoubleEntitlement {
  readonly itemId: ItemId;
  readonly username: Username;
  readonly entitlement: Entitlement;
  /** The user type after the plan. */
  readonly userType: UserTypeId;
  /** Taken, or not granted, by this plan. */
  readonly removed: boolean;
  /** The portal does not tell whether the level is assigned at all (wire reference 8.3). */
  readonly unclear?: true;
}

/** How many members a plan takes something from. */
export interface Removals {
  readonly members: number;
  /** Members that hold something of the targets in question: what a percentage is of. */
  readonly holders: number;
  readonly threshold?: { readonly count?: number; readonly percent?: number };
}

/** What a plan says beyond its changes, where it is made of a policy. */
export interface PolicyPart {
  readonly mode: 'exact' | 'addOnly' | 'removeOnly';
  /** SHA-256, hex, of the policy's text. */
  readonly hash?: string;
  readonly removals: Removals;
  /** There, and true: `removals` is more than the threshold; such a plan is carried out only when that is asked for. */
  readonly overThreshold?: true;
  /** There, and true: only what is due by the policy's dates, and nothing else of whom or what the policy names. */
  readonly dueOnly?: true;
  /** There, and true: what comes with a member's user type as well is taken where the mode takes, and not granted. */
  readonly removesDoubles?: true;
  readonly doubles: readonly DoubleEntitlement[];
  /** Targets whose holders are not all known: nothing is taken from those who are not listed. */
  readonly notAllListed: readonly ItemId[];
  /** Wishes that are met already. */
  readonly unchanged: number;
}

/** What carrying out a plan costs. */
export interface PlanEstimate {
  readonly requests: number;
  /** Milliseconds, at a portal that answers as portals usually do. */
  readonly ms: number;
}
