// A license policy as it is read: who shall hold what at one portal, every part with its place in the text.
import type { LocatedText, TextSpan } from '../files/fileProblem';

export const policyModes = ['exact', 'addOnly', 'removeOnly'] as const;
export type PolicyMode = (typeof policyModes)[number];

/** Without a word about it, a policy takes nothing from anybody. */
export const defaultMode: PolicyMode = 'addOnly';

/** Of rules that state none: after all that do. */
export const defaultPriority = 10_000;

/** A policy document. Places are in UTF-16 units and lie inside the text; `at` of the whole is its first character. */
export interface Policy {
  readonly at: TextSpan;
  /** Base address of the portal, as written, or `sample:online-M`. Absent only with an error. */
  readonly portal?: LocatedText;
  /** IANA zone that the days of `from` and `until` are counted in; the connection's where absent. */
  readonly timeZone?: LocatedText;
  readonly mode: PolicyMode;
  readonly notify: boolean;
  readonly allowGaps: boolean;
  /** Whether plans take, and do not grant, what a member's user type includes as well. Where absent, whoever plans decides, and nothing is removed unasked. */
  readonly removeDoubles?: TextSpan & { readonly isOn: boolean };
  readonly note?: string;
  readonly sets: readonly NamedSet[];
  readonly teams: readonly Team[];
  readonly protected?: People;
  readonly exclude?: People;
  readonly removalThreshold?: TextSpan & { readonly count?: number; readonly percent?: number };
  /** Listings, then app bundles, each in the document's order. */
  readonly targets: readonly PolicyTarget[];
  /** Present where the document has `userTypes`. */
  readonly userTypes?: { readonly at: TextSpan; readonly grants: readonly Grant[] };
}

export interface NamedSet {
  readonly name: LocatedText;
  readonly entitlements: readonly LocatedText[];
}

export interface Team {
  readonly name: LocatedText;
  readonly people: People;
  readonly note?: string;
}

/** Everybody whom any of the selectors selects. */
export interface People {
  readonly at: TextSpan;
  readonly selectors: readonly Selector[];
}

/** Everybody whom any of its keys names, without those of `except`. A text in place of the object is a team, never a member. */
export interface Selector {
  readonly at: TextSpan;
  readonly teams: readonly LocatedText[];
  readonly members: readonly LocatedText[];
  /** Paths of rosters (CSV), relative to the document's folder, with `/`. */
  readonly rosters: readonly LocatedText[];
  readonly userTypes: readonly LocatedText[];
  /** Ids or names of roles. */
  readonly roles: readonly LocatedText[];
  /** Ids or titles of groups. */
  readonly groups: readonly LocatedText[];
  readonly everyone: boolean;
  readonly except?: People;
}

/** A listing or an app bundle. At least one of `title` and `itemId` is there, or an error says so. */
export interface PolicyTarget {
  readonly kind: 'listing' | 'appBundle';
  readonly at: TextSpan;
  readonly title?: LocatedText;
  readonly itemId?: LocatedText;
  readonly note?: string;
  readonly grants: readonly Grant[];
  readonly quotas: readonly Quota[];
}

export interface Grant {
  /** The rule's whole text. */
  readonly at: TextSpan;
  readonly to: People;
  /** Of a listing: names of sets and entitlements; of a user type rule: its one user type; of an app bundle: empty. */
  readonly give: readonly LocatedText[];
  readonly from?: PolicyDay;
  readonly until?: PolicyDay;
  readonly priority?: number;
  readonly note?: string;
}

/** A day as written, `2027-01-10`. The first and the last day of a grant both count as a whole. */
export type PolicyDay = LocatedText;

export interface Quota {
  readonly at: TextSpan;
  readonly team: LocatedText;
  readonly entitlement?: LocatedText;
  readonly seats: number;
  readonly note?: string;
}
