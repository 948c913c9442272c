import assert from 'node:assert/strict';
import type { Caller } from './wireClient';
import { at, errorOf, get, post, rows, send, signIn, withPortal } from './wireClient';

const enterprise = { flavor: 'enterprise' } as const;
const day = 86_400_000;
const success = { status: 'success' };

/** A license file with these user types. */
const file = (userTypes: readonly object[], more: object = {}): object => ({
  MyEsri: {
    version: '11.4',
    definitions: { userTypes: [], appBundles: [] },
    provision: { userTypes, ...more },
  },
  signature: 'c2FtcGxl',
});

const userType = (reply: unknown, id: string): unknown =>
  rows(reply, 'userTypes').find(type => at(type, 'id') === id);

/** All user types with the seats they have now, as the entries of a license file. */
async function currentTypes(admin: Caller): Promise<{ id: string; maxUsers: number; startDate: number }[]> {
  const { json } = await admin.admin('/license');
  return rows(json, 'userTypes').map(type => ({
    id: String(at(type, 'id')),
    maxUsers: Number(at(type, 'maximumRegisteredMembers')),
    startDate: 0,
  }));
}

describe('sample portal: portaladmin/license', () => {
  it('has the sections, keys and ids of seed 004', () =>
    withPortal(enterprise, async admin => {
      const { json } = await admin.admin('/license');
      assert.deepEqual(Object.keys(json as object), [
        'currentRegisteredMembers',
        'maximumRegisteredMembers',
        'version',
        'userTypes',
        'appBundles',
        'apps',
        'extensions',
        'portalCapabilities',
      ]);
      const keys = (section: string): string[] => [
        ...new Set(rows(json, section).flatMap(entry => Object.keys(entry as object))),
      ];
      assert.deepEqual(keys('userTypes'), [
        'id',
        'maximumRegisteredMembers',
        'expiration',
        'currentRegisteredMembers',
      ]);
      for (const section of ['appBundles', 'apps', 'extensions']) {
        assert.deepEqual(keys(section), ['id', 'itemId', 'maximumRegisteredMembers', 'expiration'], section);
      }
      assert.deepEqual(keys('portalCapabilities'), ['id', 'expiration']);
      const ids = (section: string): unknown[] => rows(json, section).map(entry => at(entry, 'id'));
      assert.deepEqual(
        new Set(ids('apps')),
        new Set(
          'allsource cityEngine stMapEU Insights BusinessAnlyst stMapAP Navigator stMapLatA stMapNA arcgisUrban arcgisprodesktop appstudiostd runtimeanalysis workforce stMapMEnA arcgisd2m'.split(
            ' ',
          ),
        ),
      );
      assert.deepEqual(ids('extensions'), ['locsharing', 'advediting']);
      assert.deepEqual(ids('portalCapabilities'), ['indoorsspaces', 'indoorsmaps', 'ips']);
      const sum = (key: string): number =>
        rows(json, 'userTypes').reduce<number>((total, type) => total + Number(at(type, key)), 0);
      assert.equal(at(json, 'currentRegisteredMembers'), sum('currentRegisteredMembers'));
      assert.equal(at(json, 'currentRegisteredMembers'), 50);
      assert.equal(at(json, 'maximumRegisteredMembers'), sum('maximumRegisteredMembers'));
      for (const type of rows(json, 'userTypes')) {
        assert.ok(
          Number(at(type, 'currentRegisteredMembers')) <= Number(at(type, 'maximumRegisteredMembers')),
        );
      }
      assert.equal(at(json, 'portalCapabilities', 2, 'expiration'), -1);
    }));

  it('wants the token of a POST in its body, and an answer without one says that the site is there', () =>
    withPortal(enterprise, async admin => {
      const { portal, token } = admin;
      const header = { Authorization: `Bearer ${token}` };
      assert.equal(at((await get(`${portal.admin}/license`, { f: 'json' }, header)).json, 'version'), '11.4');
      assert.deepEqual(errorOf(await post(`${portal.admin}/license`, { f: 'json' }, header)), [
        499,
        'Token Required',
      ]);
      assert.deepEqual(errorOf(await get(portal.admin, { f: 'json' })), [499, 'Token Required']);
      assert.equal(at((await admin.admin('')).json, 'isUserTypeLicensing'), true);
      const viewer = await signIn(portal, 'ana.viewer');
      assert.equal(at((await viewer.admin('/license')).json, 'error', 'code'), 403);
    }));

  it('validates a file without changing anything', () =>
    withPortal(enterprise, async admin => {
      const before = (await admin.admin('/license')).text;
      const content = file([
        { id: 'creatorUT', maxUsers: 1, startDate: 0 },
        { id: 'viewerUT', maxUsers: 1, startDate: 0 },
      ]);
      const { json } = await admin.upload('/license/validateLicense', content);
      assert.deepEqual(json, { MyEsri: at(content, 'MyEsri') });
      const list = await admin.upload('/license/validateLicense', content, {
        listAdministratorUserTypes: 'true',
      });
      assert.deepEqual(list.json, { userTypes: [{ id: 'creatorUT' }] });
      assert.equal((await admin.admin('/license')).text, before);
    }));

  it('refuses what is no license file, or has no signature or a masked one', () =>
    withPortal(enterprise, async admin => {
      const types = [{ id: 'creatorUT', maxUsers: 1, startDate: 0 }];
      const bad: readonly unknown[] = [
        'not JSON',
        '[]',
        { ...file(types), signature: '***' },
        { MyEsri: at(file(types), 'MyEsri') },
        file([]),
        file([{ id: 'creatorUT' }]),
        file([{ id: 'creatorUT', maxUsers: 1, license: '***' }]),
        { orgEntitlements: { maxUsers: 1, entitlements: {} }, signature: 'x' },
      ];
      for (const content of bad) {
        for (const operation of ['validateLicense', 'importLicense']) {
          const reply = await admin.upload(`/license/${operation}`, content);
          assert.deepEqual(errorOf(reply), [400, 'The license file is not valid.'], JSON.stringify(content));
        }
      }
      assert.equal(at((await admin.admin('/license/importLicense')).json, 'error', 'code'), 400);
    }));

  it('imports: replaces everything, keeps what members hold, and an over-assigned type locks its members out', () =>
    withPortal(enterprise, async admin => {
      const types = (await currentTypes(admin)).map(type =>
        type.id === 'creatorUT' ? { ...type, maxUsers: 2 } : type,
      );
      const apps = [
        {
          id: 'arcgisprodesktop',
          maxUsers: 7,
          startDate: 0,
          entitlements: [
            { num: 4, apiName: 'desktopBasicN' },
            { num: 3, apiName: 'spatialAnalystN' },
          ],
        },
      ];
      assert.deepEqual((await admin.upload('/license/importLicense', file(types, { apps }))).json, success);
      const { json } = await admin.admin('/license');
      assert.equal(at(userType(json, 'creatorUT'), 'maximumRegisteredMembers'), 2);
      assert.ok(Number(at(userType(json, 'creatorUT'), 'currentRegisteredMembers')) > 2);
      assert.deepEqual(
        rows(json, 'apps').map(app => [
          at(app, 'id'),
          at(app, 'maximumRegisteredMembers'),
          at(app, 'itemId'),
        ]),
        [['arcgisprodesktop', 7, 'd4a332a0be784dd2be53cec0a35e0859']],
      );
      const purchases = (await admin.call('/portals/self/purchases', { status: 'all' })).json;
      const pro = rows(purchases, 'purchases').find(entry => at(entry, 'listing', 'title') === 'ArcGIS Pro');
      assert.deepEqual(at(pro, 'provision', 'orgEntitlements', 'maxUsers'), 4);
      assert.deepEqual(at(pro, 'provision', 'orgEntitlements', 'entitlements'), {
        desktopBasicN: { num: 4 },
        spatialAnalystN: { num: 3 },
      });
      assert.equal((await admin.holders(String(at(pro, 'provision', 'itemId')))).size, 30);
      const insights = 'f761dd0f298944dcab22d1e888c60293';
      const gone = await admin.call(`/content/listings/${insights}/userEntitlements`);
      assert.deepEqual(errorOf(gone), [400, 'item not provisioned']);

      const flags = (await admin.control('GET', 'flags')).json;
      assert.equal(at(flags, 'userTypes', 0, 'id'), 'creatorUT');
      // license_manager is a creator and no administrator; gis_admin is neither.
      const { portal } = admin;
      const refused = await post(`${portal.sharing}/generateToken`, {
        f: 'json',
        username: 'license_manager',
        password: portal.password,
      });
      assert.deepEqual(errorOf(refused), [400, 'Unable to generate token.']);
      await signIn(portal, 'gis_admin');
    }));

  it('adds a listing for an app that it did not have, and bundles follow the file', () =>
    withPortal(enterprise, async admin => {
      const apps = [{ id: 'brandNew', itemId: 'a'.repeat(32), maxUsers: 3, startDate: 0 }];
      const appBundles = [
        {
          id: 'urbanSuiteAB',
          appBundleItemId: 'ea1dec565b6f4afbb72501433962d8b1',
          maxUsers: 9,
          startDate: 0,
        },
      ];
      await admin.upload('/license/importLicense', file(await currentTypes(admin), { apps, appBundles }));
      assert.deepEqual((await admin.provision('a'.repeat(32), ['gis_admin'], ['brandNew'])).json, {
        success: true,
      });
      const { json } = await admin.admin('/license');
      assert.deepEqual(at(json, 'appBundles', 0), {
        id: 'urbanSuiteAB',
        itemId: 'ea1dec565b6f4afbb72501433962d8b1',
        maximumRegisteredMembers: 9,
        expiration: -1,
      });
    }));

  it('shows future parts, and lets them take effect when the clock passes them', () =>
    withPortal(enterprise, async admin => {
      const future = (await admin.admin('/license/getFutureLicense')).json;
      const license = (await admin.admin('/license')).json;
      const creator = userType(future, 'creatorUT');
      const now = Number(at(userType(license, 'creatorUT'), 'maximumRegisteredMembers'));
      assert.equal(at(creator, 'maximumRegisteredMembers'), now + 20);
      assert.deepEqual(userType(future, 'viewerUT'), {
        id: 'viewerUT',
        maximumRegisteredMembers: 0,
        startDate: at(userType(license, 'viewerUT'), 'expiration'),
      });
      assert.deepEqual(Object.keys(at(future, 'apps', 0) as object), [
        'id',
        'itemId',
        'maximumRegisteredMembers',
        'startDate',
      ]);
      await admin.control('POST', 'clock', { now: Number(at(creator, 'startDate')) });
      const fresh = await signIn(admin.portal);
      const then = (await fresh.admin('/license')).json;
      assert.equal(at(userType(then, 'creatorUT'), 'maximumRegisteredMembers'), now + 20);
      await admin.control('POST', 'clock', { advanceMs: 80 * day });
      const late = await signIn(admin.portal);
      assert.equal(
        at(userType((await late.admin('/license')).json, 'viewerUT'), 'maximumRegisteredMembers'),
        0,
      );
    }));

  it('releases an offline license of a product, once', () =>
    withPortal(enterprise, async admin => {
      const listings = [...admin.portal.state.listings.values()];
      const offlineIn = (appId: string): string =>
        [...(listings.find(listing => listing.appId === appId)?.holders.values() ?? [])].find(
          holder => holder.disconnectedSince !== null,
        )?.username ?? '';
      const none = [400, 'The specified user does not have a disconnected license.'];
      const username = offlineIn('arcgisprodesktop');
      assert.deepEqual((await admin.admin('/license/releaseLicense', { username })).json, success);
      assert.deepEqual(errorOf(await admin.admin('/license/releaseLicense', { username })), none);
      const drone = { username: offlineIn('drone2map'), appId: 'drone2map' };
      assert.deepEqual((await admin.admin('/license/releaseLicense', drone)).json, success);
      assert.deepEqual(errorOf(await admin.admin('/license/releaseLicense', { username: 'nobody' })), none);
    }));

  it('restarts after updateLicenseManager: 503 pages, then everything again', () =>
    withPortal({ ...enterprise, restartSeconds: 0.2 }, async admin => {
      const info = {
        licenseManagerInfo: JSON.stringify({ hostname: 'lm1.example,lm2.example', port: 27000 }),
      };
      const bad = await admin.admin('/license/updateLicenseManager', { licenseManagerInfo: '{"port":1}' });
      assert.equal(at(bad.json, 'error', 'code'), 400);
      const { json } = await admin.admin('/license/updateLicenseManager', info);
      assert.deepEqual(json, { status: 'success', recheckAfterSeconds: 0.2 });
      const during = await get(admin.portal.admin, { f: 'json' });
      assert.equal(during.status, 503);
      assert.match(during.text, /^<!DOCTYPE html>/);
      await new Promise(resolve => setTimeout(resolve, 250));
      assert.deepEqual((await admin.admin('/license/populateLicense')).json, success);
    }));

  it('has nothing of the other generation, and a manager of licenses may not populate', () =>
    withPortal(enterprise, async admin => {
      const wrong = await admin.admin('/system/licenses/getEntitlements', { appId: 'arcgisprodesktop' });
      assert.equal(wrong.status, 404);
      assert.match(wrong.text, /^<!DOCTYPE html>/);
      const manager = await signIn(admin.portal, 'license_manager');
      assert.equal(at((await manager.admin('/license/populateLicense')).json, 'error', 'code'), 403);
    }));

  it('answers an envelope, no expiry field, license manager and success: true where that is decided', () =>
    withPortal(
      {
        ...enterprise,
        decisions: {
          wrongGeneration: 'envelope404',
          notFound: 'envelope404',
          expiryNone: 'absent',
          licenseManagerInfoInResource: 'present',
          adminSuccess: 'success',
          adminPostToken: 'anywhere',
          permissionCode: 'missing',
          futureItemIds: 'absent',
        },
      },
      async admin => {
        assert.equal(at((await admin.admin('/system/licenses')).json, 'error', 'code'), 404);
        assert.equal(at((await send(`${admin.portal.sharing}/nothing?f=json`)).json, 'error', 'code'), 404);
        const header = { Authorization: `Bearer ${admin.token}` };
        const { json } = await post(`${admin.portal.admin}/license`, { f: 'json' }, header);
        assert.deepEqual(at(json, 'portalCapabilities', 2), { id: 'ips' });
        assert.deepEqual(at(json, 'licenseManagerInfo'), { hostname: 'lm1.riverbend.example', port: 27000 });
        assert.deepEqual((await admin.admin('/license/populateLicense')).json, { success: true });
        assert.equal(
          at((await admin.admin('/license/getFutureLicense')).json, 'apps', 0, 'itemId'),
          undefined,
        );
        const viewer = await signIn(admin.portal, 'ana.viewer');
        assert.equal(at((await viewer.admin('/license')).json, 'error', 'code'), undefined);
      },
    ));
});
