// What a view shows of the journals: page after page as it is asked for, and read again after a plan was applied. Nothing is read before.
import type { Branch } from '../../core/branches';
import { Emitter } from '../../core/emitter';
import type { Disposable, Event } from '../../core/emitter';
import type { PortalId } from '../../core/ids';
import { journalOperations } from '../../core/journalOperations';
import type { JournalEntry } from '../../core/journal';
import type { JournalOperation } from '../../core/journalOperations';
import { messageOf, PortalError } from '../../core/problem';
import type { JournalShown } from '../../core/tree/treeModelTypes';
import type { Clock } from '../ports';
import type { JournalStore, PortalSite } from './journalTypes';

interface Deps {
  /** Called with the first journal that is asked for. */
  readonly store: () => Promise<Pick<JournalStore, 'pages' | 'read' | 'isBusy'>>;
  readonly site: (portalId: PortalId) => PortalSite | undefined;
  readonly clock: Clock;
}

export interface JournalFeed extends Disposable {
  peek(portalId: PortalId): Branch<JournalShown>;
  /** Reads the newest page, where nothing was read yet. Never rejects: a failure is in the branch. */
  open(portalId: PortalId): Promise<void>;
  /** Reads the next page as well. */
  more(portalId: PortalId): Promise<void>;
  /** Reads anew as many pages as are shown, of one portal or of all that were opened. */
  refresh(portalId?: PortalId): Promise<void>;
  readonly onDidChange: Event<PortalId>;
}

/** @returns a feed without anything in it. */
export function createJournalFeed({ store, site, clock }: Deps): JournalFeed {
  const changed = new Emitter<PortalId>();
  const branches = new Map<PortalId, Branch<JournalShown>>();
  const pagesShown = new Map<PortalId, number>();
  /** The reading whose result counts: a newer one makes an earlier one give up. */
  const readings = new Map<PortalId, symbol>();

  const peek = (portalId: PortalId): Branch<JournalShown> => branches.get(portalId) ?? { state: 'idle' };

  function set(portalId: PortalId, branch: Branch<JournalShown>): void {
    branches.set(portalId, branch);
    changed.fire(portalId);
  }

  async function shownOf(portalId: PortalId, wanted: number): Promise<JournalShown> {
    const journal = await store();
    const own = site(portalId);
    // Before the reading: what begins meanwhile has no end in what is read.
    const busy = own !== undefined && journal.isBusy(own);
    const pages = await journal.pages(portalId);
    const operations: JournalOperation[] = [];
    const former = new Set<JournalEntry>();
    let damaged = 0;
    for (let page = 1; page <= Math.min(wanted, pages.length); page++) {
      const { entries, damage, former: earlier = [] } = await journal.read(portalId, page);
      operations.push(...journalOperations(entries).reverse());
      for (const entry of earlier) former.add(entry);
      damaged += damage.length;
    }
    const isCounted = pages.every(({ plans }) => plans !== undefined);
    return {
      operations,
      ...(former.size > 0 && { former }),
      ...(isCounted && { plans: pages.reduce((sum, { plans = 0 }) => sum + plans, 0) }),
      older: wanted < pages.length,
      damaged,
      busy,
    };
  }

  async function read(portalId: PortalId, wanted: number): Promise<void> {
    const own = Symbol();
    readings.set(portalId, own);
    pagesShown.set(portalId, wanted);
    const before = peek(portalId);
    const known =
      before.state === 'idle' || before.value === undefined
        ? {}
        : { value: before.value, ...(before.readAt !== undefined && { readAt: before.readAt }) };
    set(portalId, { state: 'loading', ...known });
    try {
      const value = await shownOf(portalId, wanted);
      if (readings.get(portalId) === own) set(portalId, { state: 'ready', value, readAt: clock.now() });
    } catch (error) {
      const problem = new PortalError({ kind: 'badInput' }, messageOf(error), { cause: error });
      if (readings.get(portalId) === own) set(portalId, { state: 'failed', problem, ...known });
    }
  }

  return {
    peek,
    open: async portalId => {
      if (!readings.has(portalId)) await read(portalId, 1);
    },
    more: portalId => read(portalId, (pagesShown.get(portalId) ?? 0) + 1),
    refresh: async portalId => {
      const opened = portalId === undefined ? [...readings.keys()] : [portalId];
      await Promise.all(opened.map(id => read(id, pagesShown.get(id) ?? 1)));
    },
    onDidChange: changed.event,
    dispose: () => {
      readings.clear();
      changed.dispose();
    },
  };
}
