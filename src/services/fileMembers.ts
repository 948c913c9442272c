// Who of a file's names is a member: the whole list of an organization that is not large, else the file's names one by one.
import pLimit from 'p-limit';
import type { FileSubject } from '../core/files/fileSubject';
import { username, userKey } from '../core/ids';
import type { PortalId } from '../core/ids';
import { l10n } from '../core/l10n';
import type { Listed, Member } from '../core/model';
import { isAbort, isPortalError, messageOf } from '../core/problem';
import type { FaultKind } from '../core/problem';
import type { PortalClient } from '../arcgis/portalClient';
import type { Connections } from './connectionTypes';
import type { Clock } from './ports';

export interface KnownMembers {
  /** Without `partial`: every name of the file that is not in it is no member. */
  readonly list?: Listed<Member>;
  /** Why it is not known, for people. */
  readonly problem?: string;
}

export interface FileMembers {
  /** What is known for this file; asks nothing. */
  known(portalId: PortalId, subject: FileSubject): KnownMembers;
  /** Reads what is not known, or older than ten minutes. Never throws for a failure of the portal: {@link KnownMembers} says it. */
  load(portalId: PortalId, subject: FileSubject): Promise<void>;
  forget(portalId: PortalId): void;
  dispose(): void;
}

/** Members of an organization whose whole list is read in the background: 30 requests. */
export const wholeListLimit = 3000;
/** Names that are asked for one by one in a larger organization. */
export const askEachLimit = 60;
const keptMs = 10 * 60_000;
const atOnce = 4;

/** What fails for one name and would fail for the next as well: nothing more is asked then. */
const ofPortal: ReadonlySet<FaultKind> = new Set([
  'signIn',
  'throttled',
  'transport',
  'timeout',
  'otherHost',
]);

interface Kept {
  readonly controller: AbortController;
  readAt: number;
  loading: Promise<void> | undefined;
  /** The whole list, or as far as it goes. */
  list?: Listed<Member>;
  /** Of the portal: it concerns every file. */
  problem?: string;
  /** Why a name could not be asked for, by {@link userKey}: it concerns the files that have the name. */
  readonly failed: Map<string, string>;
  /** In a large organization: who was asked for, by {@link userKey}; undefined for no member. */
  readonly asked: Map<string, Member | undefined>;
}

/** Keeps the members of each portal in memory, for files alone: they are in no list of the tree. */
export function createFileMembers({
  connections,
  clock,
}: {
  readonly connections: Pick<Connections, 'client'>;
  readonly clock: Pick<Clock, 'now'>;
}): FileMembers {
  const portals = new Map<PortalId, Kept>();

  function forget(id: PortalId): void {
    portals.get(id)?.controller.abort();
    portals.delete(id);
  }

  function keptOf(id: PortalId): Kept {
    const known = portals.get(id);
    if (known !== undefined && (known.loading !== undefined || clock.now() - known.readAt <= keptMs))
      return known;
    forget(id);
    const made: Kept = {
      controller: new AbortController(),
      readAt: clock.now(),
      loading: undefined,
      asked: new Map(),
      failed: new Map(),
    };
    portals.set(id, made);
    return made;
  }

  const unasked = (kept: Kept, subject: FileSubject): readonly string[] =>
    subject.users.filter(name => !kept.asked.has(userKey(name)) && !kept.failed.has(userKey(name)));
  const failureOf = (kept: Kept, subject: FileSubject): string | undefined =>
    subject.users.map(name => kept.failed.get(userKey(name))).find(why => why !== undefined);
  const isLarge = ({ list }: Kept): boolean => list?.partial !== undefined;

  async function ask(client: PortalClient, kept: Kept, name: string): Promise<void> {
    const { signal } = kept.controller;
    try {
      kept.asked.set(userKey(name), await client.member(username(name), signal));
    } catch (error) {
      const kind = isPortalError(error) ? error.fault.kind : undefined;
      if (isAbort(error) || (kind !== undefined && ofPortal.has(kind))) throw error;
      // No portal can have a member of this name, such as "..".
      if (kind === 'badInput') kept.asked.set(userKey(name), undefined);
      else kept.failed.set(userKey(name), messageOf(error));
    }
  }

  async function read(client: PortalClient, kept: Kept, subject: FileSubject): Promise<void> {
    const { signal } = kept.controller;
    try {
      if (kept.list === undefined) {
        const first = await client.members({ signal, limit: 100 });
        const isWhole = first.partial === undefined;
        const total = first.total ?? 0;
        kept.list =
          isWhole || total > wholeListLimit ? first : await client.members({ signal, limit: wholeListLimit });
      }
      if (!isLarge(kept) || subject.userCount > askEachLimit) return;
      const limit = pLimit(atOnce);
      await Promise.all(
        unasked(kept, subject).map(name =>
          limit(async () => {
            signal.throwIfAborted();
            await ask(client, kept, name);
          }),
        ),
      );
    } catch (error) {
      if (!isAbort(error)) kept.problem = messageOf(error);
    }
  }

  return {
    known: (id, subject) => {
      const kept = portals.get(id);
      if (kept === undefined) return {};
      const { list, problem } = kept;
      if (list === undefined || !isLarge(kept)) return { ...(list && { list }), ...(problem && { problem }) };
      if (subject.userCount > askEachLimit) {
        return {
          list,
          problem: l10n.t(
            'The organization has {0} members and the file names {1} of them. They are checked when the file is imported.',
            list.total ?? l10n.t('many'),
            subject.userCount,
          ),
        };
      }
      const why = problem ?? failureOf(kept, subject);
      if (why !== undefined || unasked(kept, subject).length > 0)
        return { list, ...(why === undefined ? {} : { problem: why }) };
      // Of these names it is known who is a member; nothing is said of others.
      return { list: { items: [...kept.asked.values()].filter(member => member !== undefined) } };
    },
    load: async (id, subject) => {
      const kept = keptOf(id);
      // Another file of the same portal may be reading: its names are others.
      await kept.loading;
      if (kept.controller.signal.aborted || kept.problem !== undefined) return;
      const isMissing =
        kept.list === undefined ||
        (isLarge(kept) && subject.userCount <= askEachLimit && unasked(kept, subject).length > 0);
      if (!isMissing) return;
      let client: PortalClient;
      try {
        client = connections.client(id);
      } catch (error) {
        kept.problem = messageOf(error);
        return;
      }
      const loading = read(client, kept, subject).finally(() => {
        if (kept.loading === loading) kept.loading = undefined;
        kept.readAt = clock.now();
      });
      kept.loading = loading;
      await loading;
    },
    forget,
    dispose: () => {
      for (const id of [...portals.keys()]) forget(id);
    },
  };
}
