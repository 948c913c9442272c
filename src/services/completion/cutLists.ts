// The lists that a completion is about, as the inventory has them.
import { bitOf, hasBit, mostLists } from '../../core/completion/completionPlan';
import type { CompletionWay, CutList } from '../../core/completion/completionPlan';
import { cellsOf } from '../../core/holderCells';
import { userKey } from '../../core/ids';
import type { ItemId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { Holder, Listed, PortalConnection } from '../../core/model';
import { freshCount } from '../../core/olderRows';
import { PortalError } from '../../core/problem';
import type { Inventory } from '../inventoryTypes';
import type { CompletionRecord, MemberAnswer } from './completionFile';

/** By `userKey`: whom a list shows. Its older rows do not count: their members are to be asked. */
export function keysOf(list: Listed<Holder>): Set<string> {
  const keys = new Set<string>();
  const cells = cellsOf(list.items);
  for (let index = 0; index < freshCount(list); index += 1) keys.add(userKey(cells.nameAt(index)));
  return keys;
}

/** Whom the cut lists show, and how each listing is asked about. Reads a list that was not read yet. */
export async function cutLists(
  inventory: Pick<Inventory, 'load'>,
  { id, kind }: PortalConnection,
  items: readonly ItemId[],
): Promise<CutList[]> {
  const purchases = await inventory.load({ portalId: id, name: 'listings' });
  if (purchases.state === 'failed') throw purchases.problem;
  const named = new Set(
    purchases.state === 'ready'
      ? purchases.value.filter(({ hasListing }) => hasListing).map(({ itemId }) => itemId)
      : [],
  );
  const lists: CutList[] = [];
  for (const itemId of new Set(items)) {
    const branch = await inventory.load({ portalId: id, name: 'holders', key: itemId });
    if (branch.state === 'failed') throw branch.problem;
    if (branch.state !== 'ready' || branch.value.partial?.kind !== 'portalLimit') continue;
    // Extensions, which come with the user type, are not among provisionedListings (wire reference 7.3), nor are items that were withdrawn.
    const way: CompletionWay = kind !== 'legacy' && named.has(itemId) ? 'provisionedListings' : 'each';
    lists.push({ itemId, way, shown: keysOf(branch.value) });
  }
  if (lists.length === 0)
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('The portal has not cut this list: there is nothing to complete.'),
    );
  if (lists.length > mostLists)
    throw new PortalError(
      { kind: 'badInput' },
      l10n.t('At most {0} lists can be completed at once. Complete them one by one.', mostLists),
    );
  return lists;
}

/** The answers with the places that the lists have now: one of the record's may be whole by now. The record's own where all are as they were. */
export function placed(
  { items, answers }: CompletionRecord,
  lists: readonly { readonly itemId: ItemId }[],
): Map<string, MemberAnswer> {
  const places = items.map(item => lists.findIndex(({ itemId }) => itemId === item));
  if (places.length === lists.length && places.every((place, old) => place === old)) return answers;
  return new Map(
    [...answers].map(([key, { username, mask, at, rows }]) => [
      key,
      {
        username,
        at,
        mask: places.reduce(
          (sum, place, old) => sum + (place >= 0 && hasBit(mask, old) ? bitOf(place) : 0),
          0,
        ),
        rows: rows.flatMap(([old, row]): [number, Holder][] => {
          const place = places[old] ?? -1;
          return place >= 0 ? [[place, row]] : [];
        }),
      },
    ]),
  );
}
