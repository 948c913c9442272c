// Seats of a product that entitlements files give (10.6.1 and earlier), or that a purchase has until it ends: parts in the order of their dates.
import { entitlementName } from '../catalog';
import type { EntitlementsFilePart } from '../files/entitlementsFile';
import { partStart } from '../files/entitlementsPlanRows';
import { licenseDate } from '../files/licenseDate';
import { entitlementKey } from '../ids';
import type { Entitlement, ItemId } from '../ids';
import { l10n } from '../l10n';
import type { EntitlementPool, EntitlementsPart } from '../model';
import type { Moment, SeatLine } from './seatLine';
import type { BoundaryCause, TimelineReading } from './timelineTypes';

/** One state of a product: each replaces the one before it (wire reference 16.2). */
export interface SeatPart {
  /** ms epoch; -Infinity for what is in effect already. */
  readonly start: number;
  readonly pools: readonly EntitlementPool[];
  readonly maxUsers?: number;
  /** ms epoch; absent where it ends with the next part only. */
  readonly endsAt?: number;
  readonly source: 'portal' | 'file' | 'queue';
}

export interface PartProduct {
  /** Distinguishes it in the time line: the item id, or the `appId` where no listing is known. */
  readonly key: string;
  readonly itemId?: ItemId;
  /** Text of others. */
  readonly title: string;
  /** What the portal has now; undefined where not known. */
  readonly now: SeatPart | undefined;
  /** From the instant of the simulation on, in any order. */
  readonly parts: readonly SeatPart[];
  /** What members hold of it: a right that nothing names any more has no seats, and is held all the same. */
  readonly held: readonly Entitlement[];
}

/** When a part of a file starts, ms epoch; -Infinity and Infinity where no date says it. 0 is no date in either reading: the text decides. */
export function filePartStart(part: EntitlementsFilePart, how: TimelineReading['partStart']): number {
  const { startDate } = part.part;
  return how === 'startDate' && startDate !== undefined && startDate !== 0 ? startDate : partStart(part);
}

/** The same of a part that the portal has queued. */
export function queuedPartStart(part: EntitlementsPart, how: TimelineReading['partStart']): number {
  const startsAt = licenseDate(part.startDateStr);
  return filePartStart(
    { part, role: 'queue', offset: 0, length: 0, ...(startsAt === undefined ? {} : { startsAt }) },
    how,
  );
}

/** A part without any seat: how a license ends (wire reference 14.2). */
const isEnd = ({ maxUsers, pools }: SeatPart): boolean =>
  (maxUsers ?? 0) === 0 && pools.every(pool => pool.num === 0);

/** The lines of a product: its distinct members first, then its entitlements in the portal's order, then the file's. */
export function partLines(
  { key, itemId, title, now: has, parts, held }: PartProduct,
  now: number,
  how: TimelineReading['parts'],
): readonly SeatLine[] {
  // Stable: of parts with one date the later one in the file wins, as it does in the plan of the import.
  const ordered = [...parts].sort((a, b) => (a.start === b.start ? 0 : a.start - b.start));
  const moments = momentsOf(ordered, title, now);
  const pools = [...(has === undefined ? [] : [has]), ...ordered].flatMap(part => part.pools);
  // A purchase without any entitlement says nothing of their seats; a part of a file or a queue without any ends them all.
  const isSaid = pools.length > 0 || ordered.some(part => part.source !== 'portal');
  const names = namesOf(pools, isSaid ? held : []);
  const knowsMembers = [has, ...ordered].some(part => part?.maxUsers !== undefined);
  const own = { ...(itemId === undefined ? {} : { itemId, roster: itemId }) };
  const line = (
    subject: Pick<SeatLine['subject'], 'id' | 'kind' | 'label' | 'entitlement'>,
    seats: (started: readonly SeatPart[]) => number | undefined,
  ): SeatLine => ({
    subject: { ...subject, ...own },
    before: has === undefined ? undefined : seatsOf([has], now, seats),
    seatsAt: time =>
      seatsOf(
        ordered.filter(part => part.start <= time),
        time,
        seats,
      ),
    moments,
  });
  return [
    ...(knowsMembers
      ? [
          line(
            { id: `product/${key}`, kind: 'product', label: l10n.t('{0}: members', title) },
            started => started.at(-1)?.maxUsers,
          ),
        ]
      : []),
    ...[...names].map(([folded, entitlement]) =>
      line(
        {
          id: `entitlement/${key}/${folded}`,
          kind: 'entitlement',
          label: `${title}: ${entitlementName(entitlement)}`,
          entitlement,
        },
        started => poolOf(started, folded, how),
      ),
    ),
  ];
}

/** The entitlements of a product by {@link entitlementKey}: those that anything has seats of, then those that are held without. */
export function namesOf(
  pools: readonly EntitlementPool[],
  held: readonly Entitlement[],
): ReadonlyMap<string, Entitlement> {
  const names = new Map<string, Entitlement>();
  for (const key of [...pools.map(pool => pool.key), ...held]) {
    const folded = entitlementKey(key);
    if (!names.has(folded)) names.set(folded, key);
  }
  return names;
}

function seatsOf(
  started: readonly SeatPart[],
  time: number,
  seats: (started: readonly SeatPart[]) => number | undefined,
): number | undefined {
  const latest = started.at(-1);
  // Before the first part of a file, and after the end of a purchase, there are none.
  if (latest === undefined || (latest.endsAt !== undefined && latest.endsAt <= time)) return 0;
  return seats(started);
}

/** A feature that the part does not name has no seats; merged, the last part that names it decides. */
function poolOf(started: readonly SeatPart[], folded: string, how: TimelineReading['parts']): number {
  const named = (part: SeatPart | undefined): EntitlementPool | undefined =>
    part?.pools.findLast(pool => entitlementKey(pool.key) === folded);
  const pool =
    how === 'merged' ? named(started.findLast(part => named(part) !== undefined)) : named(started.at(-1));
  return pool?.num ?? 0;
}

function momentsOf(ordered: readonly SeatPart[], title: string, now: number): readonly Moment[] {
  return ordered.flatMap((part, index) => {
    const kind: BoundaryCause['kind'] = isEnd(part)
      ? 'expiry'
      : part.source === 'queue'
        ? 'queuedPart'
        : 'filePart';
    const next = ordered[index + 1]?.start ?? Infinity;
    const { start, endsAt } = part;
    return [
      ...(start > now && Number.isFinite(start) ? [{ at: start, cause: { kind, label: title } }] : []),
      ...(endsAt !== undefined && endsAt > now && endsAt < next
        ? [{ at: endsAt, cause: { kind: 'expiry' as const, label: title } }]
        : []),
    ];
  });
}
