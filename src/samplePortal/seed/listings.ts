import { dayMs } from '../clock';
import type { Flavor, Holder, Listing, Member, Scale } from '../model';
import { keyOf, scales } from '../model';
import type { Random } from '../random';
import type { Product } from './catalogue';
import {
  adminToolsItemId,
  desktopUserTypes,
  extensionProducts,
  hostileTitle,
  madeUpId,
  proLevels,
  products,
} from './catalogue';

/** What the seeding needs to know all the time. */
export interface Ground {
  readonly flavor: Flavor;
  readonly scale: Scale;
  readonly random: Random;
  /** Start of the day that all dates are relative to, ms epoch. */
  readonly epoch: number;
  readonly members: readonly Member[];
}

/** How many hold Pro: at XL more than the 10,000 at which a portal cuts the list, at M more than a thousand. */
const proHolders: Readonly<Record<Scale, number>> = { S: 30, M: 1120, L: 9400, XL: 38_000 };
const proOffline: Readonly<Record<Scale, number>> = { S: 4, M: 128, L: 600, XL: 2400 };
const proSets: Readonly<Record<Scale, number>> = { S: 9, M: 48, L: 64, XL: 120 };
/** Held by four members, with a pool just above what a thousand more need. */
const nearlyFull = 'publisherN';
/** Assigned more often than licensed. */
const overAssigned = 'networkAnalystN';

const blank = (ground: Ground, product: Product): Listing => ({
  itemId: product.itemId,
  title: product.title,
  vendor: product.vendor ?? 'Esri',
  isVisible: true,
  isPerUser: true,
  isTrial: false,
  isDesktop: product.isDesktop ?? false,
  inPurchases: true,
  ...(product.licenseId === undefined ? {} : { licenseId: product.licenseId }),
  ...(product.appId === undefined ? {} : { appId: product.appId }),
  isProvisioned: true,
  startDate: ground.epoch - 300 * dayMs,
  endDate: ground.epoch + (60 + ground.random.below(300)) * dayMs,
  seats: { maxUsers: 0, entitlements: {} },
  entitlementsModified: ground.epoch - 40 * dayMs,
  canDisconnect: product.isDesktop ?? false,
  maxDisconnectDuration: -1,
  holders: new Map(),
  assigned: new Map(),
  revoked: new Set(),
});

function lastStart(random: Random, epoch: number): number | null {
  switch (random.weighted([14, 4, 42, 20, 14, 6])) {
    case 0:
      return -1;
    case 1:
      return null;
    case 2:
      return epoch - random.below(30 * dayMs);
    case 3:
      return epoch - (30 + random.below(60)) * dayMs;
    case 4:
      return epoch - (90 + random.below(275)) * dayMs;
    default:
      return epoch - (365 + random.below(800)) * dayMs;
  }
}

/** Puts a holder into a listing and counts what they hold. */
export function addHolder(listing: Listing, holder: Holder): void {
  listing.holders.set(keyOf(holder.username), holder);
  for (const entitlement of holder.entitlements) {
    listing.assigned.set(entitlement, (listing.assigned.get(entitlement) ?? 0) + 1);
  }
}

/** The sets that Pro's holders have: one level and some extensions, few sets common and many rare. */
function proSetsOf(ground: Ground, entitlements: readonly string[]): { sets: string[][]; weights: number[] } {
  const extensions = entitlements.filter(
    name => !proLevels.some(level => level === name) && name !== nearlyFull,
  );
  const sets: string[][] = [];
  const known = new Set<string>();
  for (let i = 0; sets.length < proSets[ground.scale] && i < 10_000; i++) {
    const level = proLevels[ground.random.weighted([30, 40, 30])] ?? 'desktopStdN';
    const chosen = ground.random
      .shuffled(extensions)
      .slice(0, ground.random.weighted([20, 30, 25, 12, 8, 5]));
    // In the listing's own order, so that equal sets are equal lists.
    const set = entitlements.filter(name => name === level || chosen.includes(name));
    if (known.has(set.join())) continue;
    known.add(set.join());
    sets.push(set);
  }
  return { sets, weights: sets.map((_, index) => 1 / (index + 2)) };
}

function proListing(ground: Ground, product: Product): Listing {
  const { scale, random, epoch } = ground;
  const listing = blank(ground, product);
  const entitlements = product.entitlements.slice(0, scales[scale].entitlements);
  const { sets, weights } = proSetsOf(ground, entitlements);
  const able = ground.members.filter(
    member => member.userLicenseTypeId === undefined || desktopUserTypes.has(member.userLicenseTypeId),
  );
  // The first holders take one set each, so that every set is there at every scale.
  const chosen = random.shuffled(able).slice(0, proHolders[scale]);
  const holders = chosen.map((member, index): Holder => {
    const isOffline = index >= sets.length - 2 && index < sets.length - 2 + proOffline[scale];
    return {
      username: member.username,
      lastLogin: isOffline ? epoch - random.below(20 * dayMs) : lastStart(random, epoch),
      disconnectedSince: isOffline ? epoch - (20 + random.below(100)) * dayMs : null,
      entitlements: sets[index < sets.length ? index : random.weighted(weights)] ?? [],
    };
  });
  for (const holder of random.shuffled(holders)) addHolder(listing, holder);
  if (entitlements.includes(nearlyFull)) {
    for (const member of chosen.slice(-4)) {
      const key = keyOf(member.username);
      const holder = listing.holders.get(key) as Holder;
      listing.assigned.set(nearlyFull, (listing.assigned.get(nearlyFull) ?? 0) + 1);
      const extended = entitlements.filter(name => name === nearlyFull || holder.entitlements.includes(name));
      listing.holders.set(key, { ...holder, entitlements: extended });
    }
  }
  const seats: Record<string, number> = {};
  for (const name of entitlements) {
    const assigned = listing.assigned.get(name) ?? 0;
    if (name === overAssigned) seats[name] = Math.max(1, assigned - 3);
    else if (name === nearlyFull) seats[name] = assigned + 1006;
    else seats[name] = assigned + 5 + Math.round(assigned * (0.04 + random.next() / 5));
  }
  const levels = proLevels.reduce((sum, level) => sum + (seats[level] ?? 0), 0);
  listing.seats = { maxUsers: Math.max(levels, chosen.length + 5), entitlements: seats };
  return listing;
}

/** A listing whose holders have one or two of its entitlements. */
function appListing(ground: Ground, product: Product, share: number, offline: number): Listing {
  const { random, epoch } = ground;
  const listing = blank(ground, product);
  const count = Math.max(2, Math.round(ground.members.length * share));
  const start = random.below(ground.members.length);
  const step = Math.max(1, Math.floor(ground.members.length / count));
  const [main, extra] = product.entitlements;
  for (let i = 0; i < count; i++) {
    const member = ground.members[(start + i * step) % ground.members.length] as Member;
    if (listing.holders.has(keyOf(member.username))) continue;
    addHolder(listing, {
      username: member.username,
      lastLogin: lastStart(random, epoch),
      disconnectedSince: i < offline ? epoch - (3 + random.below(90)) * dayMs : null,
      entitlements: product.entitlements.filter(
        name => name === main || (name === extra && random.below(4) === 0),
      ),
    });
  }
  const seats: Record<string, number> = {};
  for (const name of product.entitlements) {
    const assigned = listing.assigned.get(name) ?? 0;
    seats[name] = assigned + 3 + Math.round(assigned * random.next() * 0.5);
  }
  listing.seats = { maxUsers: Math.max(...Object.values(seats)), entitlements: seats };
  return listing;
}

/**
 * The listings of an organization. A scale's number counts the ordinary ones; the odd ones of every organization come on top: an expired
 * listing with the title of a current one, a trial, a purchase without `listing`, one not licensed per user, and one with a hostile
 * title. An enterprise portal has all apps that its license names, at every scale, and the two user type extensions.
 */
export function seedListings(ground: Ground): Listing[] {
  const { flavor, scale, epoch, random } = ground;
  const count = flavor === 'enterprise' ? Math.max(16, scales[scale].listings) : scales[scale].listings;
  const ordinary = products[flavor]
    .slice(0, count)
    .map((product, index) =>
      index === 0
        ? proListing(ground, product)
        : appListing(ground, product, 0.03 + 0.3 / (index + 1), product.isDesktop === true ? 2 : 0),
    );
  const odd = (title: string, entitlement: string, share = 0.06): Listing => {
    const itemId = madeUpId(`${flavor} odd ${title} ${entitlement}`);
    return appListing(
      ground,
      { title, itemId, entitlements: [entitlement === '' ? itemId : entitlement] },
      share,
      0,
    );
  };
  const second = ordinary[1] as Listing;
  const expired = odd(second.title, Object.keys(second.seats.entitlements)[0] ?? 'drone2map', 0.08);
  expired.startDate = epoch - 760 * dayMs;
  expired.endDate = epoch - 30 * dayMs;
  const trial: Listing = { ...odd('ArcGIS GeoBIM', 'geobim'), isTrial: true, vendor: 'Esri' };
  trial.startDate = epoch - 20 * dayMs;
  trial.endDate = epoch + 10 * dayMs;
  const withdrawn: Listing = { ...odd('', '', 0.04), isVisible: false, vendor: 'Gone Maps' };
  const hostile: Listing = { ...odd(hostileTitle, '', 0.1), vendor: '<b>Vendor</b>' };
  const adminTools: Listing = {
    ...blank(ground, { title: 'Admin Tools for ArcGIS Online', itemId: adminToolsItemId, entitlements: [] }),
    isPerUser: false,
    vendor: 'Riverbend Field Software',
    endDate: -1,
  };
  const extensions = flavor === 'enterprise' ? extensionProducts : [];
  return [
    ...ordinary,
    expired,
    trial,
    withdrawn,
    hostile,
    adminTools,
    ...extensions.map((product): Listing => ({
      ...appListing(ground, product, 0.04 + random.next() / 50, 0),
      inPurchases: false,
    })),
  ];
}
