// A plan carried out at the simulated portal, and what the journal says of it afterwards.
import { userKey } from '../../../../src/core/ids';
import type { JournalEntry } from '../../../../src/core/journal';
import { journalOperations } from '../../../../src/core/journalOperations';
import type { JournalOperation } from '../../../../src/core/journalOperations';
import { entitlement, username } from '../../../../src/core/ids';
import type { MemberPlan, MemberResult, Plan } from '../../../../src/core/planTypes';
import type { SimulatedPortal } from './simulatedPortal';

export interface RunOptions {
  /** Ids of requests that are not sent. */
  readonly unsent?: ReadonlySet<string>;
  /** Ids of requests that take effect and whose answer is lost, so that their members are not read back. */
  readonly lost?: ReadonlySet<string>;
}

/** The operation of a plan of which nothing was sent yet. */
export const begun = (plan: Plan): Extract<JournalEntry, { kind: 'planned' }> => ({
  kind: 'planned',
  at: 1,
  planId: plan.id,
  portalId: plan.portalId,
  portalName: 'Portal',
  portalUrl: 'https://gis.example/portal',
  orgId: 'org',
  by: username('admin'),
  plan,
});

/** Sends every request of the plan. @throws Error where the portal refuses one. */
export function carriedOut(
  plan: MemberPlan,
  portal: SimulatedPortal,
  options: RunOptions = {},
): JournalOperation {
  const entries: JournalEntry[] = [begun(plan)];
  const unread = new Set<string>();
  for (const request of plan.requests) {
    if (options.unsent?.has(request.id)) continue;
    const { id, itemId, users, entitlements } = request;
    const base = { at: 2, planId: plan.id, requestId: id } as const;
    entries.push({ ...base, kind: 'requestStarted', itemId, users, entitlements });
    portal.provision(request);
    const isLost = options.lost?.has(id) ?? false;
    for (const name of users) {
      if (isLost) unread.add(`${itemId} ${userKey(name)}`);
      else unread.delete(`${itemId} ${userKey(name)}`);
    }
    entries.push({ ...base, kind: 'requestEnded', outcome: isLost ? 'lost' : 'answered' });
  }
  const results = plan.changes.map(({ itemId, username: name, after }): MemberResult => {
    if (unread.has(`${itemId} ${userKey(name)}`)) return { itemId, username: name, outcome: 'unknown' };
    const held = portal.held(itemId, name);
    const isDone = held.size === after.length && after.every(key => held.has(key));
    return {
      itemId,
      username: name,
      outcome: isDone ? 'done' : 'notDone',
      actual: [...held].map(entitlement),
    };
  });
  entries.push({ at: 3, planId: plan.id, kind: 'results', results });
  const [operation] = journalOperations(entries);
  if (!operation) throw new Error('The journal has no operation.');
  return operation;
}
