// A list that the portal cuts, as a row: why it is short, that it can be completed, and how far that is.
import { percentOf } from '../completion/completionState';
import type { CompletionState } from '../completion/completionState';
import type { PortalId } from '../ids';
import type { Listed, PartialReason } from '../model';
import { freshCount } from '../olderRows';
import { readTimesMeaning, readTimesText } from '../readTimes';
import { valueOf } from './treeModelBranch';
import { partialRow } from './treeModelRow';
import type { BranchNeed, LoadState, NodeFlag, TreeNode, TreeState } from './treeModelTypes';
import type { TreeWords } from './treeModelWords';

/** What is going on with the list of this item. */
export function completionOf(
  state: TreeState,
  portalId: PortalId,
  itemId: string,
): CompletionState | undefined {
  const own = state.completion?.(portalId);
  return own?.items.some(id => id === itemId) === true ? own : undefined;
}

/** "completing, 42%", "paused at 42%: The portal is busy.": undefined where nothing is going on. */
export function completionText(own: CompletionState | undefined, words: TreeWords): string | undefined {
  switch (own?.state) {
    case 'running':
      return words.completing(percentOf(own));
    case 'paused':
      return own.problem === undefined
        ? words.completionPaused(percentOf(own))
        : words.completionStopped(percentOf(own), own.problem.message);
    case 'interrupted':
      return words.completionInterrupted(own.asked);
    case 'done':
    case undefined:
      return undefined;
  }
}

/** Flags that the menus of completion look for. */
export function completionFlags(own: CompletionState | undefined): readonly NodeFlag[] {
  switch (own?.state) {
    case 'running':
      return ['completing'];
    case 'paused':
    case 'interrupted':
      return ['completionPaused'];
    case 'done':
    case undefined:
      return ['cut'];
  }
}

/** Whether the portal cut the list, as far as that is known. */
export const isCutList = (state: TreeState, portalId: PortalId, itemId: string): boolean =>
  valueOf(state.peek(portalId, 'holders', itemId))?.partial?.kind === 'portalLimit';

/** The row below a list of holders that is not whole. */
export function cutRow(
  listId: string,
  list: Listed<unknown> & { readonly partial: PartialReason },
  branch: LoadState<unknown>,
  need: BranchNeed,
  state: TreeState,
): TreeNode {
  const { words } = state;
  const { partial: reason } = list;
  const row = partialRow(listId, reason, freshCount(list), need, words);
  const readAt = branch.state === 'idle' ? undefined : branch.readAt;
  const times = readAt === undefined ? undefined : readTimesText(list, readAt);
  const meaning = readTimesMeaning(list);
  const plain =
    times === undefined || meaning === undefined
      ? row
      : {
          ...row,
          description: times,
          accessibilityLabel: `${row.label}, ${times}`,
          tooltip: [...row.tooltip, { value: times }, { value: meaning }],
        };
  if (reason.kind !== 'portalLimit' || need.name !== 'holders' || need.key === undefined) return plain;
  if (state.completion === undefined) return plain;
  const own = completionOf(state, need.portalId, need.key);
  const text = completionText(own, words);
  const offer = text ?? words.completionOffered();
  const description = times === undefined ? offer : `${offer} \u00b7 ${times}`;
  return {
    ...plain,
    // The sentence fills a side bar by itself: what goes on would never be in sight.
    label: words.cutShort(reason.limit),
    description,
    accessibilityLabel: `${row.label}, ${description}`,
    tooltip: [...plain.tooltip, { value: words.completionMeans() }],
    flags: [...plain.flags, ...completionFlags(own), 'hasItem'],
    target: { ...plain.target, itemId: need.key as NonNullable<typeof plain.target.itemId> },
    ...(text === undefined ? { action: 'completeList' as const } : {}),
  };
}

/** Flags of a portal with lists that it cut, or with a completion of such lists. */
export function portalCompletion(portalId: PortalId, state: TreeState): readonly NodeFlag[] {
  const own = state.completion?.(portalId);
  if (own !== undefined && own.state !== 'done') return completionFlags(own);
  const listings = valueOf(state.peek(portalId, 'listings')) ?? [];
  return listings.some(({ itemId }) => isCutList(state, portalId, itemId)) ? ['cut'] : [];
}
