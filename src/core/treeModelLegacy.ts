// Enterprise 10.6.1 and earlier: the system license, and the imported entitlements per product with the parts that wait in the queue.
import { appName, entitlementName } from './catalog';
import { entitlementKey, type PortalId } from './ids';
import type { EntitlementsPart, EntitlementsQueue, SystemLicenses } from './model';
import { valueOf } from './treeModelHolders';
import {
  countText,
  emptyRow,
  expiryOf,
  expiryText,
  failedRow,
  icons,
  line,
  loadingRow,
  overBy,
  overText,
  row,
  withUniqueIds,
} from './treeModelRow';
import { nodeId } from './treeModelText';
import { knownAppIds } from './files/appIds';
import type { BranchNeed, Children, LoadState, TreeNode, TreeState } from './treeModelTypes';

/** The two groups of a legacy portal. */
export function legacyGroups(portalId: PortalId, state: TreeState): readonly TreeNode[] {
  const { words } = state;
  const system = valueOf(state.peek(portalId, 'systemLicenses'));
  const over = system ? overBy(system.currentMembers, system.maximumMembers) > 0 : false;
  return [
    row({
      id: nodeId(portalId, 'imported'),
      kind: 'imported',
      label: words.importedEntitlements(),
      icon: icons.file,
      flags: ['group'],
      target: { portalId },
      lazy: true,
    }),
    row({
      id: nodeId(portalId, 'system'),
      kind: 'system',
      label: words.systemLicenses(),
      description: system
        ? [
            countText(system.currentMembers, system.maximumMembers, words),
            overText(system.currentMembers, system.maximumMembers, words),
            expiryText(system.expiresAt, state),
            system.isValid ? undefined : words.notValid(),
          ]
        : [],
      tooltip: system ? systemLines(system, state) : [],
      icon: over ? icons.overAssigned : system && !system.isValid ? icons.expired : icons.license,
      flags: ['group'],
      target: { portalId, branch: { portalId, name: 'systemLicenses' } },
      lazy: true,
    }),
  ];
}

function systemLines(system: SystemLicenses, { words }: TreeState) {
  return [
    line(words.currentMembers(), number(system.currentMembers)),
    line(words.maximumMembers(), number(system.maximumMembers)),
    line(
      words.ends(),
      system.expiresAt === undefined ? words.noEndReported() : words.moment(system.expiresAt),
    ),
    line(words.valid(), system.isValid ? words.yes() : words.no()),
  ];
  function number(value: number | undefined): string {
    return value === undefined ? words.notReported() : words.count(value);
  }
}

export function systemChildren(node: TreeNode, state: TreeState): Children {
  const { portalId } = node.target;
  const { words } = state;
  const need: BranchNeed = { portalId, name: 'systemLicenses' };
  const branch = state.peek(portalId, 'systemLicenses');
  const system = valueOf(branch);
  const nodes: TreeNode[] = [];
  if (branch.state === 'failed')
    nodes.push(failedRow(node.id, words.systemLicenses(), branch.problem, need, words));
  else if (!system) nodes.push(loadingRow(node.id, node.target, words));
  for (const feature of system?.features ?? []) {
    const over = overBy(feature.current, feature.maximum) > 0;
    const expiry = feature.isValid ? expiryOf(feature.expiresAt, state) : 'expired';
    nodes.push(
      row({
        id: `${node.id}/${nodeId('feature', feature.level, feature.name)}`,
        kind: 'feature',
        label: words.levelName(feature.level, feature.name),
        description: [
          countText(feature.current, feature.maximum, words),
          overText(feature.current, feature.maximum, words),
          expiryText(feature.expiresAt, state),
          feature.isValid ? undefined : words.notValid(),
        ],
        tooltip: [
          line(words.name(), feature.name),
          line(words.level(), feature.level),
          line(
            words.currentMembers(),
            feature.current === undefined ? words.notReported() : words.count(feature.current),
          ),
          line(
            words.maximumMembers(),
            feature.maximum === undefined ? words.notReported() : words.count(feature.maximum),
          ),
          line(
            words.ends(),
            feature.expiresAt === undefined ? words.noEndReported() : words.moment(feature.expiresAt),
          ),
          line(words.valid(), feature.isValid ? words.yes() : words.no()),
        ],
        icon: over ? icons.overAssigned : expiry === 'none' ? icons.license : icons[expiry],
        flags: ['fact'],
        target: { portalId, branch: need },
      }),
    );
  }
  if (system?.features.length === 0) nodes.push(emptyRow(node.id, words.none(), node.target));
  return { nodes: withUniqueIds(nodes), needs: [need] };
}

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
  return row({
    id: nodeId(portalId, 'importedApp', appId),
    kind: 'importedApp',
    label: appName(appId),
    description: [queueSummary(branch, queue, state)],
    tooltip: [
      line(words.name(), appName(appId)),
      line(words.appId(), appId),
      line(words.itemId(), queue?.itemId),
    ],
    icon: failed ? icons.failed : icons.file,
    flags: ['imported', failed ? 'failed' : undefined],
    target: {
      portalId,
      appId,
      ...(queue?.itemId === undefined ? {} : { itemId: queue.itemId }),
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

/** The current part as the portal tells it, or what the listing of the same item owns: `getEntitlements` answers with the queue alone (wire reference 14.3). */
function currentPart(
  queue: EntitlementsQueue,
  portalId: PortalId,
  state: TreeState,
): { readonly part: EntitlementsPart; readonly fromListing: boolean } | undefined {
  if (queue.current) return { part: queue.current, fromListing: false };
  const listing = valueOf(state.peek(portalId, 'listings'))?.find(item => item.itemId === queue.itemId);
  if (!listing) return undefined;
  const part = {
    pools: listing.pools,
    ...(listing.maxUsers === undefined ? {} : { maxUsers: listing.maxUsers }),
  };
  return { part, fromListing: true };
}

/** Index of the current part among the parts of a product; queue parts count from 0. */
const currentIndex = -1;

function partRow(
  node: TreeNode,
  part: EntitlementsPart,
  index: number,
  fromListing: boolean,
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
      ends || part.maxUsers === undefined ? undefined : words.seats(part.maxUsers),
      fromListing ? words.asListingSays() : undefined,
    ],
    tooltip: [
      line(words.startDateText(), date),
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
      fromListing ? { value: words.currentFromListing() } : undefined,
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
    const current = currentPart(queue, portalId, state);
    if (current) nodes.push(partRow(node, current.part, currentIndex, current.fromListing, state));
    nodes.push(...queue.queue.map((part, index) => partRow(node, part, index, false, state)));
    if (nodes.length === 0) nodes.push(emptyRow(node.id, words.nothingImported(), node.target));
  }
  return { nodes, needs: [need] };
}

export function importedPartChildren(node: TreeNode, state: TreeState): Children {
  const { portalId, appId } = node.target;
  const index = node.part ?? currentIndex;
  const queue = appId === undefined ? undefined : valueOf(state.peek(portalId, 'entitlementsQueue', appId));
  const part =
    queue && (index === currentIndex ? currentPart(queue, portalId, state)?.part : queue.queue[index]);
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
