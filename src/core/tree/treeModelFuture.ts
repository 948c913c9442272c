// The future license: what is imported and starts later.
import { endsThen } from '../futureLicense';
import { nameOfFuture } from '../licenseNames';
import type { PortalId } from '../ids';
import type { FutureLicenseItem } from '../model';
import { licenseKey, licenseRowId } from './rowPath';
import { valueOf } from './treeModelBranch';
import { icons, line, row } from './treeModelRow';
import { userTypesOf } from './treeModelLicense';
import { fromBranch } from './treeModelLicenseParts';
import type { Children, TreeNode, TreeState } from './treeModelTypes';

function futureRow(
  portalId: PortalId,
  item: FutureLicenseItem,
  all: readonly FutureLicenseItem[],
  index: number,
  state: TreeState,
): TreeNode {
  const { words } = state;
  const ends = endsThen(item, all);
  const name = nameOfFuture(item, {
    userTypes: userTypesOf(state, portalId) ?? [],
    appBundles: valueOf(state.peek(portalId, 'appBundles')) ?? [],
    license: valueOf(state.peek(portalId, 'license')),
  });
  const section = {
    userTypes: words.userTypes,
    appBundles: words.appBundles,
    apps: words.apps,
    extensions: words.extensions,
  }[item.section]();
  const when = item.startsAt;
  return row({
    id: licenseRowId(portalId, 'future', licenseKey.future(item, index)),
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
