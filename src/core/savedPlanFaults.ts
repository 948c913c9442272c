// Whether the parts of a saved plan fit each other: what is sent is what is shown, and what is shown is what was seen. A file can be edited by anyone.
import { entitlementKey } from './ids';
import { l10n } from './l10n';
import { maxBatchSize } from './plan';
import type { MemberChange } from './planTypes';
import { membersLosing } from './planPolicyText';
import { isOverThreshold } from './policy/planOrganization';
import { userTypesTarget } from './policy/wishTypes';
import { isHeldSet, sameSet } from './sameSet';
import type { SavedPlan, SavedPlanProblem } from './savedPlan';
import { changeKey, orderFaults } from './savedPlanOrder';

/** Every place where parts contradict each other; empty for a plan as it was saved. */
export function planFaults({ plan, saw }: SavedPlan): SavedPlanProblem[] {
  const problems: SavedPlanProblem[] = [];
  const fault = (path: string, message: string): void => void problems.push({ path, message });
  const targets = new Set<string>(plan.targets.map(({ itemId }) => itemId));
  const changes = new Map<string, MemberChange>();
  for (const [index, change] of plan.changes.entries()) {
    const path = `plan.changes[${index}]`;
    if (changes.has(changeKey(change)))
      fault(path, l10n.t('{0} is changed twice in one target: {1}.', change.username, path));
    if (change.itemId === userTypesTarget && change.after.length !== 1)
      fault(path, l10n.t('A member has one user type, and this change gives another number: {0}.', path));
    if (!targets.has(change.itemId))
      fault(path, l10n.t('The target of this change is not in the plan: {0}.', path));
    changes.set(changeKey(change), change);
  }
  requestFaults(plan, changes, fault);
  headFaults(plan, fault);
  // Where a request is not of the plan at all, its order says nothing.
  if (problems.length === 0) orderFaults(plan, fault);

  const seen = new Set<string>();
  for (const [at, { itemId, members }] of saw.entries()) {
    for (const [index, member] of members.entries()) {
      const path = `saw[${at}].members[${index}]`;
      const key = changeKey({ itemId, username: member.username });
      const change = changes.get(key);
      seen.add(key);
      if (!change) fault(path, l10n.t('The plan changes nothing of {0}: {1}.', member.username, path));
      else if (!isHeldSet(itemId, change.before, member.entitlements))
        fault(
          path,
          l10n.t('What was seen of {0} is not what the plan begins with: {1}.', member.username, path),
        );
    }
  }
  for (const [key, { username }] of changes)
    if (!seen.has(key)) fault('saw', l10n.t('It is not told what was seen of {0}.', username));
  return problems;
}

/** What is said of a plan as a whole has to be so of its changes: a reviewer reads the head first, and may read nothing else. */
function headFaults(plan: SavedPlan['plan'], fault: (path: string, message: string) => void): void {
  const ids = new Set<string>();
  for (const [index, { itemId, kind }] of plan.targets.entries()) {
    const path = `plan.targets[${index}]`;
    if (ids.has(itemId) || (kind === 'userType') !== (itemId === userTypesTarget))
      fault(path, l10n.t('This target stands twice, or is not what its id says: {0}.', path));
    ids.add(itemId);
  }
  const { policy } = plan;
  if (policy === undefined) return;
  const losing = membersLosing(plan).length;
  if (policy.removals.members !== losing)
    fault(
      'plan.policy.removals.members',
      l10n.t(
        'The plan takes something from {0} members, and says that it takes from {1}.',
        losing,
        policy.removals.members,
      ),
    );
  if ((policy.overThreshold ?? false) !== isOverThreshold(policy.removals))
    fault(
      'plan.policy.overThreshold',
      l10n.t('Whether the plan takes from more members than its policy allows is told wrongly.'),
    );
  const gaining = (): number =>
    membersLosing({
      targets: plan.targets,
      changes: plan.changes.map(change => ({ ...change, before: change.after, after: change.before })),
    }).length;
  if ((policy.mode === 'addOnly' && losing > 0) || (policy.mode === 'removeOnly' && gaining() > 0))
    fault('plan.policy.mode', l10n.t('The plan does what its mode rules out: {0}.', policy.mode));
}

function requestFaults(
  plan: SavedPlan['plan'],
  changes: ReadonlyMap<string, MemberChange>,
  fault: (path: string, message: string) => void,
): void {
  const ids = new Set<string>();
  const last = new Map<string, readonly string[]>();
  for (const [index, { id, itemId, users, entitlements, needs }] of plan.requests.entries()) {
    const path = `plan.requests[${index}]`;
    if (ids.has(id) || !needs.every(need => ids.has(need)))
      fault(
        path,
        l10n.t('This request has the id of another, or needs one that does not come before it: {0}.', path),
      );
    ids.add(id);
    if (users.length < 1 || users.length > maxBatchSize)
      fault(path, l10n.t('A request is for 1 to {0} members: {1}.', maxBatchSize, path));
    const sent = new Set(entitlements.map(entitlementKey));
    for (const username of users) {
      const key = changeKey({ itemId, username });
      const change = changes.get(key);
      if (!change) {
        fault(path, l10n.t('{0} is sent, and is not among the changes: {1}.', username, path));
        continue;
      }
      last.set(key, entitlements);
      const had = new Set(change.before.map(entitlementKey));
      const has = new Set(change.after.map(entitlementKey));
      const gives = [...sent].every(name => had.has(name) || has.has(name));
      const keeps = [...had].every(name => !has.has(name) || sent.has(name));
      // The case of a user type counts: in another it is another, or none.
      const isSpelled =
        itemId !== userTypesTarget ||
        entitlements.every(name => change.before.includes(name) || change.after.includes(name));
      if (!gives || !keeps || !isSpelled)
        fault(
          path,
          l10n.t('What is sent for {0} is not between its sets before and after: {1}.', username, path),
        );
    }
  }
  for (const [key, { username, after }] of changes) {
    const arrives = last.get(key);
    if (!arrives || !sameSet(arrives, after))
      fault('plan.requests', l10n.t('No request brings {0} to the set that the plan says.', username));
  }
}
