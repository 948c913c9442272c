// An entitlements file and what a portal of 10.6.1 and earlier has of its product, in one form (wire reference 14.2, 14.3).
import { appName, entitlementName, memberSeats } from '../../catalog';
import { entitlementKey } from '../../ids';
import type { ItemId } from '../../ids';
import { l10n } from '../../l10n';
import type { EntitlementPool, EntitlementsPart, EntitlementsQueue, Listing } from '../../model';
import type { EntitlementsFile } from '../entitlementsFile';
import { partsInTime } from '../entitlementsPlanRows';
import { licenseDate } from '../licenseDate';
import { productListing } from '../productListing';
import type { FormEntry, FormGroup, FormPair, FormPart, NormalForm } from './normalForm';
import { called, datedPart, inFriendlyOrder, labelOf, nowPart } from './normalForm';

/** What is known of the product on the portal; what is absent could not be read. */
export interface EntitlementsOnPortal {
  readonly appId: string;
  readonly queue?: EntitlementsQueue;
  readonly listings?: readonly Listing[];
}

export interface EntitlementForms extends FormPair {
  /** The product's listing, whose holders are the product's; absent where none could be told. */
  readonly itemId?: ItemId;
}

/** A part of either side with its date. */
interface Dated {
  readonly part: EntitlementsPart;
  /** Ms epoch; infinite without a readable date. */
  readonly from: number;
}

/**
 * Both sides of an entitlements file. Parts that another has replaced already are no part of it, as the portal does not keep them; of two parts of
 * one day the later listed one counts. An entitlement with 0 seats is the same as none.
 *
 * A portal does not say the license manager of the part in effect, nor under which date that began: neither is compared.
 * @param now ms epoch
 */
export function entitlementForms(
  file: EntitlementsFile,
  portal: EntitlementsOnPortal,
  now: number,
): EntitlementForms {
  const { appId, queue } = portal;
  const { current, later } = partsInTime(file, now);
  const notCompared: string[] = [];
  const listing = listingOf(file, portal);
  const has = currentOnPortal(file, portal, listing);
  const fileDays = byDay(later.map(({ part }) => dated(part)));
  const portalDays = queue === undefined ? undefined : byDay(queue.queue.map(dated));
  const changing = new Set([
    ...changingDays(fileDays, current?.part ?? { pools: [] }),
    ...changingDays(portalDays ?? new Map<number, EntitlementsPart>(), has),
  ]);
  const isChanging = ([from]: readonly [number, EntitlementsPart]): boolean => changing.has(from);
  const fileLater = new Map([...fileDays].filter(isChanging));
  const portalLater = portalDays && new Map([...portalDays].filter(isChanging));
  if (has === undefined)
    notCompared.push(l10n.t('what is in effect: the portal does not say which of its products this is'));
  if (portalLater === undefined)
    notCompared.push(l10n.t('what starts later: the queue of the portal could not be read'));
  if (has !== undefined && current?.part.licenseManager !== undefined)
    notCompared.push(l10n.t('the license manager of what is in effect: the portal does not report it'));
  const [portalNow, fileNow] = aligned(has, current?.part ?? { pools: [] }, false);
  const days = new Set([...fileLater.keys(), ...(portalLater?.keys() ?? [])]);
  const portalParts: FormPart[] = has === undefined ? [] : [nowPart(portalNow)];
  const fileParts: FormPart[] = has === undefined ? [] : [nowPart(fileNow)];
  if (portalLater !== undefined) {
    for (const from of [...days].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))) {
      const [mine, theirs] = [portalLater.get(from), fileLater.get(from)];
      const [ours, files] = aligned(mine, theirs, true);
      if (mine !== undefined) portalParts.push(datedPart(from, ours));
      if (theirs !== undefined) fileParts.push(datedPart(from, files));
    }
  }
  const subject = labelOf(appName(appId), appId);
  const form = (parts: readonly FormPart[]): NormalForm => ({ subject, parts });
  return {
    portal: form(portalParts),
    file: form(fileParts),
    notCompared,
    replaces: true,
    ...(listing === undefined ? {} : { itemId: listing.itemId }),
  };
}

function listingOf(file: EntitlementsFile, portal: EntitlementsOnPortal): Listing | undefined {
  return productListing({
    appId: portal.appId,
    itemId: portal.queue?.itemId ?? file.itemId,
    keys: file.parts.flatMap(part => part.part.pools.map(pool => pool.key)),
    listings: portal.listings ?? [],
  });
}

/** What is in effect there: none of a product that the portal names and has not purchased; undefined where no product could be told. */
function currentOnPortal(
  file: EntitlementsFile,
  { queue, listings }: EntitlementsOnPortal,
  listing: Listing | undefined,
): EntitlementsPart | undefined {
  if (queue?.current !== undefined) return queue.current;
  if (listings === undefined) return undefined;
  if (listing === undefined)
    return (queue?.itemId ?? file.itemId) === undefined ? undefined : { pools: [], maxUsers: 0 };
  return {
    pools: listing.pools,
    ...(listing.maxUsers === undefined ? {} : { maxUsers: listing.maxUsers }),
  };
}

/** `startDateStr` decides; a number alone is read as ms where it can be ms, as in `partsInTime`. */
function dated(part: EntitlementsPart): Dated {
  const { startDate, startDateStr } = part;
  const byNumber =
    startDateStr === undefined && startDate !== undefined && startDate > 100_000_000_000
      ? Math.floor(startDate / 86_400_000) * 86_400_000
      : undefined;
  return { part, from: licenseDate(startDateStr) ?? byNumber ?? Number.POSITIVE_INFINITY };
}

/** By day, in order; of two parts of one day the later listed one counts. */
const byDay = (parts: readonly Dated[]): ReadonlyMap<number, EntitlementsPart> =>
  new Map(
    [...new Map(parts.map(({ from, part }) => [from, part]))].sort(([a], [b]) =>
      a < b ? -1 : a > b ? 1 : 0,
    ),
  );

/**
 * The days of parts that change something: the same seats again from another date are nothing new. Where the other side changes something on such a
 * day, the part is what it is compared with, and stays.
 */
function changingDays(
  days: ReadonlyMap<number, EntitlementsPart>,
  now: EntitlementsPart | undefined,
): readonly number[] {
  let before = now;
  return [...days].flatMap(([from, part]) => {
    const isNews = before === undefined || !isSame(before, part);
    before = part;
    return isNews ? [from] : [];
  });
}

/** The license manager does not count: of what is in effect a portal does not say it. */
function isSame(a: EntitlementsPart, b: EntitlementsPart): boolean {
  const seats = ({ pools }: EntitlementsPart): string =>
    JSON.stringify(seatEntries(pools, new Map()).map(({ id, seats: num }) => [id, num]));
  return seats(a) === seats(b) && (a.maxUsers ?? b.maxUsers) === (b.maxUsers ?? a.maxUsers);
}

/** The groups of one part on both sides; what only one of two parts says beside its seats is left out of both. */
function aligned(
  portal: EntitlementsPart | undefined,
  file: EntitlementsPart | undefined,
  withManager: boolean,
): readonly [readonly FormGroup[], readonly FormGroup[]] {
  const both = portal !== undefined && file !== undefined;
  const members = !both || (portal.maxUsers !== undefined && file.maxUsers !== undefined);
  const manager =
    withManager && both && portal.licenseManager !== undefined && file.licenseManager !== undefined;
  // The portal's spelling of a key for both, so that a difference in case is none.
  const spelled = new Map(
    [...(file?.pools ?? []), ...(portal?.pools ?? [])].map(pool => [entitlementKey(pool.key), pool.key]),
  );
  return [groupsOf(portal, members, manager, spelled), groupsOf(file, members, manager, spelled)];
}

function groupsOf(
  part: EntitlementsPart | undefined,
  members: boolean,
  manager: boolean,
  spelled: ReadonlyMap<string, string>,
): readonly FormGroup[] {
  if (part === undefined) return [];
  const facts: FormEntry[] = [];
  if (members && part.maxUsers !== undefined)
    facts.push({ id: memberSeats, ...called(l10n.t('members')), seats: part.maxUsers });
  if (manager && part.licenseManager !== undefined)
    facts.push({ id: 'licenseManager', ...called(l10n.t('license manager')), text: managerText(part) });
  return [
    {
      id: 'entitlements',
      section: 'entitlement',
      title: l10n.t('entitlements'),
      entries: seatEntries(part.pools, spelled),
    },
    ...(facts.length === 0 ? [] : [{ id: 'facts', section: 'fact' as const, entries: facts }]),
  ];
}

/** Entries of pools; the last of those that are named twice counts, and 0 is none. */
export function seatEntries(
  pools: readonly EntitlementPool[],
  spelled: ReadonlyMap<string, string>,
): readonly FormEntry[] {
  const seats = new Map(pools.map(pool => [entitlementKey(pool.key), pool.num]));
  return inFriendlyOrder(
    [...seats].flatMap(([id, num]) => {
      const key = spelled.get(id) ?? id;
      return num === 0 ? [] : [{ id, ...called(entitlementName(key), key), seats: num }];
    }),
  );
}

/** Several hosts are one text with commas (wire reference 14.5). Host names have no case. */
function managerText({ licenseManager }: EntitlementsPart): string {
  const hosts = (licenseManager?.hostname ?? '')
    .split(',')
    .map(host => host.trim().toLowerCase())
    .filter(host => host !== '');
  return `${hosts.join(', ')}:${licenseManager?.port ?? ''}`;
}
