import assert from 'node:assert/strict';
import { referer } from '../../../src/arcgis/http';
import { probePortal } from '../../../src/arcgis/probe';
import { signInWithPassword, tryToken } from '../../../src/arcgis/signIn';
import { problemOf, withServer } from './using';
import { answered, fakeClock, html, wireError } from './wireServer';

const tools = () => ({ fetch: globalThis.fetch, clock: fakeClock() });
const info = (base: string): unknown => ({
  owningSystemUrl: base,
  authInfo: { tokenServicesUrl: `${base}/sharing/rest/generateToken`, isTokenBasedSecurity: true },
});

describe('sign-in with a password', () => {
  const credentials = { username: 'Lia', password: 'p&ss wörd' };

  it('posts name and password with client=referer, and reads when the token ends', async () => {
    await withServer(
      () => ({ token: 'tkn', expires: 1_767_225_600_000, ssl: false }),
      async server => {
        const signedIn = await signInWithPassword({ ...tools(), url: server.url, ...credentials });
        assert.deepEqual(signedIn, { token: 'tkn', expiresAt: 1_767_225_600_000 });
        const [call] = server.calls;
        assert.equal(call?.method, 'POST');
        assert.equal(call.query.size, 0);
        assert.equal(call.headers.referer, referer);
        assert.deepEqual(Object.fromEntries(call.form), {
          f: 'json',
          client: 'referer',
          referer,
          expiration: '480',
          ...credentials,
        });
      },
    );
  });

  it('takes expires as text and does without', async () => {
    for (const [reply, expected] of [
      [
        { token: 't', expires: '5' },
        { token: 't', expiresAt: 5 },
      ],
      [{ token: 't' }, { token: 't' }],
    ] as const) {
      await withServer(
        () => reply,
        async server => {
          assert.deepEqual(
            await signInWithPassword({ ...tools(), url: server.url, ...credentials }),
            expected,
          );
        },
      );
    }
  });

  it('says what may be wrong with the credentials, and asks once', async () => {
    await withServer(
      () => wireError(400, 'Unable to generate token.', ['Invalid username or password.']),
      async server => {
        const problem = await problemOf(
          signInWithPassword({ ...tools(), url: server.url, ...credentials }),
          'signIn',
        );
        assert.deepEqual(problem.fault, { kind: 'signIn', code: 400 });
        assert.match(problem.message, /Upper and lower case.*SAML.*browser/);
        assert.deepEqual(problem.details, ['Unable to generate token.', 'Invalid username or password.']);
        assert.equal(server.calls.length, 1);
      },
    );
  });

  it('names Windows sign-in in front of the portal', async () => {
    await withServer(
      (_call, response) => html(response, 401, 'Unauthorized', { 'WWW-Authenticate': 'Negotiate' }),
      async server => {
        const problem = await problemOf(
          signInWithPassword({ ...tools(), url: server.url, ...credentials }),
          'signIn',
        );
        assert.match(problem.message, /Windows account/);
      },
    );
  });

  it('sends nothing over http to another computer, and nothing to another host', async () => {
    const nothing = { clock: fakeClock(), fetch: () => assert.fail('nothing may be sent') };
    await problemOf(
      signInWithPassword({ ...nothing, url: 'http://gis.example/portal', ...credentials }),
      'badInput',
    );
    await problemOf(tryToken({ ...nothing, url: 'http://gis.example/portal', token: 'x' }), 'badInput');
    await withServer(
      (_call, response) => {
        response.writeHead(307, { Location: 'http://127.0.0.2:9/x' }).end();
        return answered;
      },
      async server => {
        await problemOf(signInWithPassword({ ...tools(), url: server.url, ...credentials }), 'otherHost');
      },
    );
  });
});

describe('trying a token', () => {
  it('gives the organization, with the token in the header', async () => {
    const self = {
      id: 'o',
      name: 'Riverbend',
      isPortal: false,
      currentVersion: '2025.2',
      user: { username: 'Lia', role: 'org_admin' },
    };
    await withServer(
      () => self,
      async server => {
        const organization = await tryToken({ ...tools(), url: server.url, token: 'tkn' });
        assert.equal(organization.access.username, 'Lia');
        assert.equal(server.calls[0]?.headers['x-esri-authorization'], 'Bearer tkn');
      },
    );
  });

  it('asks for another when it is refused or belongs to nobody', async () => {
    for (const answer of [wireError(498, 'Invalid token.'), { id: 'o', isPortal: false }]) {
      await withServer(
        () => answer,
        async server => {
          await problemOf(tryToken({ ...tools(), url: server.url, token: 'tkn' }), 'signIn');
        },
      );
    }
  });
});

describe('looking for a portal', () => {
  it('finds it at the address, above it, and at the usual contexts', async () => {
    for (const [typed, found] of [
      ['/gis', '/gis'],
      ['/gis/a/b', '/gis'],
      ['', '/portal'],
      ['/x', '/arcgis'],
    ] as const) {
      await withServer(
        call =>
          call.path === `${found}/sharing/rest/info` || (found === '/portal' && call.path === 'info')
            ? info('')
            : undefined,
        async server => {
          const host = `http://127.0.0.1:${server.port}`;
          assert.equal((await probePortal({ ...tools(), url: `${host}${typed}` })).url, `${host}${found}`);
          assert.ok(server.calls.every(call => call.headers['x-esri-authorization'] === undefined));
        },
      );
    }
  });

  it('tells a web site from a portal', async () => {
    for (const status of [200, 404]) {
      await withServer(
        (_call, response) => html(response, status, 'Welcome to the intranet'),
        async server => {
          const problem = await problemOf(probePortal({ ...tools(), url: server.url }), 'unexpectedReply');
          assert.match(problem.message, /no ArcGIS portal at .*copy its address/);
          assert.match(problem.details.join(), /Welcome to the intranet/);
        },
      );
    }
    await withServer(
      () => ({ hello: 1 }),
      async server => {
        await problemOf(probePortal({ ...tools(), url: server.url }), 'unexpectedReply');
      },
    );
  });

  it('names the host of a redirect and of a foreign token service', async () => {
    await withServer(
      (_call, response) => {
        response.writeHead(302, { Location: 'https://login.example/sso' }).end();
        return answered;
      },
      async server => {
        const problem = await problemOf(probePortal({ ...tools(), url: server.url }), 'otherHost');
        assert.deepEqual(problem.fault, { kind: 'otherHost', host: 'login.example' });
      },
    );
    await withServer(
      () => info('https://other.example/portal'),
      async server => {
        const problem = await problemOf(probePortal({ ...tools(), url: server.url }), 'otherHost');
        assert.ok(problem.message.includes('other.example'));
      },
    );
  });

  it("accepts Online's common token service, and the web adaptor named by port 7443", async () => {
    const answering =
      (base: string): typeof globalThis.fetch =>
      () =>
        Promise.resolve(Response.json(info(base)));
    const online = await probePortal({
      clock: fakeClock(),
      fetch: answering('https://www.arcgis.com'),
      url: 'https://riverbend.maps.arcgis.com',
    });
    assert.equal(online.url, 'https://riverbend.maps.arcgis.com');
    const direct = await probePortal({
      clock: fakeClock(),
      fetch: answering('https://gis.example/portal'),
      url: 'https://machine.example:7443/arcgis',
    });
    assert.equal(direct.url, 'https://machine.example:7443/arcgis');
  });

  it('does not look elsewhere while the portal restarts', async () => {
    await withServer(
      (_call, response) => html(response, 503, 'x'),
      async server => {
        const problem = await problemOf(probePortal({ ...tools(), url: server.url }), 'unexpectedReply');
        assert.deepEqual(problem.fault, { kind: 'unexpectedReply', status: 503 });
        assert.equal(server.calls.length, 3);
      },
    );
  });
});
