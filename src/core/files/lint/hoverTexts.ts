// The words of a hover: what a name stands for, and its seats on the chosen portal.
import { appName, entitlementName, isProExtension, isProLevel, userTypeName } from '../../catalog';
import { entitlementKey } from '../../ids';
import type { ItemId } from '../../ids';
import { nameOfUserType } from '../../licenseNames';
import type { Holder, Listed } from '../../model';
import { idleSince } from '../../seats';
import { shortName } from '../jsonText';
import type { Sentence, SentencePart } from '../texts';
import { sentence } from '../texts';
import type { GrantSection } from './grantNodes';
import type { LintInput, PortalFacts } from './lintTypes';

export interface HoverText {
  readonly title: string;
  readonly lines: readonly Sentence[];
}

const yearInDays = 365;
/** An entitlement that many listings have is told of the first of them. */
const maxListings = 3;

/**
 * @param itemId the listing it is meant of, where that is known; otherwise every listing that has it.
 * @param app id of the app of a license that it is part of, where it is.
 */
export function entitlementHover(
  key: string,
  itemId: ItemId | undefined,
  { facts, now }: LintInput,
  app?: string,
): HoverText {
  const name = entitlementName(key);
  const lines = [entitlementKind(key, name, app)];
  const seats = facts === undefined ? [] : entitlementSeats(key, itemId, facts, now);
  return { title: shownName(name, key), lines: [...lines, ...seats] };
}

/** Names of the catalog are shown as they are; the file's own only where they look like one. */
const shownName = (name: string, key: string): string => (name === key ? shortName(key) : name);

function entitlementKind(key: string, name: string, app: string | undefined): Sentence {
  if (isProLevel(key)) return sentence('hover.proLevel');
  if (isProExtension(key)) return sentence('hover.proExtension');
  if (app !== undefined) return sentence('hover.entitlementOf', appName(shortName(app)));
  return sentence(name === key ? 'hover.unknown' : 'hover.entitlement');
}

function entitlementSeats(
  key: string,
  itemId: ItemId | undefined,
  facts: PortalFacts,
  now: number,
): readonly Sentence[] {
  const folded = entitlementKey(key);
  const has = (pools: readonly { readonly key: string }[]): boolean =>
    pools.some(pool => entitlementKey(pool.key) === folded);
  const listings = (facts.listings ?? []).filter(one =>
    itemId === undefined ? has(one.pools) : one.itemId === itemId,
  );
  const found = listings.slice(0, maxListings).flatMap(listing => {
    const whose = sentence('lint.productOn', listing.title, facts.portalName);
    const seats = listing.pools.find(pool => entitlementKey(pool.key) === folded)?.num;
    return seatLines(whose, seats, facts.holders?.[listing.itemId], folded, facts, now, listing.itemId);
  });
  if (found.length > 0) return found;
  const item = [...(facts.license?.apps ?? []), ...(facts.license?.extensions ?? [])].find(
    one => one.itemId === itemId,
  );
  if (item !== undefined) {
    const whose = sentence('lint.productOn', appName(item.id), facts.portalName);
    // The maximum is of the whole app, so that it is the entitlement's own only where they are one.
    const seats = entitlementKey(item.id) === folded ? item.maximum : undefined;
    return seatLines(whose, seats, facts.holders?.[item.itemId], folded, facts, now, item.itemId);
  }
  return facts.listings === undefined
    ? unread(facts, 'listings')
    : [sentence('hover.notOnPortal', facts.portalName)];
}

/** What the id of an entry of a portal license file stands for. */
export function grantHover(section: GrantSection, id: string, { facts, now }: LintInput): HoverText {
  switch (section) {
    case 'userTypes':
      return userTypeHover(id, facts);
    case 'portalCapabilities': {
      const lines = [sentence('hover.capability')];
      const has = facts?.license?.capabilities.some(one => one.id === id);
      if (facts !== undefined && has === false) lines.push(sentence('hover.notOnPortal', facts.portalName));
      return { title: shownName(appName(id), id), lines };
    }
    case 'apps':
    case 'extensions':
    case 'appBundles': {
      const kind = {
        apps: 'hover.app',
        extensions: 'hover.extension',
        appBundles: 'hover.appBundle',
      } as const;
      const lines = [sentence(kind[section])];
      if (facts !== undefined) for (const one of itemSeats(section, id, facts, now)) lines.push(one);
      const name = entitlementName(id);
      return { title: shownName(appName(id) === id ? name : appName(id), id), lines };
    }
  }
}

function userTypeHover(id: string, facts: PortalFacts | undefined): HoverText {
  const lines = [sentence('hover.userType')];
  const named = facts?.userTypes?.find(one => one.id === id);
  const licensed = facts?.license?.userTypes.find(one => one.id === id);
  const title = named === undefined ? userTypeName(id) : nameOfUserType(named);
  const has = licensed ?? named;
  if (facts === undefined) return { title: shownName(title, id), lines };
  if (has === undefined) {
    const isKnown = facts.license !== undefined || facts.userTypes !== undefined;
    const why = isKnown ? [sentence('hover.notOnPortal', facts.portalName)] : unread(facts, 'license');
    return { title: shownName(title, id), lines: [...lines, ...why] };
  }
  const [seats, members] = [has.maximum ?? named?.maximum, has.current ?? named?.current];
  if (seats !== undefined && members !== undefined)
    lines.push(sentence('hover.members', facts.portalName, seats, members));
  else if (members !== undefined) lines.push(sentence('hover.membersOnly', facts.portalName, members));
  else if (seats !== undefined) lines.push(sentence('hover.seatsOnly', facts.portalName, seats));
  return { title: shownName(title, id), lines };
}

function itemSeats(
  section: 'apps' | 'extensions' | 'appBundles',
  id: string,
  facts: PortalFacts,
  now: number,
): readonly Sentence[] {
  if (facts.license === undefined) return unread(facts, 'license');
  const item = facts.license[section].find(one => one.id === id || one.itemId === id);
  if (item === undefined) return [sentence('hover.notOnPortal', facts.portalName)];
  const whose = sentence('lint.productOn', appName(item.id), facts.portalName);
  const holders = facts.holders?.[item.itemId];
  // Of a bundle nobody knows who uses it, and when.
  if (section === 'appBundles' && holders !== undefined) {
    const held = counted(holders, holders.items.length);
    return [
      item.maximum === undefined
        ? sentence('hover.membersOnly', whose, held)
        : sentence('hover.members', whose, item.maximum, held),
    ];
  }
  return seatLines(whose, item.maximum, holders, undefined, facts, now, item.itemId);
}

const counted = ({ partial }: Pick<Listed<unknown>, 'partial'>, number: number): SentencePart =>
  partial === undefined ? number : sentence('lint.atLeast', number);

/** @param key folded; undefined for whoever holds anything of the listing. */
function seatLines(
  whose: Sentence,
  seats: number | undefined,
  holders: Listed<Holder> | undefined,
  key: string | undefined,
  facts: PortalFacts,
  now: number,
  itemId: ItemId,
): readonly Sentence[] {
  if (holders === undefined) {
    const why = unread(facts, 'holders', itemId);
    return seats === undefined ? why : [sentence('hover.seatsOnly', whose, seats), ...why];
  }
  const holding = holders.items.filter(({ entitlements }) =>
    entitlements.some(one => (key === undefined ? one !== '' : entitlementKey(one) === key)),
  );
  const held = counted(holders, holding.length);
  const idle = counted(holders, idleSince(holding, yearInDays, now).length);
  return [
    seats === undefined
      ? sentence('hover.held', whose, held, idle)
      : sentence('hover.seats', whose, seats, held, idle),
  ];
}

/** Where it was tried and failed, why; nothing where it was not tried. */
const unread = (
  { unread: failures, portalName }: PortalFacts,
  what: PortalFacts['unread'][number]['what'],
  itemId?: ItemId,
): readonly Sentence[] =>
  failures
    .filter(
      one =>
        one.what === what && (one.items === undefined || itemId === undefined || one.items.includes(itemId)),
    )
    .slice(0, 1)
    .map(one => sentence('hover.unread', portalName, one.why));
