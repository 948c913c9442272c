import assert from 'node:assert/strict';
import http from 'node:http';
import { at, errorOf, get, post, rows, send, signIn, withPortal } from './wireClient';

describe('sample portal: sign-in and tokens', () => {
  it('tells where it is to anyone', () =>
    withPortal({}, async ({ portal }) => {
      const { json } = await get(`${portal.sharing}/info`, { f: 'json' });
      assert.deepEqual(json, {
        owningSystemUrl: portal.url,
        authInfo: { tokenServicesUrl: `${portal.sharing}/generateToken`, isTokenBasedSecurity: true },
      });
    }));

  it('gives a token for name and password in the body, case-sensitive, and nothing for them in the query', () =>
    withPortal({}, async ({ portal }) => {
      const url = `${portal.sharing}/generateToken`;
      const good = await post(url, {
        f: 'json',
        username: 'gis_admin',
        password: portal.password,
        expiration: '5',
      });
      assert.equal(Number(at(good.json, 'expires')) - portal.state.clock.now() > 290_000, true);
      assert.equal(Number(at(good.json, 'expires')) - portal.state.clock.now() <= 300_000, true);
      for (const [username, password] of [
        ['GIS_ADMIN', portal.password],
        ['gis_admin', 'wrong'],
        ['ben.ortiz@riverbend.example_rivkey', portal.password],
        ['otto.disabled', portal.password],
        ['multi.factor', portal.password],
      ] as const) {
        const reply = await post(url, { f: 'json', username, password });
        assert.deepEqual(reply.json, {
          error: {
            code: 400,
            message: 'Unable to generate token.',
            details: ['Invalid username or password.'],
          },
        });
        assert.equal(reply.status, 200);
      }
      const inQuery = await send(`${url}?f=json&username=gis_admin&password=${portal.password}`, {
        method: 'POST',
      });
      assert.deepEqual(at(inQuery.json, 'error', 'details'), [
        "'username' must be specified.",
        "'password' must be specified.",
      ]);
    }));

  it('takes the token from body, query or header, and says how it travelled in its log and no more', async () => {
    const lines: unknown[] = [];
    await withPortal({ log: { write: line => lines.push(line), close: () => undefined } }, async admin => {
      const url = `${admin.portal.sharing}/community/self`;
      const params = { f: 'json' };
      const replies = [
        await post(url, { ...params, token: admin.token }),
        await get(url, { ...params, token: admin.token }),
        await get(url, params, { 'X-Esri-Authorization': `Bearer ${admin.token}` }),
        await get(url, params, { Authorization: `Bearer ${admin.token}` }),
      ];
      for (const { json } of replies) assert.equal(at(json, 'username'), 'gis_admin');
      assert.deepEqual(errorOf(await get(url, params)), [499, 'Token Required']);
      assert.deepEqual(errorOf(await get(url, params, { Authorization: 'Bearer nonsense' })), [
        498,
        'Invalid token.',
      ]);
      assert.deepEqual(
        lines.slice(1).map(line => [at(line, 'token'), at(line, 'code'), at(line, 'status')]),
        [
          ['body', null, 200],
          ['query', null, 200],
          ['header', null, 200],
          ['header', null, 200],
          ['none', 499, 200],
          ['header', 498, 200],
        ],
      );
      const text = JSON.stringify(lines);
      assert.equal(text.includes(admin.token) || text.includes(admin.portal.password), false);
    });
  });

  it('binds a token to its referer and ends it on time', () =>
    withPortal({}, async ({ portal }) => {
      const { json } = await post(`${portal.sharing}/generateToken`, {
        f: 'json',
        username: 'gis_admin',
        password: portal.password,
        client: 'referer',
        referer: 'vscode-entitlements',
        expiration: '10',
      });
      const self = (referer?: string): ReturnType<typeof get> =>
        get(
          `${portal.sharing}/community/self`,
          { f: 'json', token: String(at(json, 'token')) },
          referer === undefined ? {} : { Referer: referer },
        );
      assert.equal(at((await self('vscode-entitlements')).json, 'username'), 'gis_admin');
      assert.deepEqual(errorOf(await self()), [498, 'Invalid token.']);
      assert.deepEqual(errorOf(await self('other')), [498, 'Invalid token.']);
      portal.state.commit([['clock', portal.state.clock.offsetMs + 11 * 60_000]]);
      assert.deepEqual(errorOf(await self('vscode-entitlements')), [498, 'Invalid token.']);
    }));

  it('lets license managers in and others not, and gives no purchases key to them', () =>
    withPortal({}, async ({ portal }) => {
      const manager = await signIn(portal, 'license_manager');
      assert.ok(rows((await manager.call('/portals/self/purchases')).json, 'purchases').length > 0);
      const viewer = await signIn(portal, 'ana.viewer');
      const refused = await viewer.call('/portals/self/purchases');
      assert.deepEqual(errorOf(refused), [
        403,
        'You do not have permissions to access this resource or perform this operation.',
      ]);
      assert.equal(at(refused.json, 'purchases'), undefined);
      assert.deepEqual(at((await viewer.call('/portals/self')).json, 'user', 'privileges'), []);
      assert.ok(
        rows((await manager.call('/portals/self')).json, 'user', 'privileges').includes(
          'portal:admin:manageLicenses',
        ),
      );
    }));

  it('answers portals/self to strangers without user and subscription', () =>
    withPortal({}, async ({ portal }) => {
      const { json } = await get(`${portal.sharing}/portals/self`, { f: 'json' });
      assert.equal(at(json, 'isPortal'), false);
      assert.equal(at(json, 'user'), undefined);
      assert.equal(at(json, 'subscriptionInfo'), undefined);
    }));

  it('answers JSON, indented JSON or a page, and a 405 envelope to a read of a write', () =>
    withPortal({}, async ({ portal }) => {
      const json = await get(`${portal.sharing}/info`, { f: 'json' });
      assert.equal(json.headers.get('content-type'), 'application/json;charset=UTF-8');
      assert.match((await get(`${portal.sharing}/info`, { f: 'pjson' })).text, /\n {2}"owningSystemUrl"/);
      const html = await get(`${portal.sharing}/info`);
      assert.match(html.headers.get('content-type') ?? '', /^text\/html/);
      assert.equal(html.status, 200);
      const wrong = await get(`${portal.sharing}/content/listings/x/provisionUserEntitlements`, {
        f: 'json',
      });
      assert.deepEqual(wrong.json, { error: { code: 405, message: 'Method not supported.', details: [] } });
      const body = await send(`${portal.sharing}/generateToken?f=json`, {
        method: 'POST',
        body: JSON.stringify({ username: 'gis_admin', password: portal.password }),
        headers: { 'Content-Type': 'application/json' },
      });
      assert.equal(rows(body.json, 'error', 'details').length, 2);
      const missing = await get(`${portal.sharing}/nothing/here`, { f: 'json' });
      assert.equal(missing.status, 404);
      assert.match(missing.text, /^<!DOCTYPE html>/);
    }));

  it('refuses another Host and another Origin, on the control endpoint too', () =>
    withPortal({}, async ({ portal }) => {
      const { port } = new URL(portal.url);
      const status = (path: string, headers: http.OutgoingHttpHeaders): Promise<number | undefined> =>
        new Promise((resolve, reject) => {
          http
            .get({ host: '127.0.0.1', port, path, headers, agent: false }, response => {
              response.resume();
              resolve(response.statusCode);
            })
            .on('error', reject);
        });
      const info = '/portal/sharing/rest/info?f=json';
      assert.equal(await status(info, { Host: `localhost:${port}` }), 200);
      assert.equal(await status(info, { Host: `evil.example:${port}` }), 403);
      assert.equal(await status(info, { Host: 'evil.example' }), 403);
      assert.equal(await status(info, { Origin: `http://127.0.0.1:${port}` }), 200);
      assert.equal(await status(info, { Origin: 'https://evil.example' }), 403);
      assert.equal(await status(info, { Origin: 'null' }), 403);
      const key = { 'X-Control-Key': portal.controlKey };
      assert.equal(await status('/control/ping', key), 200);
      assert.equal(await status('/control/ping', { ...key, Origin: 'https://evil.example' }), 403);
      assert.equal(await status('/control/ping', { 'X-Control-Key': 'guess' }), 401);
    }));
});
