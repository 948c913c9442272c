// What an import would leave over-assigned: reads who holds what the file is about, and simulates (issue section 5, the second confirmation).
import { appName } from '../core/catalog';
import { overAssignedOf } from '../core/files/overAssigned';
import { productCandidates } from '../core/files/productListing';
import type { ItemId } from '../core/ids';
import { l10n } from '../core/l10n';
import type {
  EntitlementsQueue,
  FutureLicenseItem,
  Listing,
  PortalConnection,
  PortalLicense,
} from '../core/model';
import type { OverAssigned } from '../core/planTypes';
import { heldProducts } from '../core/timeline/heldProducts';
import type { HeldProduct } from '../core/timeline/heldProducts';
import { readingsThatDiffer } from '../core/timeline/readings';
import { simulate } from '../core/timeline/simulate';
import type { SimulatedFile, SimulationInput } from '../core/timeline/simulationInput';
import type { TimelineSubject } from '../core/timeline/timelineTypes';
import { names } from '../core/timeline/unknowns';
import type { Connections } from './connectionTypes';
import { readHolders, readMembers } from './importReads';
import type { Unread } from './importReads';
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

export interface ImportOutlook {
  readonly overAssigned?: OverAssigned;
  /** What could not be found out, so that more may be over-assigned: whole sentences. */
  readonly unknown: readonly string[];
  /** What each of them is about, the same whatever words the portal finds for it; absent where there is none. */
  readonly unknownKeys?: readonly string[];
}

/** Never throws for what a portal does: what could not be read is told in the result. */
export async function importOutlook(
  deps: OutlookDeps,
  connection: PortalConnection,
  file: SimulatedFile,
  facts: ImportFacts,
): Promise<ImportOutlook> {
  const unread: Unread[] = [...missing(connection, file, facts)];
  const base = inputOf(deps, connection, file, facts);
  const products = productsOf(base, facts);
  const { holders, cut } = await readHolders(deps, connection, products, unread);
  const people = await readMembers(deps, connection, { ...base, holders }, unread);
  const input: SimulationInput = { ...base, holders, ...people.input, unread };
  const timeline = simulate(input);
  // What a portal does is not confirmed everywhere: what falls short in any of the ways it may behave is asked about.
  // A portal that does not say what follows may have a renewal in its queue, which the import takes the place of.
  const knowsSuccessors = file.kind !== 'license' || facts.future !== undefined;
  const overAssigned = overAssignedOf(timeline, readingsThatDiffer(input, timeline), knowsSuccessors);
  const unknown: readonly (readonly [key: string, sentence: string])[] = [
    ...unread.map(
      ({ what, item, why }) =>
        [
          `${what}/${item ?? ''}`,
          l10n.t('Whether this import leaves something over-assigned is not known for all of it. {0}', why),
        ] as const,
    ),
    ...[...cut, ...people.cut].map(({ item, text }) => [`cut/${item}`, text] as const),
    ...notSplit(timeline.subjects).map(text => [text, text] as const),
  ];
  return {
    ...(overAssigned === undefined ? {} : { overAssigned }),
    unknown: unknown.map(([, sentence]) => sentence),
    ...(unknown.length === 0 ? {} : { unknownKeys: unknown.map(([key]) => key) }),
  };
}

function inputOf(
  { clock }: OutlookDeps,
  { kind, timeZone }: PortalConnection,
  file: SimulatedFile,
  { listings, queue, license, future, itemId }: ImportFacts,
): SimulationInput {
  return {
    portalKind: kind,
    now: clock.now(),
    timeZone: timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    file,
    // An entitlements file is about one product, whatever is wrong with the others.
    ...(listings === undefined
      ? {}
      : { listings: listings.filter(one => file.kind === 'license' || one.itemId === itemId) }),
    ...(queue === undefined ? {} : { queues: [queue] }),
    ...(license === undefined ? {} : { license }),
    ...(future === undefined ? {} : { futureLicense: future }),
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
        item: 'product',
        why: l10n.t('Which purchase of {0} is the product {1} could not be told.', name, appName(appId)),
      });
  }
  return found;
}

/**
 * Whose holders count: of an entitlements file the product; of a license file whatever it or the portal's license names. Without the license
 * nothing can be compared, which is said.
 */
function productsOf(
  base: SimulationInput,
  { license, listings, itemId }: ImportFacts,
): readonly HeldProduct[] {
  const all = heldProducts(simulate(base).subjects, listings);
  if (base.file?.kind !== 'license') return all.filter(one => one.itemId === itemId);
  if (license === undefined) return [];
  const { apps, extensions, appBundles } = base.file.content;
  const sections = [license.apps, license.extensions, license.appBundles, apps, extensions, appBundles];
  const own = new Set(sections.flatMap(section => section.map(one => one.itemId)));
  return all.filter(one => own.has(one.itemId));
}

/** Whether there are fewer at some time than there were; undefined of numbers that are not known. */
const falls = ({ before, seats }: TimelineSubject): boolean =>
  before !== null && seats.some(one => one !== null && one < before);

/** Apps that lose seats as a whole and still have enough of them for all: nothing says which of their rights are short. */
function notSplit(subjects: readonly TimelineSubject[]): readonly string[] {
  const open = subjects.filter(
    one =>
      one.kind === 'app' &&
      falls(one) &&
      (one.held ?? 0) > 0 &&
      one.seats.every(seats => seats === null || seats >= (one.held ?? 0)),
  );
  return open.length === 0
    ? []
    : [
        l10n.t(
          'Seats of these are fewer than now, and nothing tells how many are left of each of their rights, so that one may be over-assigned: {0}.',
          names(open),
        ),
      ];
}
