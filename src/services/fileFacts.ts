// What the chosen portal says about a file: read in the background, from the inventory's own cache, as plain data for the check of the file.
import pLimit from 'p-limit';
import { unlessAborted } from '../core/async';
import type { Event } from '../core/emitter';
import { DisposableStore, Emitter } from '../core/emitter';
import type { ImportableKind } from '../core/files/fileKinds';
import type { FileSubject } from '../core/files/fileSubject';
import type { PortalFacts, UnreadFact } from '../core/files/lint/lintTypes';
import type { ItemId, PortalId } from '../core/ids';
import type { Holder, Listed, PortalConnection } from '../core/model';
import { messageOf } from '../core/problem';
import { hasBranch } from './branchLoads';
import type { Connections } from './connectionTypes';
import { createFileHolders, knownValue, refOf } from './fileHolders';
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

/** So many lists of holders are read at a time. */
const atOnce = 4;

type Fact = UnreadFact['what'];
const factOf: Partial<Record<BranchName, Fact>> = {
  listings: 'listings',
  license: 'license',
  futureLicense: 'futureLicense',
  userTypes: 'userTypes',
  entitlementsQueue: 'queue',
  holders: 'holders',
  bundleHolders: 'holders',
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
  const holding = createFileHolders(inventory);
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

  const valueOf = <N extends BranchName>(ref: BranchRef<N>): BranchValues[N] | undefined =>
    knownValue(inventory, ref);

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
    const about = holding.items(question);
    // Beyond the bound, what others have read counts.
    const holders = Object.fromEntries(
      [...about.read, ...about.rest].flatMap((item): [string, Listed<Holder>][] => {
        const list = holding.of(portalId, item);
        return list === undefined ? [] : [[item.itemId, list]];
      }),
    );
    const people = wantsMembers(question) ? members.known(portalId, question.subject) : undefined;
    return {
      portalId,
      portalName: connection.name,
      portalUrl: connection.url,
      kind: connection.kind,
      timeZone: connection.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(connection.timeZone === undefined ? { isComputersZone: true } : {}),
      ...(listings === undefined ? {} : { listings }),
      ...(userTypes === undefined ? {} : { userTypes }),
      ...(license === undefined ? {} : { license }),
      ...(futureLicense === undefined ? {} : { futureLicense }),
      ...(queue === undefined ? {} : { queue }),
      ...(Object.keys(holders).length === 0 ? {} : { holders }),
      ...(people?.list === undefined ? {} : { members: people.list }),
      unread: [
        ...refsOf(question, connection).flatMap(unreadOf),
        ...holding.unread(portalId, about),
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
    const limit = pLimit(atOnce);
    const load = (ref: BranchRef): Promise<unknown> =>
      limit(async () => {
        // What nobody waits for any more is not begun.
        if (!signal.aborted) await inventory.load(ref);
      });
    await unlessAborted(Promise.all(untried.map(load)), signal);
  }

  return {
    onDidChange: changed.event,
    known,
    load: async (question, signal) => {
      const { portalId } = question;
      const connection = connections.get(portalId);
      if (connection === undefined) return undefined;
      const people = wantsMembers(question)
        ? unlessAborted(members.load(portalId, question.subject), signal)
        : Promise.resolve();
      // Awaited below; the other reads may be aborted first.
      people.catch(() => undefined);
      await loadIdle(refsOf(question, connection), signal);
      await loadIdle(
        holding
          .items(question)
          .read.map(item => refOf(portalId, item))
          .filter(({ name }) => hasBranch(connection.kind, name)),
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
