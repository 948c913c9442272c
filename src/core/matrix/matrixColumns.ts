// Which listings share a column where the matrix shows several portals.
import type { Listing } from '../model';
import type { ColumnHead, ColumnPart } from './matrixTypes';

/**
 * Listings of the portals as columns, in the order of the first portal that has each. Listings of several portals share a column where their titles are the same
 * and no portal has that title twice: titles are not unique, and item ids differ from portal to portal.
 * @param listings per portal, in the order of the table's portals
 */
export function matrixColumns(listings: readonly (readonly Listing[])[]): ColumnHead[] {
  const byTitle = new Map<string, ColumnPart[]>();
  const parts = listings.flatMap((list, portal) => list.map((listing): ColumnPart => ({ portal, listing })));
  for (const part of parts) {
    const same = byTitle.get(part.listing.title);
    if (same === undefined) byTitle.set(part.listing.title, [part]);
    else same.push(part);
  }
  return [...byTitle].flatMap(([title, same]): ColumnHead[] => {
    const isShared = new Set(same.map(({ portal }) => portal)).size === same.length;
    if (isShared) return [{ key: `title:${title}`, title, parts: same }];
    return same.map(part => ({ key: `item:${part.portal}:${part.listing.itemId}`, title, parts: [part] }));
  });
}

/** Equal for columns of the same listings, whatever else is known of these by now. */
export const layoutOf = ({ key, parts }: ColumnHead): string =>
  JSON.stringify([key, parts.map(({ portal, listing }) => [portal, listing.itemId])]);
