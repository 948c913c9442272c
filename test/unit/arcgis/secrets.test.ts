import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { RequestRecord } from '../../../src/arcgis/http';
import { exchangeCode } from '../../../src/arcgis/oauth';
import { signInWithPassword, tryToken } from '../../../src/arcgis/signIn';
import { createTokenSource } from '../../../src/arcgis/token';
import { itemId, username, userTypeId } from '../../../src/core/ids';
import type { PortalClient } from '../../../src/arcgis/portalClient';
import type { Call } from './wireServer';
import { answered, clientOf, fakeClock, startWireServer, tokensInOrder } from './wireServer';

const token = 'cAnArY-tokEn/+=é';
const password = 'cAnArY pass&w"rd<ö';
const refreshToken = 'cAnArY-refresh';
const code = 'cAnArY-code';
const canaries = ['canary', encodeURIComponent(token), encodeURIComponent(password)].map(text =>
  text.toLowerCase(),
);
const file = { name: 'license.json', text: '{"signature":"cAnArY-signature"}' };

/** Everything that a client does, with its failures swallowed: they are looked at afterwards. */
const everything: readonly ((client: PortalClient) => Promise<unknown>)[] = [
  client => client.organization(),
  client => client.roles(),
  client => client.members(),
  client => client.searchMembers({ text: 'a'.repeat(2_100) }),
  client => client.member(username('ana')),
  client => client.groupMembers('g'),
  client => client.findGroups('g'),
  client => client.purchases(),
  client => client.listing(itemId('x')),
  client => client.userTypes(),
  client => client.appBundles(),
  client => client.appBundleHolders(itemId('x')),
  client => client.provisionedListings(username('ana')),
  client => client.holders(itemId('x')),
  client => client.holder(itemId('x'), username('ana')),
  client =>
    client.provision(itemId('x'), {
      users: [username('ana')],
      entitlements: ['a'],
      suppressCustomerEmail: true,
    }),
  client => client.provisionAppBundle(itemId('x'), { users: [username('ana')], revoke: true }),
  client => client.updateUserType([username('ana')], userTypeId('creatorUT')),
  client => client.setDisconnectSettings(itemId('x'), true),
  client => client.license(),
  client => client.futureLicense(),
  client => client.validateLicense(file),
  client => client.importLicense(file),
  client => client.populateLicense(),
  client => client.systemLicenses(),
  client => client.importEntitlements('a', file),
  client => client.entitlementsQueue('a'),
  client => client.removeAllEntitlements('a'),
  client => client.updateLicenseManager({ hostname: 'lm', port: 1 }),
  client => client.releaseLicense(username('ana'), 'a'),
];

/** What a server sent back of a request: all of it, the secrets included. */
const echo = (call: Call): string =>
  `${call.body} ${JSON.stringify(call.headers)} ${[...call.form.values()].join(' ')}`;

const echoes: readonly (readonly [name: string, Parameters<typeof startWireServer>[0]])[] = [
  [
    'an error envelope',
    call => ({ error: { code: 400, message: `bad ${echo(call)}`, details: [echo(call)] } }),
  ],
  [
    'an OAuth error',
    call => ({ error: { code: 400, error: 'invalid_grant', error_description: echo(call) } }),
  ],
  ['a refused token', call => ({ error: { code: 498, message: `Invalid token. ${echo(call)}` } })],
  ['the status form', call => ({ status: 'error', messages: [echo(call)] })],
  [
    'a page',
    (call, response) => (
      response.writeHead(500, { 'Content-Type': 'text/html' }).end(`<p>${echo(call)}</p>`),
      answered
    ),
  ],
  ['an unexpected shape', () => ({ users: 1, userEntitlements: 1, token: 1, access_token: 1 })],
  [
    'a redirect',
    (call, response) => (
      response
        .writeHead(302, { Location: `http://other.example/?t=${encodeURIComponent(echo(call))}` })
        .end(),
      answered
    ),
  ],
  ['a dropped connection', (_call, response) => (response.destroy(), answered)],
];

describe('secrets', () => {
  for (const [name, handler] of echoes) {
    it(`are in no error, log line or address, even when the portal repeats them in ${name}`, async () => {
      const server = await startWireServer(handler);
      const errors: unknown[] = [];
      const records: RequestRecord[] = [];
      try {
        const attempt = async (work: Promise<unknown>): Promise<void> => {
          await work.then(
            () => undefined,
            (error: unknown) => errors.push(error),
          );
        };
        const onRequest = (record: RequestRecord): number => records.push(record);
        const tools = { url: server.url, fetch: globalThis.fetch, clock: fakeClock() };
        const client = clientOf(server.url, {
          tokens: tokensInOrder(token, `${token}2`),
          onRequest,
          kind: 'enterprise',
        });
        for (const call of everything) await attempt(call(client));
        await attempt(signInWithPassword({ ...tools, username: 'Lia', password }));
        await attempt(tryToken({ ...tools, token }));
        await attempt(
          exchangeCode({ ...tools, clientId: 'c', redirectUri: 'x:y', code, verifier: 'cAnArY-verifier' }),
        );
        const record = {
          kind: 'oauth',
          accessToken: token,
          expiresAt: 0,
          refreshToken,
          clientId: 'c',
          redirectUri: 'x:y',
        } as const;
        const source = createTokenSource({
          ...tools,
          read: () => Promise.resolve(record),
          save: () => Promise.resolve(),
        });
        await attempt(source.token());
        await attempt(source.renew(token));
        assert.ok(
          server.calls.some(
            call => echo(call).includes(token) || call.body.includes(encodeURIComponent(token)),
          ),
          'the token was sent',
        );
        assert.ok(errors.length > everything.length / 2, String(errors.length));
        const written = [
          inspect(errors, { depth: 10, showHidden: true }),
          inspect(records, { depth: 10 }),
          ...errors.map(String),
        ].join('\n');
        const addresses = server.calls.map(call => `${call.path}?${call.query.toString()}`).join('\n');
        for (const canary of canaries) {
          assert.ok(
            !written.toLowerCase().includes(canary),
            `written: ${written.slice(Math.max(0, written.toLowerCase().indexOf(canary) - 300)).slice(0, 600)}`,
          );
          assert.ok(!addresses.toLowerCase().includes(canary), `address: ${addresses}`);
        }
      } finally {
        await server.close();
      }
    });
  }
});
