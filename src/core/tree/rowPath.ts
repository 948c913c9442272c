// Where the tree shows what a bar of the charts stands for. The ids of those rows are made here, for the tree and for the charts alike.
import type { PortalId } from '../ids';
import type { FutureLicenseItem, LicensedItem, PortalKind, SystemLicenses } from '../model';
import type { BarTarget, LicenseSection } from '../series/seriesTypes';
import { nodeId } from './treeModelText';
import type { BranchNeed, NodeKind, TreeBranchName } from './treeModelTypes';

/** The group of a section, and what the ids of its rows begin with. */
const rowsOf: Readonly<
  Record<LicenseSection, { readonly group: NodeKind; readonly row: readonly NodeKind[] }>
> = {
  userTypes: { group: 'userTypes', row: ['userType'] },
  appBundles: { group: 'bundles', row: ['bundle'] },
  apps: { group: 'apps', row: ['app'] },
  extensions: { group: 'extensions', row: ['extension'] },
  capabilities: { group: 'capabilities', row: ['capability'] },
  future: { group: 'future', row: ['futureItem'] },
  features: { group: 'system', row: ['system', 'feature'] },
};

/** What tells one row of a section from the others, in ids as the portal wrote them. */
export const licenseKey = {
  userType: (type: { readonly id: string }) => [type.id],
  bundle: (bundle: Pick<LicensedItem, 'itemId'>) => [bundle.itemId],
  item: (item: Pick<LicensedItem, 'id' | 'itemId'>) => [item.id, item.itemId],
  capability: (capability: { readonly id: string }) => [capability.id],
  /** `index`: its place in the list, which stands for a start that is not known. */
  future: (item: FutureLicenseItem, index: number) => [item.section, item.id, String(item.startsAt ?? index)],
  feature: (feature: Pick<SystemLicenses['features'][number], 'level' | 'name'>) => [
    feature.level,
    feature.name,
  ],
} as const satisfies Record<string, (...args: never[]) => readonly string[]>;

/** Id of the row of a section; `key` is one of {@link licenseKey}. */
export function licenseRowId(portalId: PortalId, section: LicenseSection, key: readonly string[]): string {
  return nodeId(portalId, ...rowsOf[section].row, ...key);
}

/** Id of the row of a listing: `portalId/listing/itemId`. */
export const listingNodeId = (portalId: PortalId, itemId: string): string =>
  nodeId(portalId, 'listing', itemId);

/** Id of the row of a product with imported entitlements (10.6.1 and earlier). */
export const importedAppNodeId = (portalId: PortalId, appId: string): string =>
  nodeId(portalId, 'importedApp', appId);

/** Ids of the rows from the portal's own to the one that a bar stands for. */
export function rowPath(portalId: PortalId, target: BarTarget): readonly string[] {
  const portal = nodeId(portalId);
  switch (target.kind) {
    case 'portal':
      return [portal];
    case 'system':
      return [portal, nodeId(portalId, 'system')];
    case 'listing':
      return [portal, listingNodeId(portalId, target.itemId)];
    case 'queue':
      return [portal, nodeId(portalId, 'imported'), importedAppNodeId(portalId, target.appId)];
    case 'license':
      return [
        portal,
        nodeId(portalId, rowsOf[target.section].group),
        licenseRowId(portalId, target.section, target.key),
      ];
  }
}

const branchesOf: Readonly<Record<LicenseSection, readonly TreeBranchName[]>> = {
  userTypes: ['license', 'userTypes'],
  appBundles: ['license', 'appBundles'],
  apps: ['license'],
  extensions: ['license'],
  capabilities: ['license'],
  future: ['license', 'futureLicense'],
  features: ['systemLicenses'],
};

/** What has to be read before the row of a bar can be there; the resources that this kind of portal has. */
export function rowNeeds(portalId: PortalId, kind: PortalKind, target: BarTarget): readonly BranchNeed[] {
  const names: readonly TreeBranchName[] =
    target.kind === 'listing' ? ['listings'] : target.kind === 'license' ? branchesOf[target.section] : [];
  return (['organization', ...names] as const)
    .filter(name => name !== 'license' || kind === 'enterprise')
    .map(name => ({ portalId, name }));
}
