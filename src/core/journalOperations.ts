// The journal by operation and member: what the tree, the exports and undo are made of.
import type { Entitlement, ItemId, Username } from './ids';
import { userKey } from './ids';
import type { JournalEntry, JournalEntryOf, RequestOutcome } from './journal';
import type { MemberChange, MemberPlan, MemberResult, Outcome } from './planTypes';

/** What an operation did to one member of one target. */
export interface JournalMember {
  readonly itemId: ItemId;
  /** Of the target, or its id where the plan names none. Text of others: never markup. */
  readonly title: string;
  readonly username: Username;
  readonly before: readonly Entitlement[];
  readonly after: readonly Entitlement[];
  /** `notSent`: no request for the member went out, and nothing was read back. */
  readonly outcome: Outcome | 'notSent';
  readonly reason?: string;
  /** Ids of the requests that named the member, in their order. */
  readonly requests: readonly string[];
  readonly result?: MemberResult;
}

/** One request of an operation. */
export interface JournalRequest {
  readonly started: JournalEntryOf<'requestStarted'>;
  readonly outcome?: RequestOutcome;
  /** Epoch ms. */
  readonly endedAt?: number;
  readonly message?: string;
  readonly unsent?: boolean;
}

/** A plan that was begun, as the journal tells of it. */
export interface JournalOperation {
  readonly planned: JournalEntryOf<'planned'>;
  readonly requests: readonly JournalRequest[];
  /** Of the last result of each member; empty for imports and operations of the license. */
  readonly members: readonly JournalMember[];
  /** Absent while it is carried out, or where it was interrupted. */
  readonly finished?: JournalEntryOf<'finished'>;
  /** Of an import or an operation of the license; of a plan for members `unknown` where one is, `notDone` where one is, else `done`. */
  readonly outcome: Outcome;
}

const memberKey = (itemId: string, name: string): string => `${itemId}\n${userKey(name)}`;

function membersOf(
  plan: MemberPlan,
  requests: readonly JournalRequest[],
  results: readonly MemberResult[],
): JournalMember[] {
  const titles = new Map(plan.targets.map(target => [target.itemId, target.title]));
  const last = new Map(results.map(result => [memberKey(result.itemId, result.username), result]));
  const sent = new Map<string, string[]>();
  for (const { started, unsent } of requests) {
    if (unsent === true || started.itemId === undefined) continue;
    for (const name of started.users) {
      const key = memberKey(started.itemId, name);
      const ids = sent.get(key);
      if (ids) ids.push(started.requestId);
      else sent.set(key, [started.requestId]);
    }
  }
  return plan.changes.map((change: MemberChange): JournalMember => {
    const key = memberKey(change.itemId, change.username);
    const result = last.get(key);
    const named = sent.get(key) ?? [];
    return {
      itemId: change.itemId,
      title: titles.get(change.itemId) ?? change.itemId,
      username: change.username,
      before: change.before,
      after: change.after,
      outcome: result?.outcome ?? (named.length > 0 ? 'unknown' : 'notSent'),
      ...(result?.reason === undefined ? {} : { reason: result.reason }),
      requests: named,
      ...(result === undefined ? {} : { result }),
    };
  });
}

function outcomeOf(
  members: readonly JournalMember[],
  requests: readonly JournalRequest[],
  finished: JournalEntryOf<'finished'> | undefined,
): Outcome {
  const whole = finished?.report.importOutcome ?? finished?.report.operationOutcome;
  if (whole) return whole.outcome;
  const outcomes = members.length > 0 ? members : (finished?.report.results ?? []);
  if (outcomes.some(({ outcome }) => outcome === 'unknown')) return 'unknown';
  if (finished === undefined)
    return requests.some(({ unsent }) => unsent !== true) && members.length === 0 ? 'unknown' : 'notDone';
  return outcomes.some(({ outcome }) => outcome !== 'done') ? 'notDone' : 'done';
}

/**
 * Operations in the order of their beginning. Entries of a plan whose beginning is not among them are left out. A plan that was begun more than once is as
 * many operations: an entry belongs to the last beginning before it.
 * @param entries of one portal's journal, plan after plan or mixed.
 */
export function journalOperations(entries: readonly JournalEntry[]): JournalOperation[] {
  interface Run {
    readonly planned: JournalEntryOf<'planned'>;
    readonly requests: JournalRequest[];
    readonly results: MemberResult[];
    finished?: JournalEntryOf<'finished'>;
  }
  const runs: Run[] = [];
  const latest = new Map<string, Run>();
  for (const entry of entries) {
    if (entry.kind === 'planned') {
      const run: Run = { planned: entry, requests: [], results: [] };
      runs.push(run);
      latest.set(entry.planId, run);
    }
    const plan = latest.get(entry.planId);
    if (!plan) continue;
    if (entry.kind === 'requestStarted') plan.requests.push({ started: entry });
    if (entry.kind === 'requestEnded') {
      const at = plan.requests.findLastIndex(({ started }) => started.requestId === entry.requestId);
      const request = plan.requests[at];
      if (request)
        plan.requests[at] = {
          ...request,
          outcome: entry.outcome,
          endedAt: entry.at,
          ...(entry.message === undefined ? {} : { message: entry.message }),
          ...(entry.unsent === undefined ? {} : { unsent: entry.unsent }),
        };
    }
    if (entry.kind === 'results') plan.results.push(...entry.results);
    if (entry.kind === 'finished') {
      plan.finished = entry;
      plan.results.push(...entry.report.results);
    }
  }
  return runs.map(({ planned, requests, results, finished }) => {
    const members = planned.plan.kind === 'members' ? membersOf(planned.plan, requests, results) : [];
    return {
      planned,
      requests,
      members,
      ...(finished === undefined ? {} : { finished }),
      outcome: outcomeOf(members, requests, finished),
    };
  });
}
