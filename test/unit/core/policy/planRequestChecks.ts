// Whether the requests of a plan are as few as they can be.
import assert from 'node:assert/strict';
import { userKey } from '../../../../src/core/ids';
import { maxBatchSize } from '../../../../src/core/plan';
import type { MemberChange, MemberPlan, TargetState } from '../../../../src/core/planTypes';
import { userTypesTarget } from '../../../../src/core/policy/wishTypes';
import { fewestRequests } from '../bruteForce';
import type { RandomOrganization } from './randomOrganization';

/** By `userKey`: members whose user type the plan changes. */
export const retypedOf = (plan: MemberPlan): Set<string> =>
  new Set(
    plan.changes.filter(({ itemId }) => itemId === userTypesTarget).map(change => userKey(change.username)),
  );

/** Least requests of a target, as issue 2 defines it, and with what has to go apart because a user type changes in between. */
function leastOf(changes: readonly MemberChange[], retyped: ReadonlySet<string>, batch: number): number {
  interface Count {
    early: number;
    late: number;
    reducing: number;
    other: number;
  }
  const groups = new Map<string, Count>();
  const phases = new Set<keyof Count>();
  const count = (set: readonly string[], which: keyof Count): void => {
    const key = set.join();
    const group = groups.get(key) ?? { early: 0, late: 0, reducing: 0, other: 0 };
    group[which] += 1;
    groups.set(key, group);
    phases.add(which);
  };
  for (const { username, before, after } of changes) {
    const isPure = after.every(name => before.includes(name));
    if (!retyped.has(userKey(username))) count(after, isPure ? 'reducing' : 'other');
    else if (isPure) count(after, 'early');
    else if (before.every(name => after.includes(name))) count(after, 'late');
    else return NaN; // Both: what goes first depends on seats.
  }
  let least = 0;
  for (const { early, late, reducing, other } of groups.values()) {
    const all = early + late + reducing + other;
    const fill = Math.min(reducing, (batch - (early % batch)) % batch);
    least +=
      phases.has('early') && phases.has('late') && early > 0
        ? Math.ceil((early + fill) / batch) + Math.ceil((all - early - fill) / batch)
        : Math.ceil(all / batch);
  }
  return least;
}

/** Whether nobody has to wait for a seat: whatever is granted has one before anything is given back. */
function isPlentiful({ holdings, pools, maxUsers }: TargetState, changes: readonly MemberChange[]): boolean {
  const taken = (key: string | undefined): number => {
    const counts = (set: readonly string[]): boolean =>
      key === undefined ? set.length > 0 : set.includes(key);
    const held = [...holdings.values()].filter(({ entitlements }) => counts(entitlements)).length;
    return held + changes.filter(({ before, after }) => counts(after) && !counts(before)).length;
  };
  const isEnough = (total: number | undefined, key?: string): boolean =>
    total === undefined || taken(key) <= total;
  return isEnough(maxUsers) && pools.every(({ key, total }) => isEnough(total, key));
}

/** @returns how many targets were compared with a search for the fewest requests among all orders. */
export function checkRequests(scene: RandomOrganization, plan: MemberPlan): number {
  let compared = 0;
  const batch = scene.input.batchSize ?? maxBatchSize;
  const retyped = retypedOf(plan);
  for (const state of scene.input.targets) {
    const { itemId, kind } = state.target;
    const changes = plan.changes.filter(change => change.itemId === itemId);
    const requests = plan.requests.filter(request => request.itemId === itemId);
    const own = kind === 'userType' ? new Set<string>() : retyped;
    const least = leastOf(changes, own, batch);
    const apart = requests.filter(({ cause }) => cause !== 'group').length;
    if (!Number.isNaN(least)) {
      assert.ok(requests.length >= least);
      if (requests.length > least) assert.ok(apart > 0, `${requests.length} requests, not ${least}`);
      if (isPlentiful(state, changes)) assert.equal(requests.length, least, 'more requests than sets need');
    }
    const isRetyped = changes.some(change => own.has(userKey(change.username)));
    // Who is protected does not step aside, which the search for the fewest does not know.
    const isPinned = scene.input.rules.allowGaps && scene.input.rules.protected.size > 0;
    if (changes.length === 0 || changes.length > 6 || isRetyped || isPinned) continue;
    const best = fewestRequests(state, changes, batch);
    assert.ok(best, 'the plan is carried out in no order');
    assert.equal(requests.length, best.requests);
    const hasGaps = plan.gaps?.some(gap => gap.itemId === itemId) ?? false;
    assert.equal(hasGaps, best.needsBetween);
    compared += 1;
  }
  return compared;
}
