// What a check of a file is given and gives. Plain data: it is posted to a worker and back.
import type { ItemId, PortalId } from '../../ids';
import type {
  EntitlementsQueue,
  FutureLicenseItem,
  Holder,
  Listed,
  Listing,
  Member,
  PortalKind,
  PortalLicense,
  UserType,
} from '../../model';
import type { FileKind } from '../fileKinds';
import type { FileProblem } from '../fileProblem';
import type { Detection } from '../importFile';

export type { FileFix } from '../fileProblem';

/** What the chosen portal says, as plain data: it is posted to a worker. Absent: not known, and `unread` says why where it was tried. */
export interface PortalFacts {
  readonly portalId: PortalId;
  readonly portalName: string;
  readonly portalUrl: string;
  readonly kind: PortalKind;
  /** IANA zone of the connection, the computer's by default. */
  readonly timeZone: string;
  /** The connection has no zone of its own: `timeZone` is the computer's. */
  readonly isComputersZone?: true;
  readonly listings?: readonly Listing[];
  readonly userTypes?: readonly UserType[];
  readonly license?: PortalLicense;
  readonly futureLicense?: readonly FutureLicenseItem[];
  /** The queue of the product of an entitlements file. */
  readonly queue?: EntitlementsQueue;
  /** Holders per item id of the listings, apps, extensions and bundles the file is about; those of a bundle hold no entitlement of it by name. */
  readonly holders?: Readonly<Record<string, Listed<Holder>>>;
  readonly members?: Listed<Member>;
  readonly unread: readonly UnreadFact[];
}

export interface UnreadFact {
  readonly what: 'listings' | 'license' | 'futureLicense' | 'queue' | 'holders' | 'members' | 'userTypes';
  /** For people, from the failure itself; names what it is of where `items` is there. */
  readonly why: string;
  /** Which items, where it is `holders`. */
  readonly items?: readonly ItemId[];
}

export interface LintInput {
  /** The file's name without its folder. */
  readonly name: string;
  readonly text: string;
  /** What the administrator says it is. */
  readonly as?: FileKind;
  /** ms epoch */
  readonly now: number;
  /** IANA zone that counts where no portal is chosen: the computer's. */
  readonly timeZone: string;
  readonly facts?: PortalFacts;
  /** product chosen for a file that names none */
  readonly appId?: string;
  /** listing chosen for assignments that name none */
  readonly itemId?: ItemId;
}

export interface LintResult {
  readonly kind: Detection['kind'];
  /** Sorted by place, inside the text. */
  readonly problems: readonly FileProblem[];
}
