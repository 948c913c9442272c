// Before and after of a portal license import: the `license` resource against what the file grants.
import type { LicenseFileContent, LicensedItem, PortalLicense, UserType } from '../model';
import type { ImportRow } from '../planTypes';
import type { PlanRows } from './entitlementsPlanRows';
import { licenseDateText } from './licenseDate';
import type { Sentence } from './texts';
import { sentence } from './texts';

interface Granted {
  readonly id: string;
  readonly name?: string;
  readonly maximum?: number;
  readonly startsAt?: number;
}
interface Owned {
  readonly id: string;
  readonly itemId?: string;
  readonly maximum?: number;
  readonly held?: number;
}

const sections = ['userType', 'appBundle', 'app', 'extension'] as const;
type Section = (typeof sections)[number];

/**
 * Rows and warnings of an `importLicense`, which overwrites all user types and add-ons (wire reference 13.4). Ids are compared as they are: user type ids
 * are case-sensitive. Members per user type are known; of apps, bundles and extensions the resource has no count.
 * A row without `before` says that it is not known.
 * @param license what the portal has now; undefined where it could not be read
 * @param now ms epoch; what starts later is a row with its date and replaces nothing now
 */
export function licensePlanRows(
  file: LicenseFileContent,
  license: PortalLicense | undefined,
  now: number,
): PlanRows {
  const warnings: Sentence[] = [sentence('plan.overwritesLicense')];
  const granted = grantedBy(file);
  const grants = sections.some(section => granted[section].length > 0);
  if (!grants) return { rows: [], warnings: [...warnings, sentence('plan.notRead')] };
  if (license === undefined) warnings.push(sentence('plan.beforeUnknown'));
  const owned = ownedBy(license);
  const rows = sections.flatMap(section =>
    sectionRows(section, granted[section], license === undefined ? undefined : owned[section], now, warnings),
  );
  return { rows, warnings };
}

function sectionRows(
  section: Section,
  granted: readonly Granted[],
  known: readonly Owned[] | undefined,
  now: number,
  warnings: Sentence[],
): readonly ImportRow[] {
  const rows: ImportRow[] = [];
  const owned = known ?? [];
  const none = known === undefined ? undefined : 0;
  const effective = granted.filter(one => (one.startsAt ?? 0) <= now);
  const matched = new Set<Owned>();
  for (const one of effective) {
    const has = owned.find(other => other.id === one.id || other.itemId === one.id);
    if (has !== undefined) matched.add(has);
    rows.push(row(section, one, has, none));
    warnBelow(one, has, warnings);
  }
  for (const has of owned) {
    if (matched.has(has)) continue;
    rows.push(row(section, { id: has.id, maximum: 0 }, has, none));
    warnings.push(
      has.maximum === undefined
        ? sentence('plan.droppedUnknown', has.id)
        : sentence('plan.dropped', has.id, has.maximum),
    );
    warnBelow({ id: has.id, maximum: 0 }, has, warnings);
  }
  for (const one of granted) {
    if (effective.includes(one)) continue;
    const has = owned.find(other => other.id === one.id || other.itemId === one.id);
    rows.push({ ...row(section, one, has, none), effective: licenseDateText(one.startsAt ?? now) });
  }
  return rows;
}

/** `none` is what stands for "the portal has none of it". */
function row(section: Section, one: Granted, has: Owned | undefined, none: number | undefined): ImportRow {
  const before = has === undefined ? none : has.maximum;
  return {
    section,
    name: one.id,
    ...(before === undefined ? {} : { before }),
    ...(one.maximum === undefined ? {} : { after: one.maximum }),
    ...(has?.held === undefined ? {} : { held: has.held }),
  };
}

function warnBelow(one: Granted, has: Owned | undefined, warnings: Sentence[]): void {
  if (one.maximum !== undefined && has?.held !== undefined && has.held > one.maximum) {
    warnings.push(sentence('plan.below', one.id, one.maximum, has.held));
  }
}

function grantedBy(file: LicenseFileContent): Readonly<Record<Section, readonly Granted[]>> {
  return { userType: file.userTypes, appBundle: file.appBundles, app: file.apps, extension: file.extensions };
}

function ownedBy(license: PortalLicense | undefined): Readonly<Record<Section, readonly Owned[]>> {
  const items = (list: readonly LicensedItem[] | undefined): readonly Owned[] =>
    (list ?? []).map(one => ({
      id: one.id,
      itemId: one.itemId,
      ...(one.maximum === undefined ? {} : { maximum: one.maximum }),
    }));
  const userTypes = (list: readonly UserType[] | undefined): readonly Owned[] =>
    (list ?? []).map(one => ({
      id: one.id,
      ...(one.maximum === undefined ? {} : { maximum: one.maximum }),
      ...(one.current === undefined ? {} : { held: one.current }),
    }));
  return {
    userType: userTypes(license?.userTypes),
    appBundle: items(license?.appBundles),
    app: items(license?.apps),
    extension: items(license?.extensions),
  };
}
