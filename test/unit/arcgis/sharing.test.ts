import assert from 'node:assert/strict';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import { memberQuery } from '../../../src/arcgis/sharing/members';
import { itemId, username, userTypeId } from '../../../src/core/ids';
import type { Holder, Member } from '../../../src/core/model';
import { isAbort } from '../../../src/core/problem';
import { expectProblem, problemOf, withServer } from './using';
import type { Call, WireServer } from './wireServer';
import { answered, clientOf, fakeClock, html, wireError } from './wireServer';

type Routes = Readonly<Record<string, unknown>>;

/** Answers by path; a function gets the call. */
const withRoutes = (
  routes: Routes,
  run: (client: PortalClient, server: WireServer) => Promise<void>,
): Promise<void> =>
  withServer(
    call => {
      const answer = routes[call.path];
      return typeof answer === 'function' ? (answer as (call: Call) => unknown)(call) : answer;
    },
    server => run(clientOf(server.url), server),
  );

const listing = itemId('2d2a9c99bb2a43548c31cd8e32217af6');
const entitlementsPath = `content/listings/${listing}/userEntitlements`;
const self = {
  id: 'Rv1bEnDc0uNtY001',
  name: 'Riverbend',
  isPortal: false,
  currentVersion: '2025.2',
  urlKey: 'riverbend',
  customBaseUrl: 'maps.arcgis.com',
  subscriptionInfo: { maxUsers: 140, expDate: 1_798_675_200_000 },
  user: {
    username: 'Lia',
    fullName: 'Lia Senz',
    role: 'cust0m',
    privileges: ['portal:admin:manageLicenses'],
  },
};

describe('portals/self', () => {
  it('becomes an organization', async () => {
    await withRoutes({ 'portals/self': self }, async (client, server) => {
      assert.deepEqual(await client.organization(), {
        orgId: 'Rv1bEnDc0uNtY001',
        name: 'Riverbend',
        kind: 'online',
        version: '2025.2',
        apiVersion: 2025.2,
        homeUrl: `${server.url}/home`,
        access: {
          username: 'Lia',
          fullName: 'Lia Senz',
          role: 'cust0m',
          canManageLicenses: true,
          isAdministrator: false,
        },
        maxUsers: 140,
        subscriptionEndsAt: 1_798_675_200_000,
      });
      assert.equal(server.calls.length, 1, 'Online is not asked for portaladmin');
    });
  });

  it('knows administrators by role, and others without the privilege as readers', async () => {
    for (const [role, isAdministrator] of [
      ['org_admin', true],
      ['account_admin', true],
      ['org_user', false],
    ] as const) {
      await withRoutes(
        { 'portals/self': { ...self, user: { username: 'Lia', role, privileges: null } } },
        async client => {
          const { access } = await client.organization();
          assert.deepEqual(
            [access.isAdministrator, access.canManageLicenses],
            [isAdministrator, isAdministrator],
          );
        },
      );
    }
  });

  it('without a user is an end of the sign-in; with a registered app it is the app', async () => {
    const anonymous = { ...self, user: undefined };
    await withRoutes({ 'portals/self': anonymous }, async client =>
      expectProblem(client.organization(), 'signIn'),
    );
    const app = { ...anonymous, appInfo: { appId: 'key1', privileges: ['portal:admin:manageLicenses'] } };
    await withRoutes({ 'portals/self': app }, async client => {
      assert.deepEqual((await client.organization()).access, {
        username: 'key1',
        fullName: 'key1',
        role: 'app',
        isAdministrator: false,
        canManageLicenses: true,
      });
    });
  });

  it('names the address when there is no portal', async () => {
    await withRoutes({}, async client => {
      const problem = await problemOf(client.organization(), 'unexpectedReply');
      assert.match(problem.message, /no ArcGIS portal at this address/);
    });
    await withServer(
      (_call, response) => html(response, 200, 'Intranet'),
      async server => {
        const problem = await problemOf(clientOf(server.url).organization(), 'unexpectedReply');
        assert.ok(problem.details[0]?.startsWith('Intranet'));
      },
    );
  });

  const enterprise = { ...self, isPortal: true, currentVersion: '2024.2' };
  const forbidden = wireError(403, 'You do not have permissions to access this resource.');
  const kinds: readonly (readonly [name: string, routes: Routes, kind: string])[] = [
    ['the flag says user types', { 'portaladmin/': { isUserTypeLicensing: true } }, 'enterprise'],
    ['the flag says levels', { 'portaladmin/': { isUserTypeLicensing: false } }, 'legacy'],
    ['license answers', { 'portaladmin/': forbidden, 'portaladmin/license': {} }, 'enterprise'],
    ['license is closed to the account', { 'portaladmin/license': forbidden }, 'enterprise'],
    ['only system/licenses answers', { 'portaladmin/system/licenses': { isValid: true } }, 'legacy'],
    ['system/licenses is closed to the account', { 'portaladmin/system/licenses': forbidden }, 'legacy'],
    ['portaladmin is closed, a new version', {}, 'enterprise'],
    [
      'portaladmin is closed, an old version',
      { 'portals/self': { ...enterprise, currentVersion: '6.3' } },
      'legacy',
    ],
  ];
  for (const [name, routes, kind] of kinds) {
    it(`tells the license generation: ${name}`, async () => {
      await withRoutes({ 'portals/self': enterprise, ...routes }, async client => {
        assert.equal((await client.organization()).kind, kind);
      });
    });
  }
});

describe('the version of an Enterprise portal', () => {
  const legacy = { ...self, isPortal: true, currentVersion: '6.3' };
  for (const [name, routes, version] of [
    ['is what portals/self says', { 'portals/self': { ...legacy, enterpriseVersion: '11.4.0' } }, '11.4.0'],
    ['is what portaladmin says', { 'portaladmin/': { version: '10.6.1', resources: [] } }, '10.6.1'],
    ['is not known where portaladmin is closed', {}, undefined],
    ['is not the text of something else', { 'portaladmin/': { version: 'unknown' } }, undefined],
  ] as const) {
    it(`${name}, never the number of the sharing API`, async () => {
      await withRoutes({ 'portals/self': legacy, ...routes }, async client => {
        const organization = await client.organization();
        assert.equal(organization.version, version);
        assert.equal(organization.apiVersion, 6.3);
      });
    });
  }
});

describe('members', () => {
  const pageOf =
    (count: number, pageLimit = 100) =>
    (call: Call): unknown => {
      const start = Number(call.query.get('start'));
      const num = Math.min(Number(call.query.get('num')), pageLimit);
      const end = Math.min(count, start + num - 1);
      const users = Array.from({ length: end - start + 1 }, (_, index) => ({
        username: `user${start + index}`,
      }));
      return { total: count, start, num, nextStart: end < count ? end + 1 : -1, users };
    };

  it('reads every field that is there and leaves out what is not', async () => {
    const users = [
      {
        username: 'Ana.Keller',
        fullName: 'Ana Keller',
        email: 'ana@x.example',
        role: 'org_publisher',
        roleId: 'r1',
        userLicenseTypeId: 'creatorUT',
        provider: 'enterprise',
        disabled: true,
        lastLogin: 5,
        created: 3,
        more: {},
      },
      { username: 'ben', email: null, lastLogin: -1 },
      { fullName: 'nobody' },
    ];
    await withRoutes({ 'portals/self/users': { total: 2, nextStart: -1, users } }, async client => {
      assert.deepEqual(await client.members(), {
        total: 2,
        items: [
          {
            username: 'Ana.Keller',
            fullName: 'Ana Keller',
            email: 'ana@x.example',
            role: 'org_publisher',
            roleId: 'r1',
            userType: 'creatorUT',
            provider: 'enterprise',
            disabled: true,
            lastLogin: 5,
            created: 3,
          },
          { username: 'ben', fullName: 'ben', role: '', provider: 'arcgis', disabled: false },
        ],
      });
    });
  });

  it('reads all pages of 100 from 1 on, in order, and shows rows as they come', async () => {
    await withRoutes({ 'portals/self/users': pageOf(950) }, async (client, server) => {
      const shown: Member[] = [];
      const totals = new Set<number | undefined>();
      const list = await client.members({
        onRows: (rows, total) => (shown.push(...rows), totals.add(total)),
      });
      assert.deepEqual(
        list.items.map(member => member.username),
        Array.from({ length: 950 }, (_, index) => `user${index + 1}`),
      );
      assert.deepEqual(shown, list.items);
      assert.deepEqual([...totals], [950]);
      assert.equal(list.partial, undefined);
      assert.equal(server.calls.length, 10);
    });
  });

  it('has at most 4 pages on their way at once, and more than one', async () => {
    let running = 0;
    let most = 0;
    const page = pageOf(1_500);
    await withServer(
      (call, response) => {
        most = Math.max(most, ++running);
        setTimeout(() => (running--, response.end(JSON.stringify(page(call)))), 10);
        return answered;
      },
      async server => {
        assert.equal((await clientOf(server.url).members()).items.length, 1_500);
        assert.equal(most, 4);
      },
    );
  });

  it('reads a portal with smaller pages, and one whose pages overlap', async () => {
    await withRoutes({ 'portals/self/users': pageOf(230, 50) }, async client => {
      assert.equal((await client.members()).items.length, 230);
    });
    const overlapping = (call: Call): unknown => {
      const reply = pageOf(300)(call) as { users: unknown[] };
      return { ...reply, users: [{ username: 'USER1' }, ...reply.users] };
    };
    await withRoutes({ 'portals/self/users': overlapping }, async client => {
      assert.equal((await client.members()).items.length, 300);
    });
  });

  for (const end of [-1, 0, undefined]) {
    it(`takes nextStart ${String(end)} as the end`, async () => {
      await withRoutes(
        { 'portals/self/users': { nextStart: end, users: [{ username: 'a' }] } },
        async (client, server) => {
          assert.deepEqual((await client.members()).items.length, 1);
          assert.equal(server.calls.length, 1);
        },
      );
    });
  }

  it('keeps what was read when a later page fails, and says so; the first page fails the list', async () => {
    const failing = (call: Call): unknown =>
      Number(call.query.get('start')) > 200 ? wireError(500, 'odd') : pageOf(400)(call);
    await withRoutes({ 'portals/self/users': failing }, async client => {
      const list = await client.members();
      assert.equal(list.items.length, 200);
      assert.equal(list.partial?.kind, 'pageFailed');
      assert.equal(list.total, 400);
    });
    await withRoutes({ 'portals/self/users': wireError(500, 'odd') }, async client =>
      expectProblem(client.members(), 'refused'),
    );
    await withRoutes({ 'portals/self/users': {} }, async client =>
      expectProblem(client.members(), 'unexpectedReply'),
    );
  });

  it('throws an end of the sign-in and an abort at any page', async () => {
    const ended = (call: Call): unknown =>
      Number(call.query.get('start')) > 200 ? wireError(498, 'Invalid token.') : pageOf(400)(call);
    await withRoutes({ 'portals/self/users': ended }, async client =>
      expectProblem(client.members(), 'signIn'),
    );
    await withRoutes({ 'portals/self/users': pageOf(900) }, async client => {
      const controller = new AbortController();
      const work = client.members({ signal: controller.signal, onRows: () => controller.abort() });
      await assert.rejects(work, isAbort);
    });
  });

  it('does not go in a circle when nextStart goes back', async () => {
    await withRoutes({ 'portals/self/users': { nextStart: 1, users: [{ username: 'a' }] } }, async client => {
      assert.equal((await client.members()).partial?.kind, 'pageFailed');
    });
  });

  it('is not whole when it ends before the count of the portal; more rows than that are fine', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => ({ username: `u${index}` }));
    const short = { total: 500, nextStart: -1, users: rows, results: rows };
    const routes = { 'portals/self/users': short, 'portals/self/users/search': short };
    await withRoutes(routes, async client => {
      for (const list of [
        await client.members(),
        await client.searchMembers({}),
        await client.searchMembers({ text: 'u1' }),
        await client.searchMembers({ text: 'u nobody' }),
        await client.appBundleHolders(listing),
      ]) {
        assert.ok(list.partial?.kind === 'pageFailed');
        assert.equal(list.partial.message, 'The portal counts 500 rows, but its list ends after 100.');
      }
    });
    await withRoutes({ 'portals/self/users': { ...short, total: 99 } }, async client => {
      assert.equal((await client.members()).partial, undefined);
    });
    const repeated = (call: Call): unknown => {
      const start = Number(call.query.get('start'));
      return { total: 500, nextStart: start < 401 ? start + 100 : -1, users: rows };
    };
    await withRoutes({ 'portals/self/users': repeated }, async client => {
      assert.equal((await client.members()).partial?.kind, 'pageFailed', 'one page again and again');
    });
  });

  it('ends when a page has nothing new and says that the list goes on', async () => {
    for (const users of [[], [{ username: 'a' }]]) {
      const endless = (call: Call): unknown => {
        const start = Number(call.query.get('start'));
        // The end is for a reader who goes on: it must not read 1,000 pages.
        return { nextStart: start < 1_000 ? start + 1 : -1, users };
      };
      await withRoutes({ 'portals/self/users': endless }, async (client, server) => {
        const list = await client.members();
        assert.equal(list.partial?.kind, 'pageFailed');
        assert.equal(list.items.length, users.length);
        assert.equal(server.calls.length, users.length + 1);
      });
    }
  });

  it('looks at every row of a search whose other words leave rows out', async () => {
    const results = Array.from({ length: 200 }, (_, index) => ({
      username: `u${index}`,
      fullName: index === 0 || index === 199 ? 'Ana Keller' : 'Bo Keller',
    }));
    const page = (call: Call): unknown => {
      const start = Number(call.query.get('start'));
      const end = start + Number(call.query.get('num'));
      return {
        total: 200,
        nextStart: end <= 200 ? end : -1,
        results: results.slice(start - 1, end - 1),
      };
    };
    await withRoutes({ 'portals/self/users/search': page }, async client => {
      const found = await client.searchMembers({ text: 'ana keller', limit: 100 });
      assert.deepEqual(
        found.items.map(member => member.username),
        ['u0', 'u199'],
      );
      assert.equal(found.partial, undefined);
    });
  });

  it('stops at a limit and says that there is more', async () => {
    await withRoutes({ 'portals/self/users': pageOf(950) }, async (client, server) => {
      const list = await client.members({ limit: 150 });
      assert.equal(list.items.length, 150);
      assert.deepEqual(list.partial, { kind: 'paged', total: 950 });
      assert.equal(server.calls.length, 2);
      assert.equal((await client.members({ limit: 950 })).partial, undefined);
    });
  });

  it('searches for the longest word and compares the others; user type and role as filter', async () => {
    assert.deepEqual(
      memberQuery({ text: ' ana  keller', userType: userTypeId('creatorUT'), role: 'org_user' }),
      {
        q: 'username:keller* OR fullname:keller* OR lastname:keller* OR email:keller*',
        filter: 'userlicensetype:"creatorUT" AND role:"org_user"',
        words: ['ana'],
      },
    );
    assert.equal(memberQuery({}).q, 'username:* OR fullname:* OR lastname:* OR email:*');
    const results = [
      { username: 'x1', fullName: 'Áná Keller' },
      { username: 'x2', fullName: 'Bo Keller' },
    ];
    await withRoutes({ 'portals/self/users/search': { total: 2, nextStart: -1, results } }, async client => {
      assert.deepEqual(
        (await client.searchMembers({ text: 'ana keller' })).items.map(member => member.username),
        ['x1'],
      );
    });
  });

  it('cannot be made to search for something else by what is typed', () => {
    assert.equal(memberQuery({ text: '*' }).q.split(' OR ')[0], 'username:\\**');
    assert.equal(memberQuery({ text: 'a"b)(c:d\\e' }).q.split(' OR ')[0], 'username:a\\"b\\)\\(c\\:d\\\\e*');
    assert.equal(memberQuery({ text: '-x' }).q.split(' OR ')[0], 'username:\\-x*');
    assert.equal(memberQuery({ text: 'de-jong@x.y' }).q.split(' OR ')[0], 'username:de-jong@x.y*');
  });

  it('reads one member, and undefined for nobody', async () => {
    const path = 'community/users/RIVERBEND%20Ana';
    await withRoutes({ [path]: { username: 'RIVERBEND Ana' } }, async client => {
      assert.equal((await client.member(username('RIVERBEND Ana')))?.username, 'RIVERBEND Ana');
    });
    await withRoutes({ [path]: wireError(400, 'User does not exist or is inaccessible.') }, async client => {
      assert.equal(await client.member(username('RIVERBEND Ana')), undefined);
    });
    const odd = wireError(400, 'Odd.');
    for (const [rows, found] of [
      [[{ username: 'riverbend ana' }], true],
      [[], false],
    ] as const) {
      const routes = { [path]: odd, 'portals/self/users': { users: rows, nextStart: -1 } };
      await withRoutes(routes, async (client, server) => {
        assert.equal((await client.member(username('RIVERBEND Ana'))) !== undefined, found);
        assert.equal(server.calls[1]?.query.get('username'), 'RIVERBEND Ana');
      });
    }
    await withRoutes({ [path]: odd, 'portals/self/users': pageOf(500) }, async client =>
      expectProblem(client.member(username('RIVERBEND Ana')), 'refused'),
    );
  });

  it('reads the members of a group as names or objects', async () => {
    const routes = {
      'community/groups/g1/userList': {
        owner: { username: 'Olga' },
        users: ['ana', { username: 'olga' }, { username: 'ben', memberType: 'admin' }, {}],
        nextStart: -1,
      },
    };
    await withRoutes(routes, async client =>
      assert.deepEqual((await client.groupMembers('g1')).items, ['Olga', 'ana', 'ben']),
    );
  });
});

describe('purchases', () => {
  const now = fakeClock().time;
  const purchase = (provision: object, more: object = {}): object => ({
    provision: { itemId: 'a', endDate: -1, ...provision },
    ...more,
  });

  it('become listings with seats and dates, without license strings', async () => {
    const entry = purchase(
      {
        startDate: 5,
        endDate: now + 1,
        canDisconnect: true,
        orgEntitlements: {
          maxUsers: 40,
          entitlements: { desktopStdN: { num: 10, license: 'FEATURE s3cret' }, odd: null },
        },
      },
      { listing: { itemId: 'a', title: 'ArcGIS Pro', licenseBy: 'licenseByUser', vendor: { name: 'Esri' } } },
    );
    await withRoutes(
      { 'portals/self/purchases': { purchases: [entry], trials: null } },
      async (client, server) => {
        assert.deepEqual(await client.purchases(), [
          {
            itemId: 'a',
            title: 'ArcGIS Pro',
            status: 'active',
            startsAt: 5,
            endsAt: now + 1,
            maxUsers: 40,
            pools: [
              { key: 'desktopStdN', num: 10 },
              { key: 'odd', num: 0 },
            ],
            canDisconnect: true,
            hasListing: true,
            licenseBy: 'licenseByUser',
            vendor: 'Esri',
          },
        ]);
        assert.equal(server.calls[0]?.query.get('status'), 'all');
      },
    );
  });

  it('have a status by their dates, and their id as title without a listing', async () => {
    const reply = {
      purchases: [
        purchase({ itemId: 'perpetual' }),
        purchase({ itemId: 'over', endDate: now - 1 }),
        purchase({ itemId: 'try', trial: true }),
        { listing: { title: 'no id' } },
      ],
      trials: [purchase({ itemId: 'trial', endDate: now + 1 })],
      interests: [purchase({ itemId: 'interest' })],
    };
    await withRoutes({ 'portals/self/purchases': reply }, async client => {
      const listings = await client.purchases();
      assert.deepEqual(
        listings.map(({ itemId: id, status }) => [id, status]),
        [
          ['perpetual', 'active'],
          ['over', 'expired'],
          ['try', 'trial'],
          ['trial', 'trial'],
        ],
      );
      assert.deepEqual(
        [listings[0]?.title, listings[0]?.hasListing, 'endsAt' in (listings[0] ?? {})],
        ['perpetual', false, false],
      );
    });
  });

  it('with one id become one: in effect before expired, bought before tried, the later end first', async () => {
    const reply = {
      purchases: [
        purchase({ endDate: now - 1, orgEntitlements: { maxUsers: 1 } }),
        purchase({ endDate: now + 9, orgEntitlements: { maxUsers: 2 } }),
        purchase({ endDate: now + 5, orgEntitlements: { maxUsers: 3 } }),
      ],
      trials: [purchase({ endDate: now + 99, orgEntitlements: { maxUsers: 4 } })],
    };
    await withRoutes({ 'portals/self/purchases': reply }, async client => {
      assert.deepEqual(
        (await client.purchases()).map(({ maxUsers }) => maxUsers),
        [2],
      );
    });
  });

  it('are not "none" when the reply has no list', async () => {
    await withRoutes({ 'portals/self/purchases': {} }, async client =>
      expectProblem(client.purchases(), 'unexpectedReply'),
    );
    await withRoutes(
      {
        'portals/self/purchases': wireError(
          undefined,
          'You do not have permissions to access this resource.',
        ),
      },
      async client => {
        const problem = await problemOf(client.purchases(), 'forbidden');
        assert.deepEqual(problem.fault, { kind: 'forbidden', privilege: 'portal:admin:manageLicenses' });
      },
    );
  });
});

describe('userEntitlements', () => {
  const entry = (name: string, entitlements: unknown = ['a']): object => ({
    username: name,
    lastLogin: -1,
    disconnected: false,
    entitlements,
  });

  it('become holders; empty sets are no holders', async () => {
    const rows = [
      {
        username: 'Ana',
        lastLogin: 1_766_000_000_000,
        disconnected: true,
        disconnectedInfo: { disconnectedSince: 9 },
        entitlements: ['x', '', 'x', 'y'],
      },
      { username: 'ben', lastLogin: null, disconnected: false, entitlements: ['x'] },
      entry('gone', ['']),
      entry('none', []),
      entry('null', null),
    ];
    await withRoutes({ [entitlementsPath]: { userEntitlements: rows } }, async (client, server) => {
      assert.deepEqual(await client.holders(listing), {
        items: [
          {
            username: 'Ana',
            entitlements: ['x', 'y'],
            lastUsed: 1_766_000_000_000,
            offline: true,
            offlineSince: 9,
          },
          { username: 'ben', entitlements: ['x'], offline: false },
        ],
      });
      assert.equal(server.calls[0]?.query.toString(), 'f=json');
    });
  });

  it('are read page by page where the portal pages them', async () => {
    const paged = (call: Call): unknown => {
      const start = Number(call.query.get('start') ?? 1);
      const num = Number(call.query.get('num') ?? 100);
      const rows = Array.from({ length: Math.min(num, 251 - start) }, (_, index) =>
        entry(`u${start + index}`),
      );
      return { userEntitlements: rows, nextStart: start + num <= 250 ? start + num : -1 };
    };
    await withRoutes({ [entitlementsPath]: paged }, async client => {
      assert.deepEqual(
        (await client.holders(listing)).items.map(row => row.username),
        Array.from({ length: 250 }, (_, index) => `u${index + 1}`),
      );
    });
  });

  for (const [count, partial] of [
    [9_999, undefined],
    [10_000, { kind: 'portalLimit', limit: 10_000 }],
  ] as const) {
    it(`with ${count} rows are ${partial === undefined ? 'whole' : 'marked as cut'}`, async () => {
      const rows = Array.from({ length: count }, (_, index) => entry(`u${index}`));
      await withRoutes({ [entitlementsPath]: { userEntitlements: rows } }, async client => {
        const list = await client.holders(listing);
        assert.equal(list.items.length, count);
        assert.deepEqual(list.partial, partial);
      });
    });
  }

  it('end the reading at a limit, marked as a part', async () => {
    const rows = Array.from({ length: 500 }, (_, index) => entry(`u${index}`));
    await withRoutes({ [entitlementsPath]: { userEntitlements: rows } }, async client => {
      const shown: Holder[] = [];
      const list = await client.holders(listing, { limit: 120, onRows: slice => shown.push(...slice) });
      assert.equal(list.items.length, 120);
      assert.equal(shown.length, 120);
      assert.deepEqual(list.partial, { kind: 'paged' });
    });
  });

  const unknownSets: readonly unknown[] = [
    'desktopStdN',
    { desktopStdN: true },
    [{ key: 'desktopStdN' }],
    ['x', 5],
    7,
  ];
  it('of an unknown shape are never "holds nothing": the list is not whole, one member is an error', async () => {
    for (const entitlements of unknownSets) {
      const odd = { username: 'ana', entitlements };
      const routes = {
        [entitlementsPath]: { userEntitlements: [entry('ben'), odd, entry('cy')] },
        [`${entitlementsPath}/Ana`]: { userEntitlements: odd },
      };
      await withRoutes(routes, async client => {
        const list = await client.holders(listing);
        assert.deepEqual(
          list.items.map(row => row.username),
          ['ben', 'cy'],
        );
        assert.ok(list.partial?.kind === 'pageFailed', JSON.stringify(entitlements));
        assert.match(list.partial.message, /could not be read and are left out: 1\./);
        const problem = await problemOf(client.holder(listing, username('Ana')), 'unexpectedReply');
        assert.match(problem.message, /userEntitlements\.entitlements/);
      });
    }
    for (const entitlements of [undefined, null, [], '', [''], [null]]) {
      await withRoutes(
        { [entitlementsPath]: { userEntitlements: [{ username: 'ana', entitlements }] } },
        async client => assert.deepEqual(await client.holders(listing), { items: [] }),
      );
    }
  });

  it("that are nobody's are not left out silently", async () => {
    const nameless = { entitlements: ['x'] };
    const routes = {
      [entitlementsPath]: { userEntitlements: [nameless] },
      [`${entitlementsPath}/Ana`]: { userEntitlements: nameless },
    };
    await withRoutes(routes, async client => {
      assert.equal((await client.holders(listing)).partial?.kind, 'pageFailed');
      await expectProblem(client.holder(listing, username('Ana')), 'unexpectedReply');
    });
  });

  it('are offline also where the flag is text', async () => {
    const rows = [
      { ...entry('ana'), disconnected: 'true' },
      { ...entry('ben'), disconnected: 'false' },
    ];
    await withRoutes({ [entitlementsPath]: { userEntitlements: rows } }, async client => {
      assert.deepEqual(
        (await client.holders(listing)).items.map(row => row.offline),
        [true, false],
      );
    });
  });

  it('are not whole when they end before the count of the portal', async () => {
    const rows = Array.from({ length: 100 }, (_, index) => entry(`u${index}`));
    const reply = { total: 500, nextStart: -1, userEntitlements: rows };
    await withRoutes({ [entitlementsPath]: reply }, async client => {
      const list = await client.holders(listing);
      assert.deepEqual([list.items.length, list.partial?.kind, list.total], [100, 'pageFailed', 500]);
    });
  });

  it('without the list are not an empty list', async () => {
    await withRoutes({ [entitlementsPath]: {} }, async client =>
      expectProblem(client.holders(listing), 'unexpectedReply'),
    );
  });

  const one = `${entitlementsPath}/Ana`;
  const shapes: readonly (readonly [name: string, reply: unknown, found: boolean])[] = [
    ['an object', { userEntitlements: entry('ana') }, true],
    ['a list of one', { userEntitlements: [entry('ANA')] }, true],
    ['an empty object', { userEntitlements: {} }, false],
    ['an empty list', { userEntitlements: [] }, false],
    ['an empty set', { userEntitlements: entry('ana', ['']) }, false],
    ['null', { userEntitlements: null }, false],
    ['no key', {}, false],
  ];
  for (const [name, reply, found] of shapes) {
    it(`of one member may be ${name}`, async () => {
      await withRoutes({ [one]: reply }, async client => {
        assert.equal((await client.holder(listing, username('Ana'))) !== undefined, found);
      });
    });
  }

  it('of somebody else are not taken for the member', async () => {
    await withRoutes({ [one]: { userEntitlements: entry('ben') } }, async client =>
      expectProblem(client.holder(listing, username('Ana')), 'unexpectedReply'),
    );
  });

  it('of one member: an error is "none" only where a list agrees that proves itself whole', async () => {
    const error = wireError(400, 'Something about this user.');
    await withRoutes(
      { [one]: error, [entitlementsPath]: { total: 1, userEntitlements: [entry('ben')] } },
      async client => {
        assert.equal(await client.holder(listing, username('Ana')), undefined);
      },
    );
    await withRoutes(
      { [one]: error, [entitlementsPath]: { userEntitlements: [entry('ana', ['x'])] } },
      async client => {
        assert.deepEqual((await client.holder(listing, username('Ana')))?.entitlements, ['x']);
      },
    );
    const cut = { userEntitlements: Array.from({ length: 10_000 }, (_, index) => entry(`u${index}`)) };
    await withRoutes({ [one]: error, [entitlementsPath]: cut }, async client =>
      expectProblem(client.holder(listing, username('Ana')), 'refused'),
    );
    await withRoutes({ [one]: error, [entitlementsPath]: error }, async client =>
      expectProblem(client.holder(listing, username('Ana'))),
    );
    await withRoutes(
      { [one]: wireError(403, 'x'), [entitlementsPath]: { userEntitlements: [] } },
      async client => expectProblem(client.holder(listing, username('Ana')), 'forbidden'),
    );
  });

  describe('of a member, answered with an error where the list is cut', () => {
    const error = wireError(400, 'Something about this user.');
    const cut = { userEntitlements: Array.from({ length: 10_000 }, (_, index) => entry(`u${index}`)) };
    const products = 'community/users/Ana/provisionedListings';
    const other = { provision: { itemId: 'other' } };
    const holding = (id: string): unknown => ({
      provisionedListings: [other, { provision: { itemId: id } }],
      nextStart: -1,
    });

    it('are none where the listing is not among the products of the member; the list is read once', async () => {
      const routes = { [one]: error, [entitlementsPath]: cut, [products]: holding('b') };
      await withRoutes(routes, async (client, server) => {
        for (let time = 0; time < 3; time += 1)
          assert.equal(await client.holder(listing, username('Ana')), undefined);
        const asked = (path: string): Call[] => server.calls.filter(call => call.path === path);
        assert.equal(asked(entitlementsPath).length, 1);
        assert.equal(asked(products).length, 3);
        assert.equal(asked(products)[0]?.query.get('includeExpired'), 'true');
      });
    });

    it('are not known where it is, where an entry has no id, and where the portal is in trouble', async () => {
      const nameless = { provisionedListings: [other, { title: 'Some product' }], nextStart: -1 };
      for (const [answer, reply] of [
        [error, holding(listing)],
        [error, nameless],
        [error, wireError(400, 'No such user.')],
        [wireError(500, 'Busy.'), holding('b')],
      ] as const)
        await withRoutes({ [one]: answer, [entitlementsPath]: cut, [products]: reply }, async client =>
          expectProblem(client.holder(listing, username('Ana'))),
        );
    });

    it('are none where the list may be cut without a word only by the products of the member', async () => {
      const list = { userEntitlements: [entry('ben')] };
      for (const [answer, held, isNone] of [
        [error, 'b', true],
        [error, listing, false],
        [wireError(404, 'Not found'), 'b', false],
        [wireError(405, 'Method not supported'), 'b', false],
      ] as const)
        await withRoutes(
          { [one]: answer, [entitlementsPath]: list, [products]: holding(held) },
          async client => {
            const read = client.holder(listing, username('Ana'));
            if (isNone) assert.equal(await read, undefined);
            else await expectProblem(read);
          },
        );
    });

    it('are looked up in a list that was just read, and not believed of a portal in trouble', async () => {
      const listed = { items: [], total: 0 };
      await withRoutes({ [one]: error }, async (client, server) => {
        assert.equal(await client.holder(listing, username('Ana'), undefined, listed), undefined);
        assert.equal(server.calls.length, 1);
      });
      await withRoutes({ [one]: wireError(500, 'Busy.') }, async client =>
        expectProblem(client.holder(listing, username('Ana'), undefined, listed)),
      );
    });
  });
});

describe('writes', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => username(`u${index}`));
  const provisionPath = `content/listings/${listing}/provisionUserEntitlements`;

  it('send the set as JSON in the form, suppressCustomerEmail always', async () => {
    await withRoutes({ [provisionPath]: { success: true } }, async (client, server) => {
      for (const suppressCustomerEmail of [true, false]) {
        await client.provision(listing, { users: names(25), entitlements: [], suppressCustomerEmail });
        const form = server.calls.at(-1)?.form;
        assert.deepEqual(JSON.parse(form?.get('userEntitlements') ?? ''), {
          users: names(25),
          entitlements: [],
        });
        assert.equal(form?.get('suppressCustomerEmail'), String(suppressCustomerEmail));
      }
    });
  });

  it('refuse more than 25 users, and none, before anything is sent', async () => {
    await withRoutes({}, async (client, server) => {
      for (const users of [names(26), []]) {
        const change = { users, entitlements: ['a'], suppressCustomerEmail: true };
        await problemOf(client.provision(listing, change), 'badInput');
        await problemOf(client.provisionAppBundle(listing, { users, revoke: false }), 'badInput');
        await problemOf(client.updateUserType(users, userTypeId('creatorUT')), 'badInput');
      }
      await problemOf(
        client.provisionAppBundle(listing, { users: [username('a,b')], revoke: false }),
        'badInput',
      );
      assert.equal(server.calls.length, 0);
    });
  });

  it('are done only when the portal says so', async () => {
    const change = { users: names(1), entitlements: ['a'], suppressCustomerEmail: true };
    for (const done of [{ success: true }, { status: 'success' }]) {
      await withRoutes({ [provisionPath]: done }, async client => client.provision(listing, change));
    }
    await withRoutes({ [provisionPath]: { success: false } }, async client =>
      expectProblem(client.provision(listing, change), 'refused'),
    );
    await withRoutes({ [provisionPath]: {} }, async client =>
      expectProblem(client.provision(listing, change), 'unexpectedReply'),
    );
  });

  it('of bundles name users with commas', async () => {
    const path = `content/listings/${listing}/provisionUserAppBundle`;
    await withRoutes({ [path]: { success: true } }, async (client, server) => {
      await client.provisionAppBundle(listing, { users: names(2), revoke: true });
      assert.deepEqual(
        [server.calls[0]?.form.get('users'), server.calls[0]?.form.get('revoke')],
        ['u0,u1', 'true'],
      );
    });
  });

  it('of user types have a result per user', async () => {
    const users = [username('Ana'), username('ben'), username('cy')];
    const path = 'portals/self/updateUserLicenseType';
    const results = [
      { username: 'ana', status: true },
      { username: 'ben', status: false, error: { code: 400, message: 'no seat' } },
    ];
    await withRoutes({ [path]: { results } }, async (client, server) => {
      assert.deepEqual(await client.updateUserType(users, userTypeId('creatorUT')), [
        { username: 'Ana', ok: true },
        { username: 'ben', ok: false, message: 'no seat' },
        { username: 'cy', ok: false, message: 'The portal did not mention this member in its reply.' },
      ]);
      assert.deepEqual(
        [server.calls[0]?.form.get('users'), server.calls[0]?.form.get('userLicenseType')],
        ['Ana,ben,cy', 'creatorUT'],
      );
    });
    await withRoutes({ [path]: { success: true } }, async client => {
      assert.deepEqual(
        (await client.updateUserType(users, userTypeId('creatorUT'))).map(({ ok }) => ok),
        [true, true, true],
      );
    });
    await withRoutes({ [path]: wireError(400, 'Unrecognized user license type id') }, async client =>
      expectProblem(client.updateUserType(users, userTypeId('x')), 'refused'),
    );
    await withRoutes({ [path]: {} }, async client =>
      expectProblem(client.updateUserType(users, userTypeId('x')), 'unexpectedReply'),
    );
  });

  it('of offline settings have no limit in time', async () => {
    await withRoutes(
      { [`content/listings/${listing}/setDisconnectSettings`]: { success: true } },
      async (client, server) => {
        await client.setDisconnectSettings(listing, false);
        assert.equal(server.calls[0]?.form.get('canDisconnect'), 'false');
        assert.equal(server.calls[0].form.get('maxDisconnectDuration'), '-1');
      },
    );
  });
});

describe('smaller lists', () => {
  it('user types in one piece or in pages of 10', async () => {
    const all = Array.from({ length: 12 }, (_, index) => ({
      id: `t${index}`,
      name: `T ${index}`,
      maxUsers: index,
    }));
    const paged = (call: Call): unknown => {
      const start = Number(call.query.get('start') ?? 1);
      const num = Number(call.query.get('num') ?? 10);
      return {
        userLicenseTypes: all.slice(start - 1, start - 1 + num),
        nextStart: start + num <= 12 ? start + num : -1,
      };
    };
    for (const answer of [{ userLicenseTypes: all }, paged]) {
      await withRoutes({ 'portals/self/userLicenseTypes': answer }, async client => {
        const types = await client.userTypes();
        assert.equal(types.length, 12);
        assert.deepEqual(types[11], { id: 't11', name: 'T 11', maximum: 11 });
      });
    }
  });

  it('app bundles with or without seats, and their holders', async () => {
    const appBundles = [
      { appBundleItemId: 'b1', name: 'Suite', maxUsers: 8, endDate: 5 },
      { appBundleItemId: 'b2', name: 'Plain' },
    ];
    const routes = {
      'portals/self/appBundles': { appBundles, nextStart: -1 },
      'portals/self/users/search': (call: Call) => ({
        results: [{ username: call.query.get('q') }],
        nextStart: -1,
      }),
    };
    await withRoutes(routes, async client => {
      assert.deepEqual(await client.appBundles(), [
        { itemId: 'b1', name: 'Suite', maximum: 8, expiresAt: 5 },
        { itemId: 'b2', name: 'Plain' },
      ]);
      assert.deepEqual((await client.appBundleHolders(itemId('b1'))).items, ['appbundle: b1']);
    });
  });

  it('provisioned listings with and without the sets', async () => {
    const provisionedListings = [
      { itemId: 'a', title: 'A', provision: { itemId: 'a' } },
      { title: 'B', provision: { itemId: 'b' }, userEntitlements: { entitlements: ['x', ''] } },
      { listing: { itemId: 'c', title: 'C' }, userEntitlements: [{ entitlements: ['y'] }] },
      { itemId: 'd', userEntitlements: ['z'] },
      { itemId: 'e', userEntitlements: {} },
    ];
    await withRoutes(
      { 'community/users/Ana/provisionedListings': { provisionedListings, nextStart: -1 } },
      async client => {
        assert.deepEqual(await client.provisionedListings(username('Ana')), [
          { itemId: 'a', title: 'A' },
          { itemId: 'b', title: 'B', entitlements: ['x'] },
          { itemId: 'c', title: 'C', entitlements: ['y'] },
          { itemId: 'd', title: 'd', entitlements: ['z'] },
          { itemId: 'e', title: 'e' },
        ]);
      },
    );
  });

  it('roles and the title of a listing', async () => {
    const routes = {
      'portals/self/roles': { roles: [{ id: 'r', name: 'R' }, { id: 's' }], nextStart: -1 },
      'content/listings/x': { title: 'X' },
    };
    await withRoutes(routes, async client => {
      assert.deepEqual(await client.roles(), [
        { id: 'r', name: 'R' },
        { id: 's', name: 's' },
      ]);
      assert.deepEqual(await client.listing(itemId('x')), { itemId: 'x', title: 'X' });
    });
  });
});
