// What the charts of one portal need of the inventory: starts the reading that the looked-at chart needs, and makes the model of what is known.
import { DisposableStore, Emitter } from '../../core/emitter';
import type { Disposable, Event } from '../../core/emitter';
import { minute } from '../../core/format';
import type { PortalId } from '../../core/ids';
import type { Listing, PortalKind } from '../../core/model';
import { chartModel } from '../../core/series/series';
import { isNotPerUser, valueOf } from '../../core/series/seriesReading';
import type { ChartModel } from '../../core/series/seriesTypes';
import type { Connections } from '../../services/connectionTypes';
import type { Branch, BranchName, BranchRef, BranchValues, Inventory } from '../../services/inventoryTypes';
import { hasBranch } from '../../services/branchLoads';
import { legacyAppIds } from '../../services/apply/legacyAppIds';
import type { Clock } from '../../services/ports';
import type { ChartName } from '../../shared/protocol';
import { listingInView, sortedListings } from '../../shared/listingOrder';
import type { Look } from '../../shared/listingOrder';

/** Lists of holders read at the same time; the inventory reads four things at once, and the tree wants its share. */
const listsAtOnce = 2;

const branchesOf: Readonly<Record<ChartName, readonly BranchName[]>> = {
  listings: ['listings'],
  entitlements: ['listings'],
  userTypes: ['userTypes', 'license'],
  expiries: [
    'organization',
    'listings',
    'userTypes',
    'appBundles',
    'license',
    'futureLicense',
    'systemLicenses',
  ],
  lastUse: ['listings'],
};

export interface ChartsFeed extends Disposable {
  /** Fires when the model may have changed. */
  readonly onDidChange: Event<void>;
  readonly portalId: PortalId | undefined;
  /** Undefined while no portal is chosen, or when it was removed. */
  model(): ChartModel | undefined;
  choose(portalId: PortalId | undefined): void;
  /** Starts reading what this chart needs and is not known; never waits. */
  look(look: Look): void;
  /** Goes on with, or stops after the lists under way, the reading of the holders of all listings. */
  readHolders(on: boolean): void;
  /** Reads anew what failed. */
  retry(): void;
}

/** One feed per panel. Nothing is read before {@link ChartsFeed.look}. */
export function createChartsFeed(deps: {
  readonly inventory: Inventory;
  readonly connections: Connections;
  readonly clock: Clock;
}): ChartsFeed {
  const { inventory, connections, clock } = deps;
  const store = new DisposableStore();
  const changed = store.add(new Emitter<void>());
  let portalId: PortalId | undefined;
  let looked: Look | undefined;
  let reading = true;
  let disposed = false;
  let underWay = 0;
  /** Lists that were asked for: one that was cancelled is not asked for again by itself. */
  const asked = new Set<string>();

  const peek = <N extends BranchName>(name: N, key?: string): Branch<BranchValues[N]> =>
    portalId === undefined
      ? { state: 'idle' }
      : inventory.peek<N>({ portalId, name, ...(key === undefined ? {} : { key }) });
  const kind = (): PortalKind | undefined =>
    portalId === undefined ? undefined : connections.get(portalId)?.kind;

  const model = (): ChartModel | undefined => {
    const portal = portalId === undefined ? undefined : connections.get(portalId);
    if (portal === undefined) return undefined;
    return chartModel({
      portal,
      // To the minute: a model that differs in its time alone would be drawn again and again.
      now: Math.floor(clock.now() / minute) * minute,
      organization: peek('organization'),
      listings: peek('listings'),
      userTypes: peek('userTypes'),
      appBundles: peek('appBundles'),
      license: peek('license'),
      futureLicense: peek('futureLicense'),
      systemLicenses: peek('systemLicenses'),
      holders: itemId => peek('holders', itemId),
      queues: portal.kind === 'legacy' ? legacyAppIds.map(appId => peek('entitlementsQueue', appId)) : [],
      readingHolders: reading,
    });
  };

  /** The lists the looked-at chart wants, most wanted first. */
  const wanted = (): readonly string[] => {
    const listings: readonly Listing[] = valueOf(peek('listings')) ?? [];
    if (looked === undefined || listings.length === 0) return [];
    if (looked.chart === 'userTypes' || looked.chart === 'expiries') return [];
    const now = model();
    if (now === undefined) return [];
    const inView = listingInView(now, looked);
    if (inView !== undefined) return [inView.itemId];
    return reading ? sortedListings(now).map(row => row.itemId) : [];
  };

  const pump = (): void => {
    if (disposed || portalId === undefined) return;
    for (const itemId of wanted()) {
      if (underWay >= listsAtOnce) return;
      if (asked.has(itemId) || peek('holders', itemId).state !== 'idle') continue;
      asked.add(itemId);
      underWay++;
      void inventory.load({ portalId, name: 'holders', key: itemId }).finally(() => {
        underWay--;
        pump();
      });
    }
  };

  const refs = (): readonly BranchRef[] => {
    const portal = kind();
    if (portalId === undefined || portal === undefined || looked === undefined) return [];
    const id = portalId;
    const named = branchesOf[looked.chart].filter(name => hasBranch(portal, name));
    const queues =
      portal === 'legacy' && looked.chart === 'expiries'
        ? legacyAppIds.map((key): BranchRef => ({ portalId: id, name: 'entitlementsQueue', key }))
        : [];
    return [...named.map((name): BranchRef => ({ portalId: id, name })), ...queues];
  };

  store.add(
    inventory.onDidChange(ref => {
      if (ref.portalId !== portalId) return;
      if (ref.name === 'listings' && peek('listings').state === 'ready') {
        // A refresh, or the sign-in after which the lists can be read.
        asked.clear();
        pump();
      }
      changed.fire();
    }),
  );
  store.add(
    connections.onDidChange(() => {
      if (portalId !== undefined && connections.get(portalId) === undefined) portalId = undefined;
      changed.fire();
    }),
  );

  const look = (next: Look): void => {
    looked = next;
    for (const ref of refs()) {
      if (peek(ref.name, ref.key).state === 'idle') void inventory.load(ref);
    }
    pump();
  };

  return {
    onDidChange: changed.event,
    get portalId() {
      return portalId;
    },
    model,
    choose(next) {
      if (next === portalId) return;
      portalId = next;
      reading = true;
      asked.clear();
      // The same chart of the other portal; a listing belongs to its own.
      if (looked !== undefined) look({ chart: looked.chart });
    },
    look,
    readHolders(on) {
      reading = on;
      if (on) asked.clear();
      pump();
      changed.fire();
    },
    retry() {
      if (portalId === undefined) return;
      asked.clear();
      const holders = (valueOf(peek('listings')) ?? []).map(({ itemId }): BranchRef => ({
        portalId: portalId as PortalId,
        name: 'holders',
        key: itemId,
      }));
      for (const ref of [...refs(), ...holders]) {
        const branch = peek(ref.name, ref.key);
        if (branch.state === 'failed' && !isNotPerUser(branch)) void inventory.load(ref);
      }
      pump();
    },
    dispose() {
      disposed = true;
      store.dispose();
    },
  };
}
