// What rows of the license have in common: counts, ends, and a branch as rows.
import { emptyRow, expiryOf, failedRow, icons, line, loadingRow, withUniqueIds } from './treeModelRow';
import type { BranchNeed, Children, NodeIcon, TreeNode, TreeState } from './treeModelTypes';
import type { TreeWords } from './treeModelWords';

/** Current, maximum and end as tooltip lines. */
export function countLines(
  current: number | undefined,
  maximum: number | undefined,
  expiresAt: number | undefined,
  words: TreeWords,
) {
  return [
    line(words.currentLabel(), current === undefined ? words.notReported() : words.count(current)),
    line(words.maximumLabel(), maximum === undefined ? words.notReported() : words.count(maximum)),
    line(words.ends(), expiresAt === undefined ? words.noEndReported() : words.moment(expiresAt)),
  ];
}

/** The icon of a row by its seats and its end. */
export function expiryIcon(
  at: number | undefined,
  over: boolean,
  icon: NodeIcon,
  state: TreeState,
): NodeIcon {
  if (over) return icons.overAssigned;
  const expiry = expiryOf(at, state);
  return expiry === 'none' ? icon : icons[expiry];
}

/** Rows of a branch: loading, failed with what was known, or the rows; one row where there is nothing. */
export function fromBranch<T>(
  node: TreeNode,
  need: BranchNeed,
  what: string,
  items: readonly T[] | undefined,
  state: TreeState,
  make: (item: T, index: number) => TreeNode,
): Children {
  const branch = state.peek(need.portalId, need.name, need.key);
  const { words } = state;
  const nodes: TreeNode[] = [];
  if (branch.state === 'failed') nodes.push(failedRow(node.id, what, branch.problem, need, words));
  if (items) {
    nodes.push(...items.map(make));
    if (items.length === 0) nodes.push(emptyRow(node.id, words.none(), node.target));
  } else if (branch.state !== 'failed') nodes.push(loadingRow(node.id, node.target, words));
  return { nodes: withUniqueIds(nodes), needs: [need] };
}
