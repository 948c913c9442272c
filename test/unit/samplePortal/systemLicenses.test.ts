import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { Caller, WireReply } from './wireClient';
import { at, errorOf, get, post, proOf, rows, send, signIn, withPortal } from './wireClient';

const legacy = { flavor: 'legacy' } as const;
const day = 86_400_000;
const root = '/system/licenses';
const pro = { appId: 'arcgisprodesktop' };

/** A part of an entitlements file as License Server Administrator exports it. */
const part = (startDate: number, startDateStr: string, nums: Readonly<Record<string, number>>): object => ({
  orgEntitlements: {
    maxUsers: Math.max(...Object.values(nums)),
    startDate,
    startDateStr,
    entitlements: Object.fromEntries(
      Object.entries(nums).map(([name, num]) => [name, { num, license: 'FEATURE x' }]),
    ),
  },
  signature: 'c2FtcGxl',
  licenseManagerInfo: { hostname: 'lm9.example', port: 27001 },
});

// The tests' clock starts on 15 June 2026.
const now = part(0, '01-Jan-2026', { desktopAdvN: 40, networkAnalystN: 30 });
const july = part(Date.UTC(2026, 6, 1), '01-Jul-2026', { desktopAdvN: 20 });
const end = part(Date.UTC(2027, 0, 1), '01-Jan-2027', { desktopAdvN: 0, networkAnalystN: 0 });

const importPro = (admin: Caller, content: unknown): Promise<WireReply> =>
  admin.upload(`${root}/importEntitlements`, content, pro);

async function seats(admin: Caller): Promise<unknown> {
  const caller = await signIn(admin.portal);
  const { json } = await caller.call('/portals/self/purchases');
  const entry = rows(json, 'purchases').find(one => at(one, 'provision', 'itemId') === proOf(admin));
  return at(entry, 'provision', 'orgEntitlements', 'entitlements');
}

describe('sample portal: portaladmin/system/licenses', () => {
  it('imports a file of several parts: those in effect are current, the others queue; secrets are masked', () =>
    withPortal(legacy, async admin => {
      const { json } = await importPro(admin, [end, july, now]);
      assert.deepEqual(Object.keys(json as object), ['itemId', 'appId', 'current', 'queue']);
      assert.deepEqual(at(json, 'current'), {
        orgEntitlements: {
          maxUsers: 40,
          startDate: 0,
          startDateStr: '01-Jan-2026',
          entitlements: {
            desktopAdvN: { num: 40, license: '***' },
            networkAnalystN: { num: 30, license: '***' },
          },
        },
        signature: '***',
        licenseManagerInfo: { hostname: 'lm9.example', port: 27001 },
      });
      assert.deepEqual(
        rows(json, 'queue').map(one => at(one, 'orgEntitlements', 'startDateStr')),
        ['01-Jul-2026', '01-Jan-2027'],
      );
      const { json: queued } = await admin.admin(`${root}/getEntitlements`, pro);
      assert.deepEqual(queued, {
        itemId: at(json, 'itemId'),
        appId: 'arcgisprodesktop',
        queue: at(json, 'queue'),
      });
      assert.deepEqual(await seats(admin), {
        desktopAdvN: { num: 40, license: '***' },
        networkAnalystN: { num: 30, license: '***' },
      });
    }));

  it('lets queue parts take effect when the clock passes them', () =>
    withPortal(legacy, async admin => {
      await importPro(admin, { parts: [now, july, end] });
      await admin.control('POST', 'clock', { now: '2026-07-01T00:00:01Z' });
      assert.deepEqual(await seats(admin), { desktopAdvN: { num: 20, license: '***' } });
      await admin.control('POST', 'clock', { now: '2027-01-02T00:00:00Z' });
      const fresh = await signIn(admin.portal);
      assert.deepEqual((await fresh.admin(`${root}/getEntitlements`, pro)).json, {});
      const over = (await fresh.control('GET', 'flags')).json;
      assert.ok(rows(over, 'listings').some(listing => at(listing, 'itemId') === proOf(admin)));
    }));

  it('lets them take effect by themselves as time goes by', () =>
    withPortal({ ...legacy, now: Date.UTC(2026, 6, 1) - 1500 }, async admin => {
      await importPro(admin, [now, july]);
      assert.equal(at(await seats(admin), 'desktopAdvN', 'num'), 40);
      while (admin.portal.state.clock.now() < Date.UTC(2026, 6, 1)) await wait(50);
      assert.equal(at(await seats(admin), 'desktopAdvN', 'num'), 20);
    }));

  it('merges effective parts, nests inside, and answers an empty queue as a list where that is decided', () =>
    withPortal(
      {
        ...legacy,
        decisions: { effectiveParts: 'merged', emptyQueue: 'array', getEntitlementsNesting: 'inside' },
      },
      async admin => {
        const { json } = await importPro(admin, [now, july]);
        const { json: queued } = await admin.admin(`${root}/getEntitlements`, pro);
        assert.equal(at(queued, 'queue', 0, 'signature'), undefined);
        assert.equal(at(queued, 'queue', 0, 'orgEntitlements', 'signature'), '***');
        await admin.control('POST', 'clock', { now: '2026-07-02T00:00:00Z' });
        assert.deepEqual(await seats(admin), {
          desktopAdvN: { num: 20, license: '***' },
          networkAnalystN: { num: 30, license: '***' },
        });
        const fresh = await signIn(admin.portal);
        const empty = { itemId: at(json, 'itemId'), appId: 'arcgisprodesktop', queue: [] };
        assert.deepEqual((await fresh.admin(`${root}/getEntitlements`, pro)).json, empty);
      },
    ));

  it('overwrites everything of the product with each import', () =>
    withPortal(legacy, async admin => {
      await importPro(admin, [now, july, end]);
      assert.deepEqual(rows((await importPro(admin, now)).json, 'queue'), []);
      assert.deepEqual((await admin.admin(`${root}/getEntitlements`, pro)).json, {});
    }));

  it("refuses missing or masked secrets, the portal's own answer, another product's file, and what is no such file", () =>
    withPortal(legacy, async admin => {
      const org = at(now, 'orgEntitlements') as object;
      const own = (await importPro(admin, now)).json;
      const bad: readonly unknown[] = [
        'x',
        {},
        own,
        { orgEntitlements: org },
        { orgEntitlements: org, signature: '***' },
        { orgEntitlements: { ...org, entitlements: { desktopAdvN: { num: 1 } } }, signature: 'x' },
        {
          orgEntitlements: { ...org, entitlements: { desktopAdvN: { num: 1, license: '***' } } },
          signature: 'x',
        },
        { ...now, appId: 'drone2map' },
        { MyEsri: {}, signature: 'x' },
      ];
      for (const content of bad) {
        const reply = await importPro(admin, content);
        assert.deepEqual(
          errorOf(reply),
          [400, 'The entitlements file is not valid.'],
          JSON.stringify(content),
        );
      }
      const unknown = await admin.upload(`${root}/importEntitlements`, now, { appId: 'nothing' });
      assert.deepEqual(errorOf(unknown), [400, 'Invalid appId parameter.']);
    }));

  it('removes a product, keeps who held it, and has them again after the next import', () =>
    withPortal(legacy, async admin => {
      const item = proOf(admin);
      const before = await admin.holders(item);
      assert.deepEqual((await admin.admin(`${root}/removeAllEntitlements`, pro)).json, { status: 'success' });
      assert.equal(await seats(admin), undefined);
      const gone = await admin.call(`/content/listings/${item}/userEntitlements`);
      assert.deepEqual(errorOf(gone), [400, 'item not provisioned']);
      await importPro(admin, now);
      assert.deepEqual(await admin.holders(item), before);
    }));

  it('imports a product that the portal did not have', () =>
    withPortal(legacy, async admin => {
      const content = part(0, '01-Jan-2026', { Insights: 3 });
      const { json } = await admin.upload(`${root}/importEntitlements`, content, { appId: 'arcgisInsights' });
      const item = String(at(json, 'itemId'));
      assert.deepEqual((await admin.provision(item, ['gis_admin'], ['Insights'])).json, { success: true });
    }));

  it('describes the membership levels, releases a license, and is for administrators alone', () =>
    withPortal(legacy, async admin => {
      const { json } = await admin.admin(root);
      assert.deepEqual(Object.keys(json as object), [
        'isValid',
        'currentRegisteredMembers',
        'maximumRegisteredMembers',
        'expiration',
        'features',
      ]);
      assert.equal(at(json, 'currentRegisteredMembers'), 50);
      const holder = [...(admin.portal.state.listings.get(proOf(admin))?.holders.values() ?? [])].find(
        one => one.disconnectedSince !== null,
      );
      // These versions know Pro alone, whatever else is asked for.
      const params = { username: holder?.username ?? '', appId: 'drone2map' };
      assert.deepEqual((await admin.admin(`${root}/releaseLicense`, params)).json, { status: 'success' });
      const manager = await signIn(admin.portal, 'license_manager');
      assert.equal(at((await manager.admin(root)).json, 'error', 'code'), 403);
    }));

  it('has no user types, no bundles and nothing of the newer generation', () =>
    withPortal(legacy, async admin => {
      assert.equal(at((await admin.call('/community/self')).json, 'userLicenseTypeId'), undefined);
      assert.equal((await admin.call('/portals/self/userLicenseTypes')).status, 404);
      assert.equal((await admin.admin('/license')).status, 404);
      assert.equal(at((await admin.admin('')).json, 'isUserTypeLicensing'), undefined);
    }));

  it('reads a part by its text, unless startDate is decided; has a queue from the start', () =>
    withPortal({ ...legacy, decisions: { partStart: 'startDate' } }, async admin => {
      const queue = rows((await admin.admin(`${root}/getEntitlements`, pro)).json, 'queue');
      assert.deepEqual(
        queue.map(one => Number(at(one, 'orgEntitlements', 'startDate')) - Date.UTC(2026, 5, 15)),
        [9 * day, 200 * day],
      );
      const odd = part(21432374576, '01-Jul-2026', { desktopAdvN: 1 });
      assert.deepEqual(rows((await importPro(admin, odd)).json, 'queue'), []);
    }));

  it('online has no portaladmin at all', () =>
    withPortal({}, async ({ portal }) => {
      const { status } = await send(`${portal.admin}/license?f=json`);
      assert.equal(status, 404);
      assert.equal((await get(portal.admin, { f: 'json' })).status, 404);
      assert.equal((await post(`${portal.admin}/system/licenses`, { f: 'json' })).status, 404);
    }));
});
