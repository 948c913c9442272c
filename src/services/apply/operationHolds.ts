// Before everything of a product is removed: what the preview said of it has to hold still. Under the portal's lock.
import { userKey } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { EntitlementsQueue, Holder, Listing } from '../../core/model';
import type { OperationPlan, RemovalSeen } from '../../core/planTypes';
import { isAbort, messageOf, PortalError } from '../../core/problem';
import type { Rows } from '../../core/rows';
import type { PortalClient } from '../../arcgis/portalClient';
import { cancelledText } from './memberRun';
import { listingOfProduct } from './operationState';

/** What a preview of a removal rests on. @param holders undefined where they could not be read. */
export const removalSeen = (
  queue: EntitlementsQueue | undefined,
  listing: Listing | undefined,
  holders: Rows<Holder> | undefined,
): RemovalSeen => ({
  queue: JSON.stringify(queue?.queue ?? []),
  seats: JSON.stringify([listing?.maxUsers, listing?.pools.map(({ key, num }) => [key, num])]),
  ...(holders === undefined ? {} : { holders: holders.map(({ username }) => userKey(username)).sort() }),
});

/**
 * Reads once more what a removal was agreed to with.
 * @returns why nothing may be sent, where the portal could not be read.
 * @throws PortalError `staleState` that names what has changed since the preview.
 */
export async function removalHolds(
  client: PortalClient,
  { operation, seen }: OperationPlan,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  if (operation.name !== 'removeAllEntitlements' || seen === undefined) return undefined;
  let now: RemovalSeen;
  try {
    const [queue, listings] = await Promise.all([
      client.entitlementsQueue(operation.appId, signal),
      client.purchases(signal),
    ]);
    const listing = listingOfProduct(operation.appId, { queue, listings });
    const holders =
      listing === undefined || seen.holders === undefined
        ? undefined
        : (await client.holders(listing.itemId, signal === undefined ? {} : { signal })).items;
    now = removalSeen(queue, listing, holders);
  } catch (error) {
    return isAbort(error)
      ? cancelledText()
      : l10n.t('Not sent: the portal could not be read again. {0}', messageOf(error));
  }
  const changes = [
    ...(now.seats === seen.seats ? [] : [l10n.t('The seats in effect are others.')]),
    ...(now.queue === seen.queue ? [] : [l10n.t('The queued parts are others.')]),
    ...holderChanges(seen.holders, now.holders),
  ];
  if (changes.length === 0) return undefined;
  throw new PortalError(
    { kind: 'staleState' },
    [
      l10n.t('The portal has changed since the preview. Nothing was removed.'),
      ...changes,
      l10n.t('Look at the preview again before you apply it.'),
    ].join(' '),
  );
}

/** A sentence has room for so many names. */
const namesShown = 5;

function holderChanges(was: readonly string[] | undefined, is: readonly string[] | undefined): string[] {
  if (was === undefined) return [];
  const [before, after] = [new Set(was), new Set(is ?? [])];
  const changed = [...was.filter(one => !after.has(one)), ...(is ?? []).filter(one => !before.has(one))];
  if (changed.length === 0) return [];
  const names = changed.slice(0, namesShown).join(', ');
  return [
    changed.length > namesShown
      ? l10n.t('Who holds it has changed: {0} and {1} more.', names, changed.length - namesShown)
      : l10n.t('Who holds it has changed: {0}.', names),
  ];
}
