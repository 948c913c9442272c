// The rest of an operation: what was planned for a member and is not so yet, where nobody has changed the member meanwhile (issue 4, section 5).
import type { JournalOperation } from './journalOperations';
import type { PlanInput } from './plan';
import type { MemberPlan } from './planTypes';
import { planRestored } from './restoring';
import type { Restored } from './restoring';

/**
 * The members of an operation that are not known to be as planned, each with the set that was planned. Expected is the set that the member started
 * from, or one that was sent for it on the way: what was given back for a moment comes first.
 */
export function restOf({ members, requests }: JournalOperation): Restored[] {
  const sent = new Map(requests.map(({ started }) => [started.requestId, started.entitlements] as const));
  const rest = members.flatMap(({ itemId, username, before, after, outcome, requests: ids }) => {
    if (outcome === 'done') return [];
    const onTheWay = ids.flatMap(id => [sent.get(id) ?? before]);
    const ways = [before, ...onTheWay].map(held => ({ held, to: after }));
    return [{ part: { itemId, username, ways, goal: after }, begun: ids.length > 0 }];
  });
  return rest.sort((a, b) => Number(b.begun) - Number(a.begun)).map(({ part }) => part);
}

/**
 * The plan of what is left of an operation, by the ordinary planner. Where the operation was to let members be without something for a moment, its rest may
 * as well: that was agreed to.
 * @param input with `targets` as they are now.
 * @throws RangeError as `planMembers` does.
 */
export function planRest(operation: JournalOperation, input: Omit<PlanInput, 'changes'>): MemberPlan {
  const { plan } = operation.planned;
  const allowGaps = input.allowGaps ?? (plan.kind === 'members' && plan.gaps !== undefined);
  return planRestored({ restored: restOf(operation), left: [] }, { ...input, allowGaps });
}
