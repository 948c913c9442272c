// Taking an operation back: for each of its members the set from before, where nothing has changed the member since (issue 4, section 7).
import { userKey } from './ids';
import type { Entitlement, ItemId, Username } from './ids';
import type { JournalOperation } from './journalOperations';
import { planMembers } from './plan';
import type { PlanInput } from './plan';
import type { DesiredChange, MemberPlan, Skip, TargetState } from './planTypes';
import { sameSet } from './sameSet';

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

/** One member's set of one target, and what it has to be now for that. */
export interface Restored {
  readonly itemId: ItemId;
  readonly username: Username;
  /** The sets that the operation may have left: more than one where it is not known how its write ended. */
  readonly expected: readonly (readonly Entitlement[])[];
  readonly restore: readonly Entitlement[];
}

export interface Undo {
  readonly changes: readonly DesiredChange[];
  /** `changedSince`: the set is not what the operation left; `names`: what it is. `notRead`: it could not be found out. */
  readonly skipped: readonly Skip[];
}

/** The members that an operation may have changed, with the set that each had before. */
export function restoredBy(operation: JournalOperation, scope: UndoScope = {}): Restored[] {
  const key = scope.username === undefined ? undefined : userKey(scope.username);
  const sent = new Map(
    operation.requests.map(({ started }) => [started.requestId, started.entitlements] as const),
  );
  return operation.members.flatMap((member): Restored[] => {
    const { itemId, username, before, after, outcome, requests, result } = member;
    if (key !== undefined && userKey(username) !== key) return [];
    if (scope.itemId !== undefined && itemId !== scope.itemId) return [];
    if (outcome === 'notSent' || (outcome === 'notDone' && requests.length === 0)) return [];
    // Every request of the member may have been the last to take effect, where its result does not tell.
    const open = [after, ...requests.flatMap(id => [sent.get(id) ?? after])];
    const expected = outcome === 'done' ? [after] : result?.actual ? [result.actual] : open;
    return [{ itemId, username, expected, restore: before }];
  });
}

/** What has to be read anew for an undo: these members in these targets. */
export function undoNeeds(operation: JournalOperation, scope: UndoScope = {}): UndoNeeds {
  const { plan } = operation.planned;
  if (plan.kind !== 'members') return { kind: 'none', why: plan.kind };
  const restored = restoredBy(operation, scope);
  if (restored.length === 0) return { kind: 'none', why: 'nothing' };
  const names = new Map(restored.map(({ username }) => [userKey(username), username]));
  return {
    kind: 'members',
    itemIds: [...new Set(restored.map(({ itemId }) => itemId))],
    usernames: [...names.values()],
  };
}

/**
 * The wishes that bring members to sets, for the ordinary planner, which looks at seats and offline licenses. Whoever holds neither that set nor one of
 * those that are expected has been changed since, by whomever: it is left as it is and named.
 * @param targets their state now.
 */
export function restoringWishes(restored: readonly Restored[], targets: readonly TargetState[]): Undo {
  const states = new Map(targets.map(state => [state.target.itemId, state]));
  const changes: DesiredChange[] = [];
  const skipped: Skip[] = [];
  for (const { itemId, username, expected, restore } of restored) {
    const state = states.get(itemId);
    const wish: DesiredChange = { itemId, username, mode: 'set', entitlements: restore };
    const holding = state?.holdings.get(userKey(username));
    // The planner has words for what cannot be read or written.
    if (!state || state.unavailable !== undefined || (!holding && !state.complete)) {
      changes.push(wish);
      continue;
    }
    const held = holding?.entitlements ?? [];
    if (sameSet(held, restore) || expected.some(left => sameSet(held, left))) changes.push(wish);
    else
      skipped.push({
        itemId,
        username: holding?.username ?? username,
        reason: 'changedSince',
        names: held.filter(name => name !== ''),
      });
  }
  return { changes, skipped };
}

/** The wishes that bring members back to the sets from before an operation, by {@link restoringWishes}. */
export function undoChanges(
  operation: JournalOperation,
  targets: readonly TargetState[],
  scope: UndoScope = {},
): Undo {
  return restoringWishes(restoredBy(operation, scope), targets);
}

/** A plan by the ordinary planner of such wishes, with those who were changed since among the skipped. */
export function planRestored(restored: readonly Restored[], input: Omit<PlanInput, 'changes'>): MemberPlan {
  const { changes, skipped } = restoringWishes(restored, input.targets);
  const plan = planMembers({ ...input, changes });
  const touched = new Set([...plan.targets, ...skipped].map(({ itemId }) => itemId));
  return {
    ...plan,
    targets: input.targets.filter(({ target }) => touched.has(target.itemId)).map(({ target }) => target),
    skipped: [...skipped, ...plan.skipped],
  };
}

/**
 * The inverse plan of an operation, by the ordinary planner.
 * @param input with `targets` as they are now; its `changes` are made here.
 * @throws RangeError as {@link planMembers}.
 */
export function planUndo(
  operation: JournalOperation,
  input: Omit<PlanInput, 'changes'>,
  scope: UndoScope = {},
): MemberPlan {
  return {
    ...planRestored(restoredBy(operation, scope), input),
    undoes: {
      planId: operation.planned.planId,
      ...(scope.username !== undefined && { username: scope.username }),
    },
  };
}
