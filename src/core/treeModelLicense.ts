// User types and app bundles of every portal that has them; apps, extensions, capabilities and the future license of Enterprise 10.7 and later.
// Every field of the `license` resource (seed 004) is in a row or its tooltip.
import { appName, userTypeName } from './catalog';
import type { PortalId } from './ids';
import type {
  FutureLicenseItem,
  LicensedItem,
  Listing,
  PortalCapability,
  PortalLicense,
  UserType,
} from './model';
import { bundleHolderList, holderList, isStreaming, isWritable, valueOf } from './treeModelHolders';
import { seatsOf } from './treeModelListing';
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
import type {
  BranchNeed,
  Children,
  NodeFlag,
  NodeIcon,
  NodeKind,
  TreeBranchName,
  TreeNode,
  TreeState,
} from './treeModelTypes';
import type { TreeWords } from './treeModelWords';

/** A group of the portal: its row, what its children are made of, and how. */
interface Group {
  readonly kind: NodeKind;
  readonly icon: NodeIcon;
  readonly label: (words: TreeWords) => string;
}
const groups = {
  userTypes: { kind: 'userTypes', icon: icons.members, label: words => words.userTypes() },
  bundles: { kind: 'bundles', icon: icons.bundle, label: words => words.appBundles() },
  apps: { kind: 'apps', icon: icons.app, label: words => words.apps() },
  extensions: { kind: 'extensions', icon: icons.extension, label: words => words.extensions() },
  capabilities: { kind: 'capabilities', icon: icons.capability, label: words => words.capabilities() },
  future: { kind: 'future', icon: icons.future, label: words => words.futureLicense() },
} as const satisfies Record<string, Group>;

function groupRow(
  portalId: PortalId,
  name: keyof typeof groups,
  branch: TreeBranchName,
  count: number | undefined,
  over: number,
  words: TreeWords,
): TreeNode {
  const group = groups[name];
  return row({
    id: nodeId(portalId, group.kind),
    kind: group.kind,
    label: group.label(words),
    description: [
      count === undefined ? undefined : words.count(count),
      over > 0 ? words.itemsOver(over) : undefined,
    ],
    icon: over > 0 ? icons.overAssigned : group.icon,
    flags: ['group'],
    target: { portalId, branch: { portalId, name: branch } },
    lazy: true,
  });
}

const overCount = (types: readonly UserType[]): number =>
  types.filter(type => overBy(type.current, type.maximum) > 0).length;

/** The user types: the `license` resource's, which counts members, with the names of `userLicenseTypes`; those alone where there is no license. */
export function userTypesOf(state: TreeState, portalId: PortalId): readonly UserType[] | undefined {
  const named = valueOf(state.peek(portalId, 'userTypes'));
  const license = valueOf(state.peek(portalId, 'license'));
  if (!license) return named;
  const names = new Map((named ?? []).map(type => [type.id, type]));
  const ids = new Set(license.userTypes.map(type => type.id));
  return [
    ...license.userTypes.map(type => ({ ...type, name: names.get(type.id)?.name ?? type.name })),
    // What only the other resource knows is shown rather than dropped.
    ...(named ?? []).filter(type => !ids.has(type.id)),
  ];
}

interface Bundle {
  readonly itemId: LicensedItem['itemId'];
  readonly id?: string;
  readonly name: string;
  readonly maximum?: number;
  readonly expiresAt?: number;
}

function bundlesOf(state: TreeState, portalId: PortalId): readonly Bundle[] | undefined {
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

/** Groups of user types and app bundles (all portals but legacy), then what the license resource adds. */
export function licenseGroups(
  portalId: PortalId,
  withLicense: boolean,
  state: TreeState,
): readonly TreeNode[] {
  const { words } = state;
  const branch = state.peek(portalId, 'license');
  const license = valueOf(branch);
  const nodes: TreeNode[] = [];
  const parent = nodeId(portalId);
  if (withLicense && branch.state === 'failed') {
    nodes.push(failedRow(parent, words.license(), branch.problem, { portalId, name: 'license' }, words));
  } else if (withLicense && !license) {
    nodes.push(loadingRow(nodeId(portalId, 'license'), { portalId }, words));
  }
  if (license) nodes.push(licenseRow(portalId, license, state));
  const types = userTypesOf(state, portalId);
  nodes.push(
    groupRow(
      portalId,
      'userTypes',
      withLicense ? 'license' : 'userTypes',
      types?.length,
      overCount(types ?? []),
      words,
    ),
    groupRow(portalId, 'bundles', 'appBundles', bundlesOf(state, portalId)?.length, 0, words),
  );
  if (license) {
    nodes.push(
      groupRow(portalId, 'apps', 'license', license.apps.length, 0, words),
      groupRow(portalId, 'extensions', 'license', license.extensions.length, 0, words),
      groupRow(portalId, 'capabilities', 'license', license.capabilities.length, 0, words),
    );
  }
  if (withLicense) {
    const future = valueOf(state.peek(portalId, 'futureLicense'));
    nodes.push(groupRow(portalId, 'future', 'futureLicense', future?.length, 0, words));
  }
  return nodes;
}

function licenseRow(portalId: PortalId, license: PortalLicense, state: TreeState): TreeNode {
  const { words } = state;
  const { currentMembers: current, maximumMembers: maximum } = license;
  return row({
    id: nodeId(portalId, 'license', 'members'),
    kind: 'license',
    label: words.registeredMembers(),
    description: [
      countText(current, maximum, words),
      overText(current, maximum, words),
      license.version === undefined ? undefined : words.version(license.version),
    ],
    tooltip: [
      line(words.currentMembers(), current === undefined ? words.notReported() : words.count(current)),
      line(words.maximumMembers(), maximum === undefined ? words.notReported() : words.count(maximum)),
      line(words.versionLabel(), license.version),
    ],
    icon: overBy(current, maximum) > 0 ? icons.overAssigned : icons.license,
    flags: ['fact'],
    target: { portalId, branch: { portalId, name: 'license' } },
  });
}

function expiryIcon(at: number | undefined, over: boolean, icon: NodeIcon, state: TreeState): NodeIcon {
  if (over) return icons.overAssigned;
  const expiry = expiryOf(at, state);
  return expiry === 'none' ? icon : icons[expiry];
}

function userTypeRow(portalId: PortalId, type: UserType, state: TreeState): TreeNode {
  const { words } = state;
  const over = overBy(type.current, type.maximum) > 0;
  return row({
    id: nodeId(portalId, 'userType', type.id),
    kind: 'userType',
    label: type.name === type.id ? userTypeName(type.id) : type.name,
    description: [
      countText(type.current, type.maximum, words),
      overText(type.current, type.maximum, words),
      expiryText(type.expiresAt, state),
    ],
    tooltip: [
      line(words.userType(), type.name),
      line(words.rawName(), type.id),
      ...counts(type.current, type.maximum, type.expiresAt, words),
      over ? { value: words.userTypeOverMeans() } : undefined,
    ],
    icon: expiryIcon(type.expiresAt, over, icons.userType, state),
    flags: ['userType', isWritable(state, portalId) ? 'writable' : undefined],
    target: { portalId, userType: type.id, branch: { portalId, name: 'userTypes' } },
  });
}

function counts(
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

/**
 * How many of an app's seats are in use. Where the maximum is the sum over the entitlements of its listing (wire reference 13.1), the assigned
 * entitlements are summed, too; otherwise it is the number of distinct holders. Undefined while the holders have not been read.
 */
function usedOf(
  item: LicensedItem,
  listing: Listing | undefined,
  portalId: PortalId,
  state: TreeState,
): { readonly current: number; readonly atLeast: boolean; readonly summed: boolean } | undefined {
  const branch = state.peek(portalId, 'holders', item.itemId);
  const holders = valueOf(branch);
  if (!holders || isStreaming(branch)) return undefined;
  const owned = listing?.pools.reduce((sum, pool) => sum + pool.num, 0);
  if (listing && listing.pools.length > 1 && owned === item.maximum) {
    const pools = seatsOf(listing, holders).filter(seat => seat.entitlement !== undefined);
    const current = pools.reduce((sum, seat) => sum + (seat.assigned ?? 0), 0);
    return { current, atLeast: holders.partial !== undefined, summed: true };
  }
  return { current: holders.items.length, atLeast: holders.partial !== undefined, summed: false };
}

function itemRow(
  portalId: PortalId,
  kind: 'app' | 'extension',
  item: LicensedItem,
  state: TreeState,
): TreeNode {
  const { words } = state;
  const listing = valueOf(state.peek(portalId, 'listings'))?.find(entry => entry.itemId === item.itemId);
  const used = usedOf(item, listing, portalId, state);
  const over = overBy(used?.current, item.maximum) > 0;
  return row({
    id: nodeId(portalId, kind, item.id, item.itemId),
    kind,
    label: appName(item.id),
    description: [
      countText(used?.current, item.maximum, words, used?.atLeast),
      overText(used?.current, item.maximum, words),
      expiryText(item.expiresAt, state),
    ],
    tooltip: [
      line(words.name(), appName(item.id)),
      line(words.rawName(), item.id),
      line(words.itemId(), item.itemId),
      ...counts(used?.current, item.maximum, item.expiresAt, words),
      used ? { value: used.summed ? words.summedOverEntitlements() : words.countedFromHolders() } : undefined,
    ],
    icon: expiryIcon(item.expiresAt, over, kind === 'app' ? icons.app : icons.extension, state),
    flags: ['licensed'],
    target: {
      portalId,
      itemId: item.itemId,
      targetKind: 'listing',
      branch: { portalId, name: 'holders', key: item.itemId },
    },
    lazy: item.itemId !== '',
  });
}

function bundleRow(portalId: PortalId, bundle: Bundle, state: TreeState): TreeNode {
  const { words } = state;
  const branch = state.peek(portalId, 'bundleHolders', bundle.itemId);
  const holders = isStreaming(branch) ? undefined : valueOf(branch);
  const current = holders?.items.length;
  const over = overBy(current, bundle.maximum) > 0;
  const flags: (NodeFlag | undefined)[] = ['bundle', isWritable(state, portalId) ? 'writable' : undefined];
  return row({
    id: nodeId(portalId, 'bundle', bundle.itemId),
    kind: 'bundle',
    label: bundle.name,
    description: [
      countText(current, bundle.maximum, words, holders?.partial !== undefined),
      overText(current, bundle.maximum, words),
      expiryText(bundle.expiresAt, state),
    ],
    tooltip: [
      line(words.name(), bundle.name),
      line(words.rawName(), bundle.id),
      line(words.itemId(), bundle.itemId),
      ...counts(current, bundle.maximum, bundle.expiresAt, words),
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
    id: nodeId(portalId, 'capability', capability.id),
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

function futureRow(
  portalId: PortalId,
  item: FutureLicenseItem,
  all: readonly FutureLicenseItem[],
  index: number,
  state: TreeState,
): TreeNode {
  const { words } = state;
  const successor = all.some(
    other => other !== item && other.section === item.section && other.id === item.id && other.maximum > 0,
  );
  // A maximum of 0 without a successor says that the current license ends then, not that 0 seats are licensed (wire reference 13.7).
  const ends = item.maximum === 0 && !successor;
  const name = item.section === 'userTypes' ? userTypeName(item.id) : appName(item.id);
  const section = {
    userTypes: words.userTypes,
    appBundles: words.appBundles,
    apps: words.apps,
    extensions: words.extensions,
  }[item.section]();
  const when = item.startsAt;
  return row({
    id: nodeId(portalId, 'futureItem', item.section, item.id, when ?? index),
    kind: 'futureItem',
    label: name,
    description: [
      section,
      when === undefined
        ? ends
          ? words.endsUnknown()
          : words.seats(item.maximum)
        : ends
          ? words.endsOn(when)
          : words.seatsFrom(item.maximum, when),
    ],
    tooltip: [
      line(words.name(), name),
      line(words.rawName(), item.id),
      line(words.section(), section),
      line(words.maximumLabel(), words.count(item.maximum)),
      line(
        ends ? words.ends() : words.starts(),
        when === undefined ? words.notReported() : words.moment(when),
      ),
    ],
    icon: ends ? icons.expiring : icons.future,
    flags: ['fact'],
    target: { portalId, branch: { portalId, name: 'futureLicense' } },
  });
}

/** Rows of a branch: loading, failed with what was known, or the rows; one row where there is nothing. */
function fromBranch<T>(
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

export function userTypeChildren(node: TreeNode, state: TreeState): Children {
  const { portalId } = node.target;
  const types = userTypesOf(state, portalId);
  return fromBranch(node, { portalId, name: 'userTypes' }, state.words.userTypes(), types, state, type =>
    userTypeRow(portalId, type, state),
  );
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

export function futureChildren(node: TreeNode, state: TreeState): Children {
  const { portalId } = node.target;
  const items = valueOf(state.peek(portalId, 'futureLicense'));
  return fromBranch(
    node,
    { portalId, name: 'futureLicense' },
    state.words.futureLicense(),
    items,
    state,
    (item, index) => futureRow(portalId, item, items ?? [], index, state),
  );
}

/** Holders of an app or extension of the license resource, or of a bundle. */
export function itemHolders(node: TreeNode, state: TreeState): Children {
  const { portalId, itemId } = node.target;
  if (itemId === undefined) return { nodes: [], needs: [] };
  const input = { portalId, itemId, listId: node.id, writable: isWritable(state, portalId) };
  return node.kind === 'bundle' ? bundleHolderList(input, state) : holderList(input, state);
}
