// What a completion would take, said before it is begun.
import { completionCost } from '../../core/completion/completionPlan';
import type { ItemId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { PortalConnection } from '../../core/model';
import { PortalError } from '../../core/problem';
import { mostAtOnce } from '../apply/pace';
import type { Connections } from '../connectionTypes';
import type { Inventory } from '../inventoryTypes';
import type { Clock } from '../ports';
import type { CompletionOffer } from './completionTypes';
import { cutLists } from './cutLists';

interface Deps {
  readonly connections: Pick<Connections, 'client'>;
  readonly inventory: Pick<Inventory, 'load'>;
  readonly clock: Clock;
}

/** As `Completions.offer`: one request counts the members, and one is timed. */
export async function completionOffer(
  { connections, inventory, clock }: Deps,
  connection: PortalConnection,
  items: readonly ItemId[],
  signal?: AbortSignal,
): Promise<CompletionOffer> {
  const lists = await cutLists(inventory, connection, items);
  const client = connections.client(connection.id);
  const { total } = await client.members({ limit: 1, ...(signal === undefined ? {} : { signal }) });
  // The questions are of this kind, and lists of members take longer than they.
  const begunAt = clock.now();
  await client.member(connection.username, signal);
  const requestMs = Math.max(1, clock.now() - begunAt);
  if (total === undefined)
    throw new PortalError(
      { kind: 'unexpectedReply', where: 'portals/self/users' },
      l10n.t('The portal does not say how many members it has.'),
    );
  const cost = completionCost(total, lists);
  const msOf = (requests: number): number => Math.ceil(requests / mostAtOnce) * requestMs;
  return {
    ...cost,
    items: lists.map(({ itemId }) => itemId),
    fewestMs: msOf(cost.fewest),
    mostMs: msOf(cost.most),
  };
}
