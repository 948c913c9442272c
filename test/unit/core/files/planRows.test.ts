import assert from 'node:assert/strict';
import type { EntitlementsFile } from '../../../../src/core/files/entitlementsFile';
import { entitlementsPlanRows, partsInTime } from '../../../../src/core/files/entitlementsPlanRows';
import { flavourProblem } from '../../../../src/core/files/flavourProblem';
import { readImportFile } from '../../../../src/core/files/importFile';
import { importRowName, importRowWords, importSectionName } from '../../../../src/core/files/importRowText';
import { licenseDate } from '../../../../src/core/files/licenseDate';
import { licensePlanRows } from '../../../../src/core/files/licensePlanRows';
import { productState } from '../../../../src/core/files/productState';
import { entitlement, itemId, userTypeId, username } from '../../../../src/core/ids';
import type {
  FutureLicenseItem,
  Holder,
  LicenseFileContent,
  Listing,
  PortalLicense,
} from '../../../../src/core/model';
import type { ImportRow } from '../../../../src/core/planTypes';
import { part, text } from './sampleFiles';

const now = Date.UTC(2026, 10, 22);
const dayMs = 86_400_000;
const read = (value: unknown): EntitlementsFile => {
  const { content } = readImportFile('entitlements.json', text(value));
  assert.ok(content?.kind === 'entitlements');
  return content;
};
const pools = (seats: Readonly<Record<string, number>>): Listing['pools'] =>
  Object.entries(seats).map(([key, num]) => ({ key: entitlement(key), num }));
const row = (rows: readonly ImportRow[]): readonly string[] =>
  rows.map(one =>
    [
      `${one.section} ${one.name}: ${one.before ?? '?'} → ${one.after ?? '?'}`,
      ...(one.held === undefined ? [] : [`held ${one.held}`]),
      ...(one.effective === undefined ? [] : [`from ${one.effective}`]),
    ].join(', '),
  );

describe('dates of entitlements files', () => {
  it('are English days at midnight UTC', () => {
    assert.equal(licenseDate('01-Jul-2026'), Date.UTC(2026, 6, 1));
    assert.equal(licenseDate('9-sep-2014'), Date.UTC(2014, 8, 9));
    for (const wrong of ['31-Feb-2027', '2026-07-01', '01-Foo-2026', '', undefined])
      assert.equal(licenseDate(wrong), undefined);
  });

  it('decide which part is in effect: the latest that has begun', () => {
    const file = read([
      part({ date: '01-Jul-2027' }),
      part({ date: '01-Jul-2026' }),
      part({ date: '01-Jul-2025' }),
    ]);
    const { current, later } = partsInTime(file, now);
    assert.equal(current?.part.startDateStr, '01-Jul-2026');
    assert.deepEqual(
      later.map(one => one.part.startDateStr),
      ['01-Jul-2027'],
    );
  });

  it('go before a start date of 0, which without a date that can be read is in effect already', () => {
    const file = read([part({ startDate: 0 }), part({ date: '01-Jul-2027', startDate: 0 })]);
    const { current, later } = partsInTime(file, now);
    assert.equal(current?.part.startDateStr, '01-Jul-2026');
    assert.deepEqual(
      later.map(one => one.part.startDateStr),
      ['01-Jul-2027'],
    );
    const undated = read({ appId: 'x', queue: [part({ date: 'soon', startDate: 0 })] });
    assert.equal(partsInTime(undated, now).current?.part.startDateStr, 'soon');
  });

  it('go before the layout, and the layout counts without them', () => {
    const dated = read({
      appId: 'x',
      current: part({ date: '01-Jul-2027' }),
      queue: [part({ date: '01-Jul-2026' })],
    });
    assert.equal(partsInTime(dated, now).current?.role, 'queue');
    const undated = read({ appId: 'x', current: part({ date: '' }), queue: [part({ date: 'soon' })] });
    assert.equal(partsInTime(undated, now).current?.role, 'current');
    assert.equal(partsInTime(undated, now).later[0]?.role, 'queue');
  });
});

describe('before and after of an entitlements import', () => {
  const state = {
    pools: pools({ desktopStdN: 30, NetworkAnalystN: 8, spatialAnalystN: 4 }),
    maxUsers: 30,
    held: new Map([
      ['desktopstdn', 22],
      ['networkanalystn', 3],
    ]),
    holders: 26,
  };

  it('has a row per entitlement of either side, and words for what falls', () => {
    const { rows, warnings } = entitlementsPlanRows(read(part()), state, now);
    assert.deepEqual(row(rows), [
      'entitlement maxUsers: 30 → 25, held 26',
      'entitlement desktopStdN: 30 → 20, held 22',
      'entitlement networkAnalystN: 8 → 5, held 3',
      'entitlement spatialAnalystN: 4 → 0, held 0',
    ]);
    assert.deepEqual(
      warnings.map(one => one.message),
      [
        'The import replaces everything the portal has of this product, the queued parts included.',
        'The file allows 25 members, and 26 hold the product now.',
        'desktopStdN: the file has 20, and 22 are held now.',
        'spatialAnalystN: the portal has 4, and the file has none.',
      ],
    );
  });

  it('says "at least" for a list of holders that was cut', () => {
    const { warnings } = entitlementsPlanRows(read(part()), { ...state, atLeast: true }, now);
    assert.deepEqual(
      warnings.slice(1, 3).map(one => one.code),
      ['plan.usersBelowAtLeast', 'plan.belowAtLeast'],
    );
  });

  it('says what is not known instead of calling it zero', () => {
    const { rows, warnings } = entitlementsPlanRows(read(part()), {}, now);
    assert.deepEqual(rows[1], { section: 'entitlement', name: 'desktopStdN', after: 20 });
    assert.ok(warnings.some(one => one.code === 'plan.beforeUnknown'));
  });

  it('has the later parts with their dates, the end, and a queued part that is lost', () => {
    const file = read([
      part(),
      part({ date: '01-Jul-2028', maxUsers: 0, seats: { desktopStdN: 0, networkAnalystN: 0 } }),
    ]);
    const queue = [{ startDateStr: '01-Jul-2027', pools: pools({ desktopStdN: 40 }) }];
    const { rows, warnings } = entitlementsPlanRows(file, { ...state, queue }, now);
    assert.deepEqual(row(rows.filter(one => one.section === 'queue')), [
      'queue desktopStdN: 0 → 0, held 22, from 01-Jul-2028',
      'queue networkAnalystN: 0 → 0, held 3, from 01-Jul-2028',
      'queue desktopStdN: 40 → 0, from 01-Jul-2027',
    ]);
    const codes = warnings.map(one => one.code);
    assert.ok(codes.includes('plan.ends') && codes.includes('plan.queueLost'));
  });

  it('warns of a later part below what is held', () => {
    const file = read([part(), part({ date: '01-Jul-2027', seats: { desktopStdN: 10 } })]);
    const { warnings } = entitlementsPlanRows(file, state, now);
    const words = warnings.map(one => one.message);
    assert.ok(words.includes('desktopStdN: 10 from 01-Jul-2027, and 22 are held now.'), words.join('\n'));
    assert.ok(
      words.includes('NetworkAnalystN: none from 01-Jul-2027, and 3 are held now.'),
      words.join('\n'),
    );
  });

  it('takes everything away until the first part begins, and says so', () => {
    const { rows, warnings } = entitlementsPlanRows(read(part({ date: '01-Jul-2027' })), state, now);
    assert.equal(rows[1]?.after, 0);
    assert.ok(warnings.some(one => one.message.includes('the first starts on 01-Jul-2027')));
  });
});

describe('the product of an entitlements file', () => {
  const listing = (id: string, title: string, seats: Readonly<Record<string, number>>): Listing => ({
    itemId: itemId(id),
    title,
    status: 'active',
    pools: pools(seats),
    canDisconnect: true,
    hasListing: true,
  });
  const listings = [
    listing('p1', 'ArcGIS Pro', { desktopStdN: 5 }),
    listing('d1', 'ArcGIS Drone2Map', { drone2map: 5 }),
  ];

  it('is found by item id, by title, by entitlements, and not guessed between two', () => {
    const file = read(part());
    const found = (appId: string, more: readonly Listing[] = [], item?: string): string | undefined =>
      productState(
        file,
        item === undefined ? undefined : { appId, itemId: itemId(item), queue: [] },
        [...listings, ...more],
        appId,
      ).listing?.itemId;
    assert.equal(found('navigator', [], 'd1'), 'd1');
    assert.equal(found('drone2map'), 'd1');
    assert.equal(found('somethingElse'), 'p1');
    assert.equal(found('somethingElse', [listing('p2', 'Copy', { desktopStdN: 1 })]), undefined);
  });

  it("is no provider's listing that has its name in the title, but one that Esri calls otherwise", () => {
    const empty = { appId: 'navigator', queue: [] };
    const found = (title: string): string | undefined =>
      productState(read(part()), empty, [...listings, listing('n1', title, { nav: 5 })], 'navigator').listing
        ?.itemId;
    assert.notEqual(found('Trail Navigator for Rangers'), 'n1');
    assert.equal(found('Navigator for ArcGIS'), 'n1');
    assert.equal(found('ArcGIS Navigator'), 'n1');
  });

  it('counts holders per entitlement, and marks a cut list', () => {
    const holder = (name: string, ...names: readonly string[]): Holder => ({
      username: username(name),
      entitlements: names.map(entitlement),
      offline: false,
    });
    const product = productState(read(part()), undefined, listings, 'arcgisprodesktop');
    const state = product.withHolders({
      items: [holder('a', 'desktopStdN', 'DesktopStdN'), holder('b', 'desktopstdn')],
      partial: { kind: 'portalLimit', limit: 10_000 },
    });
    assert.equal(state.held?.get('desktopstdn'), 2);
    assert.equal(state.holders, 2);
    assert.equal(state.atLeast, true);
    assert.equal(product.withHolders(undefined).held, undefined);
  });
});

describe('before and after of a portal license import', () => {
  const license: PortalLicense = {
    userTypes: [
      { id: userTypeId('creatorUT'), name: 'Creator', maximum: 60, current: 45 },
      { id: userTypeId('viewerUT'), name: 'Viewer', maximum: 60, current: 41 },
    ],
    appBundles: [{ id: 'urbanSuiteAB', itemId: itemId('ea1d'), maximum: 5 }],
    apps: [{ id: 'arcgisprodesktop', itemId: itemId('d4a3'), maximum: 49 }],
    extensions: [],
    capabilities: [],
  };
  const file: LicenseFileContent = {
    userTypes: [
      { id: 'creatorUT', maximum: 40 },
      { id: 'editorUT', maximum: 10, startsAt: now + 1 },
    ],
    appBundles: [{ id: 'ea1d', maximum: 6 }],
    apps: [{ id: 'Insights', maximum: 12 }],
    extensions: [],
  };

  it('compares by id, a bundle also by item id, and names what falls', () => {
    const { rows, warnings } = licensePlanRows(file, { license, future: [] }, now);
    assert.deepEqual(row(rows), [
      'userType creatorUT: 60 → 40, held 45',
      'userType viewerUT: 60 → 0, held 41',
      'userType editorUT: 0 → 10, from 22-Nov-2026',
      'appBundle urbanSuiteAB: 5 → 6',
      'app Insights: 0 → 12',
      'app arcgisprodesktop: 49 → 0',
    ]);
    assert.deepEqual(
      warnings.slice(1).map(one => one.message),
      [
        'creatorUT: the file has 40, and 45 are held now.',
        'viewerUT: the portal has 60, and the file has none.',
        'viewerUT: the file has 0, and 41 are held now.',
        'arcgisprodesktop: the portal has 49, and the file has none.',
      ],
    );
  });

  it('drops nothing in words when it can read nothing of the file', () => {
    const empty = { userTypes: [], appBundles: [], apps: [], extensions: [] };
    const { rows, warnings } = licensePlanRows(empty, { license, future: [] }, now);
    assert.deepEqual(rows, []);
    assert.equal(warnings.at(-1)?.code, 'plan.notRead');
  });

  it('says what is queued on the portal and goes, and which ends come nearer', () => {
    const [later, end, nearer] = [now + 90 * dayMs, now + 165 * dayMs, now + 100 * dayMs];
    const ending: PortalLicense = {
      ...license,
      userTypes: license.userTypes.map(one => ({ ...one, expiresAt: end })),
      appBundles: [],
      capabilities: [
        { id: 'indoorsmaps', expiresAt: end },
        { id: 'ips', expiresAt: end },
      ],
    };
    const granted: LicenseFileContent = {
      userTypes: [
        { id: 'creatorUT', maximum: 50, expiresAt: nearer },
        { id: 'viewerUT', maximum: 60, expiresAt: nearer },
      ],
      appBundles: [],
      apps: [{ id: 'arcgisprodesktop', maximum: 49, expiresAt: nearer }],
      extensions: [],
      capabilities: [{ id: 'ips', expiresAt: nearer }],
    };
    const future: readonly FutureLicenseItem[] = [
      { section: 'userTypes', id: 'creatorUT', maximum: 80, startsAt: later },
      { section: 'userTypes', id: 'viewerUT', maximum: 0, startsAt: end },
    ];
    const { rows, warnings } = licensePlanRows(granted, { license: ending, future }, now);
    assert.deepEqual(row(rows), [
      'userType creatorUT: 60 → 50, held 45',
      'userType viewerUT: 60 → 60, held 41',
      'userType creatorUT: 80 → 50, held 45, from 20-Feb-2027',
      'app arcgisprodesktop: 49 → 49',
      'capability ips: 1 → 1',
      'capability indoorsmaps: 1 → 0',
    ]);
    assert.deepEqual(
      warnings.slice(1).map(one => one.message),
      [
        'creatorUT: the portal has 80 queued from 20-Feb-2027, and the file has no entry for that date.',
        'indoorsmaps: the portal has it, and the file does not.',
        'Ends on 02-Mar-2027 instead of 06-May-2027: viewerUT, ips.',
        'Ends on 02-Mar-2027, and the portal reports no end now: arcgisprodesktop.',
      ],
    );
  });

  it('says what of the portal or of the file it does not know', () => {
    const some: PortalLicense = { ...license, capabilities: [{ id: 'ips' }] };
    const { rows, warnings } = licensePlanRows(file, { license: some }, now);
    const editor = rows.find(one => one.name === 'editorUT');
    assert.deepEqual(row(editor === undefined ? [] : [editor]), [
      'userType editorUT: ? → 10, from 22-Nov-2026',
    ]);
    assert.deepEqual(
      warnings.slice(1, 3).map(one => one.code),
      ['plan.futureUnknown', 'plan.capabilitiesUnknown'],
    );
    const over = {
      ...file,
      capabilities: [],
      userTypes: [{ id: 'creatorUT', maximum: 60, expiresAt: now - 1 }],
    };
    const codes = licensePlanRows(over, { license: some, future: [] }, now).warnings.map(one => one.code);
    assert.ok(codes.includes('plan.ended'), codes.join());
  });

  it('knows no before when the portal could not be read', () => {
    const { rows, warnings } = licensePlanRows(file, {}, now);
    assert.deepEqual(rows[0], { section: 'userType', name: 'creatorUT', after: 40 });
    assert.ok(warnings.some(one => one.code === 'plan.beforeUnknown'));
  });
});

describe('a row of an import in words', () => {
  const words = (row: Omit<ImportRow, 'name'>): string => importRowWords({ name: 'x', ...row });
  const [july, may] = [Date.UTC(2027, 6, 1), Date.UTC(2027, 4, 6)];

  it('says seats, holders and the date from which it counts', () => {
    assert.equal(words({ section: 'userType', before: 1060, after: 40, held: 45 }), '1,060 → 40 · 45 held');
    assert.equal(
      words({ section: 'app', after: 5, effective: '01-Jul-2027' }),
      'not known → 5 · from 01-Jul-2027',
    );
  });

  it('says of a capability whether it is there, and its name', () => {
    assert.equal(words({ section: 'capability', before: 1, after: 0 }), 'licensed → not licensed');
    assert.equal(words({ section: 'capability', after: 1 }), 'not known → licensed');
    assert.equal(importRowName({ section: 'capability', name: 'indoorsmaps' }), 'Indoors Maps');
    assert.equal(importSectionName('capability'), 'Portal capability');
  });

  it('says the end where the import moves it', () => {
    const row = { section: 'app', before: 5, after: 5 };
    assert.equal(words({ ...row, endsBefore: july, endsAfter: july + 3_600_000 }), '5 → 5');
    assert.equal(
      words({ ...row, endsBefore: july, endsAfter: may }),
      '5 → 5 · ends 01-Jul-2027 → 06-May-2027',
    );
    assert.equal(words({ ...row, endsBefore: july }), '5 → 5 · ends 01-Jul-2027 → no end named in the file');
    assert.equal(words({ ...row, endsAfter: may }), '5 → 5 · no end reported → ends 06-May-2027');
    assert.equal(words({ ...row, before: 0, endsAfter: may }), '0 → 5 · ends 06-May-2027');
    assert.equal(words({ ...row, after: 0, endsBefore: july }), '5 → 0');
  });
});

describe('which portal takes which file', () => {
  it('each generation its own, ArcGIS Online none', () => {
    const at = { offset: 3, length: 5 };
    const code = (
      kind: 'entitlements' | 'portalLicense',
      flavour: 'online' | 'enterprise' | 'legacy',
    ): string | undefined => flavourProblem(kind, flavour, 'Riverbend', at)?.code;
    assert.equal(code('entitlements', 'legacy'), undefined);
    assert.equal(code('portalLicense', 'enterprise'), undefined);
    assert.equal(code('entitlements', 'enterprise'), 'flavour.needsLicense');
    assert.equal(code('portalLicense', 'legacy'), 'flavour.needsEntitlements');
    assert.equal(code('entitlements', 'online'), 'flavour.online');
    assert.equal(code('portalLicense', 'online'), 'flavour.online');
    assert.deepEqual(
      [
        flavourProblem('entitlements', 'online', 'R', at)?.offset,
        flavourProblem('entitlements', 'online', 'R', at)?.length,
      ],
      [3, 5],
    );
  });
});
