// The group of a portal's policies: how each stands to the portal, and what of its dates is due (issue 4, sections 8 and 10).
import { bundleEntitlement, entitlementName, userTypeName } from '../catalog';
import { userKey, type PortalId, type Username } from '../ids';
import { dueKey, isPlannableDue, type DueGrant } from '../policy/dueGrants';
import { dayIn } from '../policy/policyDays';
import type { PolicyStanding } from '../policy/policyStanding';
import { userTypesTarget } from '../policy/wishTypes';
import { isWritable } from './treeModelBranch';
import { emptyRow, icons, line, loadingRow, loadMoreRow, row, withUniqueIds } from './treeModelRow';
import { nodeId } from './treeModelText';
import { dayMs, type Children, type NodeIcon, type TreeNode, type TreeState } from './treeModelTypes';

interface DueRow {
  readonly grant: DueGrant;
  readonly username: Username;
}

const rowsOf = ({ found }: PolicyStanding): readonly DueRow[] =>
  (found?.due ?? []).flatMap(grant => grant.members.map(username => ({ grant, username })));

const plannable = (rows: readonly DueRow[]): number =>
  rows.filter(({ grant }) => isPlannableDue(grant)).length;

/**
 * The group, where a policy of the workspace names the portal. It is closed until it is opened by hand: to compare is to read
 * the portal, and rows that come by themselves would move those below away under the mouse. Until then it says where dates give a reason to look.
 */
export function policiesGroup(portalId: PortalId, state: TreeState): readonly TreeNode[] {
  const { words } = state;
  const standings = state.policies?.(portalId) ?? [];
  if (standings.length === 0) return [];
  const due = standings.reduce((sum, one) => sum + plannable(rowsOf(one)), 0);
  const unseen = standings.filter(
    one => one.mayBeDue && one.found === undefined && one.failure === undefined,
  ).length;
  const differing = standings.filter(({ found }) => (found?.members ?? 0) > 0).length;
  return [
    row({
      id: nodeId(portalId, 'policies'),
      kind: 'policies',
      label: words.policies(),
      description: [
        due > 0 ? words.dueGrants(due) : undefined,
        unseen > 0 ? words.policiesMayBeDue() : undefined,
        differing > 0 ? words.policiesDiffer(differing) : undefined,
      ],
      tooltip: [{ value: words.policiesMeans() }],
      icon: icons.policy,
      flags: ['group'],
      target: { portalId },
      lazy: true,
    }),
  ];
}

/** A row for each policy; they are compared with the portal when the group is opened. */
export function policiesChildren(node: TreeNode, state: TreeState): Children {
  const { portalId } = node.target;
  const standings = state.policies?.(portalId) ?? [];
  return {
    nodes: withUniqueIds(standings.map(standing => policyRow(standing, state))),
    needs: [],
    policies: portalId,
  };
}

function iconOf(standing: PolicyStanding): NodeIcon {
  const { found, failure, isComparing } = standing;
  if (isComparing) return icons.loading;
  if (failure !== undefined) return icons.unknown;
  if (found === undefined) return icons.policy;
  if (found.members > 0) return icons.drift;
  if (plannable(rowsOf(standing)) > 0) return icons.expiring;
  return found.isWhole ? icons.done : icons.partial;
}

function policyRow(standing: PolicyStanding, state: TreeState): TreeNode {
  const { words } = state;
  const { portalId, uri, name, found, failure, isComparing } = standing;
  const rows = rowsOf(standing);
  const due = plannable(rows);
  const text =
    failure !== undefined
      ? words.policyFailed(failure)
      : found === undefined
        ? isComparing
          ? words.policyComparing()
          : words.policyNotCompared()
        : found.members > 0
          ? words.policyDiffers(found.members)
          : words.policyMatches();
  const at = found === undefined ? undefined : words.moment(found.readAt);
  return row({
    id: nodeId(portalId, 'policy', uri),
    kind: 'policy',
    label: name,
    description: [
      text,
      found?.isWhole === false ? words.policyPartly() : undefined,
      due > 0 ? words.dueGrants(due) : undefined,
      found === undefined ? undefined : words.comparedAt(found.readAt),
    ],
    tooltip: [{ value: name }, { value: text }, line(words.lastCompared(), at)],
    icon: iconOf(standing),
    flags: [
      'policy',
      (found?.members ?? 0) > 0 ? 'drifted' : undefined,
      due > 0 && isWritable(state, portalId) ? 'duePlan' : undefined,
    ],
    target: { portalId, policy: uri },
    // From the first on: a row that gets its first children later stays closed.
    lazy: standing.mayBeDue || rows.length > 0,
    open: true,
    action: 'openPolicy',
  });
}

/** What of a policy's dates is due, overdue or to come soon: a row for each member. */
export function policyChildren(node: TreeNode, state: TreeState): Children {
  const { portalId, policy } = node.target;
  const standing = state.policies?.(portalId).find(({ uri }) => uri === policy);
  const rows = standing === undefined ? [] : rowsOf(standing);
  if (standing?.isComparing === true && standing.found === undefined)
    return { nodes: [loadingRow(node.id, node.target, state.words)], needs: [] };
  if (standing === undefined || rows.length === 0)
    return { nodes: [emptyRow(node.id, state.words.nothingDue(), node.target)], needs: [] };
  const shown = rows.slice(0, state.shown(node.id));
  const nodes = shown.map(one => dueRow(standing, one, state));
  if (shown.length < rows.length)
    nodes.push(loadMoreRow(node.id, shown.length, rows.length, false, node.target, state.words));
  return { nodes: withUniqueIds(nodes), needs: [] };
}

function dueRow(standing: PolicyStanding, { grant, username }: DueRow, state: TreeState): TreeNode {
  const { words } = state;
  const { portalId, uri, timeZone, found } = standing;
  const { itemId, title, entitlements, event, at } = grant;
  const isType = itemId === userTypesTarget;
  // The day that the policy names: of an end the last one in force.
  const day = dayIn(event === 'starts' ? at : at - 1, timeZone);
  const names = entitlements
    .filter(one => one !== bundleEntitlement)
    .map(one => (isType ? userTypeName(one) : entitlementName(one)))
    .join(', ');
  const happens = event === 'starts' ? words.grantStarts(day) : words.grantEnds(day);
  const keeps = event === 'ends' && found?.protected.has(userKey(username)) === true;
  const canPlan = isPlannableDue(grant) && isWritable(state, portalId);
  return row({
    id: nodeId(portalId, 'dueGrant', uri, dueKey(grant), username),
    kind: 'dueGrant',
    label: username,
    description: [
      isType ? words.userType() : title,
      names,
      happens,
      stateText(grant, state),
      keeps ? words.protectedKeeps() : undefined,
    ],
    tooltip: [
      line(words.userName(), username),
      line(words.title(), isType ? words.userTypes() : title),
      line(words.entitlements(), names),
      line(event === 'starts' ? words.starts() : words.ends(), `${day} (${timeZone})`),
      line(words.status(), stateText(grant, state)),
      line(words.policyRule(), words.policyLine(grant.reason.line, grant.reason.text)),
      isPlannableDue(grant) ? undefined : { value: words.notPlannedYet() },
    ],
    icon: dueIcons[grant.state],
    flags: ['dueGrant', canPlan && !keeps ? 'duePlan' : undefined],
    target: {
      portalId,
      policy: uri,
      due: dueKey(grant),
      username,
      ...(isType ? {} : { itemId }),
    },
  });
}

const dueIcons: Readonly<Record<DueGrant['state'], NodeIcon>> = {
  upcoming: icons.future,
  due: icons.expiring,
  overdue: icons.overAssigned,
  unknown: icons.unknown,
};

function stateText({ state: what, at }: DueGrant, { now, words }: TreeState): string {
  switch (what) {
    case 'upcoming':
      return words.dueIn(Math.ceil((at - now) / dayMs));
    case 'due':
      return words.dueToday();
    case 'overdue':
      return words.overdueBy(Math.max(1, Math.floor((now - at) / dayMs)));
    case 'unknown':
      return words.dueUnknown();
  }
}
