// Taking an operation back: of each of its members what the operation itself gave and took, where nothing has changed the member since (issue 4, section 7).
import { userKey } from './ids';
import type { Entitlement, ItemId, Username } from './ids';
import type { JournalOperation } from './journalOperations';
import { isOwn, waysBack } from './ownPart';
import type { Way } from './ownPart';
import type { PlanInput } from './plan';
import type { MemberPlan } from './planTypes';
import { planRestored } from './restoring';
import type { LeftAlone, Parts, Restored } from './restoring';

/** Which part of an operation is taken back. */
export interface UndoScope {
  /** One member's part alone; everybody's where absent. Compared case-insensitively. */
  readonly username?: string;
  /** What was done in one target alone. */
  readonly itemId?: ItemId;
}

/** What there is to read before an undo can be planned. */
export type UndoNeeds =
  | { readonly kind: 'members'; readonly itemIds: readonly ItemId[]; readonly usernames: readonly Username[] }
  /**
   * Nothing to be taken back here. `import`: a file is replaced by importing the one before it, which lies among the snapshots. `operation`: the portal
   * has no inverse of it. `nothing`: nothing of it was sent.
   */
  | { readonly kind: 'none'; readonly why: 'import' | 'operation' | 'nothing' };

/**
 * What of an operation can be taken back: of each member what the operation itself gave and took, and nothing that somebody else did, before, meanwhile or
 * since (issue 4, section 7).
 */
function partsOf(operation: JournalOperation, scope: UndoScope = {}): Parts {
  const { plan } = operation.planned;
  if (plan.kind !== 'members') return { restored: [], left: [] };
  const key = scope.username === undefined ? undefined : userKey(scope.username);
  const sets = new Map(
    operation.requests.map(({ started }) => [started.requestId, started.entitlements] as const),
  );
  // What the portal refused was not carried out, as far as is known: of several tries one has to have been taken, or lost.
  const taken = new Set(
    operation.requests.flatMap(({ started, outcome, unsent }) =>
      outcome === 'refused' || unsent === true ? [] : [started.requestId],
    ),
  );
  const kinds = new Map(plan.targets.map(({ itemId, kind }) => [itemId, kind]));
  const steps = new Map<string, (readonly Entitlement[])[]>();
  for (const { itemId, users, entitlements } of plan.requests) {
    for (const name of users) {
      const at = `${itemId}\n${userKey(name)}`;
      const own = steps.get(at);
      if (own) own.push(entitlements);
      else steps.set(at, [entitlements]);
    }
  }
  const restored: Restored[] = [];
  const left: (LeftAlone & { readonly isTold: boolean })[] = [];
  for (const member of operation.members) {
    const { itemId, username, before, after, outcome, requests, result } = member;
    if (key !== undefined && userKey(username) !== key) continue;
    if (scope.itemId !== undefined && itemId !== scope.itemId) continue;
    const own = (ids: readonly string[]): readonly Way[] =>
      waysBack({
        member,
        kind: kinds.get(itemId) ?? 'listing',
        steps: steps.get(`${itemId}\n${userKey(username)}`) ?? [],
        sent: ids.map(id => sets.get(id) ?? after),
      });
    const ways = own(requests.filter(id => taken.has(id)));
    if (ways.some(isOwn)) restored.push({ itemId, username, ways, goal: before });
    else
      left.push({
        itemId,
        username,
        reason: requests.length === 0 ? 'notSent' : own(requests).some(isOwn) ? 'refused' : 'notArrived',
        held: outcome === 'done' ? after : (result?.actual ?? before),
        goal: before,
        isTold: outcome === 'done' || requests.length > 0,
      });
  }
  // Of whom nothing was sent and nothing came there is nothing to tell, but where a user type and what goes with it are taken back in part.
  const touched = new Set(restored.map(({ username }) => userKey(username)));
  return { restored, left: left.filter(({ isTold, username }) => isTold || touched.has(userKey(username))) };
}

/** The members of whom an operation may have changed something that can be taken back. */
export function restoredBy(operation: JournalOperation, scope: UndoScope = {}): readonly Restored[] {
  return partsOf(operation, scope).restored;
}

/** What has to be read anew for an undo: these members in these targets. */
export function undoNeeds(operation: JournalOperation, scope: UndoScope = {}): UndoNeeds {
  const { plan } = operation.planned;
  if (plan.kind !== 'members') return { kind: 'none', why: plan.kind };
  const { restored, left } = partsOf(operation, scope);
  if (restored.length === 0) return { kind: 'none', why: 'nothing' };
  const names = new Map(restored.map(({ username }) => [userKey(username), username]));
  return {
    kind: 'members',
    // Those too of which nothing is taken back: a user type does not change back under what somebody else has given.
    itemIds: [...new Set([...restored, ...left].map(({ itemId }) => itemId))],
    usernames: [...names.values()],
  };
}

/**
 * The inverse plan of an operation, by the ordinary planner.
 * @param input with `targets` as they are now; its `changes` are made here.
 * @throws RangeError as `planMembers` does.
 */
export function planUndo(
  operation: JournalOperation,
  input: Omit<PlanInput, 'changes'>,
  scope: UndoScope = {},
): MemberPlan {
  return {
    ...planRestored(partsOf(operation, scope), input),
    undoes: {
      planId: operation.planned.planId,
      ...(scope.username !== undefined && { username: scope.username }),
    },
  };
}
