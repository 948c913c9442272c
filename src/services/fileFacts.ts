// What the chosen portal says about a file: read in the background, from the inventory's own cache, as plain data for the check of the file.
import type { Event } from '../core/emitter';
import { DisposableStore, Emitter } from '../core/emitter';
import { assignableProducts } from '../core/files/assignableProducts';
import { findListing } from '../core/files/assignmentsToChanges';
import type { ImportableKind } from '../core/files/fileKinds';
import type { FileSubject } from '../core/files/fileSubject';
import type { PortalFacts, UnreadFact } from '../core/files/lint/lintTypes';
import { productListing } from '../core/files/productListing';
import { itemId } from '../core/ids';
import type { ItemId, PortalId } from '../core/ids';
import { outsidePurchases } from '../core/licensedProducts';
import type { Holder, Listed, PortalConnection } from '../core/model';
import { messageOf } from '../core/problem';
import { hasBranch } from './branchLoads';
import type { Connections } from './connectionTypes';
import { createFileMembers } from './fileMembers';
import type { BranchName, BranchRef, BranchValues, Inventory } from './inventoryTypes';
import type { Clock } from './ports';

/** A file, and what was chosen for it, as far as it decides what is asked of the portal. */
export interface FactsQuestion {
  readonly portalId: PortalId;
  readonly kind: ImportableKind;
  readonly subject: FileSubject;
  /** Product chosen for a file that names none, or another one. */
  readonly appId?: string;
  /** Listing chosen for assignments that name none. */
  readonly itemId?: ItemId;
}

export interface FileFacts {
  /** Fires with a portal of which something is known anew, or no longer. */
  readonly onDidChange: Event<PortalId>;
  /** What is known now; undefined for a portal that is not saved. Asks nothing. */
  known(question: FactsQuestion): PortalFacts | undefined;
  /**
   * Reads what the question needs and was not tried yet. A failure is in `unread` and is not tried again until the portal is refreshed, signed in to, or
   * asked by somebody else. Never asks a person for a sign-in.
   * @throws AbortError when the signal fires; reads that are under way go on, since others may share them
   */
  load(question: FactsQuestion, signal: AbortSignal): Promise<PortalFacts | undefined>;
  dispose(): void;
}

/** A file that names more listings than this is checked against the holders of the first of them. */
const mostListings = 12;

type Fact = UnreadFact['what'];
const factOf: Partial<Record<BranchName, Fact>> = {
  listings: 'listings',
  license: 'license',
  futureLicense: 'futureLicense',
  userTypes: 'userTypes',
  entitlementsQueue: 'queue',
  holders: 'holders',
};

/** Branches that each kind of file needs, beside holders and members, which depend on the listings. */
const needs: Readonly<Record<ImportableKind, readonly BranchName[]>> = {
  entitlements: ['listings', 'entitlementsQueue'],
  portalLicense: ['license', 'futureLicense', 'userTypes', 'listings'],
  assignments: ['listings', 'license'],
  roster: ['listings', 'license'],
};

/** The facts for files, over the inventory. Nothing is asked of a portal before {@link FileFacts.load}. */
export function createFileFacts(deps: {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly clock: Clock;
}): FileFacts {
  const { connections, inventory } = deps;
  const changed = new Emitter<PortalId>();
  const members = createFileMembers(deps);
  const links = new DisposableStore();
  links.add(
    inventory.onDidChange(ref => {
      if (factOf[ref.name] === undefined) return;
      const { state } = inventory.peek(ref);
      // A portal that was forgotten may answer another account now.
      if (state === 'idle') members.forget(ref.portalId);
      if (state !== 'loading') changed.fire(ref.portalId);
    }),
  );
  links.add(
    connections.onDidChange(id => {
      members.forget(id);
      changed.fire(id);
    }),
  );

  /** Every branch that the question needs, as far as it can be told from what is known. */
  function refsOf(question: FactsQuestion, connection: PortalConnection): readonly BranchRef[] {
    const { portalId, kind } = question;
    return needs[kind].flatMap((name): readonly BranchRef[] => {
      if (!hasBranch(connection.kind, name)) return [];
      if (name !== 'entitlementsQueue') return [{ portalId, name }];
      const key = question.appId ?? question.subject.appId;
      return key === undefined ? [] : [{ portalId, name, key }];
    });
  }

  function valueOf<N extends BranchName>(ref: BranchRef<N>): BranchValues[N] | undefined {
    const branch = inventory.peek(ref);
    // Without a time, it is what a first load has brought so far.
    return branch.state === 'idle' || branch.readAt === undefined ? undefined : branch.value;
  }

  /** Listings whose holders the file is about. */
  function listingsOf(question: FactsQuestion): readonly ItemId[] {
    const { portalId, kind, subject } = question;
    const listings = valueOf({ portalId, name: 'listings' });
    if (listings === undefined) return [];
    if (kind === 'entitlements') {
      const appId = question.appId ?? subject.appId;
      if (appId === undefined) return [];
      const queue = valueOf({ portalId, name: 'entitlementsQueue', key: appId });
      const named = queue?.itemId ?? (subject.itemId === undefined ? undefined : itemId(subject.itemId));
      const found = productListing({ appId, itemId: named, keys: subject.keys, listings });
      return found === undefined ? [] : [found.itemId];
    }
    if (kind === 'portalLicense') return [];
    const license = valueOf({ portalId, name: 'license' });
    const products = assignableProducts(
      listings,
      license === undefined ? [] : outsidePurchases(license, listings),
    );
    const named = subject.listings.flatMap(name => findListing(name, products)?.itemId ?? []);
    const chosen = products.find(one => one.itemId === question.itemId)?.itemId;
    return [...new Set([...named, ...(chosen === undefined ? [] : [chosen])])].slice(0, mostListings);
  }

  const wantsMembers = ({ kind }: FactsQuestion): boolean => kind === 'assignments' || kind === 'roster';

  function known(question: FactsQuestion): PortalFacts | undefined {
    const { portalId } = question;
    const connection = connections.get(portalId);
    if (connection === undefined) return undefined;
    const listings = valueOf({ portalId, name: 'listings' });
    const license = valueOf({ portalId, name: 'license' });
    const futureLicense = valueOf({ portalId, name: 'futureLicense' });
    const userTypes = valueOf({ portalId, name: 'userTypes' });
    const appId = question.appId ?? question.subject.appId;
    const queue =
      appId === undefined ? undefined : valueOf({ portalId, name: 'entitlementsQueue', key: appId });
    const about = listingsOf(question);
    // What others have read of a license's apps tells which of them are in use.
    const items =
      question.kind === 'portalLicense'
        ? [...(license?.apps ?? []), ...(license?.extensions ?? [])].map(one => one.itemId)
        : about;
    const holders = Object.fromEntries(
      items.flatMap((key): [string, Listed<Holder>][] => {
        const list = valueOf({ portalId, name: 'holders', key });
        return list === undefined ? [] : [[key, list]];
      }),
    );
    const people = wantsMembers(question) ? members.known(portalId, question.subject) : undefined;
    const refs = [
      ...refsOf(question, connection),
      ...about.map((key): BranchRef => ({ portalId, name: 'holders', key })),
    ];
    return {
      portalId,
      portalName: connection.name,
      portalUrl: connection.url,
      kind: connection.kind,
      timeZone: connection.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(listings === undefined ? {} : { listings }),
      ...(userTypes === undefined ? {} : { userTypes }),
      ...(license === undefined ? {} : { license }),
      ...(futureLicense === undefined ? {} : { futureLicense }),
      ...(queue === undefined ? {} : { queue }),
      ...(Object.keys(holders).length === 0 ? {} : { holders }),
      ...(people?.list === undefined ? {} : { members: people.list }),
      unread: [
        ...refs.flatMap(unreadOf),
        ...(people?.problem === undefined ? [] : [{ what: 'members' as const, why: people.problem }]),
      ],
    };
  }

  function unreadOf(ref: BranchRef): readonly UnreadFact[] {
    const branch = inventory.peek(ref);
    const what = factOf[ref.name];
    // 10.7.0 has no such operation, and who may call it is not documented: that there is none is nothing to tell.
    const isAbsent =
      branch.state === 'failed' &&
      ref.name === 'futureLicense' &&
      branch.problem.fault.kind === 'versionUnsupported';
    return branch.state !== 'failed' || branch.value !== undefined || what === undefined || isAbsent
      ? []
      : [{ what, why: messageOf(branch.problem) }];
  }

  async function loadIdle(refs: readonly BranchRef[], signal: AbortSignal): Promise<void> {
    const untried = refs.filter(ref => ['idle', 'loading'].includes(inventory.peek(ref).state));
    await orAborted(Promise.all(untried.map(ref => inventory.load(ref))), signal);
  }

  return {
    onDidChange: changed.event,
    known,
    load: async (question, signal) => {
      const { portalId } = question;
      const connection = connections.get(portalId);
      if (connection === undefined) return undefined;
      const people = wantsMembers(question)
        ? orAborted(members.load(portalId, question.subject), signal)
        : Promise.resolve();
      // Awaited below; the other reads may be aborted first.
      people.catch(() => undefined);
      await loadIdle(refsOf(question, connection), signal);
      await loadIdle(
        listingsOf(question).map((key): BranchRef => ({ portalId, name: 'holders', key })),
        signal,
      );
      await people;
      return known(question);
    },
    dispose: () => {
      links.dispose();
      members.dispose();
      changed.dispose();
    },
  };
}

/** Waits only as long as the signal lets; the work itself is shared and goes on. */
async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const over = new Promise<never>((_, reject) => {
    stop = () => reject(new DOMException('The check is out of date', 'AbortError'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
  }
}
