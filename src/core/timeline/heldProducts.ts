// What members can hold of what a time line is about: whose holders have to be read for it.
import { bundleEntitlement } from '../catalog';
import type { ItemId, Username } from '../ids';
import type { Holder, Listed, Listing } from '../model';
import type { TimelineSubject } from './timelineTypes';

export interface HeldProduct {
  readonly itemId: ItemId;
  /** What a person reads: the title of the purchase where there is one. Text of others. */
  readonly label: string;
  readonly isBundle: boolean;
}

/** The products, apps, extensions and bundles of the subjects, each once, in their order. */
export function heldProducts(
  subjects: readonly Pick<TimelineSubject, 'itemId' | 'label' | 'kind'>[],
  listings: readonly Pick<Listing, 'itemId' | 'title'>[] = [],
): readonly HeldProduct[] {
  const products = new Map<ItemId, HeldProduct>();
  for (const { itemId, label, kind } of subjects) {
    if (itemId !== undefined && !products.has(itemId))
      products.set(itemId, {
        itemId,
        label: listings.find(one => one.itemId === itemId)?.title ?? label,
        isBundle: kind === 'appBundle',
      });
  }
  return [...products.values()];
}

/** The members of an app bundle as holders of it: each takes one seat. */
export function holdersOfBundle(list: Listed<Username>): Listed<Holder> {
  const entitlements = [bundleEntitlement];
  return { ...list, items: list.items.map(username => ({ username, entitlements, offline: false })) };
}
