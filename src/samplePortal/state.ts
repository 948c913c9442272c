import { randomBytes } from 'node:crypto';
import type { Clock } from './clock';
import type { Decisions } from './decisions';
import { currentEntry, currentParts } from './effective';
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
import { proLevels } from './seed/catalogue';

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
interface MemberChange {
  readonly role: string;
  readonly level: '1' | '2';
  readonly userLicenseTypeId: string | null;
  readonly disabled: boolean;
}

/**
 * One change of state. Each says what its key (kind, and whom it is about) is from now on, so that replaying a log twice, or only its
 * last entry per key, gives the same state.
 */
export type Put =
  | readonly ['holder', itemId: string, username: string, Holder | null]
  | readonly ['member', username: string, MemberChange | null]
  | readonly ['bundle', itemId: string, username: string, boolean]
  | readonly ['listing', itemId: string, { canDisconnect: boolean; maxDisconnectDuration: number }]
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
    case 'license':
    case 'licenseManager':
    case 'clock':
    case 'populated':
      return put[0];
    default:
      throw new Error('unknown kind of change');
  }
};

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
  readonly userTypes: readonly UserType[];
  readonly bundles = new Map<string, AppBundle>();
  readonly groups: readonly Group[] = groups;
  readonly tokens = new Map<string, TokenRecord>();
  /** Members per user type. */
  readonly typeCounts = new Map<string, number>();
  readonly legacyParts: Map<string, EntitlementsPart[]>;
  /** Notification mails that a real portal would have sent. */
  mails = 0;
  license: PortalLicense | undefined;
  licenseManager = { hostname: 'lm1.riverbend.example', port: 27000 };
  isPopulated = true;
  /** Until when the portal restarts (ms of the real clock) and answers 503. */
  restartingUntil = 0;
  #journal: Journal | undefined;
  #nextChange = 0;

  constructor(flavor: Flavor, scale: Scale, seedTime: number, clock: Clock, decisions: Decisions) {
    this.flavor = flavor;
    this.scale = scale;
    this.clock = clock;
    this.decisions = decisions;
    const seeded = seedOrganization(flavor, scale, seedTime);
    for (const member of seeded.members) {
      this.members.set(keyOf(member.username), member);
      this.#countType(member.userLicenseTypeId, 1);
    }
    for (const listing of seeded.listings) this.listings.set(listing.itemId, listing);
    for (const bundle of seeded.bundles) this.bundles.set(bundle.itemId, bundle);
    this.userTypes = seeded.userTypes;
    this.license = seeded.license;
    this.legacyParts = seeded.legacyParts;
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

  #applyHolder(itemId: string, username: string, holder: Holder | null): void {
    const listing = this.listings.get(itemId);
    if (listing === undefined) return;
    const before = listing.holders.get(keyOf(username))?.entitlements ?? [];
    for (const name of before) listing.assigned.set(name, (listing.assigned.get(name) ?? 0) - 1);
    for (const name of holder?.entitlements ?? [])
      listing.assigned.set(name, (listing.assigned.get(name) ?? 0) + 1);
    if (holder === null) listing.holders.delete(keyOf(username));
    else listing.holders.set(keyOf(username), holder);
  }

  #applyMember(username: string, change: MemberChange | null): void {
    const member = this.members.get(keyOf(username));
    if (member === undefined) return;
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

  /** Sets seats and dates of the listings to what license or parts say at this time. */
  #derive(): void {
    const now = this.clock.now();
    let next = Number.POSITIVE_INFINITY;
    const later = (...times: number[]): void => {
      for (const time of times) if (time > now) next = Math.min(next, time);
    };
    if (this.license !== undefined) {
      const { apps, extensions, appBundles, userTypes } = this.license;
      for (const entry of [...apps, ...extensions, ...appBundles, ...userTypes])
        later(entry.startDate, entry.expiration);
      for (const listing of this.listings.values()) {
        if (listing.licenseId === undefined) continue;
        const entry = currentEntry(listing.inPurchases ? apps : extensions, listing.licenseId, now);
        listing.isProvisioned = entry !== undefined;
        if (entry === undefined) continue;
        const names = Object.keys(listing.seats.entitlements);
        const [only] = names;
        const own =
          names.length === 1 && only !== undefined ? { [only]: entry.maxUsers } : listing.seats.entitlements;
        const entitlements = entry.entitlements ?? own;
        const levels = proLevels.reduce((sum, level) => sum + (entitlements[level] ?? 0), 0);
        const most = Math.max(0, ...Object.values(entitlements));
        listing.seats = { entitlements, maxUsers: levels > 0 ? levels : most };
        listing.startDate = entry.startDate;
        listing.endDate = entry.expiration;
      }
      for (const bundle of this.bundles.values()) {
        const entry = currentEntry(appBundles, bundle.id, now);
        bundle.maxUsers = entry?.maxUsers ?? 0;
        bundle.endDate = entry?.expiration ?? -1;
      }
    }
    for (const listing of this.listings.values()) {
      if (this.flavor !== 'legacy' || listing.appId === undefined) continue;
      const parts = this.legacyParts.get(listing.appId) ?? [];
      later(...parts.map(part => part.effectiveFrom));
      const current = currentParts(parts, now, this.decisions.effectiveParts);
      listing.isProvisioned = current !== undefined;
      if (current === undefined) continue;
      listing.seats = { maxUsers: current.maxUsers, entitlements: current.entitlements };
      listing.startDate = current.effectiveFrom;
      const end = parts.find(part => part.effectiveFrom > now && part.maxUsers === 0);
      listing.endDate = end?.effectiveFrom ?? -1;
    }
    this.#nextChange = next;
  }
}
