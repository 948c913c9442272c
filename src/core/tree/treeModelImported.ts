// Enterprise 10.6.1 and earlier: the imported entitlements per product, what is in effect and what waits in the queue.
import { appName, entitlementName } from '../catalog';
import { entitlementsOfApp, knownAppIds } from '../files/appIds';
import { licenseDateText } from '../files/licenseDate';
import { productListing } from '../files/productListing';
import { entitlementKey, type ItemId, type PortalId } from '../ids';
import type { EntitlementPool, EntitlementsPart, EntitlementsQueue, Listing } from '../model';
import { importedAppNodeId } from './rowPath';
import { isWritable, valueOf } from './treeModelBranch';
import { emptyRow, failedRow, icons, line, loadingRow, row, withUniqueIds } from './treeModelRow';
import { nodeId } from './treeModelText';
import type { BranchNeed, Children, LoadState, TreeNode, TreeState } from './treeModelTypes';
import type { TreeWords } from './treeModelWords';

/** One row per product; the queues are read when the group is opened. */
export function importedChildren(node: TreeNode, state: TreeState): Children {
  const { portalId } = node.target;
  const nodes = knownAppIds.map(appId => importedAppRow(portalId, appId, state));
  const needs = knownAppIds.map((key): BranchNeed => ({ portalId, name: 'entitlementsQueue', key }));
  return { nodes, needs };
}

function importedAppRow(portalId: PortalId, appId: string, state: TreeState): TreeNode {
  const { words } = state;
  const branch = state.peek(portalId, 'entitlementsQueue', appId);
  const queue = valueOf(branch);
  const failed = branch.state === 'failed';
  const current = knownCurrent(queue, portalId, state);
  const itemId = current?.itemId ?? queue?.itemId;
  return row({
    id: importedAppNodeId(portalId, appId),
    kind: 'importedApp',
    label: appName(appId),
    description: [
      current?.part.maxUsers === undefined ? undefined : words.seats(current.part.maxUsers),
      queueSummary(branch, queue, state),
    ],
    tooltip: [line(words.name(), appName(appId)), line(words.appId(), appId), line(words.itemId(), itemId)],
    icon: failed ? icons.failed : icons.file,
    flags: ['imported', failed ? 'failed' : undefined, isWritable(state, portalId) ? 'writable' : undefined],
    target: {
      portalId,
      appId,
      ...(itemId === undefined ? {} : { itemId }),
      branch: { portalId, name: 'entitlementsQueue', key: appId },
    },
    lazy: true,
  });
}

function queueSummary(
  branch: LoadState<EntitlementsQueue>,
  queue: EntitlementsQueue | undefined,
  { words }: TreeState,
): string | undefined {
  if (branch.state === 'failed') return words.couldNotRead(words.queue());
  if (!queue) return branch.state === 'loading' ? words.loading() : undefined;
  return queue.queue.length === 0 ? words.nothingQueued() : words.partsQueued(queue.queue.length);
}

/** The part in effect now. `told`: by the portal itself, by the listing of the item that it names, or by a listing that looks like the product. */
interface Current {
  readonly part: EntitlementsPart;
  readonly told: 'portal' | 'item' | 'likeness';
  readonly itemId?: ItemId;
}

/**
 * What is in effect: `getEntitlements` answers with the queue alone, so that the current part is what the listing of the product owns (wire
 * reference 14.3). With an empty queue some portals do not even name the item; then the listing is told by title or entitlements. `none` where
 * the portal names an item that was not purchased, `unknown` where no listing could be told: that is no proof of nothing.
 */
function currentOf(
  queue: EntitlementsQueue,
  portalId: PortalId,
  state: TreeState,
): Current | 'none' | 'loading' | 'unknown' {
  const { itemId } = queue;
  if (queue.current)
    return { part: queue.current, told: 'portal', ...(itemId === undefined ? {} : { itemId }) };
  const branch = state.peek(portalId, 'listings');
  const listings = valueOf(branch);
  if (!listings) return branch.state === 'failed' ? 'unknown' : 'loading';
  const listing =
    itemId === undefined
      ? productListing({ appId: queue.appId, itemId, keys: keysOf(queue), listings })
      : listings.find(one => one.itemId === itemId);
  if (!listing) return itemId === undefined || branch.state === 'failed' ? 'unknown' : 'none';
  const since = startOf(queue, listing);
  const part = {
    pools: listing.pools,
    ...(listing.maxUsers === undefined ? {} : { maxUsers: listing.maxUsers }),
    ...(since === undefined ? {} : { startDateStr: since }),
  };
  return { part, told: itemId === undefined ? 'likeness' : 'item', itemId: listing.itemId };
}

/**
 * Since when a listing owns what it does: as the answer to the import said, while the listing is what was imported then, else as the purchase
 * says. Undefined where neither does.
 */
function startOf({ imported }: EntitlementsQueue, { pools, startsAt }: Listing): string | undefined {
  const seats = (of: readonly EntitlementPool[]): string =>
    JSON.stringify(of.map(({ key, num }) => [entitlementKey(key), num]).sort());
  if (imported?.startDateStr !== undefined && seats(imported.pools) === seats(pools))
    return imported.startDateStr;
  return startsAt === undefined ? undefined : licenseDateText(startsAt);
}

const keysOf = (queue: EntitlementsQueue): readonly string[] => [
  ...queue.queue.flatMap(part => part.pools.map(pool => pool.key)),
  ...entitlementsOfApp(queue.appId),
];

/** {@link currentOf}, where there is one. */
function knownCurrent(
  queue: EntitlementsQueue | undefined,
  portalId: PortalId,
  state: TreeState,
): Current | undefined {
  const current = queue && currentOf(queue, portalId, state);
  return typeof current === 'object' ? current : undefined;
}

/** Index of the current part among the parts of a product; queue parts count from 0. */
const currentIndex = -1;

function partRow(
  node: TreeNode,
  part: EntitlementsPart,
  index: number,
  told: Current['told'],
  state: TreeState,
): TreeNode {
  const { words } = state;
  const current = index === currentIndex;
  // All at 0 is the end of the licence, not a licence of 0 seats (wire reference 14.2).
  const ends = !current && part.maxUsers === 0 && part.pools.every(pool => pool.num === 0);
  const date = part.startDateStr;
  return row({
    id: `${node.id}/${nodeId('part', current ? 'current' : index)}`,
    kind: 'importedPart',
    label: current
      ? words.currentPart()
      : ends
        ? words.queuedEnd(date ?? words.unknownDate())
        : words.queuedFrom(date ?? words.unknownDate()),
    description: [
      current ? (date === undefined ? words.startNotKnown() : words.since(date)) : undefined,
      ends || part.maxUsers === undefined ? undefined : words.seats(part.maxUsers),
      told === 'portal' ? undefined : words.asListingSays(),
    ],
    tooltip: [
      line(words.startDateText(), date ?? words.notReported()),
      // The wire's number is shown as it came: its unit is uncertain, so it is not turned into a date (wire reference 14.2).
      line(words.startDateRaw(), part.startDate === undefined ? undefined : String(part.startDate)),
      line(words.maxUsers(), part.maxUsers === undefined ? words.notReported() : words.count(part.maxUsers)),
      ...part.pools.map(pool =>
        line(words.entitlement(), `${entitlementName(pool.key)} (${pool.key}): ${words.count(pool.num)}`),
      ),
      line(
        words.licenseManager(),
        part.licenseManager && `${part.licenseManager.hostname}:${part.licenseManager.port}`,
      ),
      told === 'portal' ? undefined : { value: words.currentFromListing() },
      told === 'likeness' ? { value: words.listingToldByTitle() } : undefined,
    ],
    icon: current ? icons.license : ends ? icons.expiring : icons.future,
    flags: ['fact'],
    target: node.target,
    part: index,
    lazy: part.pools.length > 0,
  });
}

export function importedAppChildren(node: TreeNode, state: TreeState): Children {
  const { portalId, appId } = node.target;
  if (appId === undefined) return { nodes: [], needs: [] };
  const { words } = state;
  const need: BranchNeed = { portalId, name: 'entitlementsQueue', key: appId };
  const branch = state.peek(portalId, 'entitlementsQueue', appId);
  const queue = valueOf(branch);
  const nodes: TreeNode[] = [];
  if (branch.state === 'failed') nodes.push(failedRow(node.id, words.queue(), branch.problem, need, words));
  else if (!queue) nodes.push(loadingRow(node.id, node.target, words));
  if (queue) {
    const current = currentOf(queue, portalId, state);
    if (typeof current === 'object')
      nodes.push(partRow(node, current.part, currentIndex, current.told, state));
    else if (current === 'loading') nodes.push(loadingRow(node.id, node.target, words));
    else if (current === 'unknown') nodes.push(unknownRow(node, words));
    nodes.push(...queue.queue.map((part, index) => partRow(node, part, index, 'portal', state)));
    if (nodes.length === 0) nodes.push(emptyRow(node.id, words.nothingImported(), node.target));
  }
  return { nodes, needs: [need] };
}

/** Nothing is known of what is in effect; said, so that it is not taken for nothing. */
function unknownRow(node: TreeNode, words: TreeWords): TreeNode {
  return row({
    id: `${node.id}/${nodeId('part', 'unknown')}`,
    kind: 'empty',
    label: words.currentNotKnown(),
    tooltip: [{ value: words.currentNotKnownMeans() }],
    icon: icons.info,
    flags: ['empty'],
    target: { portalId: node.target.portalId },
  });
}

export function importedPartChildren(node: TreeNode, state: TreeState): Children {
  const { portalId, appId } = node.target;
  const index = node.part ?? currentIndex;
  const queue = appId === undefined ? undefined : valueOf(state.peek(portalId, 'entitlementsQueue', appId));
  const part = index === currentIndex ? knownCurrent(queue, portalId, state)?.part : queue?.queue[index];
  const nodes = (part?.pools ?? []).map(pool =>
    row({
      id: `${node.id}/${nodeId('pool', entitlementKey(pool.key))}`,
      kind: 'importedPool',
      label: entitlementName(pool.key),
      description: [state.words.seats(pool.num)],
      tooltip: [
        line(state.words.entitlement(), entitlementName(pool.key)),
        line(state.words.rawName(), pool.key),
        line(state.words.total(), state.words.count(pool.num)),
      ],
      icon: icons.entitlement,
      flags: ['fact'],
      target: node.target,
    }),
  );
  return { nodes: withUniqueIds(nodes), needs: [] };
}
