import assert from 'node:assert/strict';
import type { Caller, WireReply } from './wireClient';
import { at, errorOf, post, proOf, rows, signIn, withPortal } from './wireClient';

const day = 86_400_000;
const oob = 'urn:ietf:wg:oauth:2.0:oob';
const proClient = 'arcgisprodesktop';

/** Signs in to ArcGIS Pro as Pro itself does: on the sign-in page, with its client id. */
const signInToPro = (admin: Caller, username: string): Promise<WireReply> =>
  post(`${admin.portal.sharing}/oauth2/authorize`, {
    client_id: proClient,
    response_type: 'code',
    redirect_uri: oob,
    username,
    password: admin.portal.password,
  });

const codeOf = ({ headers }: WireReply): string =>
  new URL(headers.get('location') ?? 'http://none').searchParams.get('code') ?? '';

const tokens = (admin: Caller, params: Readonly<Record<string, string>>): Promise<WireReply> =>
  post(`${admin.portal.sharing}/oauth2/token`, { client_id: proClient, ...params });

const part = (nums: Readonly<Record<string, number>>, maxUsers: number): object => ({
  orgEntitlements: {
    maxUsers,
    startDate: 0,
    startDateStr: '01-Jan-2026',
    entitlements: Object.fromEntries(
      Object.entries(nums).map(([name, num]) => [name, { num, license: 'FEATURE x' }]),
    ),
  },
  signature: 'c2FtcGxl',
});

const importPro = (
  admin: Caller,
  nums: Readonly<Record<string, number>>,
  maxUsers = 1000,
): Promise<WireReply> =>
  admin.upload('/system/licenses/importEntitlements', part(nums, maxUsers), { appId: proClient });

const plenty = Object.fromEntries(
  ['desktopBasicN', 'desktopStdN', 'desktopAdvN', 'spatialAnalystN', 'networkAnalystN'].map(name => [
    name,
    1000,
  ]),
);

describe('sample portal: over-assignment', () => {
  it('keeps every holder out of an over-assigned product, administrators too, until it is corrected', () =>
    withPortal({ flavor: 'legacy' }, async admin => {
      await importPro(admin, plenty);
      const holders = [...(await admin.holders(proOf(admin))).keys()].filter(
        name => name !== 'otto.disabled',
      );
      const [one = '', ...others] = holders;
      const signedIn = await signInToPro(admin, one);
      const given = await tokens(admin, {
        grant_type: 'authorization_code',
        code: codeOf(signedIn),
        redirect_uri: oob,
      });
      const refresh = { grant_type: 'refresh_token', refresh_token: String(at(given.json, 'refresh_token')) };
      assert.equal(typeof at((await tokens(admin, refresh)).json, 'access_token'), 'string');
      const excess = { ...plenty, networkAnalystN: 0 };
      await importPro(admin, excess);
      for (const name of [one, ...others.slice(0, 4)]) {
        const reply = await signInToPro(admin, name);
        assert.match(reply.text, /More licenses of ArcGIS Pro are assigned than available/, name);
      }
      assert.match(String(errorOf(await tokens(admin, refresh))[1]), /More licenses/);
      // The portal itself stays open: it is the product that is closed.
      assert.equal((await signIn(admin.portal)).token.length > 0, true);
      await importPro(admin, plenty);
      assert.notEqual(codeOf(await signInToPro(admin, one)), '');
      await importPro(admin, plenty, 1);
      assert.equal(codeOf(await signInToPro(admin, one)), '');
    }));

  it('does not let in who has no license, and knows no client that is no product', () =>
    withPortal({ flavor: 'legacy' }, async admin => {
      await importPro(admin, plenty);
      const holders = await admin.holders(proOf(admin));
      const names = [...admin.portal.state.members.values()].filter(one => !one.disabled);
      const other = names.find(one => !holders.has(one.username))?.username ?? '';
      assert.match((await signInToPro(admin, other)).text, /no license for ArcGIS Pro/);
      const reply = await post(`${admin.portal.sharing}/oauth2/authorize`, { client_id: 'other' });
      assert.match(reply.text, /Invalid client_id/);
    }));

  it('takes a code only of the client that it was given to', () =>
    withPortal({ flavor: 'legacy' }, async admin => {
      await importPro(admin, plenty);
      const [one = ''] = [...(await admin.holders(proOf(admin))).keys()];
      const code = codeOf(await signInToPro(admin, one));
      const reply = await tokens(admin, {
        grant_type: 'authorization_code',
        client_id: admin.portal.clientId,
        code,
        redirect_uri: oob,
      });
      assert.equal(errorOf(reply)[1], 'Invalid code');
    }));

  it('lets ArcGIS Pro of the user type in, and keeps it out with the others', () =>
    withPortal({ flavor: 'enterprise' }, async admin => {
      const holders = await admin.holders(proOf(admin));
      const { json } = await admin.call('/portals/self/users', { num: '100' });
      const included = rows(json, 'users')
        .map(user => ({ name: String(at(user, 'username')), type: at(user, 'userLicenseTypeId') }))
        .find(({ name, type }) => type === 'creatorUT' && !holders.has(name) && name !== 'otto.disabled');
      assert.ok(included !== undefined);
      // Seeded with more Network Analyst assigned than owned.
      assert.match((await signInToPro(admin, included.name)).text, /More licenses/);
      for (const [name, set] of holders) {
        if (!set.includes('networkAnalystN')) continue;
        await admin.provision(
          proOf(admin),
          [name],
          set.filter(one => one !== 'networkAnalystN'),
        );
      }
      assert.notEqual(codeOf(await signInToPro(admin, included.name)), '');
    }));

  it('counts nothing of a product that has ended', () =>
    withPortal({ flavor: 'enterprise' }, async admin => {
      await admin.control('POST', 'clock', { advanceMs: 400 * day });
      const { json } = await admin.control('GET', 'flags');
      const pro = rows(json, 'listings').find(one => at(one, 'itemId') === proOf(admin));
      assert.equal(at(pro, 'maxUsers'), 0);
    }));

  for (const [alternative, worksOn] of [
    ['kept', true],
    ['refused', false],
  ] as const)
    it(`${alternative === 'kept' ? 'leaves' : 'ends'} tokens of an over-assigned user type (decision lockedOutTokens: ${alternative})`, () =>
      withPortal({ flavor: 'enterprise', decisions: { lockedOutTokens: alternative } }, async admin => {
        const viewer = await signIn(admin.portal, 'ana.viewer');
        const file = {
          MyEsri: {
            version: '11.4',
            provision: { userTypes: [{ id: 'GISProfessionalAdvUT', maxUsers: 100, startDate: 0 }] },
          },
          signature: 'c2FtcGxl',
        };
        await admin.upload('/license/importLicense', file);
        const { json } = await viewer.call('/community/self');
        assert.equal(at(json, 'username'), worksOn ? 'ana.viewer' : undefined);
        const again = await post(`${admin.portal.sharing}/generateToken`, {
          f: 'json',
          username: 'ana.viewer',
          password: admin.portal.password,
        });
        assert.equal(at(again.json, 'token'), undefined);
        assert.equal(at((await admin.call('/community/self')).json, 'username'), 'gis_admin');
      }));

  for (const alternative of ['zero', 'kept'] as const)
    it(`shows ${alternative === 'zero' ? 'no' : 'the last'} seats of what has ended (decision expiredSeats: ${alternative})`, () =>
      withPortal({ flavor: 'enterprise', decisions: { expiredSeats: alternative } }, async admin => {
        await admin.control('POST', 'clock', { advanceMs: 166 * day });
        const fresh = await signIn(admin.portal);
        const { json: license } = await fresh.admin('/license');
        const app = rows(license, 'apps').find(one => at(one, 'id') === 'Insights');
        const { json } = await fresh.call('/portals/self/purchases', { status: 'expired' });
        const entry = rows(json, 'purchases').find(
          one => at(one, 'provision', 'itemId') === at(app, 'itemId'),
        );
        const num = at(entry, 'provision', 'orgEntitlements', 'entitlements', 'Insights', 'num');
        for (const seats of [at(app, 'maximumRegisteredMembers'), num])
          assert.equal(Number(seats) > 0, alternative === 'kept', String(seats));
        assert.equal(
          rows(license, 'userTypes').every(type => at(type, 'maximumRegisteredMembers') === 0),
          false,
        );
      }));

  it('takes the later text of two parts that are both in effect already', () =>
    withPortal({ flavor: 'legacy' }, async admin => {
      const dated = (text: string, num: number): object => {
        const one = part({ desktopAdvN: num }, 10) as { orgEntitlements: object };
        return { ...one, orgEntitlements: { ...one.orgEntitlements, startDateStr: text } };
      };
      const { json } = await admin.upload(
        '/system/licenses/importEntitlements',
        [dated('01-Feb-2026', 2), dated('01-Jan-2026', 1)],
        { appId: proClient },
      );
      assert.equal(at(json, 'current', 'orgEntitlements', 'entitlements', 'desktopAdvN', 'num'), 2);
    }));
});
