// What a portal and a license file have of each user type, app, extension, bundle and capability, now and on later dates.
import type { FutureLicenseItem, GrantedItem, LicenseFileContent, PortalLicense } from '../model';
import { licenseDateText } from './licenseDate';

export const licenseSections = ['userType', 'appBundle', 'app', 'extension', 'capability'] as const;
export type LicenseSection = (typeof licenseSections)[number];

/** What the portal has now. */
export interface OwnedItem {
  readonly id: string;
  readonly itemId?: string;
  readonly maximum?: number;
  readonly held?: number;
  readonly expiresAt?: number;
}

/** One thing that the portal or the file names. */
export interface LicenseSubject {
  /** The portal's id, else the file's. */
  readonly name: string;
  readonly has?: OwnedItem;
  /** The entries of the file, in its order: one is in effect, others start later. */
  readonly grants: readonly GrantedItem[];
  /** What the portal has queued. */
  readonly queued: readonly FutureLicenseItem[];
}

/** What stands for "it has the capability", which has no seats. */
export const hasCapability = 1;

/**
 * The subjects of a section: those of the file first, in its order. An id and an item id may stand for each other, as files and resources name
 * bundles either way (wire reference 13.3). Ids are compared as they are: those of user types are case-sensitive.
 */
export function subjectsOf(
  section: LicenseSection,
  file: LicenseFileContent,
  license: PortalLicense | undefined,
  future: readonly FutureLicenseItem[],
): readonly LicenseSubject[] {
  const found: { names: Set<string>; has?: OwnedItem; grants: GrantedItem[]; queued: FutureLicenseItem[] }[] =
    [];
  const subject = (one: { readonly id: string; readonly itemId?: string }): (typeof found)[number] => {
    const names = [one.id, ...(one.itemId === undefined ? [] : [one.itemId])];
    const known = found.find(other => names.some(name => other.names.has(name)));
    const here = known ?? { names: new Set<string>(), grants: [], queued: [] };
    if (known === undefined) found.push(here);
    for (const name of names) here.names.add(name);
    return here;
  };
  for (const one of grantsOf(section, file)) subject(one).grants.push(one);
  for (const one of ownedOf(section, license)) subject(one).has ??= one;
  for (const one of future) if (one.section === `${section}s`) subject(one).queued.push(one);
  return found.map(({ names, ...rest }) => ({ ...rest, name: rest.has?.id ?? [...names][0] ?? '' }));
}

/** The entry of the file in effect at `time` (ms epoch): of those that have begun, the one that began last. */
export function grantAt(subject: LicenseSubject, time: number): GrantedItem | undefined {
  let current: GrantedItem | undefined;
  for (const one of subject.grants) {
    const start = one.startsAt ?? 0;
    if (start <= time && (current === undefined || start >= (current.startsAt ?? 0))) current = one;
  }
  return current;
}

/** Seats by the file at `time`: none before the first entry and after the end; undefined where the entry has no number. */
export function seatsByFile(subject: LicenseSubject, time: number): number | undefined {
  const grant = grantAt(subject, time);
  return grant === undefined || isOver(grant, time) ? 0 : grant.maximum;
}

/** Seats at a later `time` if nothing is imported. `queued` has an entry of 0 where the current license ends (wire reference 13.7). */
export function seatsWithoutImport(subject: LicenseSubject, time: number): number | undefined {
  let latest: FutureLicenseItem | undefined;
  for (const one of subject.queued) {
    const start = one.startsAt ?? Number.POSITIVE_INFINITY;
    if (start <= time && (latest === undefined || start >= (latest.startsAt ?? 0))) latest = one;
  }
  if (latest !== undefined) return latest.maximum;
  return subject.has === undefined || isOver(subject.has, time) ? 0 : subject.has.maximum;
}

/** The later dates on which either side has an entry, each once, as `dd-MMM-yyyy` and ms epoch. An end alone is none: it is told with the entry that ends. */
export function laterDates(subject: LicenseSubject, now: number): ReadonlyMap<string, number> {
  const times = [
    ...subject.grants.flatMap(one => one.startsAt ?? []),
    ...queuedParts(subject).flatMap(one => one.startsAt ?? []),
  ];
  const later = times.filter(time => time > now).sort((a, b) => a - b);
  return new Map(later.map(time => [licenseDateText(time), time]));
}

/** What the portal has queued but for the end of what it has now. */
export function queuedParts({ queued, has }: LicenseSubject): readonly FutureLicenseItem[] {
  return queued.filter(
    one => one.maximum > 0 || one.startsAt === undefined || one.startsAt !== has?.expiresAt,
  );
}

const isOver = ({ expiresAt }: { readonly expiresAt?: number }, time: number): boolean =>
  expiresAt !== undefined && expiresAt <= time;

function grantsOf(section: LicenseSection, file: LicenseFileContent): readonly GrantedItem[] {
  switch (section) {
    case 'userType':
      return file.userTypes;
    case 'appBundle':
      return file.appBundles;
    case 'app':
      return file.apps;
    case 'extension':
      return file.extensions;
    case 'capability':
      return (file.capabilities ?? []).map(one => ({ ...one, maximum: hasCapability }));
  }
}

function ownedOf(section: LicenseSection, license: PortalLicense | undefined): readonly OwnedItem[] {
  if (license === undefined) return [];
  switch (section) {
    case 'userType':
      return license.userTypes.map(({ current, ...one }) => ({
        ...one,
        ...(current === undefined ? {} : { held: current }),
      }));
    case 'appBundle':
      return license.appBundles;
    case 'app':
      return license.apps;
    case 'extension':
      return license.extensions;
    case 'capability':
      return license.capabilities.map(one => ({ ...one, maximum: hasCapability }));
  }
}
