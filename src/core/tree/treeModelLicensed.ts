// App bundles, apps, extensions and capabilities: one row each, with the holders below where there are any.
import { appName } from '../catalog';
import type { PortalId } from '../ids';
import { extensionProblem, isRefused } from '../licensedProducts';
import type { LicensedItem, Listing, PortalCapability } from '../model';
import { licenseKey, licenseRowId } from './rowPath';
import { isStreaming, isWritable, valueOf } from './treeModelBranch';
import { bundleHolderList, holderList } from './treeModelHolders';
import { memberParts, seatsOf } from './treeModelListing';
import { countText, expiryText, icons, line, overBy, row } from './treeModelRow';
import { countLines, expiryIcon, fromBranch, unreadUse, useParts, type Use } from './treeModelLicenseParts';
import type { BranchNeed, Children, NodeFlag, TreeNode, TreeState } from './treeModelTypes';
import type { TreeWords } from './treeModelWords';
import { freshCount } from '../olderRows';

export interface Bundle {
  readonly itemId: LicensedItem['itemId'];
  readonly id?: string;
  readonly name: string;
  readonly maximum?: number;
  readonly expiresAt?: number;
}

/** The bundles of the license resource and of the organization, by item id. */
export function bundlesOf(state: TreeState, portalId: PortalId): readonly Bundle[] | undefined {
  const named = valueOf(state.peek(portalId, 'appBundles'));
  const license = valueOf(state.peek(portalId, 'license'));
  if (!license) return named;
  const names = new Map((named ?? []).map(bundle => [bundle.itemId, bundle.name]));
  const ids = new Set(license.appBundles.map(bundle => bundle.itemId));
  return [
    ...license.appBundles.map(bundle => ({
      ...bundle,
      name: names.get(bundle.itemId) ?? appName(bundle.id),
    })),
    ...(named ?? []).filter(bundle => !ids.has(bundle.itemId)),
  ];
}

/**
 * True where the maximum of an app is the sum over the entitlements of its listing (wire reference 13.1): then it is a number of seats of all of
 * them, and not of members, which the listing itself counts.
 */
const isSummed = (item: LicensedItem, listing: Listing | undefined): listing is Listing =>
  listing !== undefined &&
  listing.pools.length > 1 &&
  listing.pools.reduce((sum, pool) => sum + pool.num, 0) === item.maximum;

/** How many of an app's seats are in use: assigned entitlements where the maximum is their sum, else distinct holders. Undefined while they have not been read. */
function usedOf(
  item: LicensedItem,
  listing: Listing | undefined,
  portalId: PortalId,
  state: TreeState,
): { readonly current: number; readonly atLeast: boolean } | undefined {
  const branch = state.peek(portalId, 'holders', item.itemId);
  const holders = valueOf(branch);
  if (!holders || isStreaming(branch)) return undefined;
  const atLeast = holders.partial !== undefined;
  if (!isSummed(item, listing)) return { current: freshCount(holders), atLeast };
  const pools = seatsOf(listing, holders).filter(seat => seat.entitlement !== undefined);
  return { current: pools.reduce((sum, seat) => sum + (seat.assigned ?? 0), 0), atLeast };
}

/** Seats of all entitlements of a listing in words, where an app's maximum is their sum. */
function summedText({ current, maximum, atLeast }: Use, words: TreeWords): string | undefined {
  if (maximum === undefined) return undefined;
  return words.overAllEntitlements(
    current === undefined ? words.count(maximum) : countText(current, maximum, words, atLeast),
  );
}

function itemRow(
  portalId: PortalId,
  kind: 'app' | 'extension',
  item: LicensedItem,
  state: TreeState,
): TreeNode {
  const { words } = state;
  const listings = valueOf(state.peek(portalId, 'listings'));
  const listing = listings?.find(entry => entry.itemId === item.itemId);
  const summed = isSummed(item, listing);
  const used = usedOf(item, listing, portalId, state);
  const over = overBy(used?.current, item.maximum) > 0;
  const use: Use = {
    current: used?.current,
    maximum: item.maximum,
    atLeast: used?.atLeast,
    // Without an item id there are no holders to read.
    unread:
      item.itemId === ''
        ? undefined
        : unreadUse(state.peek(portalId, 'holders', item.itemId), words.holdersNotRead(), words),
  };
  // An app that is purchased is given at its listing's row; while the purchases are not known, no app is taken for one outside of them.
  const isOutside = kind === 'extension' || (listings !== undefined && !listing);
  const assignable = isOutside && !refusal(item.itemId, portalId, state);
  return row({
    id: licenseRowId(portalId, kind === 'app' ? 'apps' : 'extensions', licenseKey.item(item)),
    kind,
    label: appName(item.id),
    // Members first, in the words of the listing's own row: the sum over its entitlements is another number.
    description: [
      ...(summed
        ? [...memberParts(listing, portalId, state), summedText(use, words), used ? undefined : use.unread]
        : useParts(use, words)),
      expiryText(item.expiresAt, state),
    ],
    tooltip: [
      line(words.name(), appName(item.id)),
      line(words.rawName(), item.id),
      line(words.itemId(), item.itemId),
      ...countLines(use, item.expiresAt, words),
      summed
        ? { value: words.summedOverEntitlements() }
        : used
          ? { value: words.countedFromHolders() }
          : undefined,
    ],
    icon: expiryIcon(item.expiresAt, over, kind === 'app' ? icons.app : icons.extension, state),
    flags: [
      'licensed',
      assignable ? 'assignable' : undefined,
      assignable && isWritable(state, portalId) ? 'writable' : undefined,
    ],
    target: {
      portalId,
      itemId: item.itemId,
      targetKind: 'listing',
      branch: { portalId, name: 'holders', key: item.itemId },
    },
    lazy: item.itemId !== '',
  });
}

/** True where the portal lets nobody assign the item, as the reading of its holders showed: then no change of it is offered. */
function refusal(itemId: LicensedItem['itemId'], portalId: PortalId, state: TreeState): boolean {
  const branch = state.peek(portalId, 'holders', itemId);
  return branch.state === 'failed' && isRefused(branch.problem);
}

function bundleRow(portalId: PortalId, bundle: Bundle, state: TreeState): TreeNode {
  const { words } = state;
  const branch = state.peek(portalId, 'bundleHolders', bundle.itemId);
  const holders = isStreaming(branch) ? undefined : valueOf(branch);
  const current = holders?.items.length;
  const over = overBy(current, bundle.maximum) > 0;
  const use: Use = {
    current,
    maximum: bundle.maximum,
    atLeast: holders?.partial !== undefined,
    unread: unreadUse(branch, words.holdersNotRead(), words),
  };
  const flags: (NodeFlag | undefined)[] = ['bundle', isWritable(state, portalId) ? 'writable' : undefined];
  return row({
    id: licenseRowId(portalId, 'appBundles', licenseKey.bundle(bundle)),
    kind: 'bundle',
    label: bundle.name,
    description: [...useParts(use, words), expiryText(bundle.expiresAt, state)],
    tooltip: [
      line(words.name(), bundle.name),
      line(words.rawName(), bundle.id),
      line(words.itemId(), bundle.itemId),
      ...countLines(use, bundle.expiresAt, words),
    ],
    icon: expiryIcon(bundle.expiresAt, over, icons.bundle, state),
    flags,
    target: {
      portalId,
      itemId: bundle.itemId,
      targetKind: 'appBundle',
      branch: { portalId, name: 'bundleHolders', key: bundle.itemId },
    },
    lazy: true,
  });
}

function capabilityRow(portalId: PortalId, capability: PortalCapability, state: TreeState): TreeNode {
  const { words } = state;
  return row({
    id: licenseRowId(portalId, 'capabilities', licenseKey.capability(capability)),
    kind: 'capability',
    label: appName(capability.id),
    description: [expiryText(capability.expiresAt, state) ?? words.noEndReported()],
    tooltip: [
      line(words.name(), appName(capability.id)),
      line(words.rawName(), capability.id),
      line(
        words.ends(),
        capability.expiresAt === undefined ? words.noEndReported() : words.moment(capability.expiresAt),
      ),
    ],
    icon: expiryIcon(capability.expiresAt, false, icons.capability, state),
    flags: ['fact'],
    target: { portalId, branch: { portalId, name: 'license' } },
  });
}

export function bundleChildren(node: TreeNode, state: TreeState): Children {
  const { portalId } = node.target;
  const bundles = bundlesOf(state, portalId);
  return fromBranch(
    node,
    { portalId, name: 'appBundles' },
    state.words.appBundles(),
    bundles,
    state,
    bundle => bundleRow(portalId, bundle, state),
  );
}

export function licensedChildren(node: TreeNode, state: TreeState): Children {
  const { portalId } = node.target;
  const need: BranchNeed = { portalId, name: 'license' };
  const license = valueOf(state.peek(portalId, 'license'));
  const { words } = state;
  switch (node.kind) {
    case 'apps':
      return fromBranch(node, need, words.apps(), license?.apps, state, item =>
        itemRow(portalId, 'app', item, state),
      );
    case 'extensions':
      return fromBranch(node, need, words.extensions(), license?.extensions, state, item =>
        itemRow(portalId, 'extension', item, state),
      );
    default:
      return fromBranch(node, need, words.capabilities(), license?.capabilities, state, item =>
        capabilityRow(portalId, item, state),
      );
  }
}

/** Holders of an app or extension of the license resource, or of a bundle. */
export function itemHolders(node: TreeNode, state: TreeState): Children {
  const { portalId, itemId } = node.target;
  if (itemId === undefined) return { nodes: [], needs: [] };
  const writable = isWritable(state, portalId) && !refusal(itemId, portalId, state);
  const input = { portalId, itemId, listId: node.id, writable };
  if (node.kind === 'bundle') return bundleHolderList(input, state);
  return node.kind === 'extension'
    ? holderList({ ...input, told: problem => extensionProblem(problem, node.label) }, state)
    : holderList(input, state);
}
