// Of which products a file is about, and who holds them: those that it names, and all that the license has where an import replaces all of it.
import { appName } from '../core/catalog';
import { assignableProducts } from '../core/files/assignableProducts';
import { findListing } from '../core/files/assignmentsToChanges';
import type { UnreadFact } from '../core/files/lint/lintTypes';
import { shortList } from '../core/files/lint/shortList';
import { productListing } from '../core/files/productListing';
import { itemId } from '../core/ids';
import type { ItemId, PortalId, Username } from '../core/ids';
import { l10n } from '../core/l10n';
import { isRefused, outsidePurchases } from '../core/licensedProducts';
import type { Holder, Listed, PortalLicense } from '../core/model';
import { messageOf } from '../core/problem';
import { holdersOfBundle } from '../core/timeline/heldProducts';
import type { FactsQuestion } from './fileFacts';
import type { BranchName, BranchRef, BranchValues, Inventory } from './inventoryTypes';
import { freshPart } from '../core/olderRows';

/** A file that names more listings than this is checked against the holders of the first of them; the rest is said not to be read. */
const mostListings = 12;
/** Apps, extensions and bundles of a license whose holders are read, those that the file names first; the rest is said not to be read. */
export const mostLicensed = 24;
/** What holders are read of. */
export interface HeldItem {
  readonly itemId: ItemId;
  readonly label: string;
  readonly isBundle: boolean;
}
/** Items that the file is about, and those beyond the bound. */
export interface HeldItems {
  readonly read: readonly HeldItem[];
  readonly rest: readonly HeldItem[];
}
const bounded = (items: readonly HeldItem[], most: number): HeldItems => ({
  read: items.slice(0, most),
  rest: items.slice(most),
});

export interface FileHolders {
  items(question: FactsQuestion): HeldItems;
  of(portalId: PortalId, item: HeldItem): Listed<Holder> | undefined;
  unread(portalId: PortalId, items: HeldItems): readonly UnreadFact[];
}

/** What a branch of the inventory says; undefined before its first load is over. */
export function knownValue<N extends BranchName>(
  inventory: Pick<Inventory, 'peek'>,
  ref: BranchRef<N>,
): BranchValues[N] | undefined {
  const branch = inventory.peek(ref);
  // Without a time, it is what a first load has brought so far.
  return branch.state === 'idle' || branch.readAt === undefined ? undefined : branch.value;
}

/** Over what the inventory knows; asks nothing. */
export function createFileHolders(inventory: Pick<Inventory, 'peek'>): FileHolders {
  const valueOf = <N extends BranchName>(ref: BranchRef<N>): BranchValues[N] | undefined =>
    knownValue(inventory, ref);

  /** Listings, apps, extensions and bundles whose holders the file is about. */
  function heldItemsOf(question: FactsQuestion): HeldItems {
    const { portalId, kind, subject } = question;
    const listings = valueOf({ portalId, name: 'listings' });
    const license = valueOf({ portalId, name: 'license' });
    if (kind === 'portalLicense') return licensedItems(license, subject.keys);
    if (kind === 'entitlements') {
      const appId = question.appId ?? subject.appId;
      if (listings === undefined || appId === undefined) return noItems;
      const queue = valueOf({ portalId, name: 'entitlementsQueue', key: appId });
      const named = queue?.itemId ?? (subject.itemId === undefined ? undefined : itemId(subject.itemId));
      const found = productListing({ appId, itemId: named, keys: subject.keys, listings });
      return found === undefined ? noItems : bounded([asHeldItem(found)], 1);
    }
    const outside = license === undefined ? [] : outsidePurchases(license, listings);
    const products = assignableProducts(listings ?? [], outside);
    const wanted = [
      ...subject.listings.flatMap(
        name => findListing(name, products) ?? outside.find(one => one.id === name) ?? [],
      ),
      ...products.filter(one => one.itemId === question.itemId),
    ];
    return bounded([...new Map(wanted.map(one => [one.itemId, asHeldItem(one)])).values()], mostListings);
  }

  /** Who holds it; undefined where that is not known. What cannot be assigned to members at all is held by nobody. */
  function holdersOf(portalId: PortalId, item: HeldItem): Listed<Holder> | undefined {
    const { itemId: key, isBundle } = item;
    if (isBundle) {
      const list = valueOf({ portalId, name: 'bundleHolders', key });
      if (list === undefined) return undefined;
      const known = ofBundle.get(list) ?? holdersOfBundle(list);
      ofBundle.set(list, known);
      return known;
    }
    const branch = inventory.peek({ portalId, name: 'holders', key });
    if (branch.state === 'failed' && branch.value === undefined && isRefused(branch.problem)) return nobody;
    const list = valueOf({ portalId, name: 'holders', key });
    return list && freshPart(list);
  }

  /** Why who holds them is not known: one entry per reason, with the names of what it is of. */
  function unreadHolders(portalId: PortalId, { read, rest }: HeldItems): readonly UnreadFact[] {
    const byWhy = new Map<string, HeldItem[]>();
    const note = (item: HeldItem, why: string): unknown => byWhy.set(why, [...(byWhy.get(why) ?? []), item]);
    for (const item of read) {
      if (holdersOf(portalId, item) !== undefined) continue;
      const branch = inventory.peek(refOf(portalId, item));
      if (branch.state === 'failed' && branch.value === undefined) note(item, messageOf(branch.problem));
    }
    for (const item of rest) {
      if (holdersOf(portalId, item) === undefined)
        note(
          item,
          l10n.t('Of this file the holders of {0} items are read, and these are more.', read.length),
        );
    }
    return [...byWhy].map(([why, items]) => ({
      what: 'holders',
      why: l10n.t('{0}: {1}', shortList(items.map(one => one.label)), why),
      items: items.map(one => one.itemId),
    }));
  }

  return { items: heldItemsOf, of: holdersOf, unread: unreadHolders };
}

const noItems: HeldItems = { read: [], rest: [] };
const nobody: Listed<Holder> = { items: [] };
/** Facts are compared by identity, so that one list is always the same holders. */
const ofBundle = new WeakMap<Listed<Username>, Listed<Holder>>();

const asHeldItem = ({ itemId, title }: { readonly itemId: ItemId; readonly title: string }): HeldItem => ({
  itemId,
  label: title,
  isBundle: false,
});

/** The branch of the inventory that says who holds it. */
export const refOf = (portalId: PortalId, { itemId: key, isBundle }: HeldItem): BranchRef => ({
  portalId,
  name: isBundle ? 'bundleHolders' : 'holders',
  key,
});

/** What the license has and members can hold, each once: first what the file names, since an import replaces all of it. */
function licensedItems(license: PortalLicense | undefined, named: readonly string[]): HeldItems {
  if (license === undefined) return noItems;
  const inFile = new Set(named);
  const items = new Map<ItemId, HeldItem & { readonly isNamed: boolean }>();
  for (const section of ['apps', 'extensions', 'appBundles'] as const) {
    for (const { id, itemId } of license[section]) {
      const isNamed = inFile.has(id) || inFile.has(itemId);
      if (!items.has(itemId))
        items.set(itemId, { itemId, label: appName(id), isBundle: section === 'appBundles', isNamed });
    }
  }
  const all = [...items.values()];
  return bounded([...all.filter(one => one.isNamed), ...all.filter(one => !one.isNamed)], mostLicensed);
}
