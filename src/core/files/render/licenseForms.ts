// A portal license file and what a portal of 10.7 and later is licensed for, in one form (wire reference 13.1, 13.3, 13.7).
import { appName, listingName, userTypeName } from '../../catalog';
import { entitlementKey } from '../../ids';
import type { ItemId } from '../../ids';
import { l10n } from '../../l10n';
import type {
  EntitlementPool,
  FutureLicenseItem,
  GrantedItem,
  LicenseFileContent,
  Listing,
  PortalLicense,
} from '../../model';
import type { LicenseSection, LicenseSubject } from '../licenseTimeline';
import { grantAt, licenseSections, queuedParts, subjectsOf } from '../licenseTimeline';
import { seatEntries } from './entitlementForms';
import type { FormEntry, FormGroup, FormPair, FormPart, FormValue } from './normalForm';
import { called, datedPart, inFriendlyOrder, labelOf, nowPart } from './normalForm';

/** What is known of the portal; what is absent could not be read. */
export interface LicenseOnPortal {
  readonly license: PortalLicense;
  /** `getFutureLicense` (10.7.1 and later). */
  readonly future?: readonly FutureLicenseItem[];
  /** What is purchased, with its seats per entitlement: the license resource has their sum alone. */
  readonly listings?: readonly Listing[];
}

/** One thing that either side names, with what identifies it in both texts. */
interface Subject extends LicenseSubject {
  readonly section: LicenseSection;
  /** For people; `name` of a subject is its id. */
  readonly title: string;
  readonly itemId?: ItemId;
}

type Sides = readonly [portal: FormEntry | undefined, file: FormEntry | undefined];

/**
 * Both sides of a portal license file. What is over, or has 0 seats, is as good as not there. Of an end: the file may name none at all (the
 * documented layout has none, 13.3), and then none is compared. Of what starts later the portal says seats and date alone.
 * @param now ms epoch
 */
export function licenseForms(content: LicenseFileContent, portal: LicenseOnPortal, now: number): FormPair {
  const { license, future } = portal;
  const subjects = licenseSections
    .filter(section => section !== 'capability' || content.capabilities !== undefined)
    .flatMap(section =>
      subjectsOf(section, content, license, future ?? []).map(one => named(section, one, license)),
    );
  const grants = subjects.flatMap(subject => subject.grants);
  const later = grants.filter(one => (one.startsAt ?? 0) > now);
  const withEnds = grants.some(one => one.expiresAt !== undefined);
  const notCompared = [
    ...(withEnds ? [] : [l10n.t('when something ends: the file names no end')]),
    ...(future === undefined ? [l10n.t('what starts later: the portal did not say what it has queued')] : []),
    ...(future !== undefined && later.some(one => one.expiresAt !== undefined)
      ? [l10n.t('when something ends that starts later: the portal does not report it')]
      : []),
    ...(future !== undefined && later.some(one => (one.pools?.length ?? 0) > 1)
      ? [l10n.t('seats per entitlement of what starts later: the portal does not report them')]
      : []),
    ...(content.capabilities === undefined && license.capabilities.length > 0
      ? [l10n.t('portal capabilities: the file has no list of them')]
      : []),
  ];
  const sidesNow = new Map(subjects.map(subject => [subject, sidesAt(subject, now, withEnds)]));
  const groupsNow = (side: 0 | 1): readonly FormGroup[] => [
    ...versionGroup(content, license, side),
    ...groupsOf(subjects, subject => sidesNow.get(subject), side),
    ...subjects.flatMap(subject => poolGroup(subject, portal.listings, now, side)),
  ];
  const [portalLater, fileLater] = future === undefined ? [[], []] : partsLater(subjects, sidesNow, now);
  const subject = l10n.t('portal license');
  return {
    portal: { subject, parts: [nowPart(groupsNow(0)), ...portalLater] },
    file: { subject, parts: [nowPart(groupsNow(1)), ...fileLater] },
    notCompared,
    replaces: false,
  };
}

function named(section: LicenseSection, subject: LicenseSubject, license: PortalLicense): Subject {
  const { name, grants } = subject;
  const ours = section === 'userType' ? userTypeName(name) : appName(name);
  const items =
    section === 'app' ? license.apps : section === 'extension' ? license.extensions : license.appBundles;
  const item =
    section === 'userType' || section === 'capability'
      ? undefined
      : items.find(one => one.id === name)?.itemId;
  return {
    ...subject,
    section,
    title:
      ours === name
        ? (grants.find(one => one.name !== undefined)?.name ?? listingName(item ?? '') ?? name)
        : ours,
    ...(item === undefined ? {} : { itemId: item }),
  };
}

const isOver = ({ expiresAt }: { readonly expiresAt?: number }, time: number): boolean =>
  expiresAt !== undefined && expiresAt <= time;

function sidesAt(subject: Subject, now: number, withEnds: boolean): Sides {
  const { has } = subject;
  const grant = grantAt(subject, now);
  const end = fileEnd(subject, now);
  const comparesEnd = withEnds || end !== undefined;
  const portal =
    has === undefined || isOver(has, now) || has.maximum === 0
      ? undefined
      : valueOf(has.maximum, comparesEnd ? portalEnd(subject) : undefined);
  const file =
    grant === undefined || isOver(grant, now) || (grant.maximum === 0 && subject.section !== 'capability')
      ? undefined
      : valueOf(grant.maximum, end);
  // Seats that one side does not say cannot differ; capabilities have none.
  const withSeats =
    subject.section !== 'capability' &&
    (portal === undefined || portal.seats !== undefined) &&
    (file === undefined || file.seats !== undefined);
  return [entryOf(subject, portal, withSeats), entryOf(subject, file, withSeats)];
}

const valueOf = (seats: number | undefined, ends: number | undefined): FormValue => ({
  ...(seats === undefined ? {} : { seats }),
  ...(ends === undefined ? {} : { ends }),
});

function entryOf(subject: Subject, value: FormValue | undefined, withSeats: boolean): FormEntry | undefined {
  if (value === undefined) return undefined;
  const { name, title, itemId } = subject;
  const { seats, ...rest } = value;
  return {
    id: name,
    ...called(title, name),
    ...rest,
    ...(withSeats && seats !== undefined ? { seats } : {}),
    ...(itemId === undefined ? {} : { itemId }),
  };
}

/** The queue says the end of what has no successor as an entry of 0 seats (13.7). */
const portalEnd = ({ has, queued }: LicenseSubject): number | undefined =>
  has?.expiresAt ?? (queued.length === 1 ? loneEnd(queued) : undefined);

/** A file may say an end in the same way. Where the portal names none that is seats taken away later, and told as that. */
function fileEnd(subject: LicenseSubject, now: number): number | undefined {
  const end = grantAt(subject, now)?.expiresAt;
  return end ?? (portalEnd(subject) === undefined ? undefined : loneEnd(laterGrants(subject, now)));
}

/** When one entry of 0 seats, and none beside it, takes everything away. */
const loneEnd = (later: readonly (FutureLicenseItem | GrantedItem)[]): number | undefined =>
  later.length === 1 && later[0]?.maximum === 0 ? later[0].startsAt : undefined;

function groupsOf(
  subjects: readonly Subject[],
  sides: (subject: Subject) => Sides | undefined,
  side: number,
): readonly FormGroup[] {
  return licenseSections.flatMap((section): readonly FormGroup[] => {
    const all = subjects.filter(one => one.section === section);
    // A section that one side has is there on both, so that its braces are no difference.
    if (all.every(one => sides(one)?.every(entry => entry === undefined) !== false)) return [];
    const entries = all.flatMap(one => sides(one)?.[side] ?? []);
    return [{ id: section, section, title: sectionTitle(section), entries: inFriendlyOrder(entries) }];
  });
}

function sectionTitle(section: LicenseSection): string {
  const titles = {
    userType: l10n.t('user types'),
    appBundle: l10n.t('app bundles'),
    app: l10n.t('apps'),
    extension: l10n.t('user type extensions'),
    capability: l10n.t('portal capabilities'),
  } as const satisfies Record<LicenseSection, string>;
  return titles[section];
}

/** A license file is for one version of the product (wire reference 16). */
function versionGroup(
  content: LicenseFileContent,
  license: PortalLicense,
  side: number,
): readonly FormGroup[] {
  const text = side === 0 ? license.version : content.version;
  if (license.version === undefined || content.version === undefined || text === undefined) return [];
  const entry: FormEntry = { id: 'version', ...called(l10n.t('version')), text };
  return [{ id: 'facts', section: 'fact', entries: [entry] }];
}

/** The same sum may be other seats: of ArcGIS Pro fewer Advanced and more Basic. One pool alone is the row of its app. */
function poolGroup(
  subject: Subject,
  listings: readonly Listing[] | undefined,
  now: number,
  side: number,
): readonly FormGroup[] {
  const { has, itemId, title, name, section } = subject;
  if (section !== 'app' && section !== 'extension') return [];
  const grant = grantAt(subject, now);
  const before: readonly EntitlementPool[] | undefined =
    has === undefined || isOver(has, now) ? [] : listings?.find(one => one.itemId === itemId)?.pools;
  const after = grant === undefined || isOver(grant, now) ? [] : grant.pools;
  if (before === undefined || after === undefined || Math.max(before.length, after.length) < 2) return [];
  const spelled = new Map([...after, ...before].map(pool => [entitlementKey(pool.key), pool.key]));
  const entries = seatEntries(side === 0 ? before : after, spelled);
  return [
    {
      id: `pools of ${name}`,
      section: 'entitlement',
      title: l10n.t('entitlements of {0}', labelOf(title, name)),
      entries: itemId === undefined ? entries : entries.map(entry => ({ ...entry, itemId })),
    },
  ];
}

/** What one side has of a subject from a day on. */
interface Step {
  readonly from: number;
  readonly seats: number | undefined;
}

/** What starts later, by day. An entry of 0 seats stands here: it ends what was before. */
function partsLater(
  subjects: readonly Subject[],
  sidesNow: ReadonlyMap<Subject, Sides>,
  now: number,
): readonly [FormPart[], FormPart[]] {
  const days = new Map<number, Map<Subject, [FormEntry | undefined, FormEntry | undefined]>>();
  for (const subject of subjects) {
    if (subject.section === 'capability') continue;
    const steps = [portalSteps(subject), fileSteps(subject, now)] as const;
    for (const side of [0, 1] as const) {
      for (const { from, seats } of changes(steps[side], sidesNow.get(subject)?.[side])) {
        const day = days.get(from) ?? new Map<Subject, [FormEntry | undefined, FormEntry | undefined]>();
        days.set(from, day);
        const sides = day.get(subject) ?? [undefined, undefined];
        sides[side] = entryOf(subject, valueOf(seats, undefined), true);
        day.set(subject, sides);
      }
    }
  }
  const parts: readonly [FormPart[], FormPart[]] = [[], []];
  for (const [from, day] of [...days].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    for (const side of [0, 1] as const) {
      if (![...day.values()].some(sides => sides[side] !== undefined)) continue;
      parts[side].push(
        datedPart(
          from,
          groupsOf(subjects, subject => day.get(subject), side),
        ),
      );
    }
  }
  return parts;
}

/** Only what changes something: the same seats again, of what has no end, are nothing new, and neither is 0 after nothing. */
function changes(steps: readonly Step[], now: FormValue | undefined): readonly Step[] {
  let before = now;
  return [...new Map(steps.map(step => [step.from, step])).values()]
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
    .filter(({ from, seats }) => {
      const isGone = before === undefined || before.seats === 0 || isOver({ ...endIn(before) }, from);
      const isSame = isGone ? seats === 0 : before?.ends === undefined && before?.seats === seats;
      before = valueOf(seats, isSame ? before?.ends : undefined);
      return !isSame;
    });
}

const endIn = ({ ends }: FormValue): { readonly expiresAt?: number } =>
  ends === undefined ? {} : { expiresAt: ends };

/** An entry of 0 seats from the end of the present one says that end once more. */
function portalSteps(subject: Subject): readonly Step[] {
  const end = portalEnd(subject);
  return queuedParts(subject)
    .filter(one => one.maximum > 0 || one.startsAt !== end)
    .map(one => ({ from: one.startsAt ?? Number.POSITIVE_INFINITY, seats: one.maximum }));
}

function fileSteps(subject: Subject, now: number): readonly Step[] {
  const end = fileEnd(subject, now);
  return laterGrants(subject, now)
    .filter(one => one.maximum !== 0 || one.startsAt !== end)
    .map(one => ({ from: one.startsAt ?? now, seats: one.maximum }));
}

const laterGrants = (subject: LicenseSubject, now: number): readonly GrantedItem[] =>
  subject.grants.filter(one => one.startsAt !== undefined && one.startsAt > now);
