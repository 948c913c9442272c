// A long list as rows: what went wrong, the filter, one page, and what of the list is not there.
import { entitlementName, listingName, userTypeName } from '../catalog';
import { isEmptyFilter, type HolderFilter } from '../holderFilter';
import type { Listed } from '../model';
import type { Rows } from '../rows';
import { isStreaming, valueOf } from './treeModelBranch';
import { cutRow } from './treeModelCompletion';
import { keptRow } from './treeModelKept';
import { emptyRow, failedRow, icons, loadingRow, loadMoreRow, row, withUniqueIds } from './treeModelRow';
import type { BranchNeed, Children, LoadState, NodeTarget, TreeNode, TreeState } from './treeModelTypes';
import type { TreeWords } from './treeModelWords';

/** "name contains “ana”, offline": what a filter asks for, in words. */
export function filterText(filter: HolderFilter, words: TreeWords): string {
  const parts = [
    filter.text === undefined || filter.text === '' ? undefined : words.filterName(filter.text),
    filter.userType === undefined ? undefined : words.filterUserType(userTypeName(filter.userType)),
    filter.listing === undefined
      ? undefined
      : words.filterListing(listingName(filter.listing) ?? filter.listing),
    filter.entitlement === undefined
      ? undefined
      : words.filterEntitlement(entitlementName(filter.entitlement)),
    filter.idleSince === undefined ? undefined : words.filterIdleSince(filter.idleSince),
    filter.usedFrom === undefined ? undefined : words.filterUsedFrom(filter.usedFrom),
    filter.usedBefore === undefined ? undefined : words.filterUsedBefore(filter.usedBefore),
    filter.offline === true ? words.filterOffline() : undefined,
    filter.neverUsed === true ? words.filterNever() : undefined,
  ];
  return parts.filter(part => part !== undefined).join(', ');
}

interface PagedInput<T> {
  readonly listId: string;
  readonly target: NodeTarget;
  readonly branch: LoadState<Listed<T>>;
  readonly need: BranchNeed;
  /** What could not be read, for the failed row. */
  readonly what: string;
  readonly none: string;
  readonly rows: Rows<T>;
  readonly filter?: HolderFilter;
  readonly make: (item: T) => TreeNode;
}

/** The rows of a long list: failed, filter, a page, more, still reading, cut. Only the page is built, never the whole list. */
export function pagedRows<T>(input: PagedInput<T>, state: TreeState): Children {
  const { branch, listId, target, need, rows } = input;
  const { words } = state;
  const nodes: TreeNode[] = [];
  if (branch.state === 'failed') nodes.push(failedRow(listId, input.what, branch.problem, need, words));
  const kept = keptRow(listId, branch, target, state);
  if (kept) nodes.push(kept);
  const value = valueOf(branch);
  if (!value) {
    if (branch.state !== 'failed') nodes.push(loadingRow(listId, target, words));
    return { nodes, needs: [need] };
  }
  // A list that a person or the portal cut is never counted as if it were whole (product.md rule 2).
  const isCut = value.partial !== undefined;
  if (input.filter && !isEmptyFilter(input.filter)) {
    const what = filterText(input.filter, words);
    const label = words.filter(what, rows.length, value.items.length, isCut);
    nodes.push(filterRow(listId, label, target));
  }
  const page = rows.slice(0, state.shown(listId));
  nodes.push(...page.map(input.make));
  if (page.length < rows.length)
    nodes.push(loadMoreRow(listId, page.length, rows.length, isCut, target, words));
  const streaming = isStreaming(branch);
  if (streaming) nodes.push(loadingRow(listId, target, words, value.items.length));
  else if (value.partial)
    nodes.push(cutRow(listId, { ...value, partial: value.partial }, branch, need, state));
  else if (value.items.length === 0) nodes.push(emptyRow(listId, input.none, target));
  return { nodes: withUniqueIds(nodes), needs: [need] };
}

function filterRow(listId: string, label: string, target: NodeTarget): TreeNode {
  return row({
    id: `${listId}/filter`,
    kind: 'filter',
    label,
    icon: icons.filter,
    flags: ['filtered'],
    target: {
      portalId: target.portalId,
      ...(target.itemId === undefined ? {} : { itemId: target.itemId }),
      listId,
    },
  });
}
