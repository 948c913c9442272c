// What the outlook of an import says where the portal does not tell everything: no holder and no member who is not known counts as none.
import assert from 'node:assert/strict';
import { entitlement, itemId, portalId, userTypeId, username } from '../../../src/core/ids';
import type {
  Holder,
  LicenseFileContent,
  Listed,
  Listing,
  Member,
  PortalConnection,
  PortalLicense,
} from '../../../src/core/model';
import type { Fault } from '../../../src/core/problem';
import { PortalError } from '../../../src/core/problem';
import type { MemberQuery, PortalClient } from '../../../src/arcgis/portalClient';
import { importOutlook } from '../../../src/services/importSimulation';
import type { ImportOutlook, OutlookDeps } from '../../../src/services/importSimulation';
import type { Branch, BranchRef } from '../../../src/services/inventoryTypes';

const now = Date.UTC(2026, 10, 22);
const connection: PortalConnection = {
  id: portalId('p1'),
  name: 'Riverbend',
  url: 'https://gis.riverbend.example/portal',
  kind: 'enterprise',
  orgId: 'org',
  username: username('admin'),
  timeZone: 'UTC',
};
const pro = itemId('pro');
const urban = itemId('urban');
/** Brings no level of ArcGIS Pro along. */
const contributor = userTypeId('editorUT');
const professional = userTypeId('GISProfessionalAdvUT');

const listing: Listing = {
  itemId: pro,
  title: 'ArcGIS Pro',
  status: 'active',
  maxUsers: 10,
  pools: [
    { key: entitlement('desktopAdvN'), num: 10 },
    { key: entitlement('networkAnalystN'), num: 10 },
  ],
  canDisconnect: true,
  hasListing: true,
};

const holder = (name: string, ...keys: readonly string[]): Holder => ({
  username: username(name),
  entitlements: keys.map(entitlement),
  offline: false,
});

const member = (name: string, userType = contributor): Member => ({
  username: username(name),
  fullName: name,
  role: 'org_user',
  userType,
  provider: 'arcgis',
  disabled: false,
});

interface Portal {
  readonly license?: Partial<PortalLicense>;
  /** By the name of the branch and its key. */
  readonly branches?: Readonly<Record<string, Listed<unknown> | Fault | 'idle'>>;
  readonly members?: readonly Member[] | Fault;
  /** Of a search: why a user type's list is not whole. */
  readonly cut?: Listed<Member>['partial'];
}

/** Pro with ten seats, three user types, an app bundle; what the file does not name stays as it is. */
async function outlookOf(portal: Portal, file: Partial<LicenseFileContent>) {
  const license: PortalLicense = {
    currentMembers: 5,
    userTypes: [
      { id: contributor, name: contributor, maximum: 10, current: 3 },
      { id: professional, name: professional, maximum: 10, current: 2 },
    ],
    appBundles: [],
    apps: [{ id: 'arcgisprodesktop', itemId: pro, maximum: 20 }],
    extensions: [],
    capabilities: [],
    ...portal.license,
  };
  const content: LicenseFileContent = {
    version: '11.4',
    userTypes: license.userTypes.map(({ id, maximum = 0 }) => ({ id, maximum })),
    appBundles: license.appBundles.map(({ id, itemId: item, maximum = 0 }) => ({
      id,
      itemId: item,
      maximum,
    })),
    apps: license.apps.map(({ id, itemId: item, maximum = 0 }) => ({ id, itemId: item, maximum })),
    extensions: [],
    capabilities: [],
    ...file,
  };
  const searched: MemberQuery[] = [];
  let isWholeRead = false;
  const { members = [] } = portal;
  const all = (): readonly Member[] => {
    if (!('kind' in members)) return members;
    throw new PortalError(members, 'The member list failed.');
  };
  const client = {
    members: () => {
      isWholeRead = true;
      return new Promise(resolve => resolve({ items: all() }));
    },
    searchMembers: (query: MemberQuery) => {
      searched.push(query);
      const items = all().filter(one => one.userType === query.userType);
      return Promise.resolve({ items, ...(portal.cut === undefined ? {} : { partial: portal.cut }) });
    },
  } as unknown as PortalClient;
  const refresh = ({ name, key = '' }: BranchRef): Promise<Branch<unknown>> => {
    const said = portal.branches?.[`${name} ${key}`] ?? { items: [] };
    if (said === 'idle') return Promise.resolve({ state: 'idle' });
    return Promise.resolve(
      'kind' in said
        ? { state: 'failed', problem: new PortalError(said, 'The list failed.') }
        : { state: 'ready', value: said, readAt: now },
    );
  };
  const outlook: ImportOutlook = await importOutlook(
    {
      connections: { client: () => client },
      inventory: { refresh },
      clock: { now: () => now },
    } as unknown as OutlookDeps,
    connection,
    { kind: 'license', content },
    { license, listings: [listing], future: [] },
  );
  return { ...outlook, searched: searched.map(one => one.userType), isWholeRead };
}

/** Pro drops to these seats per right. */
const proOf = (desktopAdvN: number, networkAnalystN: number): Partial<LicenseFileContent> => ({
  apps: [
    {
      id: 'arcgisprodesktop',
      itemId: pro,
      maximum: desktopAdvN + networkAnalystN,
      pools: [
        { key: entitlement('desktopAdvN'), num: desktopAdvN },
        { key: entitlement('networkAnalystN'), num: networkAnalystN },
      ],
    },
  ],
});
const typeOf = (id: typeof contributor, maximum: number, others = 10): Partial<LicenseFileContent> => ({
  userTypes: [contributor, professional].map(one => ({ id: one, maximum: one === id ? maximum : others })),
});

describe('the outlook of an import, of holders who are not told', () => {
  it('is not known of what has expired, and nobody of what cannot be assigned at all', async () => {
    const held = async (fault: Fault): Promise<readonly string[]> =>
      (await outlookOf({ branches: { 'holders pro': fault } }, proOf(1, 1))).unknown;
    assert.deepEqual(await held({ kind: 'listingUnavailable', reason: 'expired' }), [
      'Whether this import leaves something over-assigned is not known for all of it. ArcGIS Pro: The list failed.',
    ]);
    for (const reason of ['notPerUser', 'notProvisioned', 'missing'] as const)
      assert.deepEqual(await held({ kind: 'listingUnavailable', reason }), []);
  });

  it('is not known where the portal is forgotten meanwhile', async () => {
    const { unknown, overAssigned } = await outlookOf({ branches: { 'holders pro': 'idle' } }, proOf(1, 1));
    assert.equal(overAssigned, undefined);
    assert.match(unknown.join(), /not known for all of it\. ArcGIS Pro: Reading who holds it was stopped\./);
  });

  it('is not known of an app bundle either', async () => {
    const license = { appBundles: [{ id: 'urbanSuiteAB', itemId: urban, maximum: 5 }] };
    const { unknown } = await outlookOf({ license, branches: { 'bundleHolders urban': 'idle' } }, {});
    assert.equal(unknown.length, 1);
    assert.match(unknown[0] ?? '', /Urban.*: Reading who holds it was stopped\./);
  });

  it('says whether the portal ends the list, or a page of it failed', async () => {
    const items = [holder('ana', 'desktopAdvN')];
    const cut = async (partial: NonNullable<Listed<Holder>['partial']>): Promise<string> =>
      (await outlookOf({ branches: { 'holders pro': { items, partial } } }, {})).unknown.join();
    assert.match(
      await cut({ kind: 'portalLimit', limit: 10_000 }),
      /^The portal ends the list of who has ArcGIS Pro at 10,000 rows: more may be over-assigned than can be told\.$/,
    );
    assert.match(
      await cut({ kind: 'pageFailed', message: 'HTTP 502.' }),
      /^The list of who has ArcGIS Pro could not be read to its end: .* HTTP 502\.$/,
    );
    assert.match(
      await cut({ kind: 'cancelled' }),
      /^The list of who has ArcGIS Pro was not read to its end: /,
    );
  });

  it('is not known of an app that loses seats as a whole where nothing says which of its rights', async () => {
    const items = [holder('ana', 'desktopAdvN'), holder('ben', 'desktopAdvN', 'networkAnalystN')];
    const app = (maximum: number): Partial<LicenseFileContent> => ({
      apps: [{ id: 'arcgisprodesktop', itemId: pro, maximum }],
    });
    const of = (maximum: number): ReturnType<typeof outlookOf> =>
      outlookOf({ branches: { 'holders pro': { items } } }, app(maximum));
    const enough = await of(4);
    assert.equal(enough.overAssigned, undefined);
    assert.match(
      enough.unknown.join(),
      /nothing tells how many are left of each of their rights.*: ArcGIS Pro\.$/,
    );
    assert.deepEqual((await of(20)).unknown, []);
    // Three are held of two: something is short, and who is locked out by it is not known.
    const short = await of(2);
    assert.deepEqual(
      short.overAssigned?.items.map(({ held, by, lockedOut }) => [held, by, lockedOut]),
      [[3, 1, { count: 0, atLeast: true }]],
    );
    // Without any seat there is none of any right, and it is known.
    const none = await of(0);
    const counts = none.overAssigned?.items.map(one => one.lockedOut.count) ?? [];
    assert.ok(counts.length > 0 && counts.every(count => count === 2), counts.join());
  });
});

describe('the outlook of an import, of members who are not told', () => {
  const license = (current: number | undefined, currentMembers = 5): Partial<PortalLicense> => ({
    currentMembers,
    userTypes: [
      { id: contributor, name: contributor, maximum: 10, ...(current === undefined ? {} : { current }) },
      { id: professional, name: professional, maximum: 10, current: 0 },
    ],
  });
  const three = ['ana', 'ben', 'cy'].map(name => member(name));

  it('counts a user type of which the license says no number', async () => {
    for (const [currentMembers, searched] of [
      [5, []],
      [5_000, [contributor]],
    ] as const) {
      const portal = { license: license(undefined, currentMembers), members: three };
      const short = await outlookOf(portal, typeOf(contributor, 2));
      assert.deepEqual(
        short.overAssigned?.items.map(({ held, by, atLeast, lockedOut }) => [
          held,
          by,
          atLeast,
          lockedOut.count,
        ]),
        [[3, 1, false, 3]],
      );
      assert.deepEqual(
        [short.searched, short.isWholeRead, short.unknown],
        [searched, searched.length === 0, []],
      );
      const enough = await outlookOf(portal, typeOf(contributor, 3));
      assert.deepEqual([enough.overAssigned, enough.unknown], [undefined, []]);
    }
  });

  it('is not known where they cannot be read', async () => {
    const { overAssigned, unknown } = await outlookOf(
      { license: license(undefined), members: { kind: 'timeout', ms: 1 } },
      typeOf(contributor, 2),
    );
    assert.equal(overAssigned, undefined);
    assert.match(unknown.join(), /not known for all of it\. The member list failed\./);
  });

  it('reads no member where nothing is short and all are counted', async () => {
    const { searched, isWholeRead, unknown } = await outlookOf({ license: license(3), members: three }, {});
    assert.deepEqual([searched, isWholeRead, unknown], [[], false, []]);
  });

  it('says of a user type whose search is cut what cut it', async () => {
    const big = { license: license(3, 50_000), members: three };
    const portal = await outlookOf(
      { ...big, cut: { kind: 'portalLimit', limit: 10_000 } },
      typeOf(contributor, 2),
    );
    assert.match(portal.unknown.join(), /^The portal ends the list of who has Contributor at 10,000 rows/);
    const page = await outlookOf(
      { ...big, cut: { kind: 'pageFailed', message: 'x' } },
      typeOf(contributor, 2),
    );
    assert.match(page.unknown.join(), /^The list of who has Contributor could not be read to its end/);
    // The license counts them, whatever the search leaves out; the names are not all there.
    const [item] = page.overAssigned?.items ?? [];
    assert.deepEqual([item?.held, item?.atLeast, item?.lockedOut.atLeast], [3, false, true]);
  });

  it('locks out with a product those too who have it through their user type, where no user type is short', async () => {
    const members = [member('ana'), member('ben'), member('pia', professional), member('quy', professional)];
    const items = [holder('ana', 'desktopAdvN'), holder('ben', 'desktopAdvN')];
    for (const [currentMembers, searched] of [
      [5, []],
      [5_000, [professional]],
    ] as const) {
      const found = await outlookOf(
        { license: license(2, currentMembers), members, branches: { 'holders pro': { items } } },
        proOf(1, 10),
      );
      const level = found.overAssigned?.items.find(one => one.onlyIf === undefined);
      assert.deepEqual([level?.held, level?.by, level?.lockedOut.count], [2, 1, 4]);
      assert.deepEqual(found.overAssigned?.rosters['pro']?.toSorted(), ['ana', 'ben', 'pia', 'quy']);
      assert.deepEqual(found.searched, searched);
    }
  });
});
