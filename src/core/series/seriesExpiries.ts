// The time line of the seat charts: everything that ends, and every queued part that starts, from all the resources that know a date.
import { appName } from '../catalog';
import type { EntitlementsPart } from '../model';
import { nameOfFuture, nameOfUserType } from '../licenseNames';
import { licenseKey } from '../tree/rowPath';
import { readingOf, userTypesOf, valueOf } from './seriesReading';
import type {
  ChartInput,
  ChartModel,
  ExpiryKind,
  ExpirySeries,
  LicenseSection,
  Reading,
} from './seriesTypes';
import { plainLabel } from '../tree/treeModelText';
import type { LoadState } from '../tree/treeModelTypes';

type Dated = Omit<ExpirySeries, 'at' | 'key'> & { readonly id: string; readonly at: number | undefined };

/**
 * Dates of one portal, earliest first. `labels` are the listings' labels in the order of the listings. A resource that failed is named
 * in `missing`: the time line says that it lacks it. Resources that this kind of portal does not have are not asked for.
 */
export function expirySeries(input: ChartInput, labels: readonly string[]): ChartModel['expiries'] {
  const found: Dated[] = [
    ...listingDates(input, labels),
    ...licenseDates(input),
    ...membershipDates(input),
    ...queuedDates(input),
  ];
  const keys = new Map<string, number>();
  const rows: ExpirySeries[] = [];
  for (const { id, at, ...row } of found) {
    if (at === undefined) continue;
    const base = `${row.kind}/${id}`;
    const count = keys.get(base) ?? 0;
    keys.set(base, count + 1);
    rows.push({ ...row, label: plainLabel(row.label), at, key: count === 0 ? base : `${base}/${count}` });
  }
  rows.sort((a, b) => a.at - b.at || a.label.localeCompare(b.label));
  const sources = sourcesOf(input);
  return {
    rows,
    withoutEnd: found.filter(({ at, kind }) => at === undefined && kind !== 'queued').length,
    reading: together(sources.map(({ branch }) => branch)),
    missing: sources.flatMap(({ branch, kind }) =>
      branch.state === 'failed' && branch.value === undefined
        ? [{ kind, problem: branch.problem.message }]
        : [],
    ),
  };
}

function sourcesOf(
  input: ChartInput,
): readonly { readonly kind: ExpiryKind; readonly branch: LoadState<unknown> }[] {
  const { kind } = input.portal;
  return [
    { kind: 'listing', branch: input.listings },
    ...(kind === 'online' ? [{ kind: 'subscription' as const, branch: input.organization }] : []),
    ...(kind === 'enterprise'
      ? [
          { kind: 'license' as const, branch: input.license },
          { kind: 'queued' as const, branch: input.futureLicense },
        ]
      : []),
    ...(kind === 'legacy'
      ? [
          { kind: 'feature' as const, branch: input.systemLicenses },
          ...input.queues.map(branch => ({ kind: 'queued' as const, branch })),
        ]
      : [{ kind: 'userType' as const, branch: input.userTypes }]),
  ];
}

/** One state for several branches: failed only when all failed, loading while one loads. */
function together(branches: readonly LoadState<unknown>[]): Reading {
  const readings = branches.map(readingOf);
  const failed = readings.filter(({ state }) => state === 'failed');
  const first = failed[0];
  if (first !== undefined && failed.length === readings.length) return first;
  if (readings.some(({ state }) => state === 'loading')) return { state: 'loading' };
  if (readings.every(({ state }) => state === 'unread')) return { state: 'unread' };
  const readAt = Math.min(...readings.flatMap(reading => reading.readAt ?? []));
  return { state: 'complete', ...(Number.isFinite(readAt) ? { readAt } : {}) };
}

function listingDates(input: ChartInput, labels: readonly string[]): Dated[] {
  return (valueOf(input.listings) ?? []).map((listing, index) => ({
    kind: 'listing',
    id: listing.itemId,
    label: labels[index] ?? listing.title,
    at: listing.endsAt,
    target: { kind: 'listing', itemId: listing.itemId },
  }));
}

function licenseDates(input: ChartInput): Dated[] {
  const license = valueOf(input.license);
  const bundles = new Map((valueOf(input.appBundles) ?? []).map(bundle => [bundle.itemId, bundle]));
  const dated: Dated[] = userTypesOf(input).map(type =>
    licensed(
      'userType',
      'userTypes',
      licenseKey.userType(type),
      type.id,
      nameOfUserType(type),
      type.expiresAt,
    ),
  );
  for (const item of license?.appBundles ?? []) {
    const name = bundles.get(item.itemId)?.name ?? appName(item.id);
    bundles.delete(item.itemId);
    dated.push(licensed('appBundle', 'appBundles', licenseKey.bundle(item), item.id, name, item.expiresAt));
  }
  for (const bundle of bundles.values()) {
    const { itemId, name, expiresAt } = bundle;
    dated.push(licensed('appBundle', 'appBundles', licenseKey.bundle(bundle), itemId, name, expiresAt));
  }
  for (const app of license?.apps ?? []) {
    dated.push(licensed('app', 'apps', licenseKey.item(app), app.id, appName(app.id), app.expiresAt));
  }
  for (const item of license?.extensions ?? []) {
    dated.push(
      licensed('extension', 'extensions', licenseKey.item(item), item.id, appName(item.id), item.expiresAt),
    );
  }
  for (const item of license?.capabilities ?? []) {
    const { id, expiresAt } = item;
    dated.push(
      licensed('capability', 'capabilities', licenseKey.capability(item), id, appName(id), expiresAt),
    );
  }
  return dated;
}

/** `id` tells the bar from others of its kind, `key` its row in the tree. */
function licensed(
  kind: ExpiryKind,
  section: LicenseSection,
  key: readonly string[],
  id: string,
  label: string,
  at: number | undefined,
): Dated {
  return { kind, id, label, at, target: { kind: 'license', section, key } };
}

function membershipDates(input: ChartInput): Dated[] {
  const organization = valueOf(input.organization);
  const system = valueOf(input.systemLicenses);
  const dated: Dated[] = [];
  // `subscriptionInfo` is ArcGIS Online's; an Enterprise portal's own end is in its license.
  if (organization !== undefined && input.portal.kind === 'online') {
    dated.push({
      kind: 'subscription',
      id: organization.orgId,
      label: organization.name,
      at: organization.subscriptionEndsAt,
      target: { kind: 'portal' },
    });
  }
  if (system !== undefined) {
    if (system.expiresAt !== undefined) {
      dated.push({
        kind: 'license',
        id: 'system',
        label: organization?.name ?? input.portal.name,
        at: system.expiresAt,
        target: { kind: 'system' },
      });
    }
    for (const feature of system.features) {
      dated.push(
        licensed(
          'feature',
          'features',
          licenseKey.feature(feature),
          `${feature.level}/${feature.name}`,
          feature.name === '' ? feature.level : feature.name,
          feature.expiresAt,
        ),
      );
    }
  }
  return dated;
}

function queuedDates(input: ChartInput): Dated[] {
  const names = {
    userTypes: userTypesOf(input),
    appBundles: valueOf(input.appBundles) ?? [],
    license: valueOf(input.license),
  };
  const future = (valueOf(input.futureLicense) ?? []).map((item, index): Dated => {
    return {
      kind: 'queued',
      id: `${item.section}/${item.id}`,
      label: nameOfFuture(item, names),
      at: item.startsAt,
      becomes: item.maximum,
      target: { kind: 'license', section: 'future', key: licenseKey.future(item, index) },
    };
  });
  const parts = input.queues.flatMap(branch => {
    const queue = valueOf(branch);
    return (queue?.queue ?? []).map((part): Dated => {
      const at = partStart(part);
      return {
        kind: 'queued',
        id: queue?.appId ?? '',
        label: appName(queue?.appId ?? ''),
        at,
        dayOnly: true,
        // A part whose maxUsers and every num are 0 is the end of the licence (wire reference 14.2).
        becomes: part.maxUsers ?? part.pools.reduce((most, pool) => Math.max(most, pool.num), 0),
        target: { kind: 'queue', appId: queue?.appId ?? '' },
      };
    });
  });
  return [...future, ...parts];
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * The day a queued part starts, as UTC midnight in epoch ms. `startDateStr` (`dd-MMM-yyyy`) decides: the unit of `startDate` is uncertain
 * (wire reference 14.2). Undefined when it is missing or no such date.
 */
export function partStart(part: Pick<EntitlementsPart, 'startDateStr'>): number | undefined {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{4})$/.exec(part.startDateStr?.trim() ?? '');
  if (match === null) return undefined;
  const [, day, name, year] = match;
  const month = months.indexOf((name ?? '').toLowerCase());
  if (month < 0) return undefined;
  const at = new Date(Date.UTC(Number(year), month, Number(day)));
  return at.getUTCDate() === Number(day) ? at.getTime() : undefined;
}
