import { randomBytes } from 'node:crypto';
import type { MemberChange, NewListing, Put, TokenRecord } from './changes';
import type { Clock } from './clock';
import type { Decisions } from './decisions';
import { deriveSeats } from './deriveSeats';
import type {
  AppBundle,
  EntitlementsPart,
  Flavor,
  Group,
  Holder,
  Listing,
  Member,
  PortalLicense,
  Scale,
  UserType,
} from './model';
import { keyOf } from './model';
import { groups } from './seed/members';
import { seedOrganization } from './seed/organization';

/** Where changes go before they take effect; see persist.ts. */
export interface Journal {
  append(puts: readonly Put[]): void;
}

/**
 * The organization in memory. Every change goes through {@link commit}: written first, then applied, in one synchronous step, so that
 * requests of several clients cannot see or make half a change.
 */
export class State {
  readonly flavor: Flavor;
  readonly scale: Scale;
  readonly clock: Clock;
  readonly decisions: Decisions;
  readonly members = new Map<string, Member>();
  readonly listings = new Map<string, Listing>();
  userTypes: readonly UserType[] = [];
  readonly bundles = new Map<string, AppBundle>();
  readonly groups: readonly Group[] = groups;
  readonly tokens = new Map<string, TokenRecord>();
  /** Members per user type. */
  readonly typeCounts = new Map<string, number>();
  readonly legacyParts = new Map<string, EntitlementsPart[]>();
  /** A list of holders ends after so many, and does not say so (wire reference 8.1); {@link Infinity}: never. */
  holdersCut = 10_000;
  /** Notification mails that a real portal would have sent. */
  mails = 0;
  /** Changes with every change of a member. */
  memberVersion = 0;
  license: PortalLicense | undefined;
  licenseManager = { hostname: 'lm1.riverbend.example', port: 27000 };
  isPopulated = true;
  /** Until when the portal restarts (ms of the real clock) and answers 503. */
  restartingUntil = 0;
  #journal: Journal | undefined;
  readonly #seedTime: number;
  #nextChange = 0;

  constructor(flavor: Flavor, scale: Scale, seedTime: number, clock: Clock, decisions: Decisions) {
    this.flavor = flavor;
    this.scale = scale;
    this.clock = clock;
    this.decisions = decisions;
    this.#seedTime = seedTime;
    this.reset();
  }

  /** Back to the seeded organization; tokens stay valid. */
  reset(): void {
    const seeded = seedOrganization(this.flavor, this.scale, this.#seedTime);
    for (const map of [this.members, this.listings, this.bundles, this.typeCounts, this.legacyParts])
      map.clear();
    for (const member of seeded.members) {
      this.members.set(keyOf(member.username), member);
      this.#countType(member.userLicenseTypeId, 1);
    }
    for (const listing of seeded.listings) this.listings.set(listing.itemId, listing);
    for (const bundle of seeded.bundles) this.bundles.set(bundle.itemId, bundle);
    for (const [appId, parts] of seeded.legacyParts) this.legacyParts.set(appId, parts);
    this.userTypes = seeded.userTypes;
    this.license = seeded.license;
    this.licenseManager = { hostname: 'lm1.riverbend.example', port: 27000 };
    this.isPopulated = true;
    this.restartingUntil = 0;
    this.mails = 0;
    this.memberVersion++;
    this.#derive();
  }

  /** From now on changes are kept in `journal`. */
  keepIn(journal: Journal): void {
    this.#journal = journal;
  }

  /** Writes and applies the changes of one request; all of them or, when they cannot be written, none. */
  commit(puts: readonly Put[]): void {
    if (puts.length === 0) return;
    this.#journal?.append(puts);
    this.replay(puts);
  }

  /** Applies changes that are already written. */
  replay(puts: readonly Put[]): void {
    for (const put of puts) this.#apply(put);
  }

  /** Lets what depends on time take effect: queue parts, successors and expiries. Cheap when nothing is due. */
  tick(): void {
    if (this.clock.now() >= this.#nextChange) this.#derive();
  }

  /** A new opaque secret. */
  static secret(bytes = 24): string {
    return randomBytes(bytes).toString('base64url');
  }

  holderChange(itemId: string, username: string, holder: Holder | null): Put {
    return ['holder', itemId, username, holder];
  }

  memberChange(member: Member, change: Partial<MemberChange>): Put {
    const { role, level, userLicenseTypeId, disabled } = member;
    return [
      'member',
      member.username,
      { role, level, userLicenseTypeId: userLicenseTypeId ?? null, disabled, ...change },
    ];
  }

  #countType(id: string | undefined, by: number): void {
    if (id !== undefined) this.typeCounts.set(id, (this.typeCounts.get(id) ?? 0) + by);
  }

  #apply(put: Put): void {
    switch (put[0]) {
      case 'holder':
        this.#applyHolder(put[1], put[2], put[3]);
        break;
      case 'member':
        this.#applyMember(put[1], put[2]);
        break;
      case 'bundle': {
        const holders = this.bundles.get(put[1])?.holders;
        if (put[3]) holders?.add(keyOf(put[2]));
        else holders?.delete(keyOf(put[2]));
        break;
      }
      case 'listing': {
        const listing = this.listings.get(put[1]);
        if (listing !== undefined) Object.assign(listing, put[2]);
        break;
      }
      case 'newListing':
        this.#addListing(put[1]);
        break;
      case 'license':
        this.license = put[1];
        this.#derive();
        break;
      case 'parts':
        this.legacyParts.set(put[1], put[2] ?? []);
        this.#derive();
        break;
      case 'token':
        if (put[2] === null) this.tokens.delete(put[1]);
        else this.tokens.set(put[1], put[2]);
        break;
      case 'licenseManager':
        this.licenseManager = put[1];
        break;
      case 'clock':
        this.clock.setOffset(put[1]);
        this.#derive();
        break;
      case 'populated':
        this.isPopulated = put[1];
        break;
      default:
        throw new Error('The state holds a kind of change that this version does not know.');
    }
  }

  #addListing({ inPurchases = true, entitlements, ...own }: NewListing): void {
    if (this.listings.has(own.itemId)) return;
    this.listings.set(own.itemId, {
      ...own,
      vendor: 'Esri',
      isVisible: true,
      isPerUser: true,
      isTrial: false,
      isDesktop: false,
      inPurchases,
      isProvisioned: false,
      startDate: this.clock.now(),
      endDate: -1,
      seats: { maxUsers: 0, entitlements },
      entitlementsModified: this.clock.now(),
      canDisconnect: false,
      maxDisconnectDuration: -1,
      holders: new Map(),
      assigned: new Map(),
      revoked: new Set(),
    });
  }

  #applyHolder(itemId: string, username: string, holder: Holder | null): void {
    const listing = this.listings.get(itemId);
    if (listing === undefined) return;
    const before = listing.holders.get(keyOf(username))?.entitlements ?? [];
    for (const name of before) listing.assigned.set(name, (listing.assigned.get(name) ?? 0) - 1);
    for (const name of holder?.entitlements ?? [])
      listing.assigned.set(name, (listing.assigned.get(name) ?? 0) + 1);
    if (holder === null) {
      listing.holders.delete(keyOf(username));
      listing.revoked.add(username);
    } else {
      listing.holders.set(keyOf(username), holder);
      listing.revoked.delete(username);
    }
  }

  #applyMember(username: string, change: MemberChange | null): void {
    const member = this.members.get(keyOf(username));
    if (member === undefined) return;
    this.memberVersion++;
    this.#countType(member.userLicenseTypeId, -1);
    if (change === null) {
      this.members.delete(keyOf(username));
      return;
    }
    member.role = change.role;
    member.level = change.level;
    member.disabled = change.disabled;
    member.userLicenseTypeId = change.userLicenseTypeId ?? undefined;
    this.#countType(member.userLicenseTypeId, 1);
  }

  #derive(): void {
    this.#nextChange = deriveSeats(this);
  }
}
