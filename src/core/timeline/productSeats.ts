// Seats of every product that is no matter of a portal license: purchases with their ends, and up to 10.6.1 the queue or the file.
import { appName } from '../catalog';
import { productListing } from '../files/productListing';
import type { ItemId } from '../ids';
import type { EntitlementsPart, EntitlementsQueue, Listing } from '../model';
import { nameOfUserType } from '../licenseNames';
import { filePartStart, partLines, queuedPartStart } from './partSeats';
import type { SeatPart } from './partSeats';
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
): ProductSeats {
  const listings = (input.listings ?? []).filter(one => !governed.has(one.itemId));
  const file = input.file?.kind === 'entitlements' ? input.file : undefined;
  const queues = new Map<ItemId | undefined, EntitlementsQueue>();
  for (const queue of input.queues ?? []) {
    const keys = queue.queue.flatMap(part => part.pools.map(pool => pool.key));
    const found = productListing({ appId: queue.appId, itemId: queue.itemId, keys, listings });
    if (found !== undefined) queues.set(found.itemId, queue);
  }
  const imported = file === undefined ? undefined : listingOfFile(file, input, listings);
  const undated: string[] = [];
  const lines: SeatLine[] = [];
  const add = (listing: Listing | undefined, isImported: boolean, appId?: string): void => {
    const title = listing?.title ?? appName(appId ?? '');
    const has = listing === undefined ? undefined : ownPart(listing);
    const queue = queues.get(listing?.itemId)?.queue ?? [];
    const parts =
      file !== undefined && isImported
        ? fileParts(file, input.now, reading)
        : [...(has === undefined ? [] : [has]), ...queueParts(queue, input.now, reading)];
    if (parts.some(part => part.start === Infinity)) undated.push(title);
    if (isImported || hasSeats(listing))
      lines.push(
        ...partLines(
          {
            key: listing?.itemId ?? appId ?? '',
            ...(listing === undefined ? {} : { itemId: listing.itemId }),
            title,
            now: has ?? (input.listings === undefined ? undefined : none),
            parts,
          },
          input.now,
          reading.parts,
        ),
      );
  };
  if (file !== undefined) add(imported, true, file.appId);
  for (const listing of listings) if (listing !== imported) add(listing, false);
  return { lines: [...lines, ...userTypeLines(input)], undated };
}

/** What a portal has of a product that it does not own. */
const none: SeatPart = { start: -Infinity, pools: [], maxUsers: 0, source: 'portal' };

/** One that is not licensed per member has neither. */
const hasSeats = (listing: Listing | undefined): boolean =>
  listing !== undefined && (listing.pools.length > 0 || listing.maxUsers !== undefined);

function listingOfFile(
  file: EntitlementsImport,
  input: SimulationInput,
  listings: readonly Listing[],
): Listing | undefined {
  const queue = input.queues?.find(one => one.appId === file.appId);
  return productListing({
    appId: file.appId,
    itemId: queue?.itemId ?? file.content.itemId,
    keys: file.content.parts.flatMap(({ part }) => part.pools.map(pool => pool.key)),
    listings,
  });
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

const fileParts = (
  { content }: EntitlementsImport,
  now: number,
  reading: TimelineReading,
): readonly SeatPart[] =>
  content.parts.map(one => partOf(one.part, filePartStart(one, now, reading.partStart), 'file'));

const queueParts = (
  queue: readonly EntitlementsPart[],
  now: number,
  reading: TimelineReading,
): readonly SeatPart[] =>
  queue.map(one => partOf(one, queuedPartStart(one, now, reading.partStart), 'queue'));

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
