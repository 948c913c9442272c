// Before and after of a portal license import: the `license` resource and what is queued there, against what the file grants.
import type { FutureLicenseItem, GrantedItem, LicenseFileContent, Listing, PortalLicense } from '../model';
import { entitlementKey } from '../ids';
import type { ImportRow } from '../planTypes';
import type { PlanRows } from './entitlementsPlanRows';
import { licenseDateText } from './licenseDate';
import type { LicenseSection, LicenseSubject } from './licenseTimeline';
import {
  grantAt,
  laterDates,
  licenseSections,
  queuedParts,
  seatsByFile,
  seatsWithoutImport,
  subjectsOf,
} from './licenseTimeline';
import type { Sentence } from './texts';
import { sentence } from './texts';

/** What is known of the portal; what is absent could not be read. */
export interface LicenseState {
  readonly license?: PortalLicense;
  /** `getFutureLicense` (10.7.1 and later). */
  readonly future?: readonly FutureLicenseItem[];
  /** What is purchased, with its seats per entitlement: the license resource has their sum alone. */
  readonly listings?: readonly Listing[];
}

/**
 * Rows and warnings of an `importLicense`, which overwrites all user types and add-ons with what is queued of them (wire reference 13.4, 13.7).
 * Members per user type are known; of apps, bundles and extensions the resource has no count. A row without `before` says that it is not known.
 * @param now ms epoch; what starts later, in the file or on the portal, is a row with its date: seats from then on without the import and with it
 */
export function licensePlanRows(file: LicenseFileContent, state: LicenseState, now: number): PlanRows {
  const { license, future } = state;
  const warnings: Sentence[] = [sentence('plan.overwritesLicense')];
  const grants = [file.userTypes, file.appBundles, file.apps, file.extensions, file.capabilities ?? []];
  if (grants.every(list => list.length === 0))
    return { rows: [], warnings: [...warnings, sentence('plan.notRead')] };
  if (license === undefined) warnings.push(sentence('plan.beforeUnknown'));
  else if (future === undefined) warnings.push(sentence('plan.futureUnknown'));
  if (file.capabilities === undefined && license !== undefined && license.capabilities.length > 0) {
    const names = license.capabilities.map(one => one.id).join(', ');
    warnings.push(sentence('plan.capabilitiesUnknown', names));
  }
  const ends = new Map<string, { readonly end: Ending; readonly names: string[] }>();
  const rows = licenseSections.flatMap(section => {
    if (section === 'capability' && file.capabilities === undefined) return [];
    const subjects = subjectsOf(section, file, license, future ?? []);
    for (const subject of subjects) noteEnd(subject, now, ends);
    // Capabilities have no part in getFutureLicense: what the resource says of their end is all there is to know.
    const knowsLater = license !== undefined && (future !== undefined || section === 'capability');
    return [
      ...subjects.flatMap(subject => rowNow(section, subject, license !== undefined, now, warnings)),
      ...subjects.flatMap(subject => rowsOfPools(subject, state.listings ?? [], now, warnings)),
      ...subjects.flatMap(subject => rowsLater(section, subject, knowsLater, now, warnings)),
    ];
  });
  for (const { end, names } of ends.values()) {
    const [after, list] = [licenseDateText(end.after), names.join(', ')];
    warnings.push(
      end.before === undefined
        ? sentence('plan.endsNew', after, list)
        : sentence('plan.endsEarlier', after, licenseDateText(end.before), list),
    );
  }
  return { rows, warnings };
}

function rowNow(
  section: LicenseSection,
  subject: LicenseSubject,
  knowsNow: boolean,
  now: number,
  warnings: Sentence[],
): readonly ImportRow[] {
  const { name, has } = subject;
  const grant = grantAt(subject, now);
  if (has === undefined && grant === undefined) return [];
  const after = grant === undefined ? 0 : grant.maximum;
  if (grant === undefined && has?.maximum !== 0) warnings.push(dropped(section, name, has?.maximum));
  if (after !== undefined && has?.held !== undefined && has.held > after) {
    warnings.push(sentence('plan.below', name, after, has.held));
  }
  if (grant?.expiresAt !== undefined && grant.expiresAt <= now) {
    warnings.push(sentence('plan.ended', name, licenseDateText(grant.expiresAt)));
  }
  return [
    {
      section,
      name,
      ...given('before', has === undefined ? (knowsNow ? 0 : undefined) : has.maximum),
      ...given('after', after),
      ...given('held', has?.held),
      ...given('endsBefore', has?.expiresAt),
      ...given('endsAfter', grant?.expiresAt),
    },
  ];
}

/** The same sum may be other seats: of ArcGIS Pro fewer Advanced and more Basic. One pool alone is the row of its app. */
function rowsOfPools(
  { has, grants, ...subject }: LicenseSubject,
  listings: readonly Listing[],
  now: number,
  warnings: Sentence[],
): readonly ImportRow[] {
  const after = grantAt({ ...subject, grants }, now)?.pools;
  const before = listings.find(one => one.itemId === has?.itemId)?.pools;
  if (after === undefined || before === undefined || Math.max(after.length, before.length) < 2) return [];
  const keys = new Map([...before, ...after].map(pool => [entitlementKey(pool.key), pool.key]));
  return [...keys].map(([key, name]) => {
    const [was, will] = [before, after].map(
      pools => pools.find(pool => entitlementKey(pool.key) === key)?.num ?? 0,
    );
    if (will === 0 && was !== undefined && was > 0) warnings.push(sentence('plan.dropped', name, was));
    return { section: 'entitlement', name, ...given('before', was), ...given('after', will) };
  });
}

const dropped = (section: LicenseSection, name: string, maximum: number | undefined): Sentence =>
  section === 'capability' || maximum === undefined
    ? sentence('plan.droppedUnknown', name)
    : sentence('plan.dropped', name, maximum);

function rowsLater(
  section: LicenseSection,
  subject: LicenseSubject,
  knowsLater: boolean,
  now: number,
  warnings: Sentence[],
): readonly ImportRow[] {
  const { name, has, grants } = subject;
  const rows: ImportRow[] = [];
  for (const [effective, time] of laterDates(subject, now)) {
    const after = seatsByFile(subject, time);
    rows.push({
      section,
      name,
      ...given('before', knowsLater ? seatsWithoutImport(subject, time) : undefined),
      ...given('after', after),
      ...given('held', has?.held),
      effective,
    });
    const afterNow = grantAt(subject, now)?.maximum ?? 0;
    if (after !== undefined && has?.held !== undefined && has.held > after && after < afterNow) {
      warnings.push(
        after === 0
          ? sentence('plan.futureDropped', name, effective, has.held)
          : sentence('plan.futureBelow', name, after, effective, has.held),
      );
    }
  }
  for (const { maximum, startsAt } of queuedParts(subject)) {
    const effective = startsAt === undefined ? '?' : licenseDateText(startsAt);
    // Without a date it cannot be compared with anything.
    if (startsAt === undefined) rows.push({ section, name, before: maximum, effective });
    const isInFile = grants.some(
      one => one.startsAt !== undefined && licenseDateText(one.startsAt) === effective,
    );
    if (maximum > 0 && !isInFile) warnings.push(sentence('plan.futureLost', name, maximum, effective));
  }
  return rows;
}

interface Ending {
  readonly before?: number;
  readonly after: number;
}

/** Collects an end that the import moves nearer; one with a successor is no end. Those of one pair of dates are one warning. */
function noteEnd(
  subject: LicenseSubject,
  now: number,
  ends: Map<string, { readonly end: Ending; readonly names: string[] }>,
): void {
  const { has, name } = subject;
  const grant = grantAt(subject, now);
  if (has === undefined || has.maximum === 0 || !endsForGood(subject, grant, now)) return;
  const [before, after] = [has.expiresAt, grant?.expiresAt];
  if (after === undefined || (before !== undefined && before <= after)) return;
  const key = `${before ?? ''} ${after}`;
  const entry = ends.get(key) ?? { end: { ...given('before', before), after }, names: [] };
  entry.names.push(name);
  ends.set(key, entry);
}

const endsForGood = (subject: LicenseSubject, grant: GrantedItem | undefined, now: number): boolean =>
  grant?.expiresAt !== undefined &&
  grant.expiresAt > now &&
  subject.grants.every(one => (one.startsAt ?? 0) <= now) &&
  queuedParts(subject).length === 0;

function given<Key extends keyof ImportRow & ('before' | 'after' | 'held' | 'endsBefore' | 'endsAfter')>(
  key: Key,
  value: number | undefined,
): { readonly [K in Key]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [K in Key]?: number });
}
