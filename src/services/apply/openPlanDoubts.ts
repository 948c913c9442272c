// What the journal knows of writes that a portal may still carry out: a crash leaves a plan without its end, and the next plan of the
// organization must not be written over by what that one had under way.
import { userKey } from '../../core/ids';
import type { UnfinishedPlan } from '../../core/journal';
import type { PortalConnection } from '../../core/model';
import type { Connections } from '../connectionTypes';
import type { JournalStore } from '../journal/journalTypes';
import { lockPath } from '../journal/journalFiles';
import type { Doubt, DoubtSource } from './doubts';
import { isExpected, withoutTwins } from './doubts';
import type { Clock } from '../ports';
import { lateWriteMs } from './verdict';

/**
 * Until when the portal may still carry out a request of an interrupted plan, epoch ms; undefined where it has answered. The time counts from
 * the loss of the answer where the journal has it, as in a plan that was not interrupted, and from the sending otherwise.
 */
export function lateUntil({
  started,
  outcome,
  endedAt,
}: UnfinishedPlan['requests'][number]): number | undefined {
  return outcome === 'answered' || outcome === 'refused' ? undefined : (endedAt ?? started.at) + lateWriteMs;
}

/** The writes of one interrupted plan. Of each member the last one counts: the ones before it had been read back. */
function doubtsOf({ planned, requests }: UnfinishedPlan): Doubt[] {
  if (planned.plan.kind !== 'members') return [];
  const last = new Map<string, Doubt | undefined>();
  for (const request of requests) {
    const { itemId, users, entitlements: set } = request.started;
    if (itemId === undefined) continue;
    const until = lateUntil(request);
    for (const username of users)
      last.set(
        `${itemId}\n${userKey(username)}`,
        until === undefined ? undefined : { itemId, username, set, until },
      );
  }
  return [...last.values()].filter(doubt => doubt !== undefined);
}

/**
 * Every write to an organization that may still be carried out and that is known without this window's memory: of the file, and of the plans
 * that have no end in the journal of any saved portal of the organization. To be called by who works alone on it.
 * @throws PortalError `badInput` where the file cannot be read, and Error of the file system where the journal cannot.
 */
export async function doubtsOnDisk(
  {
    connections,
    journal,
    clock,
    doubtFile,
  }: {
    readonly connections: Connections;
    readonly journal: JournalStore;
    readonly clock: Clock;
    readonly doubtFile?: DoubtSource;
  },
  site: PortalConnection,
): Promise<readonly Doubt[]> {
  const { orgId } = site;
  const doubts = [...((await doubtFile?.inDoubt(orgId)) ?? [])];
  for (const connection of connections.list().filter(known => lockPath(known) === lockPath(site)))
    for (const unfinished of await journal.unfinished(connection))
      if (unfinished.planned.orgId === orgId) doubts.push(...doubtsOf(unfinished));
  const now = clock.now();
  return withoutTwins(doubts.filter(doubt => isExpected(doubt, now)));
}
