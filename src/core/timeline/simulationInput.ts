// What a simulation is given: a file or none, and what is known of the portal. What is absent is not known.
import type { EntitlementsFile } from '../files/entitlementsFile';
import type {
  EntitlementsQueue,
  FutureLicenseItem,
  Holder,
  LicenseFileContent,
  Listed,
  Listing,
  Member,
  PortalKind,
  PortalLicense,
  UserType,
} from '../model';
import type { TimelineReading, Unknown } from './timelineTypes';

export type SimulatedFile =
  | {
      readonly kind: 'entitlements';
      readonly content: EntitlementsFile;
      /** The product it is imported for: the file's own `appId`, or the chosen one. */
      readonly appId: string;
    }
  /** As the file or `validateLicense` says it. */
  | { readonly kind: 'license'; readonly content: LicenseFileContent };

export interface SimulationInput {
  readonly portalKind: PortalKind;
  /** ms epoch: the instant of the import. */
  readonly now: number;
  /** IANA zone of the connection. */
  readonly timeZone: string;
  /** Absent: what the portal's own queue and expiries will do. */
  readonly file?: SimulatedFile;
  readonly listings?: readonly Listing[];
  /** Up to 10.6.1: the queues that were read, one per product (`getEntitlements`). */
  readonly queues?: readonly EntitlementsQueue[];
  /** From 10.7. */
  readonly license?: PortalLicense;
  readonly futureLicense?: readonly FutureLicenseItem[];
  /** By item id, of listings, and of apps and extensions that no purchase names. */
  readonly holders?: Readonly<Record<string, Listed<Holder>>>;
  readonly members?: Listed<Member>;
  readonly userTypes?: readonly UserType[];
  /** What was tried and could not be read, with the reason in words. */
  readonly unread?: readonly { readonly what: Unknown['what']; readonly why: string }[];
  /** Overrides what is assumed where sources leave it open. */
  readonly reading?: Partial<TimelineReading>;
}

/** What is assumed unless asked otherwise: the documentation's words where it has any (wire reference 14.2, 16.2, 8.3). */
export const documentedReading: TimelineReading = {
  parts: 'latest',
  partStart: 'startDateStr',
  includedPro: 'seats',
};
