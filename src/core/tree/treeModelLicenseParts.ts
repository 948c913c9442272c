// What rows of the license have in common: counts, ends, and a branch as rows.
import { isNotPerUser } from '../series/seriesReading';
import { isStreaming, valueOf } from './treeModelBranch';
import {
  countText,
  emptyRow,
  expiryOf,
  failedRow,
  icons,
  line,
  loadingRow,
  overText,
  withUniqueIds,
} from './treeModelRow';
import type { BranchNeed, Children, LoadState, NodeIcon, TreeNode, TreeState } from './treeModelTypes';
import type { TreeWords } from './treeModelWords';

/** How many seats of a row are in use, as far as it is known. */
export interface Use {
  readonly current: number | undefined;
  readonly maximum: number | undefined;
  /** The list that was counted is cut. */
  readonly atLeast?: boolean | undefined;
  /** Why `current` is not known although it could be, from {@link unreadUse}. Without it a missing count is one that the portal does not report. */
  readonly unread?: string | undefined;
}

/**
 * Why what counts the seats has no answer yet: not read, being read, or failed. Undefined where it was read, now or before.
 * @param failure what to say where it could not be read
 */
export function unreadUse(branch: LoadState<unknown>, failure: string, words: TreeWords): string | undefined {
  if (isStreaming(branch)) return words.loading();
  if (valueOf(branch) !== undefined) return undefined;
  if (branch.state !== 'failed') return branch.state === 'idle' ? words.notRead() : words.loading();
  return isNotPerUser(branch) ? words.notPerUser() : failure;
}

/** Seats in use as parts of a description: `12 of 19`, or what is owned and why the rest is not known, and the excess. */
export function useParts(
  { current, maximum, atLeast, unread }: Use,
  words: TreeWords,
): readonly (string | undefined)[] {
  return current === undefined && unread !== undefined
    ? [maximum === undefined ? undefined : words.seats(maximum), unread]
    : [countText(current, maximum, words, atLeast), overText(current, maximum, words)];
}

/** Current, maximum and end as tooltip lines. */
export function countLines(
  { current, maximum, unread }: Use,
  expiresAt: number | undefined,
  words: TreeWords,
) {
  return [
    line(
      words.currentLabel(),
      current === undefined ? (unread ?? words.notReported()) : words.count(current),
    ),
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
