// The current state of the targets of a plan, read anew: a plan rests on what the portal says now, not on what a view showed.
import { unlessAborted } from '../core/async';
import type { Entitlement, ItemId, PortalId, Username } from '../core/ids';
import { itemId, userKey } from '../core/ids';
import { bundleEntitlement } from '../core/catalog';
import { l10n } from '../core/l10n';
import { extensionProblem, licensedPools, outsidePurchases } from '../core/licensedProducts';
import type { LicensedProduct } from '../core/licensedProducts';
import type { AppBundle, Holder, Listed, Listing } from '../core/model';
import type { Holding, Target, TargetState } from '../core/planTypes';
import { freshPart } from '../core/olderRows';
import type { PortalError } from '../core/problem';
import type { Rows } from '../core/rows';
import { hasBranch } from './branchLoads';
import type { Connections } from './connectionTypes';
import type { Branch, BranchRef, BranchValues, Inventory } from './inventoryTypes';
import { readIncluded } from './apply/includedLevels';
import { pickMembers } from './apply/pickMembers';
import { readEach } from './apply/singleReads';
import type { MemberReads } from './apply/singleReads';
import type { Clock } from './ports';

export interface StateReaderDeps {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly clock: Clock;
}

/** So few members are read one by one where a complete list of this age at most is at hand for the seats. */
const fewMembers = 5;
const freshMs = 60_000;
/** Rows of one page where the portal pages the list (wire reference 8.1): what reading it anew may cost. */
const pageRows = 100;

function holdingsOf(list: Listed<Holder> | undefined, reads: MemberReads): Map<string, Holding> {
  const holdings = new Map<string, Holding>();
  const put = ({ username, entitlements, offline, offlineSince }: Holder): void => {
    holdings.set(userKey(username), {
      username,
      entitlements,
      offline,
      ...(offlineSince === undefined ? {} : { offlineSince }),
    });
  };
  for (const row of list?.items ?? []) put(row);
  for (const row of reads.rows.values()) put(row);
  return holdings;
}

/** A branch as the portal states it now: as it is at hand where it was just read, else read anew. */
async function current<N extends 'listings' | 'appBundles' | 'license'>(
  { inventory, clock }: StateReaderDeps,
  ref: BranchRef<N>,
  signal?: AbortSignal,
): Promise<Branch<BranchValues[N]>> {
  const known = inventory.peek(ref);
  const fresh = known.state === 'ready' && clock.now() - known.readAt <= freshMs;
  return unlessAborted(fresh ? inventory.load(ref) : inventory.refresh(ref), signal);
}

const problemText = (target: Target, problem: PortalError): string => {
  const told = target.licensedAs === 'extension' ? extensionProblem(problem, target.title) : problem;
  if (told !== problem) return told.message;
  switch (problem.fault.kind) {
    case 'listingUnavailable':
      return problem.fault.reason === 'notPerUser'
        ? l10n.t('This product is not licensed per member; there is nothing to assign.')
        : problem.message;
    default:
      return l10n.t('What its members hold could not be read: {0}', problem.message);
  }
};

interface Context {
  readonly deps: StateReaderDeps;
  readonly portalId: PortalId;
  readonly usernames: readonly Username[];
  readonly signal: AbortSignal | undefined;
  /** Every holder counts, and not the named ones alone: the list is read anew, however fresh it is. */
  readonly isWhole: boolean;
}

function unavailable(target: Target, text: string): TargetState {
  return { target, pools: [], holdings: new Map(), complete: false, unavailable: text };
}

/** A product whose holders `userEntitlements` lists, and its seats. */
interface Source {
  readonly target: Target;
  /** Total seats as the plan knows them, per entitlement. */
  readonly pools: (holders: Rows<Holder>) => TargetState['pools'];
  readonly maxUsers?: number | undefined;
  readonly ends?: TargetState['ends'] | undefined;
}

const sourceOfListing = (listing: Listing): Source => ({
  target: { kind: 'listing', itemId: listing.itemId, title: listing.title },
  pools: () => listing.pools.map(({ key, num }) => ({ key, total: num })),
  maxUsers: listing.maxUsers,
  ends:
    listing.endsAt === undefined
      ? undefined
      : { kind: listing.status === 'trial' ? 'trialEnds' : 'listingEnds', at: listing.endsAt },
});

const sourceOfLicensed = (item: LicensedProduct): Source => ({
  target: { kind: 'listing', itemId: item.itemId, title: item.title, licensedAs: item.section },
  pools: holders => licensedPools(item, holders),
  ends: item.expiresAt === undefined ? undefined : { kind: 'listingEnds', at: item.expiresAt },
});

/** Holders without those of `usernames`. */
function otherHolders(rows: Iterable<Holder>, usernames: readonly Username[]): Username[] {
  const named = new Set(usernames.map(userKey));
  const found: Username[] = [];
  for (const { username } of rows) if (!named.has(userKey(username))) found.push(username);
  return found;
}

async function listingState(context: Context, source: Source): Promise<TargetState> {
  const { deps, portalId, usernames, signal, isWhole } = context;
  const { target } = source;
  const ref = { portalId, name: 'holders', key: target.itemId } as const;
  const client = deps.connections.client(portalId);

  const known = deps.inventory.peek(ref);
  let list =
    !isWhole && known.state === 'ready' && !known.value.partial && deps.clock.now() - known.readAt < freshMs
      ? known.value
      : undefined;
  let reads: MemberReads | undefined;
  if (list && usernames.length <= fewMembers && list.items.length > usernames.length * pageRows) {
    reads = await readEach(client, target, usernames, signal);
    const listed = new Set(list.items.map(row => userKey(row.username)));
    // A member of the list of whom a single read says "nothing": the list, read anew, decides (see pickMembers).
    // So it does where it leaves out one who holds something.
    const differs = [...reads.rows].some(([key, row]) => (row.entitlements.length === 0) === listed.has(key));
    if (differs) reads = undefined;
  }
  if (!list || !reads) {
    const branch: Branch<Listed<Holder>> = await unlessAborted(deps.inventory.refresh(ref), signal);
    signal?.throwIfAborted();
    if (branch.state === 'failed') {
      const { fault } = branch.problem;
      const notPerUser = fault.kind === 'listingUnavailable' && fault.reason === 'notPerUser';
      return {
        ...unavailable(target, problemText(target, branch.problem)),
        ...(notPerUser ? { notPerUser } : {}),
      };
    }
    if (branch.state !== 'ready')
      return unavailable(target, l10n.t('Reading what its members hold was stopped.'));
    // Older rows are for the eye: a plan rests on what was just read.
    const read = freshPart(branch.value);
    reads = await pickMembers(client, target, usernames, read, { signal });
    list = reads.list ?? read;
    if (list.partial && list !== read) deps.inventory.markPartial(portalId, target.itemId, list.partial);
  }
  const pools = source.pools(list.items);
  // In a policy whoever holds something may lose it, named or not: a level that comes with the user type is nobody's to take.
  const { items } = list;
  const concerned = isWhole ? [...usernames, ...otherHolders(items, usernames)] : usernames;
  const { rows, ...included } = await readIncluded({
    client,
    target,
    pools,
    list,
    usernames: concerned.filter(name => !reads.failed.has(userKey(name))),
    signal,
    now: deps.clock.now(),
  });
  const holdings = holdingsOf(list, { ...reads, rows: new Map([...reads.rows, ...rows]) });
  // Who could not be read must not pass for a member with the set of an older list, or with none.
  for (const key of reads.failed.keys()) holdings.delete(key);
  return {
    target,
    pools,
    ...(source.maxUsers === undefined ? {} : { maxUsers: source.maxUsers }),
    holdings,
    ...included,
    complete: !list.partial && reads.failed.size === 0,
    ...(source.ends === undefined ? {} : { ends: source.ends }),
  };
}

async function bundleState(context: Context, bundle: AppBundle): Promise<TargetState> {
  const { deps, portalId, usernames, signal } = context;
  const target: Target = { kind: 'appBundle', itemId: bundle.itemId, title: bundle.name };
  const ref = { portalId, name: 'bundleHolders', key: bundle.itemId } as const;
  const branch = await unlessAborted(deps.inventory.refresh(ref), signal);
  signal?.throwIfAborted();
  if (branch.state === 'failed') return unavailable(target, problemText(target, branch.problem));
  if (branch.state !== 'ready') return unavailable(target, l10n.t('Reading who holds it was stopped.'));
  const set: readonly Entitlement[] = [bundleEntitlement];
  const list: Listed<Holder> = {
    ...branch.value,
    items: branch.value.items.map(name => ({ username: name, entitlements: set, offline: false })),
  };
  const reads = await pickMembers(deps.connections.client(portalId), target, usernames, list, { signal });
  return {
    target,
    pools: [{ key: bundleEntitlement, ...(bundle.maximum === undefined ? {} : { total: bundle.maximum }) }],
    holdings: holdingsOf(list, reads),
    complete: !list.partial,
  };
}

/**
 * The current state of each of `itemIds` (listings, app bundles, or apps and user type extensions of the license), in their order, with what
 * each of `usernames` holds. Read anew; a target that cannot be read or written says so in `unavailable` and does not keep the others from being
 * read. An expired listing can be written: what members hold of it has to be removed by hand (wire reference 8.3).
 * @param isWhole whoever else holds something is read anew as well, which costs the whole list
 * @throws AbortError when `signal` fires.
 */
export async function readTargets(
  deps: StateReaderDeps,
  portalId: PortalId,
  itemIds: readonly ItemId[],
  usernames: readonly Username[],
  signal?: AbortSignal,
  isWhole = false,
): Promise<TargetState[]> {
  const context: Context = { deps, portalId, usernames, signal, isWhole };
  const kind = deps.connections.get(portalId)?.kind ?? 'online';
  const listings = await current(deps, { portalId, name: 'listings' }, signal);
  const known = listings.state === 'ready' ? listings.value : undefined;
  const isListing = (id: ItemId): boolean => known?.some(listing => listing.itemId === id) ?? false;
  const all = itemIds.every(isListing);
  const [bundles, license] = await Promise.all([
    all ? undefined : current(deps, { portalId, name: 'appBundles' }, signal),
    all || !hasBranch(kind, 'license') ? undefined : current(deps, { portalId, name: 'license' }, signal),
  ]);
  const licensed = license?.state === 'ready' ? outsidePurchases(license.value, known) : [];

  return Promise.all(
    [...new Set(itemIds.map(id => id.trim()))].map(async text => {
      const id = itemId(text);
      const listing = known?.find(candidate => candidate.itemId === id);
      if (listing) return listingState(context, sourceOfListing(listing));
      const bundle =
        bundles?.state === 'ready' ? bundles.value.find(candidate => candidate.itemId === id) : undefined;
      if (bundle) return bundleState(context, bundle);
      const item = licensed.find(candidate => candidate.itemId === id);
      if (item) return listingState(context, sourceOfLicensed(item));
      const target: Target = { kind: 'listing', itemId: id, title: id };
      if (listings.state === 'failed')
        return unavailable(target, l10n.t('The products could not be read: {0}', listings.problem.message));
      if (bundles?.state === 'failed' && bundles.problem.fault.kind !== 'versionUnsupported')
        return unavailable(target, l10n.t('The app bundles could not be read: {0}', bundles.problem.message));
      if (license?.state === 'failed')
        return unavailable(
          target,
          l10n.t('The portal’s license could not be read: {0}', license.problem.message),
        );
      return unavailable(
        target,
        l10n.t('The organization has no listing, app bundle or user type extension with this item id.'),
      );
    }),
  );
}
