// What an import would leave over-assigned: reads who holds what the file is about, and simulates (issue section 5, the second confirmation).
import { overAssignedOf } from '../core/files/overAssigned';
import { productCandidates } from '../core/files/productListing';
import { entitlement } from '../core/ids';
import type { ItemId, UserTypeId } from '../core/ids';
import type {
  EntitlementsQueue,
  FutureLicenseItem,
  Holder,
  LicenseFileContent,
  Listed,
  Listing,
  Member,
  PortalConnection,
  PortalLicense,
} from '../core/model';
import type { OverAssigned } from '../core/planTypes';
import { l10n } from '../core/l10n';
import { isAbort, messageOf } from '../core/problem';
import { readingsThatDiffer } from '../core/timeline/readings';
import { simulate } from '../core/timeline/simulate';
import type { SimulatedFile, SimulationInput } from '../core/timeline/simulationInput';
import type { Connections } from './connectionTypes';
import type { Inventory } from './inventoryTypes';
import type { Clock } from './ports';

/** What the import has read already. */
export interface ImportFacts {
  readonly listings?: readonly Listing[];
  readonly queue?: EntitlementsQueue;
  readonly license?: PortalLicense;
  readonly future?: readonly FutureLicenseItem[];
  /** The product's listing, where it is one. */
  readonly itemId?: ItemId;
  readonly why?: WhyUnread;
}

/** Why something could not be read, in words. */
export interface WhyUnread {
  listings?: string;
  license?: string;
}

export interface OutlookDeps {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly clock: Clock;
}

/** With so many members the whole list is read; above it, those of the user types in question. */
const readWhole = 2_000;
/** So many lists are read at a time. */
const atATime = 4;

type Unread = NonNullable<SimulationInput['unread']>[number];

export interface ImportOutlook {
  readonly overAssigned?: OverAssigned;
  /** What could not be found out, so that more may be over-assigned: whole sentences. */
  readonly unknown: readonly string[];
}

/** Never throws for what a portal does: what could not be read is told in the result. */
export async function importOutlook(
  deps: OutlookDeps,
  connection: PortalConnection,
  file: SimulatedFile,
  facts: ImportFacts,
): Promise<ImportOutlook> {
  const unread: Unread[] = [...missing(connection, file, facts)];
  const holders = {
    ...(await readHolders(deps, connection, itemsOf(file, facts), unread)),
    ...(file.kind === 'license' ? await readBundles(deps, connection, facts, unread) : {}),
  };
  const members =
    facts.license === undefined ? undefined : await readMembers(deps, connection, file, facts, unread);
  const input: SimulationInput = {
    portalKind: connection.kind,
    now: deps.clock.now(),
    timeZone: connection.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    file,
    // An entitlements file is about one product, whatever is wrong with the others.
    ...(facts.listings === undefined
      ? {}
      : {
          listings: facts.listings.filter(one => file.kind === 'license' || one.itemId === facts.itemId),
        }),
    ...(facts.queue === undefined ? {} : { queues: [facts.queue] }),
    ...(facts.license === undefined ? {} : { license: facts.license }),
    ...(facts.future === undefined ? {} : { futureLicense: facts.future }),
    holders,
    ...(members === undefined ? {} : { members }),
    unread,
  };
  const timeline = simulate(input);
  // What a portal does is not confirmed everywhere: what falls short in any of the ways it may behave is asked about.
  const overAssigned = overAssignedOf(timeline, readingsThatDiffer(input));
  const cut = timeline.subjects.filter(one => one.atLeast && one.kind !== 'entitlement');
  return {
    ...(overAssigned === undefined ? {} : { overAssigned }),
    unknown: [
      ...unread.map(({ why }) =>
        l10n.t('Whether this import leaves something over-assigned is not known for all of it. {0}', why),
      ),
      ...(cut.length === 0
        ? []
        : [
            l10n.t(
              'The portal cuts the list of who holds {0}: more may be over-assigned than can be told.',
              cut.map(one => one.label).join(', '),
            ),
          ]),
    ],
  };
}

/** What the import has tried to read and has not, and what it could not tell: of that nothing can be counted. */
function missing(
  { name }: PortalConnection,
  file: SimulatedFile,
  { license, listings, queue, itemId, why }: ImportFacts,
): readonly Unread[] {
  const found: Unread[] = [];
  if (file.kind === 'license' && license === undefined)
    found.push({
      what: 'license',
      why: l10n.t('The license of {0} could not be read. {1}', name, why?.license ?? '').trim(),
    });
  if (listings === undefined)
    found.push({
      what: 'listings',
      why: l10n.t('The purchases of {0} could not be read. {1}', name, why?.listings ?? '').trim(),
    });
  else if (file.kind === 'entitlements' && itemId === undefined) {
    const { content, appId } = file;
    const keys = content.parts.flatMap(({ part }) => part.pools.map(({ key }) => key));
    const isNew = queue?.itemId === undefined && productCandidates({ appId, keys, listings })?.length === 0;
    // Of a product that the portal does not have, nobody holds anything.
    if (!isNew)
      found.push({
        what: 'listings',
        why: l10n.t('Which purchase of {0} is the product {1} could not be told.', name, appId),
      });
  }
  return found;
}

/** Whose holders count: of an entitlements file the product, of a license file every app and extension of the portal. */
function itemsOf(file: SimulatedFile, { license, itemId }: ImportFacts): readonly ItemId[] {
  if (file.kind === 'entitlements') return itemId === undefined ? [] : [itemId];
  return [...new Set([...(license?.apps ?? []), ...(license?.extensions ?? [])].map(one => one.itemId))];
}

async function readHolders(
  { inventory }: OutlookDeps,
  { id: portalId }: PortalConnection,
  items: readonly ItemId[],
  unread: Unread[],
): Promise<Record<string, Listed<Holder>>> {
  const found: Record<string, Listed<Holder>> = {};
  const rest = [...items];
  const next = async (): Promise<void> => {
    for (let key = rest.shift(); key !== undefined; key = rest.shift()) {
      const branch = await inventory.refresh({ portalId, name: 'holders', key });
      if (branch.state === 'ready') found[key] = branch.value;
      // What is not licensed per member has no holders: there is nothing to be over-assigned.
      else if (branch.state === 'failed' && branch.problem.fault.kind !== 'listingUnavailable')
        unread.push({ what: 'holders', why: branch.problem.message });
    }
  };
  await Promise.all(Array.from({ length: atATime }, next));
  return found;
}

/** The holders of every app bundle of the license: each takes one seat of it. */
async function readBundles(
  { inventory }: OutlookDeps,
  { id: portalId }: PortalConnection,
  { license }: ImportFacts,
  unread: Unread[],
): Promise<Record<string, Listed<Holder>>> {
  const found: Record<string, Listed<Holder>> = {};
  for (const { id, itemId } of license?.appBundles ?? []) {
    const branch = await inventory.refresh({ portalId, name: 'bundleHolders', key: itemId });
    if (branch.state === 'ready') {
      const { items, ...rest } = branch.value;
      const held = [entitlement(id)];
      found[itemId] = {
        ...rest,
        items: items.map(username => ({ username, entitlements: held, offline: false })),
      };
    } else if (branch.state === 'failed') unread.push({ what: 'holders', why: branch.problem.message });
  }
  return found;
}

/** Members of the user types that the file gives fewer seats than they have members, at any time; all where they are few. */
async function readMembers(
  { connections }: OutlookDeps,
  { id: portalId }: PortalConnection,
  file: SimulatedFile,
  { license }: ImportFacts,
  unread: Unread[],
): Promise<Listed<Member> | undefined> {
  const short = file.kind === 'license' ? shortTypes(file.content, license) : [];
  if (short.length === 0) return undefined;
  try {
    const client = connections.client(portalId);
    if ((license?.currentMembers ?? Infinity) <= readWhole) return await client.members();
    const items: Member[] = [];
    // One search after the other: each has up to 10,000 rows.
    for (const userType of short)
      items.push(...(await client.searchMembers({ userType, limit: 10_000 })).items);
    return { items, partial: { kind: 'paged' } };
  } catch (error) {
    if (isAbort(error)) throw error;
    unread.push({ what: 'members', why: messageOf(error) });
    return undefined;
  }
}

function shortTypes(content: LicenseFileContent, license: PortalLicense | undefined): readonly UserTypeId[] {
  return (license?.userTypes ?? [])
    .filter(({ id, current = 0 }) => {
      const grants = content.userTypes.filter(one => one.id === id);
      return (
        current > Math.min(...grants.map(one => one.maximum ?? Infinity), ...(grants.length === 0 ? [0] : []))
      );
    })
    .map(({ id }) => id);
}
