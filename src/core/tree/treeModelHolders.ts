// Holders of a listing or an app, page by page, and what each of them holds.
import { entitlementName } from '../catalog';
import { filterHolders } from '../holderFilter';
import { findHolder } from '../holderCells';
import { entitlementKey, userKey, type Entitlement, type ItemId, type PortalId, type Username } from '../ids';
import type { Holder } from '../model';
import type { PortalError } from '../problem';
import { canRelease, isWritable, valueOf } from './treeModelBranch';
import { pagedRows } from './treeModelPaged';
import { nodeId } from './treeModelText';
import { icons, line, row, withUniqueIds } from './treeModelRow';
import {
  dayMs,
  type BranchNeed,
  type Children,
  type NodeFlag,
  type NodeIcon,
  type NodeTarget,
  type TreeNode,
  type TreeState,
} from './treeModelTypes';
import type { TreeWords } from './treeModelWords';

const namesShown = 3;

/** "Advanced, Spatial Analyst, 3D Analyst +2". */
export function entitlementSummary(keys: readonly Entitlement[], words: TreeWords): string {
  const names = keys.slice(0, namesShown).map(entitlementName).join(', ');
  return keys.length > namesShown ? words.andMore(names, keys.length - namesShown) : names;
}

/** Friendly name with the raw string behind it; the raw string alone where there is no friendly one. */
export function entitlementText(key: string): string {
  const name = entitlementName(key);
  return name === key ? key : `${name} (${key})`;
}

/** `never`, `idle` (longer than the days given), `used`, or `unknown` where nothing says. */
export function useOf(holder: Holder, state: TreeState): 'never' | 'idle' | 'used' | 'unknown' {
  if (holder.useUnknown === true) return 'unknown';
  if (holder.lastUsed === undefined) return 'never';
  return state.now - holder.lastUsed > state.idleDays * dayMs ? 'idle' : 'used';
}

function useText(holder: Holder, state: TreeState): string {
  const { words } = state;
  if (holder.useUnknown === true) return words.useUnknown();
  if (holder.lastUsed === undefined) return words.neverUsed();
  const days = Math.max(0, Math.floor((state.now - holder.lastUsed) / dayMs));
  return useOf(holder, state) === 'idle' ? words.idleFor(days) : words.usedDaysAgo(days);
}

export interface HolderListInput {
  readonly portalId: PortalId;
  readonly itemId: ItemId;
  /** Id of the row the holders hang below. */
  readonly listId: string;
  readonly writable: boolean;
  /** Puts what the portal says of the list into words that fit what it is a list of. */
  readonly told?: (problem: PortalError) => PortalError;
}

/** One holder as a row that opens to the entitlements. */
export function holderRow(input: HolderListInput, holder: Holder, state: TreeState): TreeNode {
  const { words } = state;
  const use = useOf(holder, state);
  const offline = holder.offline
    ? holder.offlineSince === undefined
      ? words.offline()
      : words.offlineSince(holder.offlineSince)
    : undefined;
  const icon: NodeIcon = holder.offline
    ? icons.offline
    : use === 'never' || use === 'idle'
      ? icons.idle
      : icons.holder;
  return row({
    id: `${input.listId}/${nodeId('holder', userKey(holder.username))}`,
    kind: 'holder',
    label: holder.username,
    // What needs attention comes first: a narrow side bar cuts the rest.
    description: [
      offline,
      use === 'used' ? undefined : useText(holder, state),
      entitlementSummary(holder.entitlements, words),
      use === 'used' ? useText(holder, state) : undefined,
    ],
    tooltip: [
      line(words.userName(), holder.username),
      ...holder.entitlements.map(key => line(words.entitlement(), entitlementText(key))),
      line(
        words.lastUsed(),
        use === 'unknown'
          ? words.notKnown()
          : holder.lastUsed === undefined
            ? words.never()
            : words.moment(holder.lastUsed),
      ),
      line(
        words.offlineLabel(),
        holder.offlineUnknown === true
          ? words.notKnown()
          : holder.offline
            ? (offline ?? words.yes())
            : words.no(),
      ),
      holder.offline ? { value: words.offlineMeans() } : undefined,
      line(words.itemId(), input.itemId),
    ],
    icon,
    flags: [
      'holder',
      'revocable',
      holder.offline ? 'offlineHolder' : undefined,
      holder.offline && canRelease(state, input.portalId) ? 'releasable' : undefined,
      input.writable ? 'writable' : undefined,
    ],
    target: {
      portalId: input.portalId,
      itemId: input.itemId,
      targetKind: 'listing',
      username: holder.username,
      branch: { portalId: input.portalId, name: 'holders', key: input.itemId },
    },
    lazy: holder.entitlements.length > 0,
  });
}

/** What one holder holds; the rows of {@link holderRow}'s children. */
export function entitlementRows(
  parent: { readonly id: string; readonly target: NodeTarget; readonly writable: boolean },
  holder: Holder,
  state: TreeState,
): readonly TreeNode[] {
  const { words } = state;
  return withUniqueIds(
    holder.entitlements.map(key =>
      row({
        id: `${parent.id}/${nodeId('entitlement', entitlementKey(key))}`,
        kind: 'entitlement',
        label: entitlementName(key),
        tooltip: [
          line(words.entitlement(), entitlementName(key)),
          line(words.rawName(), key),
          line(words.userName(), holder.username),
          line(words.itemId(), parent.target.itemId),
        ],
        icon: icons.entitlement,
        flags: [
          'entitlement',
          'revocable',
          holder.offline ? 'offlineHolder' : undefined,
          parent.writable ? 'writable' : undefined,
        ],
        target: { ...parent.target, entitlement: key },
      }),
    ),
  );
}

/** Children of a holder row, from what is known now. */
export function holderChildren(node: TreeNode, state: TreeState): Children {
  const { portalId, itemId, username } = node.target;
  if (itemId === undefined || username === undefined) return { nodes: [], needs: [] };
  const list = valueOf(state.peek(portalId, 'holders', itemId));
  const holder = list && findHolder(list.items, username);
  if (!holder) return { nodes: [], needs: [] };
  const parent = { id: node.id, target: node.target, writable: isWritable(state, portalId) };
  return { nodes: entitlementRows(parent, holder, state), needs: [] };
}

/** The holders of a listing or app below `listId`. */
export function holderList(input: HolderListInput, state: TreeState): Children {
  const { portalId, itemId, listId, told } = input;
  const { words } = state;
  const read = state.peek(portalId, 'holders', itemId);
  const branch = read.state === 'failed' && told ? { ...read, problem: told(read.problem) } : read;
  const filter = state.filter(portalId, itemId);
  const value = valueOf(branch);
  return pagedRows(
    {
      listId,
      target: { portalId, itemId },
      branch,
      need: { portalId, name: 'holders', key: itemId },
      what: words.holders(),
      none: words.noHolders(),
      rows: value ? filterHolders(value.items, filter) : [],
      ...(filter === undefined ? {} : { filter }),
      make: holder => holderRow(input, holder, state),
    },
    state,
  );
}

/** The members that have an app bundle. */
export function bundleHolderList(input: HolderListInput, state: TreeState): Children {
  const { portalId, itemId, listId, writable } = input;
  const { words } = state;
  const branch = state.peek(portalId, 'bundleHolders', itemId);
  const need: BranchNeed = { portalId, name: 'bundleHolders', key: itemId };
  const flags: (NodeFlag | undefined)[] = ['bundleHolder', 'revocable', writable ? 'writable' : undefined];
  const make = (username: Username): TreeNode =>
    row({
      id: `${listId}/${nodeId('bundleHolder', userKey(username))}`,
      kind: 'bundleHolder',
      label: username,
      tooltip: [line(words.userName(), username), line(words.itemId(), itemId)],
      icon: icons.holder,
      flags,
      target: { portalId, itemId, targetKind: 'appBundle', username, branch: need },
    });
  return pagedRows(
    {
      listId,
      target: { portalId, itemId },
      branch,
      need,
      what: words.holders(),
      none: words.noHolders(),
      rows: valueOf(branch)?.items ?? [],
      make,
    },
    state,
  );
}
