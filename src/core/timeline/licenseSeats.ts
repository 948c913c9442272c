// Seats that a portal license gives (10.7 and later): of user types, bundles, apps and extensions, and through the apps of listings.
import { appName, entitlementName } from '../catalog';
import { grantAt, seatsByFile, seatsWithoutImport, subjectsOf } from '../files/licenseTimeline';
import type { LicenseSubject } from '../files/licenseTimeline';
import { entitlementKey, userTypeId } from '../ids';
import type { Entitlement, ItemId } from '../ids';
import { itemId } from '../ids';
import { l10n } from '../l10n';
import { nameOfUserType } from '../licenseNames';
import type { FutureLicenseItem, LicenseFileContent, Listing } from '../model';
import { namesOf } from './partSeats';
import { heldKeys } from './rosters';
import type { Rosters } from './rosters';
import type { Moment, SeatLine } from './seatLine';
import type { SimulationInput } from './simulationInput';
import type { BoundaryCause } from './timelineTypes';

export interface LicenseSeats {
  readonly lines: readonly SeatLine[];
  /** Item ids of the listings whose seats are the license's. */
  readonly governed: ReadonlySet<string>;
}

const sections = ['userType', 'appBundle', 'app', 'extension'] as const;
type Section = (typeof sections)[number];

const nothing: LicenseFileContent = { userTypes: [], appBundles: [], apps: [], extensions: [] };

/**
 * The lines of everything that the portal's license or the file names. Without a file: the license and `getFutureLicense`, an entry of which
 * has no end, so that what follows it is marked as such.
 */
export function licenseLines(input: SimulationInput, rosters: Rosters): LicenseSeats {
  const { license, now } = input;
  const file = input.file?.kind === 'license' ? input.file.content : undefined;
  const lines: SeatLine[] = [];
  const governed = new Set<string>();
  if (license === undefined && file === undefined) return { lines, governed };
  for (const section of sections) {
    for (const subject of subjectsOf(section, file ?? nothing, license, input.futureLicense ?? [])) {
      const made = new LicenseLine(section, subject, input, file !== undefined);
      const listing = section === 'app' || section === 'extension' ? made.listing() : undefined;
      if (listing === undefined) lines.push(made.own());
      else {
        governed.add(listing.itemId);
        lines.push(...made.ofListing(listing, heldKeys(rosters, listing.itemId)));
      }
    }
  }
  lines.push(...membersLine(lines, now));
  return { lines, governed };
}

/** All members: the sum over the user types, as the `license` resource has it (wire reference 13.1). */
function membersLine(lines: readonly SeatLine[], now: number): readonly SeatLine[] {
  const types = lines.filter(line => line.subject.kind === 'userType');
  if (types.length === 0) return [];
  const sum = (seats: (line: SeatLine) => number | undefined): number | undefined =>
    types.reduce<number | undefined>((total, line) => {
      const one = seats(line);
      return total === undefined || one === undefined ? undefined : total + one;
    }, 0);
  const unknown = types.flatMap(line => line.endUnknownFrom ?? []);
  return [
    {
      subject: { id: 'members', kind: 'members', label: l10n.t('All members') },
      before: sum(line => line.before),
      seatsAt: time => sum(line => line.seatsAt(Math.max(time, now))),
      moments: [],
      isSum: true,
      ...(unknown.length === 0 ? {} : { endUnknownFrom: Math.min(...unknown) }),
    },
  ];
}

class LicenseLine {
  readonly #section: Section;
  readonly #subject: LicenseSubject;
  readonly #input: SimulationInput;
  readonly #hasFile: boolean;

  constructor(section: Section, subject: LicenseSubject, input: SimulationInput, hasFile: boolean) {
    this.#section = section;
    this.#subject = subject;
    this.#input = input;
    this.#hasFile = hasFile;
  }

  get #itemId(): ItemId | undefined {
    const { has, grants } = this.#subject;
    const id = has?.itemId ?? grants.find(one => one.itemId !== undefined)?.itemId;
    return id === undefined ? undefined : itemId(id);
  }

  /** By item id; where nothing names one (a file without ids, and the license not read) by the product's name, if one listing alone has it. */
  listing(): Listing | undefined {
    const { listings = [], license } = this.#input;
    const id = this.#itemId;
    if (id !== undefined) return listings.find(one => one.itemId === id);
    if (license !== undefined) return undefined;
    const named = listings.filter(one => one.title === appName(this.#subject.name));
    return named.length === 1 ? named[0] : undefined;
  }

  get #label(): string {
    const { name, grants } = this.#subject;
    if (this.#section !== 'userType')
      return appName(name) === name ? (grants.find(one => one.name)?.name ?? name) : appName(name);
    const known = this.#input.userTypes?.find(type => type.id === name);
    return nameOfUserType({ id: userTypeId(name), name: known?.name ?? '' });
  }

  /** The thing as a whole: what the resource calls `maximumRegisteredMembers`. */
  own(): SeatLine {
    const { name } = this.#subject;
    const id = this.#itemId;
    return {
      subject: {
        id: `${this.#section}/${name}`,
        kind: this.#section,
        label: this.#label,
        ...(this.#section === 'userType'
          ? { userType: userTypeId(name), roster: `userType/${name}` }
          : id === undefined
            ? {}
            : { itemId: id, roster: id }),
      },
      before: this.#before(),
      seatsAt: time => this.#maximumAt(time),
      ...this.#dates(),
    };
  }

  /** The entitlements of the listing and its distinct members; the app as a whole where its seats cannot be split at some time. */
  ofListing(listing: Listing, held: readonly Entitlement[]): readonly SeatLine[] {
    const pools = [...listing.pools, ...this.#subject.grants.flatMap(one => one.pools ?? [])];
    const names = namesOf(pools, pools.length === 0 ? [] : held);
    const isSingle = names.size === 1;
    const isOverNow = listing.status === 'expired' || isOver(listing.endsAt, this.#input.now);
    const line = (
      subject: Pick<SeatLine['subject'], 'id' | 'kind' | 'label' | 'entitlement'>,
      folded: string | undefined,
      owned: number | undefined,
    ): SeatLine => ({
      subject: { ...subject, itemId: listing.itemId, roster: listing.itemId },
      before: isOverNow ? 0 : owned,
      seatsAt: time => this.#seatsAt(time, folded, isSingle, isOver(listing.endsAt, time) ? 0 : owned),
      ...this.#dates(listing.endsAt),
    });
    const { title } = listing;
    const key = listing.itemId;
    const lines = [
      line(
        { id: `product/${key}`, kind: 'product', label: l10n.t('{0}: members', title) },
        undefined,
        listing.maxUsers,
      ),
      ...[...names].map(([folded, entitlement]) =>
        line(
          {
            id: `entitlement/${key}/${folded}`,
            kind: 'entitlement',
            label: `${title}: ${entitlementName(entitlement)}`,
            entitlement,
          },
          folded,
          listing.pools.find(pool => entitlementKey(pool.key) === folded)?.num ?? 0,
        ),
      ),
    ];
    const times = [this.#input.now, ...(lines[0]?.moments.map(moment => moment.at) ?? [])];
    const isSplit = times.every(time => lines.slice(1).every(one => one.seatsAt(time) !== undefined));
    return isSplit ? lines : [this.own(), ...lines];
  }

  #before(): number | undefined {
    if (this.#input.license === undefined) return undefined;
    return seatsWithoutImport(this.#subject, this.#input.now);
  }

  #maximumAt(time: number): number | undefined {
    return this.#hasFile ? seatsByFile(this.#subject, time) : seatsWithoutImport(this.#subject, time);
  }

  /**
   * Seats of one entitlement, or of distinct members (`folded` undefined). What a file or the queue does not split is known where it is none, or
   * where the product has one entitlement alone; the distinct members of a product with several are in neither.
   */
  #seatsAt(
    time: number,
    folded: string | undefined,
    isSingle: boolean,
    owned: number | undefined,
  ): number | undefined {
    if (!this.#hasFile && this.#queuedAt(time) === undefined) {
      return isOver(this.#subject.has?.expiresAt, time) ? 0 : owned;
    }
    const whole = this.#maximumAt(time);
    if (whole === 0) return 0;
    const pools = this.#hasFile ? grantAt(this.#subject, time)?.pools : undefined;
    if (folded !== undefined && pools !== undefined)
      return pools.findLast(pool => entitlementKey(pool.key) === folded)?.num ?? 0;
    return isSingle ? whole : undefined;
  }

  #queuedAt(time: number): FutureLicenseItem | undefined {
    return this.#subject.queued.find(one => (one.startsAt ?? Infinity) <= time);
  }

  #dates(endsAt?: number): Pick<SeatLine, 'moments' | 'endUnknownFrom'> {
    const { grants, queued, has } = this.#subject;
    const { now } = this.#input;
    const label = this.#label;
    const moments: Moment[] = [];
    const add = (at: number | undefined, kind: BoundaryCause['kind']): void => {
      if (at !== undefined && at > now && Number.isFinite(at))
        moments.push({ at, cause: kind === 'now' || kind === 'import' ? { kind } : { kind, label } });
    };
    if (this.#hasFile) {
      for (const one of grants) {
        add(one.startsAt, one.maximum === 0 ? 'expiry' : 'filePart');
        if (one.expiresAt !== undefined && grantAt(this.#subject, one.expiresAt) === one)
          add(one.expiresAt, 'expiry');
      }
      return { moments };
    }
    for (const one of queued) add(one.startsAt, one.maximum === 0 ? 'expiry' : 'queuedPart');
    for (const end of new Set([has?.expiresAt, endsAt])) {
      if (end !== undefined && this.#queuedAt(end) === undefined) add(end, 'expiry');
    }
    const open = queued.flatMap(one => (one.maximum > 0 && one.startsAt !== undefined ? one.startsAt : []));
    return { moments, ...(open.length === 0 ? {} : { endUnknownFrom: Math.min(...open) }) };
  }
}

const isOver = (endsAt: number | undefined, time: number): boolean => endsAt !== undefined && endsAt <= time;
