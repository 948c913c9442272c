import assert from 'node:assert/strict';
import { at, errorOf, proOf, rows, send, signIn, withPortal } from './wireClient';
import type { Caller } from './wireClient';

/** User names of all pages. */
async function allPages(
  caller: Caller,
  path: string,
  list: string,
  params: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const names: string[] = [];
  for (let start = 1; start > 0;) {
    const { json } = await caller.call(path, { ...params, start: String(start), num: '100' });
    names.push(...rows(json, list).map(member => String(at(member, 'username'))));
    start = Number(at(json, 'nextStart'));
  }
  return names;
}

describe('sample portal: members', () => {
  it('pages members 1-based, 10 at a time and at most 100, to nextStart -1', () =>
    withPortal({ scale: 'M' }, async admin => {
      const first = (await admin.call('/portals/self/users')).json;
      assert.deepEqual(
        [at(first, 'total'), at(first, 'start'), at(first, 'num'), at(first, 'nextStart')],
        [1437, 1, 10, 11],
      );
      assert.equal(
        rows((await admin.call('/portals/self/users', { num: '1000' })).json, 'users').length,
        100,
      );
      const next = async (start: number, num: number): Promise<unknown> =>
        at(
          (await admin.call('/portals/self/users', { start: String(start), num: String(num) })).json,
          'nextStart',
        );
      assert.deepEqual([await next(1338, 99), await next(1338, 100), await next(1400, 100)], [1437, -1, -1]);
      const names = await allPages(admin, '/portals/self/users', 'users');
      assert.equal(new Set(names.map(name => name.toLowerCase())).size, 1437);
    }));

  it('sorts, and filters by OR or by AND', () =>
    withPortal({ scale: 'M' }, async admin => {
      const path = '/portals/self/users';
      const sorted = await allPages(admin, path, 'users', { sortField: 'username', sortOrder: 'desc' });
      const expected = [...sorted].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? 1 : -1));
      assert.deepEqual(sorted, expected);
      const total = async (params: Readonly<Record<string, string>>): Promise<number> =>
        Number(at((await admin.call(path, params)).json, 'total'));
      const viewers = await total({ userLicenseType: 'viewerUT' });
      const saml = await total({ provider: 'enterprise' });
      const both = { userLicenseType: 'viewerUT', provider: 'enterprise' };
      const and = await total({ ...both, applyFilterIntersection: 'true' });
      assert.ok(and > 0 && and < viewers && and < saml);
      assert.equal(await total(both), viewers + saml - and);
    }));

  it('searches by field, prefix, words, filter and app bundle', () =>
    withPortal({ scale: 'M' }, async admin => {
      const search = (q: string, filter = ''): Promise<string[]> =>
        allPages(admin, '/portals/self/users/search', 'results', { q, filter });
      assert.deepEqual(await search('username:gis_adm*'), ['gis_admin']);
      assert.deepEqual(await search('username:"gis_admin"'), ['gis_admin']);
      assert.deepEqual(await search('username:is_adm*'), []);
      assert.deepEqual(await search('Jo Ann Baker'), ['RIVERBEND Jo Ann']);
      assert.deepEqual(await search('', 'username:"gis_admin"'), ['gis_admin']);
      assert.equal((await search('')).length, 1437);
      const bundle = [...admin.portal.state.bundles.values()][0];
      assert.equal((await search(`appbundle: ${bundle?.itemId ?? ''}`)).length, bundle?.holders.size);
      assert.deepEqual(await allPages(admin, '/community/users', 'results', { q: 'gis_admin orgid:x' }), [
        'gis_admin',
      ]);
    }));

  it('has members as life has them', () =>
    withPortal({ scale: 'M' }, admin => {
      const members = [...admin.portal.state.members.values()];
      const some = (test: (member: (typeof members)[number]) => boolean): number =>
        members.filter(test).length;
      assert.ok(some(member => /[A-Z]/.test(member.username)) > 100);
      assert.ok(
        some(member => /@.*_rivkey$/.test(member.username) && member.provider === 'enterprise') > 100,
      );
      assert.ok(some(member => /@riverbend\.example$/.test(member.username)) > 100);
      assert.ok(some(member => member.username.includes(' ')) > 30);
      assert.ok(some(member => member.disabled) > 10);
      assert.ok(some(member => member.lastLogin === -1) > 50);
      assert.ok(some(member => member.email === null) > 10);
      assert.ok(admin.portal.state.members.has('=cmd'));
      return Promise.resolve();
    }));

  it('shows one member, escaped names included, and hides mail addresses from who may not see them', () =>
    withPortal({}, async admin => {
      const hostile = await admin.call('/community/users/Img_Onerror');
      assert.equal(at(hostile.json, 'firstName'), '<img src=x onerror=alert(1)>');
      const page = await admin.call('/community/users/Img_Onerror', { f: 'html' });
      assert.equal(page.text.includes('<img'), false);
      const viewer = await signIn(admin.portal, 'ana.viewer');
      assert.equal(at((await viewer.call('/community/users/gis_admin')).json, 'email'), null);
      assert.notEqual(at((await admin.call('/community/users/ana.viewer')).json, 'email'), null);
      assert.deepEqual(errorOf(await admin.call('/community/users/nobody')), [
        400,
        'User does not exist or is inaccessible.',
      ]);
    }));

  it('lists custom roles, their privileges, and the members of a group in pages', () =>
    withPortal({ scale: 'M' }, async admin => {
      const roles = rows((await admin.call('/portals/self/roles')).json, 'roles');
      const manager = roles.find(role => at(role, 'name') === 'License Manager');
      const { json } = await admin.call(`/portals/self/roles/${String(at(manager, 'id'))}/privileges`);
      assert.ok(rows(json, 'privileges').includes('portal:admin:manageLicenses'));
      const [group] = admin.portal.state.groups;
      const path = `/community/groups/${group?.id ?? ''}/userList`;
      const names = await allPages(admin, path, 'users');
      const members = [...admin.portal.state.members.values()].filter(member =>
        member.groups.includes(group?.id ?? ''),
      );
      assert.equal(names.length, members.length - 1);
      assert.equal(at((await admin.call(path)).json, 'owner', 'username'), 'gis_admin');
    }));

  it('refuses to delete who holds licenses, and deletes who does not', () =>
    withPortal({}, async admin => {
      const pro = proOf(admin);
      const [holder = ''] = (await admin.holders(pro)).keys();
      const refused = await admin.call(`/community/users/${encodeURIComponent(holder)}/delete`);
      assert.deepEqual(errorOf(refused), [400, 'The user has licenses assigned.']);
      const { portal } = admin;
      const free = [...portal.state.members.values()].find(
        ({ username }) =>
          username !== 'gis_admin' &&
          ![...portal.state.listings.values()].some(listing => listing.holders.has(username.toLowerCase())) &&
          ![...portal.state.bundles.values()].some(bundle => bundle.holders.has(username.toLowerCase())),
      );
      const path = `/community/users/${encodeURIComponent(free?.username ?? '')}`;
      assert.deepEqual((await admin.call(`${path}/delete`)).json, {
        success: true,
        username: free?.username,
      });
      assert.equal(at((await admin.call(path)).json, 'error', 'code'), 400);
    }));
});

describe('sample portal: purchases and listings', () => {
  it('has every odd entry: expired with a title twice, trial, without listing, not per user, hostile', () =>
    withPortal({}, async admin => {
      const all = (await admin.call('/portals/self/purchases', { status: 'all' })).json;
      const active = (await admin.call('/portals/self/purchases')).json;
      const expired = rows(
        (await admin.call('/portals/self/purchases', { status: 'expired' })).json,
        'purchases',
      );
      assert.deepEqual(
        expired.map(entry => at(entry, 'listing', 'title')),
        ['ArcGIS Drone2Map'],
      );
      const purchases = rows(all, 'purchases');
      const titles = purchases.map(entry => at(entry, 'listing', 'title'));
      assert.equal(titles.filter(title => title === 'ArcGIS Drone2Map').length, 2);
      assert.equal(purchases.filter(entry => at(entry, 'listing') === undefined).length, 1);
      assert.ok(
        titles.some(title =>
          String(title).includes(
            '</script><img src=x onerror=alert(1)> [x](command:workbench.action.closeWindow)',
          ),
        ),
      );
      assert.equal(rows(all, 'trials').length, 1);
      assert.equal(rows(active, 'purchases').length, purchases.length - 1);
      assert.deepEqual(at(all, 'interests'), []);
      const adminTools = purchases.find(entry => at(entry, 'provision', 'orgEntitlements') === undefined);
      const item = String(at(adminTools, 'provision', 'itemId'));
      const path = `/content/listings/${item}/userEntitlements`;
      assert.deepEqual((await admin.call(path)).json, {
        error: { code: 400, message: 'not licensed by user', details: [] },
      });
      const flags = rows((await admin.control('GET', 'flags')).json, 'listings');
      assert.deepEqual(
        flags.map(flag => at(flag, 'entitlements', 0, 'name')),
        // Nothing is left of a product that has ended, and its holders have more than that.
        ['networkAnalystN', 'drone2map'],
      );
    }));

  it('keeps disconnect settings, and shows a listing', () =>
    withPortal({ decisions: { disconnectInPurchases: 'present' } }, async admin => {
      const pro = proOf(admin);
      const path = `/content/listings/${pro}`;
      const reply = await admin.call(`${path}/setDisconnectSettings`, {
        canDisconnect: 'false',
        maxDisconnectDuration: '30',
      });
      assert.deepEqual(reply.json, { success: true });
      const { json } = await admin.call('/portals/self/purchases');
      const entry = rows(json, 'purchases').find(one => at(one, 'provision', 'itemId') === pro);
      assert.deepEqual(
        [at(entry, 'provision', 'canDisconnect'), at(entry, 'provision', 'maxDisconnectDuration')],
        [false, 30],
      );
      assert.equal(at((await admin.call(path)).json, 'licenseBy'), 'licenseByUser');
      assert.deepEqual(errorOf(await admin.call('/content/listings/x')), [
        400,
        'Item does not exist or is inaccessible.',
      ]);
    }));

  it('lists what one member can use, with the sets where that is decided', async () => {
    for (const decision of ['without', 'with'] as const) {
      await withPortal({ decisions: { provisionedListingsSets: decision } }, async admin => {
        const pro = proOf(admin);
        const [[username = '', set] = []] = await admin.holders(pro);
        const path = `/community/users/${encodeURIComponent(username)}/provisionedListings`;
        const { json } = await admin.call(path, { num: '100' });
        const entry = rows(json, 'provisionedListings').find(one => at(one, 'itemId') === pro);
        assert.equal(at(entry, 'title'), 'ArcGIS Pro');
        assert.deepEqual(
          at(entry, 'userEntitlements', 'entitlements'),
          decision === 'with' ? set : undefined,
        );
      });
    }
  });
});

describe('sample portal: bundles and user types', () => {
  it('grants and revokes bundles by comma-separated names within seats', () =>
    withPortal({}, async admin => {
      const bundle = (await admin.call('/portals/self/appBundles')).json;
      const item = String(at(bundle, 'appBundles', 0, 'appBundleItemId'));
      const own = admin.portal.state.bundles.get(item);
      assert.ok(own);
      const free = [...admin.portal.state.members.values()]
        .map(member => member.username)
        .filter(name => !own.holders.has(name.toLowerCase()));
      const path = `/content/listings/${item}/provisionUserAppBundle`;
      const give = (users: readonly string[], revoke: string) =>
        admin.call(path, { users: users.join(','), revoke });
      const { size } = own.holders;
      assert.deepEqual((await give(free.slice(0, 5), 'false')).json, { success: true });
      assert.equal(own.holders.size, size + 5);
      assert.equal(at((await give(free.slice(5, 6), 'false')).json, 'error', 'code'), 400);
      assert.deepEqual((await give(free.slice(0, 5), 'true')).json, { success: true });
      assert.equal(own.holders.size, size);
      assert.equal(at((await give([...free, ...free].slice(0, 26), 'true')).json, 'error', 'code'), 400);
      assert.equal(at((await give(['nobody'], 'true')).json, 'error', 'code'), 400);
      assert.deepEqual(
        errorOf(await admin.call(`/content/listings/x/provisionUserAppBundle`, { users: 'a' })),
        [400, 'item not provisioned'],
      );
    }));

  it('changes user types with a result per user: offline, no seat and role refused', () =>
    withPortal({ flavor: 'enterprise' }, async admin => {
      const { state } = admin.portal;
      const pro = state.listings.get(proOf(admin));
      const offline =
        [...(pro?.holders.values() ?? [])].find(holder => holder.disconnectedSince !== null)?.username ?? '';
      const update = (users: string, userLicenseType: string) =>
        admin.call('/portals/self/updateUserLicenseType', { users, userLicenseType });
      const { json } = await update(`${offline},license_manager,gis_admin,nobody`, 'viewerUT');
      assert.deepEqual(
        rows(json, 'results').map(result => [at(result, 'username'), at(result, 'status')]),
        [
          [offline, false],
          ['license_manager', true],
          ['gis_admin', false],
          ['nobody', false],
        ],
      );
      assert.equal(
        at((await admin.call('/community/users/license_manager')).json, 'userLicenseTypeId'),
        'viewerUT',
      );
      const wrongCase = await update('ana.viewer', 'VIEWERUT');
      assert.match(String(at(wrongCase.json, 'error', 'message')), /Unrecognized user license type id/);
      const types = (await admin.call('/portals/self/userLicenseTypes')).json;
      const indoors = rows(types, 'userLicenseTypes').find(type => at(type, 'id') === 'IndoorsUserUT');
      const free = Number(at(indoors, 'maxUsers')) - (state.typeCounts.get('IndoorsUserUT') ?? 0);
      const candidates = [...state.members.values()].filter(
        member =>
          member.userLicenseTypeId !== 'IndoorsUserUT' &&
          member.role !== 'org_admin' &&
          ![...state.listings.values()].some(
            one => (one.holders.get(member.username.toLowerCase())?.disconnectedSince ?? null) !== null,
          ),
      );
      const reply = await update(
        candidates
          .slice(0, free + 1)
          .map(member => member.username)
          .join(','),
        'IndoorsUserUT',
      );
      const statuses = rows(reply.json, 'results').map(result => at(result, 'status'));
      assert.deepEqual(statuses, [...Array.from({ length: free }, () => true), false]);
    }));

  it('changes the user type of everyone in a repeated `users` field, as some clients send it', () =>
    withPortal({ flavor: 'enterprise' }, async admin => {
      const url = `${admin.portal.sharing}/portals/self/updateUserLicenseType`;
      const pairs = [
        ['users', 'license_manager'],
        ['users', 'nobody, ana.viewer'],
        ['userLicenseType', 'editorUT'],
        ['f', 'json'],
        ['token', admin.token],
      ];
      const form = new FormData();
      for (const [name, value] of pairs) form.append(name ?? '', value ?? '');
      for (const body of [new URLSearchParams(pairs), form]) {
        const { json } = await send(url, { method: 'POST', body });
        assert.deepEqual(
          rows(json, 'results').map(result => [at(result, 'username'), at(result, 'status')]),
          [
            ['license_manager', true],
            ['nobody', false],
            ['ana.viewer', true],
          ],
        );
      }
    }));

  it('answers an error for the whole request where that is decided, and changes nothing', () =>
    withPortal({ decisions: { userTypeFailure: 'envelope' } }, async admin => {
      const reply = await admin.call('/portals/self/updateUserLicenseType', {
        users: 'license_manager,nobody',
        userLicenseType: 'editorUT',
      });
      assert.deepEqual(errorOf(reply), [400, 'User does not exist or is inaccessible.']);
      assert.equal(
        at((await admin.call('/community/users/license_manager')).json, 'userLicenseTypeId'),
        'creatorUT',
      );
    }));

  it("tells what a member's user type includes", () =>
    withPortal({}, async admin => {
      const { json } = await admin.call('/community/users/gis_admin/userLicenseType');
      assert.equal(at(json, 'name'), 'Professional Plus');
      assert.ok(rows(json, 'apps').some(app => at(app, 'id') === 'desktopAdvN'));
    }));
});
