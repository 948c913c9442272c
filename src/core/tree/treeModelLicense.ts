// User types and app bundles of every portal that has them; apps, extensions, capabilities and the future license of Enterprise 10.7 and later.
// Every field of the `license` resource (seed 004) is in a row or its tooltip.
import { endsThen } from '../futureLicense';
import { nameOfUserType } from '../licenseNames';
import type { PortalId } from '../ids';
import type { PortalLicense, UserType } from '../model';
import { licenseKey, licenseRowId } from './rowPath';
import { isWritable, valueOf } from './treeModelBranch';
import {
  countText,
  expiryText,
  failedRow,
  icons,
  line,
  loadingRow,
  overBy,
  overText,
  row,
} from './treeModelRow';
import { nodeId } from './treeModelText';
import { countLines, expiryIcon, fromBranch, unreadUse, useParts, type Use } from './treeModelLicenseParts';
import { bundlesOf } from './treeModelLicensed';
import type { Children, NodeIcon, NodeKind, TreeBranchName, TreeNode, TreeState } from './treeModelTypes';
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
    flags: ['group', name === 'future' ? 'hasFuture' : undefined],
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
      line(
        words.licenseManager(),
        license.licenseManager && `${license.licenseManager.hostname}:${license.licenseManager.port}`,
      ),
    ],
    icon: overBy(current, maximum) > 0 ? icons.overAssigned : icons.license,
    flags: ['fact'],
    target: { portalId, branch: { portalId, name: 'license' } },
  });
}

function userTypeRow(portalId: PortalId, type: UserType, state: TreeState): TreeNode {
  const { words } = state;
  const over = overBy(type.current, type.maximum) > 0;
  const isEnterprise = valueOf(state.peek(portalId, 'organization'))?.kind === 'enterprise';
  const use: Use = {
    current: type.current,
    maximum: type.maximum,
    // `userLicenseTypes` counts nobody; the license of an Enterprise portal does.
    unread: isEnterprise
      ? unreadUse(state.peek(portalId, 'license'), words.couldNotRead(words.license()), words)
      : undefined,
  };
  const later = futureOf(portalId, type, state);
  return row({
    id: licenseRowId(portalId, 'userTypes', licenseKey.userType(type)),
    kind: 'userType',
    label: nameOfUserType(type),
    description: [...useParts(use, words), expiryText(type.expiresAt, state), ...later],
    tooltip: [
      line(words.userType(), type.name),
      line(words.rawName(), type.id),
      ...countLines(use, type.expiresAt, words),
      ...later.map(text => line(words.futureLicense(), text)),
      over ? { value: words.userTypeOverMeans() } : undefined,
    ],
    icon: expiryIcon(type.expiresAt, over, icons.userType, state),
    flags: [
      'userType',
      isEnterprise ? 'hasFuture' : undefined,
      isWritable(state, portalId) ? 'writable' : undefined,
    ],
    target: { portalId, userType: type.id, branch: { portalId, name: 'userTypes' } },
  });
}

/**
 * What the future license says of a user type, in the order of its dates: seats from a day on, or that the type ends. The end that the present
 * license names already is not said twice.
 */
function futureOf(portalId: PortalId, type: UserType, state: TreeState): readonly string[] {
  const { words } = state;
  const items = (valueOf(state.peek(portalId, 'futureLicense')) ?? []).filter(
    item => item.section === 'userTypes' && item.id === type.id,
  );
  return items
    .toSorted((a, b) => (a.startsAt ?? Infinity) - (b.startsAt ?? Infinity))
    .flatMap(item => {
      const { maximum, startsAt } = item;
      const ends = endsThen(item, items);
      if (startsAt === undefined) return ends ? words.endsUnknown() : words.seats(maximum);
      if (ends) return startsAt === type.expiresAt ? [] : words.endsOn(startsAt);
      return words.seatsFrom(maximum, startsAt);
    });
}

export function userTypeChildren(node: TreeNode, state: TreeState): Children {
  const { portalId } = node.target;
  const types = userTypesOf(state, portalId);
  const children = userTypeRows(node, types, state);
  return valueOf(state.peek(portalId, 'organization'))?.kind === 'enterprise'
    ? { ...children, needs: [...children.needs, { portalId, name: 'futureLicense' }] }
    : children;
}

function userTypeRows(node: TreeNode, types: readonly UserType[] | undefined, state: TreeState): Children {
  const { portalId } = node.target;
  return fromBranch(node, { portalId, name: 'userTypes' }, state.words.userTypes(), types, state, type =>
    userTypeRow(portalId, type, state),
  );
}
