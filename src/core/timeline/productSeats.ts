// Seats of every product that is no matter of a portal license: purchases with their ends, and up to 10.6.1 the queue or the file.
import { appName } from '../catalog';
import { productListing } from '../files/productListing';
import type { ItemId } from '../ids';
import type { EntitlementsPart, EntitlementsQueue, Listing } from '../model';
import { nameOfUserType } from '../licenseNames';
import { filePartStart, partLines, queuedPartStart } from './partSeats';
import type { SeatPart } from './partSeats';
import { heldKeys } from './rosters';
import type { Rosters } from './rosters';
import type { SeatLine } from './seatLine';
import type { SimulatedFile, SimulationInput } from './simulationInput';
import type { TimelineReading } from './timelineTypes';

export interface ProductSeats {
  readonly lines: readonly SeatLine[];
  /** Titles of products with a part whose date cannot be read. */
  readonly undated: readonly string[];
}

type EntitlementsImport = Extract<SimulatedFile, { readonly kind: 'entitlements' }>;

/** @param governed item ids of listings whose seats a portal license says; they are left out */
export function productLines(
  input: SimulationInput,
  governed: ReadonlySet<string>,
  reading: TimelineReading,
  rosters: Rosters,
): ProductSeats {
  const listings = (input.listings ?? []).filter(one => !governed.has(one.itemId));
  const file = input.file?.kind === 'entitlements' ? input.file : undefined;
  const owned = ownedProducts(input, listings);
  const imported = file === undefined ? undefined : productOfFile(file, owned, input, listings);
  const undated: string[] = [];
  const lines: SeatLine[] = [];
  const add = ({ listing, itemId, appId, queue }: OwnedProduct, isImported: boolean): void => {
    const title = listing?.title ?? appName(appId ?? '');
    const has = listing === undefined ? undefined : ownPart(listing);
    const parts =
      file !== undefined && isImported
        ? fileParts(file, reading)
        : [...(has === undefined ? [] : [has]), ...queueParts(queue, reading)];
    if (parts.some(part => part.start === Infinity)) undated.push(title);
    lines.push(
      ...partLines(
        {
          key: itemId ?? appId ?? '',
          ...(itemId === undefined ? {} : { itemId }),
          title,
          now: has ?? (input.listings === undefined ? undefined : none),
          parts,
          held: heldKeys(rosters, itemId),
        },
        input.now,
        reading.parts,
      ),
    );
  };
  if (imported !== undefined) add(imported, true);
  for (const product of owned) {
    const isImported = product === imported || (imported?.listing ?? null) === product.listing;
    if (!isImported && hasSeats(product)) add(product, false);
  }
  return { lines: [...lines, ...userTypeLines(input)], undated };
}

/** A product of the portal: a purchase, what is queued of it, or both. */
interface OwnedProduct {
  readonly listing?: Listing;
  readonly itemId?: ItemId;
  readonly appId?: string;
  readonly queue: readonly EntitlementsPart[];
}

/** The purchases, then what is queued of products that the portal does not have yet and that are no purchase. */
function ownedProducts(input: SimulationInput, listings: readonly Listing[]): readonly OwnedProduct[] {
  const ofListing = new Map<ItemId, EntitlementsQueue>();
  const alone: OwnedProduct[] = [];
  for (const queue of input.queues ?? []) {
    const { appId, itemId } = queue;
    const keys = queue.queue.flatMap(part => part.pools.map(pool => pool.key));
    const found = productListing({ appId, itemId, keys, listings });
    if (found !== undefined) ofListing.set(found.itemId, queue);
    else if (queue.queue.length > 0)
      alone.push({ appId, queue: queue.queue, ...(itemId === undefined ? {} : { itemId }) });
  }
  return [
    ...listings.map((listing): OwnedProduct => {
      const queue = ofListing.get(listing.itemId);
      return {
        listing,
        itemId: listing.itemId,
        queue: queue?.queue ?? [],
        ...(queue === undefined ? {} : { appId: queue.appId }),
      };
    }),
    ...alone,
  ];
}

/** What a portal has of a product that it does not own. */
const none: SeatPart = { start: -Infinity, pools: [], maxUsers: 0, source: 'portal' };

/** One that is not licensed per member has none. */
const hasSeats = ({ listing, queue }: OwnedProduct): boolean =>
  queue.length > 0 || (listing?.pools.length ?? 0) > 0 || listing?.maxUsers !== undefined;

/** The product that the import replaces, as the portal has it. */
function productOfFile(
  file: EntitlementsImport,
  owned: readonly OwnedProduct[],
  input: SimulationInput,
  listings: readonly Listing[],
): OwnedProduct {
  const { appId, content } = file;
  const queued = input.queues?.find(one => one.appId === appId);
  const itemId = queued?.itemId ?? content.itemId;
  const keys = content.parts.flatMap(({ part }) => part.pools.map(pool => pool.key));
  const listing = productListing({ appId, itemId, keys, listings });
  const known = owned.find(one => (listing === undefined ? one.appId === appId : one.listing === listing));
  return known ?? { appId, queue: [], ...(itemId === undefined ? {} : { itemId }) };
}

function ownPart(listing: Listing): SeatPart {
  const { pools, maxUsers } = listing;
  const endsAt = listing.endsAt ?? (listing.status === 'expired' ? -Infinity : undefined);
  return {
    start: -Infinity,
    pools,
    source: 'portal',
    ...(maxUsers === undefined ? {} : { maxUsers }),
    ...(endsAt === undefined ? {} : { endsAt }),
  };
}

const partOf = (part: EntitlementsPart, start: number, source: SeatPart['source']): SeatPart => ({
  start,
  pools: part.pools,
  source,
  ...(part.maxUsers === undefined ? {} : { maxUsers: part.maxUsers }),
});

const fileParts = ({ content }: EntitlementsImport, reading: TimelineReading): readonly SeatPart[] =>
  content.parts.map(one => partOf(one.part, filePartStart(one, reading.partStart), 'file'));

const queueParts = (queue: readonly EntitlementsPart[], reading: TimelineReading): readonly SeatPart[] =>
  queue.map(one => partOf(one, queuedPartStart(one, reading.partStart), 'queue'));

/** User types of a portal without the `license` resource: ArcGIS Online says their seats and their end. */
function userTypeLines(input: SimulationInput): readonly SeatLine[] {
  if (input.portalKind !== 'online') return [];
  return (input.userTypes ?? []).map((type): SeatLine => {
    const label = nameOfUserType(type);
    const seatsAt = (time: number): number | undefined =>
      type.expiresAt !== undefined && type.expiresAt <= time ? 0 : type.maximum;
    return {
      subject: {
        id: `userType/${type.id}`,
        kind: 'userType',
        label,
        userType: type.id,
        roster: `userType/${type.id}`,
      },
      before: seatsAt(input.now),
      seatsAt,
      moments:
        type.expiresAt !== undefined && type.expiresAt > input.now
          ? [{ at: type.expiresAt, cause: { kind: 'expiry', label } }]
          : [],
    };
  });
}
