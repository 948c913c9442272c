// Signing in with OAuth, and the scripted faults of the sample portal.
import assert from 'node:assert/strict';
import { createPortalClient } from '../../../src/arcgis/createPortalClient';
import {
  createPkce,
  exchangeCode,
  oauthAuthorizeUrl,
  oobRedirectUri,
  revokeToken,
} from '../../../src/arcgis/oauth';
import { probePortal } from '../../../src/arcgis/probe';
import { signInWithPassword, tryToken } from '../../../src/arcgis/signIn';
import type { SessionRecord } from '../../../src/arcgis/token';
import { createTokenSource } from '../../../src/arcgis/token';
import { itemId, username } from '../../../src/core/ids';
import type { Alternative } from '../../../src/samplePortal/decisions';
import type { SamplePortal } from '../../../src/samplePortal/start';
import { expectProblem, problemOf } from './using';
import { realClock, withSample } from './withSample';

const tools = (portal: SamplePortal) => ({ url: portal.url, fetch: globalThis.fetch, clock: realClock });

/** Does at the portal's page what a person does in the browser, and gives the code that comes back. */
async function codeFromBrowser(portal: SamplePortal, challenge: string): Promise<string> {
  const address = new URL(
    oauthAuthorizeUrl({
      url: portal.url,
      clientId: portal.clientId,
      redirectUri: oobRedirectUri,
      challenge,
      state: 's 1',
    }),
  );
  const form = new URLSearchParams(address.searchParams);
  form.set('username', portal.username);
  form.set('password', portal.password);
  const reply = await fetch(`${address.origin}${address.pathname}`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  });
  const back = new URL(reply.headers.get('location') ?? 'http://nowhere');
  assert.equal(back.searchParams.get('state'), 's 1');
  return back.searchParams.get('code') ?? '';
}

describe('OAuth at the sample portal', () => {
  it('signs in, refreshes, exchanges and revokes', async () => {
    await withSample({}, async ({ portal }) => {
      const pkce = createPkce();
      const grant = { ...tools(portal), clientId: portal.clientId, redirectUri: oobRedirectUri };
      let record: SessionRecord | undefined = await exchangeCode({
        ...grant,
        code: await codeFromBrowser(portal, pkce.challenge),
        verifier: pkce.verifier,
      });
      const source = createTokenSource({
        ...tools(portal),
        read: () => Promise.resolve(record),
        save: renewed => {
          record = renewed;
          return Promise.resolve();
        },
      });
      const client = createPortalClient({ ...tools(portal), tokens: source });
      const first = record;
      assert.equal((await client.organization()).access.username, portal.username);

      portal.faults.set([{ path: '/portal/sharing/rest/portals/self', kind: 'expireToken', times: 1 }]);
      assert.equal((await client.organization()).access.username, portal.username);
      assert.notEqual(record.accessToken, first.accessToken);
      assert.equal(record.refreshToken, first.refreshToken);

      record = { ...record, expiresAt: Date.now(), refreshExpiresAt: Date.now() + 60_000 };
      assert.equal((await client.organization()).access.username, portal.username);
      assert.notEqual(record.refreshToken, first.refreshToken);

      await revokeToken({ ...tools(portal), clientId: portal.clientId, token: record.refreshToken ?? '' });
      await expectProblem(client.organization(), 'signIn');
    });
  });

  for (const pkceMismatch of ['invalidGrant', 'invalidRequest'] as readonly Alternative<'pkceMismatch'>[]) {
    it(`is refused with another verifier (${pkceMismatch})`, async () => {
      await withSample({ decisions: { pkceMismatch } }, async ({ portal }) => {
        const code = await codeFromBrowser(portal, createPkce().challenge);
        const { verifier } = createPkce();
        await expectProblem(
          exchangeCode({
            ...tools(portal),
            clientId: portal.clientId,
            redirectUri: oobRedirectUri,
            code,
            verifier,
          }),
          'signIn',
        );
      });
    });
  }

  it('finds the portal from any address of it, and refuses a wrong password and a wrong token', async () => {
    await withSample({}, async ({ portal }) => {
      const { origin } = new URL(portal.url);
      for (const typed of [portal.url, `${portal.url}/some/page`, origin]) {
        assert.equal((await probePortal({ ...tools(portal), url: typed })).url, portal.url);
      }
      await expectProblem(
        signInWithPassword({ ...tools(portal), username: portal.username, password: 'wrong one' }),
        'signIn',
      );
      await expectProblem(tryToken({ ...tools(portal), token: 'nobody' }), 'signIn');
    });
  });
});

describe('faults of the sample portal', () => {
  const listings = '/portal/sharing/rest/content/listings';

  it('do not keep a read from its result: 502, maintenance, 429, cut body, dropped connection, an ended token', async () => {
    await withSample({}, async ({ portal, client, renewals }) => {
      for (const kind of [
        'html502',
        'maintenance',
        'throttle',
        'cutBody',
        'dropBefore',
        'dropAfter',
        'expireToken',
      ] as const) {
        portal.faults.set([
          { path: '/portal/sharing/rest/portals/self/purchases', kind, times: 1, retryAfter: 0 },
        ]);
        assert.ok((await client.purchases()).length > 0, kind);
      }
      assert.equal(renewals(), 1);
    });
  });

  it('reach a write once: the portal sees one request for each', async () => {
    for (const kind of [
      'html502',
      'maintenance',
      'throttle',
      'cutBody',
      'dropBefore',
      'dropAfter',
      'error',
      'successFalse',
    ] as const) {
      await withSample({}, async ({ portal, client, log }) => {
        portal.faults.set([{ path: listings, method: 'POST', kind }]);
        const change = { users: [username(portal.username)], entitlements: [], suppressCustomerEmail: true };
        const [listing] = portal.state.listings.values();
        await expectProblem(client.provision(itemId(listing?.itemId ?? ''), change));
        assert.equal(
          log.filter(entry => entry.method === 'POST' && entry.path.startsWith(listings)).length,
          1,
          kind,
        );
      });
    }
  });

  it('let a write through after 498, with a new token', async () => {
    await withSample({}, async ({ portal, client, renewals }) => {
      portal.faults.set([{ path: listings, method: 'POST', kind: 'expireToken', times: 1 }]);
      const [listing] = portal.state.listings.values();
      await client.provision(itemId(listing?.itemId ?? ''), {
        users: [username(portal.username)],
        entitlements: [],
        suppressCustomerEmail: true,
      });
      assert.equal(renewals(), 1);
    });
  });

  it('name the host of a redirect', async () => {
    await withSample({}, async ({ portal, client }) => {
      portal.faults.set([
        {
          path: '/portal/sharing/rest/portals/self',
          kind: 'redirect',
          location: 'https://login.example/sso',
        },
      ]);
      const problem = await problemOf(client.organization(), 'otherHost');
      assert.deepEqual(problem.fault, { kind: 'otherHost', host: 'login.example' });
    });
  });

  it('keep the pages that were read when a later one fails', async () => {
    await withSample({ scale: 'M' }, async ({ portal, client }) => {
      portal.faults.set([{ path: '/portal/sharing/rest/portals/self/users', kind: 'error', after: 4 }]);
      const list = await client.members();
      assert.equal(list.partial?.kind, 'pageFailed');
      assert.ok(list.items.length >= 100 && list.items.length < 1_437, String(list.items.length));
    });
  });

  it('show a member without the privilege what is missing', async () => {
    await withSample({}, async ({ portal }) => {
      const { token } = await signInWithPassword({
        ...tools(portal),
        username: 'Ana.Keller',
        password: portal.password,
      });
      const organization = await tryToken({ ...tools(portal), token });
      assert.deepEqual(
        [organization.access.canManageLicenses, organization.access.isAdministrator],
        [false, false],
      );
      const tokens = { token: () => Promise.resolve(token), renew: () => Promise.resolve(undefined) };
      const problem = await problemOf(
        createPortalClient({ ...tools(portal), tokens }).purchases(),
        'forbidden',
      );
      assert.deepEqual(problem.fault, { kind: 'forbidden', privilege: 'portal:admin:manageLicenses' });
    });
  });
});
