// Enterprise 10.6.1 and earlier: the system license with its membership levels, and the group of the imported entitlements.
import type { PortalId } from '../ids';
import type { SystemLicenses } from '../model';
import { licenseKey, licenseRowId } from './rowPath';
import { valueOf } from './treeModelBranch';
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
import type { BranchNeed, Children, TreeNode, TreeState } from './treeModelTypes';

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
        id: licenseRowId(portalId, 'features', licenseKey.feature(feature)),
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
