import type { Exchange, Route } from '../exchange';
import { input } from '../exchange';
import { currentEntry, currentMaximum, shownMaximum } from '../effective';
import { readLicenseFile } from '../licenseFile';
import type { LicenseEntry, PortalLicense } from '../model';
import { unknownItem } from '../refusal';
import { madeUpId } from '../seed/catalogue';
import type { Put } from '../changes';
import type { State } from '../state';
import { newListing } from '../changes';
import { adminSuccess, releaseLicense, updateLicenseManager, uploadedText } from './adminSuccess';

const root = '/portaladmin/license';

/** `portaladmin/license` of 10.7 and later (seed 004_f7f3ff704199f437.txt; wire reference section 13). */
export const licenseRoutes = (restartSeconds: number): readonly Route[] => [
  { kind: 'read', path: root, access: 'licenses', handle: resource },
  { kind: 'write', path: `${root}/validateLicense`, access: 'licenses', handle: validate },
  { kind: 'write', path: `${root}/importLicense`, access: 'licenses', handle: importLicense },
  { kind: 'write', path: `${root}/populateLicense`, access: 'admin', handle: populate },
  {
    kind: 'write',
    path: `${root}/updateLicenseManager`,
    access: 'admin',
    handle: exchange => updateLicenseManager(exchange, restartSeconds),
  },
  // Its page prints GET in one place and POST in another (wire reference 13.2).
  { kind: 'read', path: `${root}/releaseLicense`, access: 'licenses', handle: releaseLicense },
  { kind: 'read', path: `${root}/getFutureLicense`, access: 'licenses', handle: future },
];

function licenseOf({ license }: State): PortalLicense {
  if (license === undefined) throw unknownItem();
  return license;
}

/** The ids of a section in its own order, each once. */
const idsOf = (entries: readonly LicenseEntry[]): string[] => [...new Set(entries.map(entry => entry.id))];

const itemIdOf = (entry: LicenseEntry): string => entry.itemId ?? madeUpId(`license ${entry.id}`);

function resource({ state }: Exchange): unknown {
  const license = licenseOf(state);
  const now = state.clock.now();
  const expiration = (value: number): Record<string, unknown> =>
    value === -1 && state.decisions.expiryNone === 'absent' ? {} : { expiration: value };
  // A type that a smaller file left out still has its members: it stays in the list, with no seats.
  const typeIds = new Set([
    ...idsOf(license.userTypes),
    ...[...state.typeCounts].filter(([, n]) => n > 0).map(([id]) => id),
  ]);
  const userTypes = [...typeIds].flatMap(id => {
    const entry = currentEntry(license.userTypes, id, now);
    const currentRegisteredMembers = state.typeCounts.get(id) ?? 0;
    if (entry === undefined && currentRegisteredMembers === 0) return [];
    const maximumRegisteredMembers = currentMaximum(license.userTypes, id, now);
    return [
      { id, maximumRegisteredMembers, ...expiration(entry?.expiration ?? -1), currentRegisteredMembers },
    ];
  });
  const section = (entries: readonly LicenseEntry[]): unknown[] =>
    idsOf(entries).flatMap(id => {
      const entry = currentEntry(entries, id, now);
      if (entry === undefined) return [];
      return [
        {
          id,
          itemId: itemIdOf(entry),
          maximumRegisteredMembers: shownMaximum(entry, now, state.decisions.expiredSeats),
          ...expiration(entry.expiration),
        },
      ];
    });
  const sum = (pick: (type: (typeof userTypes)[number]) => number): number =>
    userTypes.reduce((total, type) => total + pick(type), 0);
  return {
    currentRegisteredMembers: sum(type => type.currentRegisteredMembers),
    maximumRegisteredMembers: sum(type => type.maximumRegisteredMembers),
    version: license.version,
    ...(state.decisions.licenseManagerInfoInResource === 'present'
      ? { licenseManagerInfo: state.licenseManager }
      : {}),
    userTypes,
    appBundles: section(license.appBundles),
    apps: section(license.apps),
    extensions: section(license.extensions),
    portalCapabilities: idsOf(license.portalCapabilities).flatMap(id => {
      const entry = currentEntry(license.portalCapabilities, id, now);
      return entry === undefined ? [] : [{ id, ...expiration(entry.expiration) }];
    }),
  };
}

function future({ state }: Exchange): unknown {
  const license = licenseOf(state);
  const now = state.clock.now();
  const section = (entries: readonly LicenseEntry[], hasItem: boolean): unknown[] =>
    idsOf(entries).flatMap(id => {
      const view = (entry: LicenseEntry, maximumRegisteredMembers: number, startDate: number): unknown => ({
        id,
        ...(hasItem && state.decisions.futureItemIds === 'present' ? { itemId: itemIdOf(entry) } : {}),
        maximumRegisteredMembers,
        startDate,
      });
      const successors = entries.filter(entry => entry.id === id && entry.startDate > now);
      if (successors.length > 0) return successors.map(entry => view(entry, entry.maxUsers, entry.startDate));
      const current = currentEntry(entries, id, now);
      // Without a successor: nothing is left from the day on which the license ends.
      return current === undefined || current.expiration === -1 ? [] : [view(current, 0, current.expiration)];
    });
  return {
    userTypes: section(license.userTypes, false),
    appBundles: section(license.appBundles, true),
    apps: section(license.apps, true),
    extensions: section(license.extensions, true),
  };
}

function validate(exchange: Exchange): unknown {
  const { license, myEsri } = readLicenseFile(uploadedText(exchange));
  if (input(exchange, 'listAdministratorUserTypes') !== 'true') return { MyEsri: myEsri };
  const { userTypes } = exchange.state;
  const canAdminister = (id: string): boolean => userTypes.some(type => type.id === id && type.canAdminister);
  return {
    userTypes: idsOf(license.userTypes)
      .filter(canAdminister)
      .map(id => ({ id })),
  };
}

/** Replaces the whole licensing of the portal; what members hold stays, so that a smaller file over-assigns (wire reference 13.4). */
function importLicense(exchange: Exchange): unknown {
  const { state } = exchange;
  const { license } = readLicenseFile(uploadedText(exchange));
  const before = licenseOf(state);
  // The file may leave item ids out: they are the same on every deployment, also of what the license does not have at present.
  const known = [
    ...[...state.listings.values()].flatMap(({ licenseId, itemId }) =>
      licenseId === undefined ? [] : [{ id: licenseId, itemId }],
    ),
    ...state.bundles.values(),
    ...before.apps,
    ...before.extensions,
    ...before.appBundles,
  ];
  const withItem = (entry: LicenseEntry): LicenseEntry => {
    const itemId =
      entry.itemId ?? known.find(one => one.id === entry.id)?.itemId ?? madeUpId(`license ${entry.id}`);
    const bundle = state.bundles.get(itemId);
    return { ...entry, id: bundle?.id ?? entry.id, itemId };
  };
  const complete: PortalLicense = {
    ...license,
    apps: license.apps.map(withItem),
    extensions: license.extensions.map(withItem),
    appBundles: license.appBundles.map(withItem),
  };
  const unknown = [...complete.apps, ...complete.extensions].filter(
    entry => ![...state.listings.values()].some(listing => listing.licenseId === entry.id),
  );
  const puts: Put[] = [...new Map(unknown.map(entry => [entry.id, entry])).values()].map(entry => [
    'newListing',
    newListing({
      itemId: itemIdOf(entry),
      title: entry.name ?? entry.id,
      licenseId: entry.id,
      inPurchases: complete.apps.includes(entry),
      entitlements: entry.entitlements ?? { [entry.id]: entry.maxUsers },
    }),
  ]);
  state.commit([...puts, ['license', complete]]);
  return adminSuccess(exchange);
}

function populate(exchange: Exchange): unknown {
  exchange.state.commit([['populated', true]]);
  return adminSuccess(exchange);
}
