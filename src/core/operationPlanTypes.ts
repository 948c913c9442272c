// What a plan of an operation of the portal's license is made of.
import type { ItemId, PortalId, Username } from './ids';

/** One member whose offline license is taken back. */
export interface OfflineRelease {
  /** `r1`, `r2`, ... in the order of sending: each is a request of its own. */
  readonly id: string;
  readonly username: Username;
  /** The listing that shows whether the license is offline: it is read back there. */
  readonly itemId: ItemId;
  /** Of the listing. */
  readonly title: string;
  /** Sent with the request where the portal's version takes it (wire reference 13.6). */
  readonly appId?: string;
  /** Epoch ms, where the portal says it. */
  readonly since?: number;
}

/** What is done besides provisioning and imports (wire reference 13.2 and 14). */
export type PortalOperation =
  | { readonly name: 'populateLicense' }
  | { readonly name: 'updateLicenseManager'; readonly hostname: string; readonly port: number }
  | { readonly name: 'removeAllEntitlements'; readonly appId: string }
  | { readonly name: 'releaseLicense'; readonly releases: readonly OfflineRelease[] };

/** What a preview of a removal rests on: compared with what the portal says right before it is sent. */
export interface RemovalSeen {
  readonly queue: string;
  readonly seats: string;
  /** Keys of usernames, sorted; absent where they could not be read. */
  readonly holders?: readonly string[];
}

/** An operation of the portal's license: one request, or one for each offline license that is taken back. */
export interface OperationPlan {
  readonly kind: 'operation';
  readonly id: string;
  readonly portalId: PortalId;
  /** Epoch ms when the state it rests on was read. */
  readonly createdAt: number;
  readonly title: string;
  readonly operation: PortalOperation;
  /** What it does, in sentences, already in words. */
  readonly does: readonly string[];
  /** What the portal says now, for the preview: already in words. */
  readonly now: readonly { readonly name: string; readonly value: string }[];
  /** Sentences for the preview, already in words. */
  readonly warnings: readonly string[];
  /** Removal of all entitlements only. */
  readonly seen?: RemovalSeen;
  /** Has to be typed before it is carried out: for what cannot be taken back with one click. */
  readonly typed?: string;
}
