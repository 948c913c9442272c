// What a policy comes to for the members of one organization: the bridge between the document (readPolicy, resolvePolicy) and the plan.
import type { ItemId, Username } from '../ids';

/** The target of user types: what a member "holds" of it is the one user type, and its pools are the user types with their seats. */
export const userTypesTarget = 'userTypes' as ItemId;

/** The place of a policy that asks for something, so that every row of a plan can say why it is there. */
export interface WishReason {
  /** From 1. */
  readonly line: number;
  /** Of the rule's text in the document: UTF-16 units. */
  readonly offset: number;
  readonly length: number;
  /** The rule's own name, or what it grants to whom: text of the document, never markup. */
  readonly text: string;
}

/** The whole of what a policy grants one member of one target, all its rules in force taken together. */
export interface PolicyWish {
  /** A listing, an app bundle, or {@link userTypesTarget}. */
  readonly itemId: ItemId;
  readonly username: Username;
  /** As the document says them: compared case-insensitively, sent in the portal's spelling; of user types exactly one id. */
  readonly entitlements: readonly string[];
  /** One for each rule, in the document's order; never empty. */
  readonly reasons: readonly WishReason[];
  /** Who goes first where seats do not suffice: lower first, then the document's order. */
  readonly priority: number;
}

/** What a policy asks of every plan that is made of it. */
export interface PolicyRules {
  /** `exact`: members hold what the wishes say and nothing else; `addOnly` takes nothing; `removeOnly` grants nothing. */
  readonly mode: 'exact' | 'addOnly' | 'removeOnly';
  /** Targets that the policy governs: of others nothing is planned, and in `exact` a holder without a wish loses what the target gives. */
  readonly governed: readonly ItemId[];
  /** By `userKey`: members of whom nothing is planned, in whatever target. */
  readonly excluded: ReadonlySet<string>;
  /** By `userKey`: members from whom nothing is ever taken. */
  readonly protected: ReadonlySet<string>;
  /** A plan that takes something from more members than this is not carried out unasked; percent of the holders of all governed targets. */
  readonly removalThreshold?: { readonly count?: number; readonly percent?: number };
  /** At most so many seats of a target, or of one entitlement of it, for the members of one team; wishes beyond it are skipped by priority. */
  readonly quotas: readonly TeamQuota[];
  /** Whether a swap may take something away for a moment where nothing else frees the seat. */
  readonly allowGaps: boolean;
  /** Whether levels that a member's user type includes are taken, and none is granted; protected members keep theirs. Not where absent. */
  readonly removeDoubles?: boolean;
  /** Whether the portal may mail the members. */
  readonly notify: boolean;
}

export interface TeamQuota {
  /** The team's name in the document. */
  readonly team: string;
  /** By `userKey`. */
  readonly members: ReadonlySet<string>;
  readonly itemId: ItemId;
  /** Absent: distinct members of the target. */
  readonly entitlement?: string;
  readonly seats: number;
  readonly reason: WishReason;
}
