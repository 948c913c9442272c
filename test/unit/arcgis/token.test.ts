import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createPkce, exchangeCode, oauthAuthorizeUrl, revokeToken } from '../../../src/arcgis/oauth';
import type { TokenSource } from '../../../src/arcgis/portalClient';
import type { SessionRecord } from '../../../src/arcgis/token';
import { createTokenSource } from '../../../src/arcgis/token';
import { isAbort } from '../../../src/core/problem';
import { problemOf, withServer } from './using';
import type { FakeClock } from './wireServer';
import { answered, fakeClock, wireError } from './wireServer';

const minute = 60_000;
const hour = 60 * minute;

interface Kept {
  record: SessionRecord | undefined;
  readonly saved: SessionRecord[];
}

function sourceOf(
  url: string,
  clock: FakeClock,
  record: SessionRecord | undefined,
): { source: TokenSource; kept: Kept } {
  const kept: Kept = { record, saved: [] };
  const source = createTokenSource({
    url,
    fetch: globalThis.fetch,
    clock,
    read: () => Promise.resolve(kept.record),
    save: renewed => {
      kept.record = renewed;
      kept.saved.push(renewed);
      return Promise.resolve();
    },
  });
  return { source, kept };
}

const oauth = (clock: FakeClock, lifeMs: number, refreshLifeMs = 10 * 24 * hour): SessionRecord => ({
  kind: 'oauth',
  accessToken: 'access-1',
  expiresAt: clock.time + lifeMs,
  refreshToken: 'refresh-1',
  refreshExpiresAt: clock.time + refreshLifeMs,
  clientId: 'client',
  redirectUri: 'urn:ietf:wg:oauth:2.0:oob',
});

describe('tokens of a session', () => {
  it('uses a token that lasts longer than 5 minutes as it is', async () => {
    await withServer(
      () => undefined,
      async server => {
        const clock = fakeClock();
        const { source } = sourceOf(server.url, clock, oauth(clock, 5 * minute + 1));
        assert.equal(await source.token(), 'access-1');
        assert.equal(server.calls.length, 0);
      },
    );
  });

  it('refreshes 5 minutes early, once for all who ask, and keeps the refresh token', async () => {
    await withServer(
      () => ({ access_token: 'access-2', expires_in: 1800, username: 'ana' }),
      async server => {
        const clock = fakeClock();
        const { source, kept } = sourceOf(server.url, clock, oauth(clock, 5 * minute));
        assert.deepEqual(await Promise.all([source.token(), source.token(), source.token()]), [
          'access-2',
          'access-2',
          'access-2',
        ]);
        assert.equal(server.calls.length, 1);
        const form = server.calls[0]?.form;
        assert.equal(form?.get('grant_type'), 'refresh_token');
        assert.equal(form.get('refresh_token'), 'refresh-1');
        assert.deepEqual(kept.saved, [
          { ...oauth(clock, 0), accessToken: 'access-2', expiresAt: clock.time + 30 * minute },
        ]);
      },
    );
  });

  it('exchanges the refresh token when it lasts less than 24 hours', async () => {
    const reply = {
      access_token: 'access-2',
      expires_in: 1800,
      refresh_token: 'refresh-2',
      refresh_token_expires_in: 1_209_600,
    };
    await withServer(
      () => reply,
      async server => {
        const clock = fakeClock();
        const { source, kept } = sourceOf(server.url, clock, oauth(clock, 0, 23 * hour));
        assert.equal(await source.token(), 'access-2');
        assert.equal(server.calls[0]?.form.get('grant_type'), 'exchange_refresh_token');
        assert.equal(kept.record?.refreshToken, 'refresh-2');
        assert.equal(kept.record.refreshExpiresAt, clock.time + 14 * 24 * hour);
      },
    );
  });

  it('shares one renewal between concurrent refusals, and gives the new token to those who come late', async () => {
    await withServer(
      () => ({ access_token: 'access-2', expires_in: 1800 }),
      async server => {
        const clock = fakeClock();
        const { source } = sourceOf(server.url, clock, oauth(clock, hour));
        const renewed = await Promise.all([source.renew('access-1'), source.renew('access-1')]);
        assert.deepEqual(renewed, ['access-2', 'access-2']);
        assert.equal(await source.renew('access-1'), 'access-2');
        assert.equal(server.calls.length, 1);
      },
    );
  });

  it('keeps who signed in while a renewal was under way', async () => {
    const other: SessionRecord = { kind: 'token', accessToken: 'of-somebody-else' };
    const kept: { record: SessionRecord | undefined } = { record: undefined };
    await withServer(
      () => {
        kept.record = other;
        return { access_token: 'access-2', expires_in: 1800 };
      },
      async server => {
        const clock = fakeClock();
        kept.record = oauth(clock, 0);
        const source = createTokenSource({
          url: server.url,
          fetch: globalThis.fetch,
          clock,
          read: () => Promise.resolve(kept.record),
          save: (renewed, before) => {
            if (kept.record?.accessToken === before.accessToken) kept.record = renewed;
            return Promise.resolve();
          },
        });
        assert.equal(await source.token(), 'of-somebody-else');
        assert.equal(kept.record, other);
      },
    );
  });

  it('waits a moment for what another window got for the same refresh token', async () => {
    await withServer(
      () => wireError(498, 'Invalid refresh_token'),
      async server => {
        const clock = fakeClock();
        const first = oauth(clock, 0);
        const theirs: SessionRecord = {
          ...first,
          accessToken: 'of-the-other-window',
          expiresAt: clock.time + hour,
        };
        let anew = 0;
        const source = createTokenSource({
          url: server.url,
          fetch: globalThis.fetch,
          clock,
          // The other window has used the refresh token up, and keeps what it got a moment later.
          read: fresh => {
            if (fresh === true) anew += 1;
            return Promise.resolve(anew >= 2 ? theirs : first);
          },
          save: () => Promise.resolve(),
        });
        assert.equal(await source.token(), 'of-the-other-window');
        assert.equal(server.calls.length, 1);
      },
    );
  });

  it('does not remember a failed renewal', async () => {
    let calls = 0;
    await withServer(
      (_call, response) =>
        calls++ === 0 ? (response.destroy(), answered) : { access_token: 'access-2', expires_in: 1800 },
      async server => {
        const clock = fakeClock();
        const { source } = sourceOf(server.url, clock, oauth(clock, 0));
        await problemOf(source.token(), 'transport');
        assert.equal(await source.token(), 'access-2');
      },
    );
  });

  it('goes on with a token that still lasts while the network is away', async () => {
    await withServer(
      (_call, response) => (response.destroy(), answered),
      async server => {
        const clock = fakeClock();
        const { source } = sourceOf(server.url, clock, oauth(clock, 3 * minute));
        assert.equal(await source.token(), 'access-1');
      },
    );
  });

  it('asks for a sign-in when the refresh token has ended', async () => {
    await withServer(
      () => wireError(498, 'refresh_token expired'),
      async server => {
        const clock = fakeClock();
        const { source } = sourceOf(server.url, clock, oauth(clock, 0));
        await problemOf(source.token(), 'signIn');
        assert.equal(await source.renew('access-1'), undefined);
      },
    );
  });

  it('takes what another window renewed meanwhile', async () => {
    const clock = fakeClock();
    let kept: Kept | undefined;
    await withServer(
      () => {
        // The other window has exchanged the refresh token, so that ours is dead.
        if (kept !== undefined) kept.record = { ...oauth(clock, hour), accessToken: 'access-other' };
        return wireError(498, 'refresh_token expired');
      },
      async server => {
        const made = sourceOf(server.url, clock, oauth(clock, hour));
        kept = made.kept;
        assert.equal(await made.source.renew('access-1'), 'access-other');
        assert.equal(await made.source.renew('access-1'), 'access-other');
        assert.equal(server.calls.length, 1);
      },
    );
  });

  it('lets a password or pasted token last until its end, then asks; neither can be renewed', async () => {
    const clock = fakeClock();
    for (const kind of ['password', 'token'] as const) {
      const { source } = sourceOf('https://gis.example', clock, {
        kind,
        accessToken: 'x-1',
        expiresAt: clock.time + minute,
      });
      assert.equal(await source.token(), 'x-1');
      assert.equal(await source.renew('x-1'), undefined);
      clock.time += minute;
      await problemOf(source.token(), 'signIn');
    }
    const { source } = sourceOf('https://gis.example', clock, undefined);
    await problemOf(source.token(), 'signIn');
  });

  it('lets one caller abort without ending the renewal of the others', async () => {
    await withServer(
      (_call, response) => (
        setTimeout(() => response.end('{"access_token":"access-2","expires_in":1800}'), 60),
        answered
      ),
      async server => {
        const clock = fakeClock();
        const { source } = sourceOf(server.url, clock, oauth(clock, 0));
        const controller = new AbortController();
        const impatient = source.token(controller.signal);
        const patient = source.token();
        setTimeout(() => controller.abort(), 10);
        await assert.rejects(impatient, isAbort);
        assert.equal(await patient, 'access-2');
        assert.equal(server.calls.length, 1);
      },
    );
  });
});

describe('OAuth', () => {
  it('makes verifiers that differ, with their SHA-256 as challenge', () => {
    const [one, other] = [createPkce(), createPkce()];
    assert.notEqual(one.verifier, other.verifier);
    assert.match(one.verifier, /^[\w-]{43,128}$/);
    assert.equal(one.challenge, createHash('sha256').update(one.verifier).digest('base64url'));
  });

  it('opens the page with everything but the verifier', () => {
    const address = new URL(
      oauthAuthorizeUrl({
        url: 'https://gis.example/portal',
        clientId: 'c&d',
        redirectUri: 'vscode://x/y',
        challenge: 'ch',
        state: 's',
      }),
    );
    assert.equal(
      address.origin + address.pathname,
      'https://gis.example/portal/sharing/rest/oauth2/authorize',
    );
    assert.deepEqual(Object.fromEntries(address.searchParams), {
      client_id: 'c&d',
      response_type: 'code',
      redirect_uri: 'vscode://x/y',
      code_challenge: 'ch',
      code_challenge_method: 'S256',
      expiration: '20160',
      state: 's',
    });
  });

  it('exchanges the code for a session, in the body', async () => {
    const reply = {
      access_token: 'a',
      expires_in: 1800,
      username: 'ana',
      ssl: true,
      refresh_token: 'r',
      refresh_token_expires_in: 1_209_600,
    };
    await withServer(
      () => reply,
      async server => {
        const clock = fakeClock();
        const grant = {
          url: server.url,
          fetch: globalThis.fetch,
          clock,
          clientId: 'c',
          redirectUri: 'vscode://x/y',
        };
        assert.deepEqual(await exchangeCode({ ...grant, code: 'the-code', verifier: 'the-verifier' }), {
          kind: 'oauth',
          accessToken: 'a',
          expiresAt: clock.time + 30 * minute,
          refreshToken: 'r',
          refreshExpiresAt: clock.time + 14 * 24 * hour,
          clientId: 'c',
          redirectUri: 'vscode://x/y',
        });
        const [call] = server.calls;
        assert.equal(call?.query.size, 0);
        assert.deepEqual(Object.fromEntries(call.form), {
          f: 'json',
          grant_type: 'authorization_code',
          client_id: 'c',
          redirect_uri: 'vscode://x/y',
          code: 'the-code',
          code_verifier: 'the-verifier',
        });
      },
    );
  });

  it('says that the sign-in was refused, in the words of the portal but without the code', async () => {
    await withServer(
      () => ({ error: { code: 400, error: 'invalid_grant', message: 'Invalid code the-code', details: [] } }),
      async server => {
        const grant = {
          url: server.url,
          fetch: globalThis.fetch,
          clock: fakeClock(),
          clientId: 'c',
          redirectUri: 'x:y',
        };
        const problem = await problemOf(
          exchangeCode({ ...grant, code: 'the-code', verifier: 'v' }),
          'signIn',
        );
        assert.match(problem.message, /Invalid code \*\*\*/);
        assert.equal(server.calls.length, 1);
      },
    );
  });

  it('revokes in the body', async () => {
    await withServer(
      () => ({ success: true }),
      async server => {
        await revokeToken({
          url: server.url,
          fetch: globalThis.fetch,
          clock: fakeClock(),
          clientId: 'c',
          token: 'r',
        });
        assert.equal(server.calls[0]?.path, 'oauth2/revokeToken');
        assert.equal(server.calls[0].form.get('auth_token'), 'r');
      },
    );
  });

  it('sends no secret over http to another computer', async () => {
    const grant = {
      url: 'http://gis.example',
      fetch: () => assert.fail('nothing may be sent'),
      clock: fakeClock(),
      clientId: 'c',
      redirectUri: 'x:y',
    };
    await problemOf(exchangeCode({ ...grant, code: 'x', verifier: 'v' }), 'badInput');
  });
});
