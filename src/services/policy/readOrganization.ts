// What a policy has to be compared with, read anew: members, groups and rosters it names, products, and who holds what of those it governs.
import pLimit from 'p-limit';
import { unlessAborted } from '../../core/async';
import { isBlocking } from '../../core/files/fileProblem';
import { readRoster } from '../../core/files/roster';
import type { ItemId, PortalId, Username } from '../../core/ids';
import { l10n } from '../../core/l10n';
import type { TargetState } from '../../core/planTypes';
import { isAbort, messageOf } from '../../core/problem';
import { known, unread } from '../../core/policy/policyOrganization';
import type {
  Known,
  PolicyGroup,
  PolicyHeld,
  PolicyOrganization,
} from '../../core/policy/policyOrganization';
import type { PolicyNeeds } from '../../core/policy/policyWalk';
import type { PortalClient } from '../../arcgis/portalClient';
import { hasBranch } from '../branchLoads';
import type { Connections } from '../connectionTypes';
import type { Branch, BranchName, BranchValues, Inventory } from '../inventoryTypes';
import { readTargets } from '../stateReader';
import type { Clock } from '../ports';

export interface PolicyReadingDeps {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly clock: Clock;
  /** The text of a roster beside the policy. Throws where it cannot be read, with a reason for people. */
  readonly rosterText: (path: string) => Promise<string>;
}

const groupsAtOnce = 4;

/** The reason of a failure that leaves a part unread; an abort is thrown. */
function whyUnread(error: unknown): Known<never> {
  if (isAbort(error)) throw error;
  return unread(messageOf(error));
}

async function branchOf<N extends BranchName>(
  { inventory }: Pick<PolicyReadingDeps, 'inventory'>,
  portalId: PortalId,
  name: N,
  signal: AbortSignal | undefined,
): Promise<Known<BranchValues[N]>> {
  const branch: Branch<BranchValues[N]> = await unlessAborted(inventory.refresh({ portalId, name }), signal);
  if (branch.state === 'ready') return known(branch.value);
  return unread(branch.state === 'failed' ? branch.problem.message : l10n.t('Reading it was stopped.'));
}

/** The groups of these ids or titles, each with its members or why they could not be read. @throws AbortError when `signal` fires. */
export async function readGroups(
  client: PortalClient,
  names: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Known<readonly PolicyGroup[]>> {
  const limit = pLimit(groupsAtOnce);
  try {
    const found = await Promise.all(names.map(name => limit(() => client.findGroups(name, signal))));
    const groups = new Map(found.flat().map(group => [group.id, group]));
    return known(
      await Promise.all(
        [...groups.values()].map(group =>
          limit(async (): Promise<PolicyGroup> => ({
            ...group,
            members: await client.groupMembers(group.id, signal).then(known, whyUnread),
          })),
        ),
      ),
    );
  } catch (error) {
    return whyUnread(error);
  }
}

/** User names of a roster. One with a fault is unread: a line that is not understood would take licenses from its member. */
async function readNames(
  rosterText: PolicyReadingDeps['rosterText'],
  path: string,
): Promise<Known<readonly string[]>> {
  let text: string;
  try {
    text = await rosterText(path);
  } catch (error) {
    return whyUnread(error);
  }
  const { content, problems } = readRoster(text);
  const fault = problems.find(({ severity }) => severity !== 'information');
  if (fault !== undefined || isBlocking(problems))
    return unread(fault?.message ?? l10n.t('It cannot be read.'));
  return known(content.assignments.flatMap(({ users }) => users.map(user => user.text)));
}

/** User names of rosters, by path. @throws AbortError where `rosterText` does */
export async function readRosters(
  rosterText: PolicyReadingDeps['rosterText'],
  paths: readonly string[],
): Promise<PolicyOrganization['rosters']> {
  return new Map(
    await Promise.all(paths.map(async path => [path, await readNames(rosterText, path)] as const)),
  );
}

/**
 * Reads everything but who holds what. A part that cannot be read says why in its place; none keeps the others from being read.
 * @throws AbortError when `signal` fires; PortalError `badInput` for an unknown portal.
 */
export async function readOrganization(
  deps: PolicyReadingDeps,
  portalId: PortalId,
  needs: PolicyNeeds,
  signal?: AbortSignal,
): Promise<PolicyOrganization> {
  const client = deps.connections.client(portalId);
  const connection = deps.connections.get(portalId);
  const kind = connection?.kind ?? 'online';
  const absent = unread(l10n.t('This portal has none: they came with Enterprise 10.7.'));
  const [listings, appBundles, userTypes, roles, members, groups, rosters] = await Promise.all([
    branchOf(deps, portalId, 'listings', signal),
    hasBranch(kind, 'appBundles') ? branchOf(deps, portalId, 'appBundles', signal) : absent,
    hasBranch(kind, 'userTypes') ? branchOf(deps, portalId, 'userTypes', signal) : absent,
    needs.roles ? client.roles(signal).then(known, whyUnread) : known([]),
    client.members(signal === undefined ? {} : { signal }).then(known, whyUnread),
    needs.groups.length === 0 ? known([]) : readGroups(client, needs.groups, signal),
    readRosters(deps.rosterText, needs.rosters),
  ]);
  return {
    timeZone: connection?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    listings,
    appBundles,
    userTypes,
    roles,
    members,
    groups,
    rosters,
    held: new Map(),
  };
}

/** Who holds what of these targets (listings and app bundles), read anew. @throws AbortError when `signal` fires. */
export async function readHeld(
  deps: PolicyReadingDeps,
  portalId: PortalId,
  itemIds: readonly ItemId[],
  usernames: readonly Username[],
  signal?: AbortSignal,
): Promise<{
  readonly states: readonly TargetState[];
  readonly held: ReadonlyMap<ItemId, Known<PolicyHeld>>;
}> {
  const states = await readTargets(deps, portalId, itemIds, usernames, signal, true);
  const held = states.map(({ target, unavailable, holdings, complete }): [ItemId, Known<PolicyHeld>] => [
    target.itemId,
    unavailable === undefined ? known({ holdings, complete }) : unread(unavailable),
  ]);
  return { states, held: new Map(held) };
}
