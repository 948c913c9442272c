// The lists behind the offline radar: one read per listing, and none per member.
import { unlessAborted } from '../../core/async';
import type { IdleSource } from '../../core/idle/idleReport';
import type { ItemId, PortalId } from '../../core/ids';
import { l10n } from '../../core/l10n';
import { isRefused } from '../../core/licensedProducts';
import { messageOf } from '../../core/problem';
import type { Connections } from '../connectionTypes';
import type { Branch, BranchValues, Inventory } from '../inventoryTypes';
import { readProducts } from '../products';
import { freshPart } from '../../core/olderRows';
import type { Holder, Listed } from '../../core/model';

export interface IdleLists {
  readonly sources: readonly IdleSource[];
  /** Why what other lists would have named is not known, for people. */
  readonly unread: readonly string[];
}

/** Older rows are good for a plan for so long, ms: whoever was idle then and is not today shows it a day later at the latest. */
const oldestPlanned = 24 * 3_600_000;

/** Without rows that are too old to plan with. */
const youngPart = (list: Listed<Holder>, readAt: number): Listed<Holder> =>
  list.older !== undefined && readAt - list.older.from > oldestPlanned ? freshPart(list) : list;

interface Deps {
  readonly connections: Pick<Connections, 'get'>;
  readonly inventory: Pick<Inventory, 'peek' | 'load' | 'refresh'>;
}

export interface IdleReading {
  /** This listing alone; all that members hold by a list of their own when absent. */
  readonly itemId?: ItemId;
  /** Reads what is at hand once more. */
  readonly anew?: boolean;
  readonly signal?: AbortSignal;
  /** Called as lists come in. */
  readonly progress?: (done: number, of: number) => void;
}

/**
 * Reads the holders of every listing that members hold by a list: one request for each that the portal does not cut (issue, "What must hold", 6), one
 * more for a list of as many rows as a page may have, which does not say whether it ends there, and none for what the inventory has. A listing that is not assigned to members one by one is left out; one that cannot be read says why.
 * @throws PortalError where the listings themselves cannot be read; AbortError when the signal fires
 */
export async function readIdle(
  deps: Deps,
  portalId: PortalId,
  { itemId, anew = false, signal, progress }: IdleReading = {},
): Promise<IdleLists> {
  const { products, missing } = await unlessAborted(readProducts(deps, portalId, { anew }), signal);
  const failed = missing.find(({ name }) => name === 'listings');
  if (failed !== undefined) throw failed.problem;
  const wanted = products.filter(
    product => product.kind !== 'appBundle' && (itemId === undefined || product.itemId === itemId),
  );
  let done = 0;
  const read = wanted.map(async ({ itemId: key, title }): Promise<IdleSource | undefined> => {
    const ref = { portalId, name: 'holders', key } as const;
    const known = deps.inventory.peek(ref);
    // What cannot be assigned to members was said once, and need not be asked again.
    if (!anew && known.state === 'failed' && isRefused(known.problem)) return undefined;
    const branch: Branch<BranchValues['holders']> = await unlessAborted(
      anew ? deps.inventory.refresh(ref) : deps.inventory.load(ref),
      signal,
    );
    progress?.(++done, wanted.length);
    if (branch.state === 'ready')
      return {
        itemId: key,
        title,
        list: anew ? youngPart(branch.value, branch.readAt) : branch.value,
        readAt: branch.readAt,
      };
    if (branch.state !== 'failed') return { itemId: key, title, why: l10n.t('Reading it was stopped.') };
    return isRefused(branch.problem) ? undefined : { itemId: key, title, why: messageOf(branch.problem) };
  });
  return {
    sources: (await Promise.all(read)).filter(source => source !== undefined),
    unread: missing
      .filter(({ name }) => name === 'license')
      .map(({ problem }) =>
        l10n.t('Which apps the license has beside the listings is not known: {0}', messageOf(problem)),
      ),
  };
}
