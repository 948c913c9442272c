// The matrix of some portals, kept up to date: members are read once, listings and holders come from the inventory, and every change of it goes into the table.
import { DisposableStore, Emitter } from '../../core/emitter';
import type { Disposable, Event } from '../../core/emitter';
import type { ItemId, PortalId } from '../../core/ids';
import { matrixColumns } from '../../core/matrix/matrixColumns';
import { MatrixTable } from '../../core/matrix/matrixTable';
import type { Holder, Listed, Listing } from '../../core/model';
import { isAbort, messageOf } from '../../core/problem';
import { isNotPerUser, readingOf, valueOf } from '../../core/series/seriesReading';
import type { Branch } from '../../core/branches';
import type { Connections } from '../connectionTypes';
import type { Inventory } from '../inventoryTypes';
import type { Clock, Log } from '../ports';
import { readMatrixMembers } from './matrixMembers';
import type { MembersReading } from './matrixMembers';

/** Lists of holders read at the same time; the inventory reads four things at once of a portal, and the tree wants its share. */
const listsAtOnce = 3;
/** Changes of the inventory within this time, ms, go into the table together, */
const updateEveryMs = 250;
/** and those within so many times what the last update took: while 60,000 members come in, the table takes a tenth of the time at most. */
const restPerWork = 10;
/** Names that are new or changed within one change of the table: to put more in order at once would hold up everything else. */
const mostNames = 5_000;

export interface MatrixFeed extends Disposable {
  /** Fires when the table, or how far it is read, has changed; several changes at once. */
  readonly onDidChange: Event<void>;
  /** Another object after {@link MatrixFeed.choose} and {@link MatrixFeed.refresh}. */
  readonly table: MatrixTable;
  readonly portals: readonly PortalId[];
  /** Per portal, in the order of {@link MatrixFeed.portals}. */
  readonly members: readonly MembersReading[];
  /** The listings of a portal, as the inventory has them. */
  listings(portal: PortalId): Branch<readonly Listing[]>;
  /** Holders of a listing, as the inventory has them. */
  holders(portal: PortalId, itemId: ItemId): Branch<Listed<Holder>>;
  /** Lists of holders: how many are read, and of how many. */
  readonly progress: { readonly done: number; readonly all: number };
  choose(portals: readonly PortalId[]): void;
  /** Reads everything of these portals anew. */
  refresh(): void;
  /** Reads anew what failed. */
  retry(): void;
}

/** Nothing is read before {@link MatrixFeed.choose}; a portal that is removed leaves the table by itself. */
export function createMatrixFeed(deps: {
  readonly inventory: Inventory;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly log: Log;
}): MatrixFeed {
  const { inventory, connections, clock, log } = deps;
  const store = new DisposableStore();
  const changed = store.add(new Emitter<void>());
  let portals: readonly PortalId[] = [];
  let table = new MatrixTable([]);
  let members: MembersReading[] = [];
  /** Ends the reading of members, and the waiting for the next update, of the portals that were chosen before. */
  let run = new AbortController();
  let underWay = 0;
  let isUpdating = false;
  let isDue = false;
  /** Names that came since the last change was told. */
  let newNames = 0;
  /** Lists that were asked for: one that was cancelled is not asked for again by itself. */
  const asked = new Set<string>();
  const stale = new Set<string>();

  const listings = (portalId: PortalId): Branch<readonly Listing[]> =>
    inventory.peek<'listings'>({ portalId, name: 'listings' });
  const holders = (portalId: PortalId, itemId: ItemId): Branch<Listed<Holder>> =>
    inventory.peek<'holders'>({ portalId, name: 'holders', key: itemId });
  const listKey = (portalId: PortalId, itemId: string): string => `${portalId}\n${itemId}`;

  /** Every listing that may have holders, with the place of its portal. */
  const lists = (): readonly {
    readonly portal: number;
    readonly portalId: PortalId;
    readonly itemId: ItemId;
  }[] =>
    portals.flatMap((portalId, portal) =>
      (valueOf(listings(portalId)) ?? []).map(({ itemId }) => ({ portal, portalId, itemId })),
    );

  function layOut(): void {
    const perUser = portals.map(portalId =>
      (valueOf(listings(portalId)) ?? []).filter(({ itemId }) => !isNotPerUser(holders(portalId, itemId))),
    );
    // A column that is new has nothing in it yet.
    if (table.setColumns(matrixColumns(perUser)))
      for (const { portalId, itemId } of lists()) stale.add(listKey(portalId, itemId));
  }

  /** Never throws: whoever shows the table and fails keeps nothing from being read into it. */
  function tell(): void {
    newNames = 0;
    try {
      changed.fire();
    } catch (error) {
      sayFailed(error);
    }
  }

  const sayFailed = (error: unknown): void =>
    log.error(`The matrix could not be updated: ${messageOf(error)}`);

  /**
   * Puts what has changed into the table: one list in a turn, so that nothing else waits for all of them.
   * @returns what it took, ms, without the waits in between
   */
  async function update(signal: AbortSignal): Promise<number> {
    let worked = 0;
    const inTurn = (work: () => void): void => {
      const from = clock.now();
      work();
      worked += Math.max(0, clock.now() - from);
    };
    inTurn(layOut);
    for (const { portal, portalId, itemId } of lists()) {
      if (!stale.delete(listKey(portalId, itemId))) continue;
      const branch = holders(portalId, itemId);
      const items = valueOf(branch)?.items;
      for (let place = 0; items !== undefined && place < items.length;) {
        inTurn(() => {
          const before = table.length;
          place = table.addHolders(portal, items, place, mostNames);
          newNames += table.length - before;
        });
        if (newNames < mostNames) continue;
        await clock.delay(0, signal);
        inTurn(tell);
        await clock.delay(0, signal);
      }
      inTurn(() => table.putHolders(portal, itemId, readingOf(branch), items));
      await clock.delay(0, signal);
    }
    // With what is shown of it: filter, order and counts are made anew here.
    inTurn(tell);
    return worked;
  }

  function updateSoon(): void {
    isDue = true;
    if (isUpdating) return;
    isUpdating = true;
    const { signal } = run;
    void (async () => {
      try {
        while (isDue) {
          isDue = false;
          const worked = await update(signal);
          await clock.delay(Math.max(updateEveryMs, restPerWork * worked), signal);
        }
      } catch (error) {
        if (!isAbort(error)) sayFailed(error);
      } finally {
        isUpdating = false;
        if (isDue && !run.signal.aborted) updateSoon();
      }
    })();
  }

  function pump(): void {
    if (run.signal.aborted) return;
    for (const { portalId, itemId } of lists()) {
      if (underWay >= listsAtOnce) return;
      const key = listKey(portalId, itemId);
      if (asked.has(key) || holders(portalId, itemId).state !== 'idle') continue;
      asked.add(key);
      underWay++;
      void inventory.load({ portalId, name: 'holders', key: itemId }).finally(() => {
        underWay--;
        pump();
      });
    }
  }

  function readMembers(portal: number, portalId: PortalId, into: MatrixTable, signal: AbortSignal): void {
    void readMatrixMembers(() => connections.client(portalId), signal, {
      say: reading => {
        if (into !== table) return;
        members[portal] = reading;
        into.setMembersWhole(portal, reading.state === 'complete');
        updateSoon();
      },
      take: rows => {
        into.addMembers(portal, rows);
        newNames += rows.length;
        if (newNames >= mostNames) tell();
      },
    });
  }

  /** What was forgotten, as where the session came only after the panel, as after a reload of the window: without it the table would stay empty. */
  function readAnew(portalId: PortalId): void {
    void clock.delay(0, run.signal).then(
      () => inventory.load({ portalId, name: 'listings' }),
      () => undefined,
    );
  }

  function begin(): void {
    run.abort(new DOMException('Other portals were chosen', 'AbortError'));
    run = new AbortController();
    table = new MatrixTable(portals);
    members = portals.map(() => ({ state: 'loading', count: 0 }));
    asked.clear();
    stale.clear();
    for (const [portal, portalId] of portals.entries()) {
      if (listings(portalId).state === 'idle') void inventory.load({ portalId, name: 'listings' });
      readMembers(portal, portalId, table, run.signal);
    }
    pump();
    // At once: whoever holds rows of the former table learns that they are of no use before anything is done with them.
    tell();
    updateSoon();
  }

  store.add(
    inventory.onDidChange(ref => {
      if (!portals.includes(ref.portalId)) return;
      if (ref.name === 'holders' && ref.key !== undefined) stale.add(listKey(ref.portalId, ref.key));
      else if (ref.name !== 'listings') return;
      else if (listings(ref.portalId).state === 'ready') {
        // A refresh, or the sign-in after which the lists can be read.
        asked.clear();
        pump();
      } else if (listings(ref.portalId).state === 'idle') readAnew(ref.portalId);
      updateSoon();
    }),
  );
  store.add(
    connections.onDidChange(() => {
      const left = portals.filter(id => connections.get(id) !== undefined);
      if (left.length === portals.length) return;
      portals = left;
      begin();
    }),
  );

  return {
    onDidChange: changed.event,
    get table() {
      return table;
    },
    get portals() {
      return portals;
    },
    get members() {
      return members;
    },
    get progress() {
      const all = lists();
      const isRead = ({ state }: Branch<unknown>): boolean => state === 'ready' || state === 'failed';
      return {
        all: all.length,
        done: all.filter(({ portalId, itemId }) => isRead(holders(portalId, itemId))).length,
      };
    },
    listings,
    holders,
    choose(next) {
      portals = next;
      begin();
    },
    refresh() {
      for (const portalId of portals) {
        void inventory.refresh({ portalId, name: 'listings' });
        for (const { itemId } of valueOf(listings(portalId)) ?? [])
          if (holders(portalId, itemId).state !== 'idle')
            void inventory.refresh({ portalId, name: 'holders', key: itemId });
      }
      begin();
    },
    retry() {
      asked.clear();
      for (const [portal, portalId] of portals.entries()) {
        if (listings(portalId).state === 'failed') void inventory.load({ portalId, name: 'listings' });
        for (const { itemId } of valueOf(listings(portalId)) ?? []) {
          const branch = holders(portalId, itemId);
          if (branch.state === 'failed' && !isNotPerUser(branch))
            void inventory.load({ portalId, name: 'holders', key: itemId });
        }
        const reading = members[portal]?.state;
        if (reading === 'failed' || reading === 'partial') readMembers(portal, portalId, table, run.signal);
      }
      pump();
    },
    dispose() {
      run.abort(new DOMException('The matrix was closed', 'AbortError'));
      store.dispose();
    },
  };
}
