// What a portal says, for the corpus: written by hand, and agreeing with the valid files.
import { entitlement, itemId, portalId, userTypeId, username } from '../../../../../src/core/ids';
import type { Holder, Listing, Member, PortalLicense } from '../../../../../src/core/model';
import type { PortalFacts } from '../../../../../src/core/files/lint/lintTypes';

export const now = Date.UTC(2026, 10, 22, 12);

export const proItem = itemId('2d2a9c99bb2a43548c31cd8e32217af6');
export const surveyItem = itemId('aaaa9c99bb2a43548c31cd8e32217af6');

/** Seats of ArcGIS Pro. `riverbendToolN` is in no catalog, and the portal knows it. */
export const proSeats = {
  desktopBasicN: 10,
  desktopStdN: 20,
  desktopAdvN: 10,
  networkAnalystN: 5,
  spatialAnalystN: 8,
  riverbendToolN: 3,
} as const;

const pools = (seats: Readonly<Record<string, number>>): Listing['pools'] =>
  Object.entries(seats).map(([key, num]) => ({ key: entitlement(key), num }));

const proListing: Listing = {
  itemId: proItem,
  title: 'ArcGIS Pro',
  status: 'active',
  maxUsers: 40,
  pools: pools(proSeats),
  canDisconnect: true,
  hasListing: true,
  licenseBy: 'licenseByUser',
};
const surveyListing: Listing = {
  itemId: surveyItem,
  title: 'Riverbend Survey',
  status: 'active',
  pools: pools({ surveyN: 2, surveyPlusN: 1 }),
  canDisconnect: false,
  hasListing: true,
};

const holder = (name: string, offline: boolean, ...names: readonly string[]): Holder => ({
  username: username(name),
  entitlements: names.map(entitlement),
  offline,
});

/** Who holds ArcGIS Pro: 1 Basic, 3 Standard, 1 Advanced, 2 Network Analyst, 1 without a level. */
export const proHolders: readonly Holder[] = [
  holder('ana.keller', false, 'desktopStdN', 'networkAnalystN'),
  holder('Ben.Ortiz', false, 'desktopStdN'),
  holder('cleo.ward', true, 'desktopStdN'),
  holder('dora.may', true, 'desktopBasicN'),
  holder('emil.zast', true, 'desktopAdvN'),
  holder('fay.bare', false, 'networkAnalystN'),
];

const member = (name: string, userType?: string): Member => ({
  username: username(name),
  fullName: name,
  role: 'org_user',
  provider: 'arcgis',
  disabled: false,
  ...(userType === undefined ? {} : { userType: userTypeId(userType) }),
});

/** Members without a licence, of a user type that brings none. */
export const others = Array.from(
  { length: 30 },
  (_, index) => `new.member.${String.fromCharCode(97 + (index % 26)).repeat(4)}${index}`,
);
export const members: readonly Member[] = [
  ...proHolders.map(one => member(one.username, 'viewerUT')),
  ...others.map(name => member(name, 'viewerUT')),
  member('gus.professional', 'GISProfessionalAdvUT'),
  member('=formula', 'viewerUT'),
  member('zoë.grün@riverbend.example', 'viewerUT'),
];

/** A portal of 10.6.1 whose members have not been read. */
export const legacyWithoutMembers: PortalFacts = {
  portalId: portalId('p1'),
  portalName: 'Riverbend',
  portalUrl: 'https://gis.riverbend.example/portal',
  kind: 'legacy',
  timeZone: 'UTC',
  listings: [proListing, surveyListing],
  queue: {
    appId: 'arcgisprodesktop',
    itemId: proItem,
    current: { maxUsers: 40, startDateStr: '01-Jul-2026', pools: pools(proSeats) },
    queue: [],
  },
  holders: {
    [proItem]: { items: proHolders },
    [surveyItem]: { items: [holder('ana.keller', false, 'surveyN')] },
  },
  unread: [],
};

export const legacy: PortalFacts = {
  ...legacyWithoutMembers,
  members: { items: members, total: members.length },
};

const license: PortalLicense = {
  currentMembers: 60,
  maximumMembers: 100,
  userTypes: [
    { id: userTypeId('viewerUT'), name: 'Viewer', maximum: 20, current: 12 },
    { id: userTypeId('editorUT'), name: 'Contributor', maximum: 10, current: 5 },
    { id: userTypeId('creatorUT'), name: 'Creator', maximum: 50, current: 40 },
    { id: userTypeId('GISProfessionalAdvUT'), name: 'Professional Plus', maximum: 5, current: 3 },
  ],
  appBundles: [],
  apps: [
    { id: 'arcgisprodesktop', itemId: itemId('d4a332a0be784dd2be53cec0a35e0859'), maximum: 40 },
    { id: 'allsource', itemId: itemId('0a5e092dee574858a89afa4686386450'), maximum: 5 },
    { id: 'cityEngine', itemId: itemId('b2eaa28669e54ec08ff87e0ceec591df'), maximum: 5 },
  ],
  extensions: [],
  capabilities: [],
};

/** A portal of 10.7 and later, of which app holders are known as well. */
export const enterprise: PortalFacts = {
  portalId: portalId('p2'),
  portalName: 'Riverbend 11',
  portalUrl: 'https://gis11.riverbend.example/portal',
  kind: 'enterprise',
  timeZone: 'UTC',
  userTypes: license.userTypes,
  license,
  holders: {
    d4a332a0be784dd2be53cec0a35e0859: { items: proHolders },
    '0a5e092dee574858a89afa4686386450': { items: proHolders.slice(0, 2) },
    b2eaa28669e54ec08ff87e0ceec591df: { items: proHolders.slice(0, 1) },
  },
  members: { items: members, total: members.length },
  unread: [],
};

/** A portal whose license has two apps and an extension that no purchase names: of the app `cityEngine` nobody knows who holds it. */
export const licensedApps: PortalFacts = {
  ...enterprise,
  listings: [surveyListing],
  license: {
    ...license,
    extensions: [{ id: 'advediting', itemId: itemId('e1e19c99bb2a43548c31cd8e32217af6'), maximum: 4 }],
  },
  holders: {
    '0a5e092dee574858a89afa4686386450': {
      items: [holder('ana.keller', false, 'allsource'), holder('cleo.ward', true, 'allsource')],
    },
    e1e19c99bb2a43548c31cd8e32217af6: {
      items: [holder('ana.keller', false, 'advediting'), holder('Ben.Ortiz', false, 'fieldediting')],
    },
    d4a332a0be784dd2be53cec0a35e0859: { items: proHolders },
  },
};
