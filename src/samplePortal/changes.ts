import type { EntitlementsPart, Holder, PortalLicense } from './model';
import { keyOf } from './model';

/** A token that was handed out, kept by the hash of its text so that the state file holds none that can be used. */
export interface TokenRecord {
  readonly kind: 'access' | 'refresh';
  readonly username: string;
  /** ms epoch. */
  readonly expires: number;
  /** Lower case; set when the token is bound to a `Referer`. */
  readonly referer?: string;
  readonly clientId?: string;
  /** Hash of the refresh token that an access token came with: it dies with it. */
  readonly parent?: string;
}

/** What of a member can change. */
export interface MemberChange {
  readonly role: string;
  readonly level: '1' | '2';
  readonly userLicenseTypeId: string | null;
  readonly disabled: boolean;
}

/** A listing that an import adds, as the state keeps it; everything else about it is derived. */
export interface NewListing {
  readonly itemId: string;
  readonly title: string;
  readonly licenseId?: string;
  readonly appId?: string;
  readonly inPurchases?: boolean;
  readonly entitlements: Readonly<Record<string, number>>;
}

export const newListing = (listing: NewListing): NewListing => listing;

/**
 * One change of state. Each says what its key (kind, and whom it is about) is from now on, so that replaying a log twice, or only its
 * last entry per key, gives the same state.
 */
export type Put =
  | readonly ['holder', itemId: string, username: string, Holder | null]
  | readonly ['member', username: string, MemberChange | null]
  | readonly ['bundle', itemId: string, username: string, boolean]
  | readonly ['listing', itemId: string, { canDisconnect: boolean; maxDisconnectDuration: number }]
  | readonly ['newListing', NewListing]
  | readonly ['license', PortalLicense]
  | readonly ['parts', appId: string, EntitlementsPart[] | null]
  | readonly ['token', hash: string, TokenRecord | null]
  | readonly ['licenseManager', { hostname: string; port: number }]
  | readonly ['clock', offsetMs: number]
  | readonly ['populated', boolean];

/** The part of a put that names what it is about. */
export const putKey = (put: Put): string => {
  switch (put[0]) {
    case 'holder':
    case 'bundle':
      return `${put[0]}\n${put[1]}\n${keyOf(put[2])}`;
    case 'member':
      return `member\n${keyOf(put[1])}`;
    case 'listing':
    case 'parts':
    case 'token':
      return `${put[0]}\n${put[1]}`;
    case 'newListing':
      return `newListing\n${put[1].itemId}`;
    case 'license':
    case 'licenseManager':
    case 'clock':
    case 'populated':
      return put[0];
    default:
      throw new Error('unknown kind of change');
  }
};
