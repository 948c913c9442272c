// What a simulation needs to know of a portal, read through the inventory. What cannot be read is left out and named; it never becomes zero.
import { bundleEntitlement, isProLevel } from '../../core/catalog';
import { knownAppIds } from '../../core/files/appIds';
import { l10n } from '../../core/l10n';
import type { Holder, Listed, Listing, Member, PortalConnection } from '../../core/model';
import { isAbort, isPortalError, messageOf } from '../../core/problem';
import type { SimulatedFile, SimulationInput } from '../../core/timeline/simulationInput';
import type { Timeline, Unknown } from '../../core/timeline/timelineTypes';
import type { PortalClient } from '../../arcgis/portalClient';
import { hasBranch } from '../../services/branchLoads';
import type { BranchName, BranchValues, Inventory } from '../../services/inventoryTypes';

/** What was read longer ago than this is read anew, so that a simulation is of now. */
export const freshForMs = 5 * 60_000;

export interface StateDeps {
  readonly inventory: Pick<Inventory, 'load' | 'refresh' | 'peek'>;
  readonly client: Pick<PortalClient, 'members'>;
  readonly now: number;
}

export interface StateWish {
  readonly connection: PortalConnection;
  /** IANA zone in which days are told. */
  readonly timeZone: string;
  readonly file?: SimulatedFile;
  /** Reads everything from the portal, whatever is known. */
  readonly anew: boolean;
  readonly signal: AbortSignal;
  /** In words, what is being read. */
  readonly progress: (text: string) => void;
  /** The simulation without holders, which tells whose seats the file or the dates touch. */
  readonly simulate: (input: SimulationInput) => Timeline;
}

export interface ReadState {
  readonly input: SimulationInput;
  /** ms epoch: when the oldest part of it was read. */
  readonly readAt: number;
}

/**
 * Reads what the simulation of a file, or of a portal alone, depends on: first the seats and their dates, then the holders of what these touch,
 * and the members where a user type is touched.
 * @throws AbortError when cancelled; PortalError `signIn` or `otherHost`, with which nothing else can be read either
 */
export async function readState(deps: StateDeps, wish: StateWish): Promise<ReadState> {
  const { connection, signal, progress } = wish;
  const { id: portalId, kind } = connection;
  const unread: { what: Unknown['what']; why: string }[] = [];
  const missing = (what: Unknown['what'], why: string): void => {
    if (!unread.some(one => one.what === what && one.why === why)) unread.push({ what, why });
  };
  let readAt = deps.now;

  async function branch<N extends BranchName>(
    name: N,
    what: Unknown['what'],
    key?: string,
    label?: string,
  ): Promise<BranchValues[N] | undefined> {
    if (!hasBranch(kind, name)) return undefined;
    const ref = { portalId, name, ...(key === undefined ? {} : { key }) };
    const known = deps.inventory.peek<N>(ref);
    const isFresh = !wish.anew && known.state === 'ready' && known.readAt > deps.now - freshForMs;
    const loading =
      isFresh || known.state === 'loading'
        ? deps.inventory.load<N>(ref)
        : known.state === 'idle'
          ? deps.inventory.load<N>(ref)
          : deps.inventory.refresh<N>(ref);
    const read = await unlessAborted(loading, signal);
    if (read.state === 'ready') {
      readAt = Math.min(readAt, read.readAt);
      return read.value;
    }
    if (read.state === 'idle') throw new DOMException('The portal was forgotten.', 'AbortError');
    if (read.state === 'failed') {
      if (['signIn', 'otherHost'].includes(read.problem.fault.kind)) throw read.problem;
      const why = messageOf(read.problem);
      missing(what, label === undefined ? why : `${label}: ${why}`);
    }
    return undefined;
  }

  progress(l10n.t('seats and dates'));
  const appIds =
    wish.file === undefined ? knownAppIds : wish.file.kind === 'entitlements' ? [wish.file.appId] : [];
  const [listings, license, futureLicense, userTypes, queues] = await Promise.all([
    branch('listings', 'listings'),
    branch('license', 'license'),
    branch('futureLicense', 'futureLicense'),
    branch('userTypes', 'userTypes'),
    Promise.all(
      (kind === 'legacy' ? appIds : []).map(appId => branch('entitlementsQueue', 'queue', appId, appId)),
    ),
  ]);
  const base: SimulationInput = {
    portalKind: kind,
    now: deps.now,
    timeZone: wish.timeZone,
    ...(wish.file === undefined ? {} : { file: wish.file }),
    ...(listings === undefined ? {} : { listings }),
    ...(license === undefined ? {} : { license }),
    ...(futureLicense === undefined ? {} : { futureLicense }),
    ...(userTypes === undefined ? {} : { userTypes }),
    ...(kind === 'legacy' ? { queues: queues.flatMap(queue => queue ?? []) } : {}),
  };

  const { products, needsMembers } = touchedBy(wish.simulate(base), listings);
  const holders: Record<string, Listed<Holder>> = {};
  let done = 0;
  const tell = (): void => progress(l10n.t('holders: {0} of {1} products', done, products.length));
  if (products.length > 0) tell();
  await Promise.all(
    products.map(async ({ itemId, label, isBundle }) => {
      const list = isBundle
        ? await bundleHolders(itemId, label)
        : await branch('holders', 'holders', itemId, label);
      if (list !== undefined) holders[itemId] = list;
      done++;
      tell();
    }),
  );
  const members = needsMembers && kind !== 'legacy' ? await readMembers() : undefined;
  return {
    input: { ...base, holders, ...(members === undefined ? {} : { members }), unread },
    readAt,
  };

  async function bundleHolders(itemId: string, label: string): Promise<Listed<Holder> | undefined> {
    const list = await branch('bundleHolders', 'holders', itemId, label);
    if (list === undefined) return undefined;
    return {
      ...list,
      items: list.items.map(username => ({ username, entitlements: [bundleEntitlement], offline: false })),
    };
  }

  async function readMembers(): Promise<Listed<Member> | undefined> {
    progress(l10n.t('members'));
    let read = 0;
    try {
      return await deps.client.members({
        signal,
        onRows: (rows, total) => {
          read += rows.length;
          progress(
            total === undefined ? l10n.t('members: {0}', read) : l10n.t('members: {0} of {1}', read, total),
          );
        },
      });
    } catch (error) {
      if (isAbort(error)) throw error;
      if (isPortalError(error) && ['signIn', 'otherHost'].includes(error.fault.kind)) throw error;
      missing('members', messageOf(error));
      return undefined;
    }
  }
}

interface Touched {
  readonly products: readonly {
    readonly itemId: string;
    readonly label: string;
    readonly isBundle: boolean;
  }[];
  readonly needsMembers: boolean;
}

/** The products and user types whose seats become other than they are, or are not known: who holds the others has no part in a new shortage. */
export function touchedBy(
  { subjects }: Pick<Timeline, 'subjects'>,
  listings: readonly Pick<Listing, 'itemId' | 'title'>[] = [],
): Touched {
  const touched = subjects.filter(
    ({ before, seats }) => before === null || seats.some(one => one === null || one !== before),
  );
  const products = new Map<string, Touched['products'][number]>();
  for (const { itemId, label, kind } of touched) {
    if (itemId !== undefined && !products.has(itemId))
      products.set(itemId, {
        itemId,
        label: listings.find(one => one.itemId === itemId)?.title ?? label,
        isBundle: kind === 'appBundle',
      });
  }
  return {
    products: [...products.values()],
    // The type of a member says who the level of ArcGIS Pro comes with (wire reference 8.3, 17.5).
    needsMembers: touched.some(
      ({ kind, entitlement }) =>
        kind === 'userType' || (entitlement !== undefined && isProLevel(entitlement)),
    ),
  };
}

/** The inventory goes on reading for others; who cancelled does not wait for it. */
function unlessAborted<T>(loading: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(new DOMException('Cancelled', 'AbortError'));
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    loading.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
