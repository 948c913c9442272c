import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { SamplePortal } from '../../../src/samplePortal/start';
import type { Params, WireReply } from './wireClient';
import { at, errorOf, get, post, withPortal } from './wireClient';

const verifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(verifier).digest('base64url');
const redirectUri = 'vscode://entitlement-tools.arcgis-entitlements/oauth';
const oob = 'urn:ietf:wg:oauth:2.0:oob';

const request = (portal: SamplePortal, more: Params = {}): Params => ({
  client_id: portal.clientId,
  response_type: 'code',
  redirect_uri: redirectUri,
  code_challenge: challenge,
  code_challenge_method: 'S256',
  state: 's & 1',
  ...more,
});

const authorizeAs = (portal: SamplePortal, more: Params = {}, username = 'gis_admin'): Promise<WireReply> =>
  post(`${portal.sharing}/oauth2/authorize`, {
    ...request(portal, more),
    username,
    password: portal.password,
  });

async function codeOf(portal: SamplePortal, more: Params = {}): Promise<string> {
  const { headers } = await authorizeAs(portal, more);
  return new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
}

const token = (portal: SamplePortal, params: Params): Promise<WireReply> =>
  post(`${portal.sharing}/oauth2/token`, { client_id: portal.clientId, ...params });

const exchange = async (portal: SamplePortal, more: Params = {}): Promise<WireReply> =>
  token(portal, {
    grant_type: 'authorization_code',
    code: await codeOf(portal),
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...more,
  });

describe('sample portal: OAuth with PKCE', () => {
  it('signs in on a page, leads back with code and state, and gives tokens for the verifier', () =>
    withPortal({}, async ({ portal }) => {
      const signInPage = await get(`${portal.sharing}/oauth2/authorize`, request(portal));
      assert.match(signInPage.text, /<input name="username"/);
      assert.match(signInPage.text, /name="state" value="s &#38; 1"/);
      const back = await authorizeAs(portal);
      assert.equal(back.status, 302);
      const target = new URL(back.headers.get('location') ?? '');
      assert.equal(target.host, 'entitlement-tools.arcgis-entitlements');
      assert.equal(target.searchParams.get('state'), 's & 1');
      const reply = await exchange(portal, { code: target.searchParams.get('code') ?? '' });
      assert.equal(at(reply.json, 'expires_in'), 1800);
      assert.equal(at(reply.json, 'refresh_token_expires_in'), 14 * 86_400);
      assert.equal(at(reply.json, 'username'), 'gis_admin');
      const self = await get(
        `${portal.sharing}/community/self`,
        { f: 'json' },
        { Authorization: `Bearer ${String(at(reply.json, 'access_token'))}` },
      );
      assert.equal(at(self.json, 'username'), 'gis_admin');
    }));

  it('shows the code on a page for the out-of-band address', () =>
    withPortal({}, async ({ portal }) => {
      const back = await authorizeAs(portal, { redirect_uri: oob });
      const address = back.headers.get('location') ?? '';
      assert.ok(address.startsWith(`${portal.url}/sharing/oauth2/approval?code=`));
      const shown = await get(address.split('?')[0] ?? '', {
        code: new URL(address).searchParams.get('code') ?? '',
      });
      const code = /<title>SUCCESS code=([^<]+)<\/title>/.exec(shown.text)?.[1] ?? '';
      assert.match(shown.text, new RegExp(`value="${code}"`));
      assert.equal(at((await exchange(portal, { code, redirect_uri: oob })).json, 'username'), 'gis_admin');
    }));

  it('refuses a wrong verifier, a used code, and an address or client that is not registered', () =>
    withPortal({}, async ({ portal }) => {
      const wrong = await exchange(portal, { code_verifier: 'other' });
      assert.deepEqual(wrong.json, {
        error: {
          code: 400,
          error: 'invalid_grant',
          error_description: 'Invalid code_verifier',
          message: 'Invalid code_verifier',
          details: [],
        },
      });
      const code = await codeOf(portal);
      assert.equal(at((await exchange(portal, { code })).json, 'username'), 'gis_admin');
      assert.equal(at((await exchange(portal, { code })).json, 'error', 'error'), 'invalid_grant');
      for (const bad of ['https://evil.example/cb', 'javascript:alert(1)', 'vscode://evil.extension/x', '']) {
        const reply = await authorizeAs(portal, { redirect_uri: bad });
        assert.equal(reply.status, 400, bad);
        assert.equal(reply.headers.get('location'), null);
      }
      assert.equal((await authorizeAs(portal, { client_id: 'other' })).status, 400);
      assert.equal(
        (await authorizeAs(portal, { redirect_uri: 'http://127.0.0.1:5000/callback' })).status,
        302,
      );
    }));

  it('takes names in any case and SAML members on the page, says what is wrong there, and leads back on cancel', () =>
    withPortal({}, async ({ portal }) => {
      assert.equal((await authorizeAs(portal, {}, 'GIS_Admin')).status, 302);
      assert.equal((await authorizeAs(portal, {}, 'ben.ortiz@riverbend.example_rivkey')).status, 302);
      const disabled = await authorizeAs(portal, {}, 'otto.disabled');
      assert.equal(disabled.status, 200);
      assert.match(disabled.text, /role="alert">This account is disabled/);
      const cancelled = await authorizeAs(portal, { cancel: 'true' });
      assert.match(cancelled.headers.get('location') ?? '', /error=access_denied.*state=s/);
    }));

  it('refreshes, exchanges the refresh token, and revokes', () =>
    withPortal({}, async ({ portal }) => {
      const first = (await exchange(portal)).json;
      const refreshToken = String(at(first, 'refresh_token'));
      const alive = async (access: unknown): Promise<boolean> =>
        at(
          (await get(`${portal.sharing}/community/self`, { f: 'json', token: String(access) })).json,
          'username',
        ) === 'gis_admin';
      const refreshed = (await token(portal, { grant_type: 'refresh_token', refresh_token: refreshToken }))
        .json;
      assert.equal(at(refreshed, 'refresh_token'), undefined);
      assert.ok(await alive(at(refreshed, 'access_token')));

      const params = {
        grant_type: 'exchange_refresh_token',
        refresh_token: refreshToken,
        redirect_uri: redirectUri,
      };
      const exchanged = (await token(portal, params)).json;
      const newRefresh = String(at(exchanged, 'refresh_token'));
      assert.notEqual(newRefresh, refreshToken);
      assert.equal(at((await token(portal, params)).json, 'error', 'code'), 498);

      const revoke = (auth: string): Promise<WireReply> =>
        post(`${portal.sharing}/oauth2/revokeToken`, {
          f: 'json',
          client_id: portal.clientId,
          auth_token: auth,
        });
      assert.ok(await alive(at(exchanged, 'access_token')));
      assert.deepEqual((await revoke(newRefresh)).json, { success: true });
      assert.equal(await alive(at(exchanged, 'access_token')), false);
      assert.deepEqual((await revoke('unknown')).json, { success: true });
    }));

  it('lets tokens end by the portal clock: access after 30 minutes, refresh after 14 days', () =>
    withPortal({}, async admin => {
      const { portal } = admin;
      const { json } = await exchange(portal);
      const self = (): Promise<WireReply> =>
        get(`${portal.sharing}/community/self`, { f: 'json', token: String(at(json, 'access_token')) });
      const refresh = (): Promise<WireReply> =>
        token(portal, { grant_type: 'refresh_token', refresh_token: String(at(json, 'refresh_token')) });
      await admin.control('POST', 'clock', { advanceMs: 29 * 60_000 });
      assert.equal(at((await self()).json, 'username'), 'gis_admin');
      await admin.control('POST', 'clock', { advanceMs: 2 * 60_000 });
      assert.deepEqual(errorOf(await self()), [498, 'Invalid token.']);
      assert.equal(at((await refresh()).json, 'expires_in'), 1800);
      await admin.control('POST', 'clock', { advanceMs: 14 * 86_400_000 });
      assert.deepEqual((await refresh()).json, {
        error: {
          code: 498,
          error: 'invalid_request',
          error_description: 'refresh_token expired',
          message: 'refresh_token expired',
          details: [],
        },
      });
    }));
});
