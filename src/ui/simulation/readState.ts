// What a simulation needs to know of a portal, read through the inventory. What cannot be read is left out and named; it never becomes zero.
import { knownAppIds } from '../../core/files/appIds';
import { l10n } from '../../core/l10n';
import { isRefused } from '../../core/licensedProducts';
import type { Holder, Listed, Member, PortalConnection } from '../../core/model';
import type { PortalError } from '../../core/problem';
import { isAbort, isPortalError, messageOf } from '../../core/problem';
import { heldProducts, holdersOfBundle } from '../../core/timeline/heldProducts';
import { membersMatter } from '../../core/timeline/membersMatter';
import { readingsOf } from '../../core/timeline/readings';
import type { SimulatedFile, SimulationInput } from '../../core/timeline/simulationInput';
import type { Timeline, Unknown } from '../../core/timeline/timelineTypes';
import type { PortalClient } from '../../arcgis/portalClient';
import { hasBranch } from '../../services/branchLoads';
import type { BranchName, BranchValues, Inventory } from '../../services/inventoryTypes';
import { freshPart } from '../../core/olderRows';

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
  /** The simulation: without holders it tells what has seats, and with them whether the members have a part in it. */
  readonly simulate: (input: SimulationInput) => Timeline;
}

export interface ReadState {
  readonly input: SimulationInput;
  /** ms epoch: when the oldest part of it was read. */
  readonly readAt: number;
}

/**
 * Reads what the simulation of a file, or of a portal alone, depends on: first the seats and their dates, then who holds anything that has seats,
 * whether they change or not (what is over-assigned already locks its holders out now), and the members where they have a part in a shortage.
 * @throws AbortError when cancelled; PortalError `signIn` or `otherHost`, with which nothing else can be read either
 */
export async function readState(deps: StateDeps, wish: StateWish): Promise<ReadState> {
  const { signal } = wish;
  let stop = (): void => undefined;
  const cancelled = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new DOMException('Cancelled', 'AbortError'));
  });
  // Nobody may be waiting for it any more.
  cancelled.catch(() => undefined);
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    return await read(deps, wish, cancelled);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** @param cancelled rejects as soon as the administrator gives up: the inventory goes on reading for others, and nobody waits for it */
async function read(deps: StateDeps, wish: StateWish, cancelled: Promise<never>): Promise<ReadState> {
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
    insteadOf: (problem: PortalError) => BranchValues[N] | undefined = () => undefined,
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
    const found = await Promise.race([loading, cancelled]);
    if (found.state === 'ready') {
      readAt = Math.min(readAt, found.readAt);
      return found.value;
    }
    if (found.state === 'idle') throw new DOMException('The portal was forgotten.', 'AbortError');
    if (found.state === 'failed') {
      if (['signIn', 'otherHost'].includes(found.problem.fault.kind)) throw found.problem;
      const other = insteadOf(found.problem);
      if (other !== undefined) return other;
      const why = messageOf(found.problem);
      missing(what, label === undefined ? why : `${label}: ${why}`);
    }
    return undefined;
  }

  progress(l10n.t('seats and dates'));
  const appIds = new Set([...knownAppIds, ...(wish.file?.kind === 'entitlements' ? [wish.file.appId] : [])]);
  const [listings, license, futureLicense, userTypes, queues] = await Promise.all([
    branch('listings', 'listings'),
    branch('license', 'license'),
    branch('futureLicense', 'futureLicense'),
    branch('userTypes', 'userTypes'),
    Promise.all(
      (kind === 'legacy' ? [...appIds] : []).map(appId => branch('entitlementsQueue', 'queue', appId, appId)),
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

  const products = heldProducts(wish.simulate(base).subjects, listings);
  const holders: Record<string, Listed<Holder>> = {};
  let done = 0;
  const tell = (): void => progress(l10n.t('holders: {0} of {1} products', done, products.length));
  if (products.length > 0) tell();
  await Promise.all(
    products.map(async ({ itemId, label, isBundle }) => {
      const list = isBundle ? await bundleHolders(itemId, label) : await productHolders(itemId, label);
      if (list !== undefined) holders[itemId] = list;
      done++;
      tell();
    }),
  );
  const known = { ...base, holders };
  const needsMembers = readingsOf(base).some(reading =>
    membersMatter(wish.simulate({ ...known, reading }).subjects),
  );
  const members = needsMembers && kind !== 'legacy' ? await readMembers() : undefined;
  return {
    input: { ...known, ...(members === undefined ? {} : { members }), unread },
    readAt,
  };

  async function productHolders(itemId: string, label: string): Promise<Listed<Holder> | undefined> {
    const list = await branch('holders', 'holders', itemId, label, problem =>
      // What cannot be assigned to members at all is held by nobody.
      isRefused(problem) ? { items: [] } : undefined,
    );
    return list && freshPart(list);
  }

  async function bundleHolders(itemId: string, label: string): Promise<Listed<Holder> | undefined> {
    const list = await branch('bundleHolders', 'holders', itemId, label);
    return list === undefined ? undefined : holdersOfBundle(list);
  }

  async function readMembers(): Promise<Listed<Member> | undefined> {
    progress(l10n.t('members'));
    let rowsRead = 0;
    try {
      return await deps.client.members({
        signal,
        onRows: (rows, total) => {
          rowsRead += rows.length;
          progress(
            total === undefined
              ? l10n.t('members: {0}', rowsRead)
              : l10n.t('members: {0} of {1}', rowsRead, total),
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
