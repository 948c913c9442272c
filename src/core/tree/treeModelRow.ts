// The making of a row, and the rows that every list shares: loading, failed, cut, empty, more, filter.
import type { PartialReason } from '../model';
import type { PortalError } from '../problem';
import { joined, nodeId, plain, plainLabel } from './treeModelText';
import {
  dayMs,
  type BranchNeed,
  type NodeFlag,
  type NodeIcon,
  type NodeKind,
  type NodeTarget,
  type TooltipLine,
  type TreeNode,
  type TreeState,
} from './treeModelTypes';
import type { TreeWords } from './treeModelWords';

/** Icons by what they say. Few and distinct; the description says the same in words. */
export const icons = {
  online: { name: 'cloud' },
  enterprise: { name: 'server' },
  legacy: { name: 'server-environment' },
  sample: { name: 'beaker' },
  signedOut: { name: 'sign-in', color: 'list.warningForeground' },
  failed: { name: 'error', color: 'list.errorForeground' },
  partial: { name: 'warning', color: 'list.warningForeground' },
  loading: { name: 'loading~spin' },
  overAssigned: { name: 'error', color: 'charts.red' },
  expired: { name: 'circle-slash', color: 'disabledForeground' },
  expiring: { name: 'watch', color: 'problemsWarningIcon.foreground' },
  trial: { name: 'beaker', color: 'charts.blue' },
  offline: { name: 'debug-disconnect', color: 'charts.purple' },
  idle: { name: 'history', color: 'charts.yellow' },
  listing: { name: 'package' },
  pools: { name: 'symbol-key' },
  entitlement: { name: 'key' },
  holder: { name: 'person' },
  members: { name: 'organization' },
  userType: { name: 'account' },
  bundle: { name: 'layers' },
  app: { name: 'symbol-method' },
  extension: { name: 'extensions' },
  capability: { name: 'shield' },
  license: { name: 'verified' },
  future: { name: 'calendar' },
  file: { name: 'json' },
  info: { name: 'info' },
  filter: { name: 'filter' },
  more: { name: 'ellipsis' },
  journal: { name: 'notebook' },
  policy: { name: 'law' },
  drift: { name: 'git-compare', color: 'list.warningForeground' },
  done: { name: 'pass', color: 'testing.iconPassed' },
  unknown: { name: 'question', color: 'list.warningForeground' },
  interrupted: { name: 'debug-pause', color: 'list.warningForeground' },
} as const satisfies Record<string, NodeIcon>;

/** What a row is made from. Texts of others need no care by the caller: {@link row} makes them plain. */
export interface RowInput {
  readonly id: string;
  readonly kind: NodeKind;
  readonly label: string;
  readonly description?: readonly (string | undefined)[];
  readonly tooltip?: readonly (TooltipLine | undefined)[];
  readonly icon: NodeIcon;
  readonly flags: readonly (NodeFlag | undefined)[];
  readonly target: NodeTarget;
  readonly lazy?: boolean;
  readonly open?: boolean;
  readonly part?: number;
  readonly action?: NonNullable<TreeNode['action']>;
}

/** A row whose texts are plain, with the flags `hasItem` and `hasUser` where its target has an item id or a user name. */
export function row(input: RowInput): TreeNode {
  const label = plainLabel(input.label);
  const description = joined((input.description ?? []).map(part => part && plain(part)));
  const tooltip = (input.tooltip ?? [])
    .filter(line => line !== undefined)
    .map(line => ({ ...line, value: plain(line.value) }));
  const flags = input.flags.filter(flag => flag !== undefined);
  return {
    id: input.id,
    kind: input.kind,
    label,
    ...(description === undefined ? {} : { description }),
    tooltip: tooltip.length > 0 ? tooltip : [{ value: plain(input.label) }],
    icon: input.icon,
    flags: [
      ...flags,
      ...(input.target.itemId === undefined ? [] : (['hasItem'] as const)),
      ...(input.target.username === undefined ? [] : (['hasUser'] as const)),
    ],
    children: input.lazy === true ? 'lazy' : 'none',
    ...(input.open === true ? { open: true } : {}),
    accessibilityLabel: description === undefined ? label : `${label}, ${description}`,
    target: input.target,
    ...(input.part === undefined ? {} : { part: input.part }),
    ...(input.action === undefined ? {} : { action: input.action }),
  };
}

/** A tooltip line, or nothing where the value is not known. */
export function line(name: string, value: string | undefined): TooltipLine | undefined {
  return value === undefined || value === '' ? undefined : { name, value };
}

export function loadingRow(parentId: string, target: NodeTarget, words: TreeWords, soFar = 0): TreeNode {
  return row({
    id: `${parentId}/loading`,
    kind: 'loading',
    label: soFar > 0 ? words.readingSoFar(soFar) : words.loading(),
    icon: icons.loading,
    flags: ['loading'],
    target: { portalId: target.portalId },
  });
}

/** One row for a branch that could not be read: says what and why, and can be tried again (issue section 4). */
export function failedRow(
  parentId: string,
  what: string,
  problem: PortalError,
  branch: BranchNeed,
  words: TreeWords,
): TreeNode {
  const signIn = problem.fault.kind === 'signIn';
  return row({
    id: `${parentId}/failed/${nodeId(branch.name)}`,
    kind: signIn ? 'signedOut' : 'failed',
    label: signIn ? words.signedOutRow() : words.couldNotRead(what),
    description: signIn ? [] : [problem.message],
    tooltip: [
      { value: signIn ? words.signedOutRow() : words.couldNotRead(what) },
      { value: problem.message },
      ...problem.details.map(detail => ({ value: detail })),
      line(words.request(), problem.request),
    ],
    icon: signIn ? icons.signedOut : icons.failed,
    flags: [signIn ? 'signedOut' : 'failed', 'retry'],
    target: { portalId: branch.portalId, branch },
    action: signIn ? 'signIn' : 'retry',
  });
}

/** Why a list is shorter than the truth, in words. */
export function partialText(reason: PartialReason, shown: number, words: TreeWords): string {
  switch (reason.kind) {
    case 'portalLimit':
      return words.cutByPortal(reason.limit);
    case 'pageFailed':
      return words.pageFailed(shown, plain(reason.message));
    case 'cancelled':
      return words.readingCancelled(shown);
    case 'paged':
      return words.onlyFirst(shown, reason.total);
  }
}

/** The last row of a list that is not whole (product.md rule 2). */
export function partialRow(
  parentId: string,
  reason: PartialReason,
  count: number,
  branch: BranchNeed,
  words: TreeWords,
): TreeNode {
  const text = partialText(reason, count, words);
  // A cut by the portal does not go away by reading again.
  const again = reason.kind !== 'portalLimit';
  return row({
    id: `${parentId}/partial`,
    kind: 'partial',
    label: text,
    tooltip: [{ value: text }, { value: words.partialMeans() }],
    icon: icons.partial,
    flags: ['partial', again ? 'retry' : undefined],
    target: { portalId: branch.portalId, branch },
    ...(again ? { action: 'retry' as const } : {}),
  });
}

export function emptyRow(parentId: string, text: string, target: NodeTarget): TreeNode {
  return row({
    id: `${parentId}/empty`,
    kind: 'empty',
    label: text,
    icon: icons.info,
    flags: ['empty'],
    target: { portalId: target.portalId },
  });
}

export function loadMoreRow(
  parentId: string,
  shown: number,
  total: number,
  isCut: boolean,
  target: NodeTarget,
  words: TreeWords,
): TreeNode {
  return row({
    id: `${parentId}/loadMore`,
    kind: 'loadMore',
    label: words.loadMore(shown, total, isCut),
    icon: icons.more,
    flags: ['loadMore'],
    target: { portalId: target.portalId, listId: parentId },
    action: 'loadMore',
  });
}

/** `expiring` from the warning days before the end until the end, then `expired`. */
export function expiryOf(
  at: number | undefined,
  { now, expiringDays }: Pick<TreeState, 'now' | 'expiringDays'>,
): 'none' | 'expiring' | 'expired' {
  if (at === undefined) return 'none';
  if (at <= now) return 'expired';
  return at - now < expiringDays * dayMs ? 'expiring' : 'none';
}

/** The end in words for a description: 'expired on', 'expires in 12 days', 'until 2027-01-01', or nothing when perpetual. */
export function expiryText(at: number | undefined, state: TreeState): string | undefined {
  if (at === undefined) return undefined;
  const { now, words } = state;
  switch (expiryOf(at, state)) {
    case 'expired':
      return words.expiredOn(at);
    case 'expiring':
      return words.expiresIn(Math.ceil((at - now) / dayMs));
    case 'none':
      return words.until(at);
  }
}

/** `current of maximum` with 'not reported' for what the portal does not say, and the excess. */
export function countText(
  current: number | undefined,
  maximum: number | undefined,
  words: TreeWords,
  atLeast = false,
): string {
  if (current === undefined)
    return maximum === undefined ? words.notReported() : words.currentNotReported(maximum);
  if (maximum === undefined) return atLeast ? words.atLeastMembers(current) : words.members(current);
  return atLeast ? words.atLeastOf(current, maximum) : words.countOf(current, maximum);
}

/** ' by 12' where more is used than owned. */
export function overText(
  current: number | undefined,
  maximum: number | undefined,
  words: TreeWords,
): string | undefined {
  const over = overBy(current, maximum);
  return over > 0 ? words.overAssignedBy(over) : undefined;
}

export function overBy(current: number | undefined, maximum: number | undefined): number {
  return current === undefined || maximum === undefined ? 0 : Math.max(0, current - maximum);
}

/** Two rows with one id make VS Code refuse the whole list; the second and later get a number. */
export function withUniqueIds(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const seen = new Set<string>();
  return nodes.map(node => {
    let id = node.id;
    for (let n = 2; seen.has(id); n++) id = `${node.id}#${n}`;
    seen.add(id);
    return id === node.id ? node : { ...node, id };
  });
}
