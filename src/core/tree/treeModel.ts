// State of the portals → rows of the tree. Pure: the same state gives the same rows, and asking twice changes nothing.
import type { PortalId } from '../ids';
import type { PortalError } from '../problem';
import type { Listing, Organization, PortalConnection, PortalKind } from '../model';
import { valueOf } from './treeModelBranch';
import { portalCompletion } from './treeModelCompletion';
import { holderChildren } from './treeModelHolders';
import { futureChildren } from './treeModelFuture';
import { portalKeptText } from './treeModelKept';
import { licenseGroups, userTypeChildren, userTypesOf } from './treeModelLicense';
import { bundleChildren, itemHolders, licensedChildren } from './treeModelLicensed';
import { importedAppChildren, importedChildren, importedPartChildren } from './treeModelImported';
import { legacyGroups, systemChildren } from './treeModelLegacy';
import { listingChildren, listingRow, poolChildren, seatsOf } from './treeModelListing';
import { journalChildren, journalGroup, operationChildren } from './treeModelJournal';
import { policiesChildren, policiesGroup, policyChildren } from './treeModelPolicies';
import { emptyRow, failedRow, icons, line, loadingRow, overBy, row, withUniqueIds } from './treeModelRow';
import { nodeId } from './treeModelText';
import type {
  BranchNeed,
  Children,
  LoadState,
  NodeIcon,
  NodeKind,
  TreeBranchName,
  TreeNode,
  TreeState,
} from './treeModelTypes';

/** What the whole view shows; anything but `rows` and `loading` is told by a welcome view, for which the tree has no rows. */
export type TreeStatus = 'noPortal' | 'signedOut' | 'unreachable' | 'empty' | 'loading' | 'rows';

/**
 * With one portal alone that is signed out, out of reach or without any licence, the welcome view explains and offers the way on, so the tree
 * has no rows. As soon as there are several portals, or something is known of the one, rows say it portal by portal.
 */
export function treeStatus(state: TreeState): TreeStatus {
  const [only, ...others] = state.portals;
  if (!only) return 'noPortal';
  if (others.length > 0) return 'rows';
  const organization = state.peek(only.id, 'organization');
  if (valueOf(organization) === undefined) {
    if (organization.state !== 'failed') return 'loading';
    if (organization.problem.fault.kind === 'signIn') return 'signedOut';
    // The welcome view can only say that the network or the address may be wrong; rows say every other reason.
    return isOutOfReach(organization.problem) ? 'unreachable' : 'rows';
  }
  return organization.state !== 'failed' && ownsNothing(state, only) ? 'empty' : 'rows';
}

/** Nothing answered at all. A certificate that is not trusted, a refusal or a reply of another kind come from something that was reached. */
function isOutOfReach({ fault }: PortalError): boolean {
  return fault.kind === 'timeout' || (fault.kind === 'transport' && fault.certificate !== true);
}

/** True when every list that could hold a licence was read and is empty. */
function ownsNothing(state: TreeState, portal: PortalConnection): boolean {
  const none = (name: 'listings' | 'userTypes' | 'appBundles'): boolean => {
    const branch = state.peek(portal.id, name);
    return branch.state === 'ready' && branch.value.length === 0;
  };
  if (!none('listings')) return false;
  // An Enterprise portal always has a license of its own to show.
  return portal.kind === 'online' && none('userTypes') && none('appBundles');
}

/** Rows of the root: one per portal, or none where a welcome view says it all. */
export function rootChildren(state: TreeState): Children {
  const needs = state.portals.map((portal): BranchNeed => ({ portalId: portal.id, name: 'organization' }));
  const status = treeStatus(state);
  const shown = status === 'rows' || status === 'loading';
  return { nodes: shown ? withUniqueIds(state.portals.map(portal => portalRow(portal, state))) : [], needs };
}

const kindIcons: Record<PortalKind, NodeIcon> = {
  online: icons.online,
  enterprise: icons.enterprise,
  legacy: icons.legacy,
};

type Standing = 'loading' | 'signedIn' | 'signedOut' | 'unreachable' | 'failed';

function standingOf(branch: LoadState<Organization>): Standing {
  if (branch.state === 'failed') {
    if (branch.problem.fault.kind === 'signIn') return 'signedOut';
    return isOutOfReach(branch.problem) ? 'unreachable' : 'failed';
  }
  return valueOf(branch) === undefined ? 'loading' : 'signedIn';
}

/** One portal: who is signed in where, whether writing is possible, and why not. */
export function portalRow(portal: PortalConnection, state: TreeState): TreeNode {
  const { words } = state;
  const branch = state.peek(portal.id, 'organization');
  const organization = valueOf(branch);
  const standing = standingOf(branch);
  const isFailed = standing === 'failed' || standing === 'unreachable';
  const access = organization?.access;
  const kind = organization?.kind ?? portal.kind;
  const readOnly = access?.canManageLicenses === false;
  const kindText = { online: words.online, enterprise: words.enterprise, legacy: words.enterprise }[kind]();
  const icon =
    standing === 'signedOut'
      ? icons.signedOut
      : isFailed
        ? icons.failed
        : portal.sample
          ? icons.sample
          : kindIcons[kind];
  return row({
    id: nodeId(portal.id),
    kind: 'portal',
    label: portal.name,
    description: [
      {
        loading: words.connecting(),
        signedOut: words.signedOut(),
        unreachable: words.unreachable(),
        failed: branch.state === 'failed' ? words.failedBecause(branch.problem.message) : undefined,
        signedIn: undefined,
      }[standing],
      // First what tells portals of one name apart: a narrow side bar shows little more.
      organization?.version !== undefined && kind !== 'online'
        ? `${kindText} ${organization.version}`
        : kindText,
      portal.sample ? words.samplePortal() : undefined,
      access?.username ?? portal.username,
      readOnly ? words.readOnlyBecause(access.username) : undefined,
      portalKeptText(portal.id, state),
    ],
    tooltip: [
      line(words.portal(), portal.name),
      line(words.organization(), organization?.name),
      line(words.address(), portal.url),
      line(words.kind(), kindText),
      line(words.versionLabel(), organization?.version),
      line(words.sharingVersion(), organization?.apiVersion?.toString()),
      line(words.organizationId(), portal.orgId),
      line(
        words.signedInAs(),
        access
          ? `${access.fullName} (${access.username})`
          : standing === 'signedIn'
            ? portal.username
            : undefined,
      ),
      line(words.role(), access?.role),
      line(
        words.maximumMembers(),
        organization?.maxUsers === undefined ? undefined : words.count(organization.maxUsers),
      ),
      line(
        words.subscriptionEnds(),
        organization?.subscriptionEndsAt === undefined
          ? undefined
          : portal.timeZone === undefined
            ? words.moment(organization.subscriptionEndsAt)
            : words.moment(organization.subscriptionEndsAt, portal.timeZone),
      ),
      line(words.timeZone(), portal.timeZone ?? words.computerZone()),
      readOnly ? { value: words.readOnlyMeans(access.role) } : undefined,
      branch.state === 'failed' ? line(words.problem(), branch.problem.message) : undefined,
    ],
    icon,
    flags: [
      'portal',
      kind,
      portal.sample ? 'sample' : undefined,
      isFailed ? 'failed' : standing,
      isFailed ? 'retry' : undefined,
      readOnly ? 'readOnly' : undefined,
      access?.canManageLicenses === true ? 'writable' : undefined,
      ...portalCompletion(portal.id, state),
    ],
    target: { portalId: portal.id, branch: { portalId: portal.id, name: 'organization' } },
    lazy: true,
    open: state.portals.length === 1,
  });
}

/** Listings in the order of their titles; those with one title in the order of their ids. */
function byTitle(listings: readonly Listing[]): readonly Listing[] {
  return listings.toSorted((a, b) => a.title.localeCompare(b.title) || (a.itemId < b.itemId ? -1 : 1));
}

function listingRows(portalId: PortalId, parentId: string, state: TreeState): readonly TreeNode[] {
  const { words } = state;
  const branch = state.peek(portalId, 'listings');
  const listings = valueOf(branch);
  const nodes: TreeNode[] = [];
  if (branch.state === 'failed')
    nodes.push(failedRow(parentId, words.listings(), branch.problem, { portalId, name: 'listings' }, words));
  else if (!listings) nodes.push(loadingRow(parentId, { portalId }, words));
  if (!listings) return nodes;
  const titles = new Map<string, number>();
  for (const listing of listings) titles.set(listing.title, (titles.get(listing.title) ?? 0) + 1);
  for (const listing of byTitle(listings))
    nodes.push(listingRow(portalId, listing, (titles.get(listing.title) ?? 0) > 1, state));
  if (listings.length === 0) nodes.push(emptyRow(parentId, words.noListings(), { portalId }));
  return nodes;
}

/** What the rows of an open portal are made of; each is one request. */
const portalBranches: Record<PortalKind, readonly TreeBranchName[]> = {
  online: ['listings', 'userTypes', 'appBundles'],
  enterprise: ['listings', 'license', 'userTypes', 'appBundles'],
  legacy: ['listings', 'systemLicenses'],
};

function portalChildren(node: TreeNode, state: TreeState): Children {
  const { portalId } = node.target;
  const portal = state.portals.find(item => item.id === portalId);
  if (!portal) return { nodes: [], needs: [] };
  const { words } = state;
  const own: BranchNeed = { portalId, name: 'organization' };
  const branch = state.peek(portalId, 'organization');
  const organization = valueOf(branch);
  const nodes: TreeNode[] = [];
  if (branch.state === 'failed')
    nodes.push(failedRow(node.id, words.thePortal(), branch.problem, own, words));
  else if (!organization) nodes.push(loadingRow(node.id, { portalId }, words));
  if (!organization) return { nodes, needs: [own] };
  nodes.push(...listingRows(portalId, node.id, state));
  if (organization.kind === 'legacy') nodes.push(...legacyGroups(portalId, state));
  else nodes.push(...licenseGroups(portalId, organization.kind === 'enterprise', state));
  nodes.push(...policiesGroup(portalId, state));
  if (state.journal !== undefined) nodes.push(journalGroup(portalId, state));
  const needs = portalBranches[organization.kind].map((name): BranchNeed => ({ portalId, name }));
  // Nothing is asked of a portal that has just been out of reach or refused the sign-in: Retry and Sign In do.
  return { nodes: withUniqueIds(nodes), needs: branch.state === 'failed' ? [] : [own, ...needs] };
}

const expand: Partial<Record<NodeKind, (node: TreeNode, state: TreeState) => Children>> = {
  portal: portalChildren,
  listing: listingChildren,
  pools: poolChildren,
  holder: holderChildren,
  userTypes: userTypeChildren,
  bundles: bundleChildren,
  bundle: itemHolders,
  apps: licensedChildren,
  extensions: licensedChildren,
  capabilities: licensedChildren,
  app: itemHolders,
  extension: itemHolders,
  future: futureChildren,
  system: systemChildren,
  imported: importedChildren,
  importedApp: importedAppChildren,
  importedPart: importedPartChildren,
  journal: journalChildren,
  operation: operationChildren,
  policies: policiesChildren,
  policy: policyChildren,
};

/** Rows below `node`, or the root's; with the branches to read so that they can be filled. Starts nothing and never throws for a portal's failure. */
export function childrenOf(node: TreeNode | undefined, state: TreeState): Children {
  if (!node) return rootChildren(state);
  return expand[node.kind]?.(node, state) ?? { nodes: [], needs: [] };
}

/**
 * How many pools are known to be over-assigned: entitlements and listings whose holders were read, user types that the portal counts. What has
 * not been read is not counted.
 */
export function overAssignedCount(state: TreeState): number {
  let count = 0;
  for (const { id } of state.portals) {
    for (const listing of valueOf(state.peek(id, 'listings')) ?? []) {
      const holders = state.peek(id, 'holders', listing.itemId);
      if (holders.state === 'loading' && holders.readAt === undefined) continue;
      count += seatsOf(listing, valueOf(holders)).filter(seat => seat.over > 0).length;
    }
    count += (userTypesOf(state, id) ?? []).filter(type => overBy(type.current, type.maximum) > 0).length;
  }
  return count;
}

/** The rows from the root to a listing, so that it can be revealed; undefined where it is not among what was read. */
export function pathToListing(
  portalId: PortalId,
  itemId: string,
  state: TreeState,
): readonly TreeNode[] | undefined {
  const portal = rootChildren(state).nodes.find(node => node.target.portalId === portalId);
  if (!portal) return undefined;
  const listing = childrenOf(portal, state).nodes.find(
    node => node.kind === 'listing' && node.target.itemId === itemId,
  );
  return listing ? [portal, listing] : undefined;
}
