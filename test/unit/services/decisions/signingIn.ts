// Decisions about signing in, and about what a portal says to who may not.
import assert from 'node:assert/strict';
import { createPortalClient } from '../../../../src/arcgis/createPortalClient';
import { createPkce, exchangeCode, oauthAuthorizeUrl, oobRedirectUri } from '../../../../src/arcgis/oauth';
import { signInWithPassword, tryToken } from '../../../../src/arcgis/signIn';
import { username } from '../../../../src/core/ids';
import { isPortalError } from '../../../../src/core/problem';
import { proListing } from '../bench';
import type { Bench } from '../bench';
import { outcomeOf, proHolder } from './decisionCase';
import type { DecisionCases } from './decisionCase';

const tools = (bench: Bench) => ({ url: bench.sample.url, fetch, clock: bench.clock });

/** Does at the portal's page what a person does in the browser. @returns the address it leads to, and what stands there to be copied */
async function codeFromBrowser(
  bench: Bench,
  challenge: string,
): Promise<{ readonly code: string; readonly title: string }> {
  const { clientId, username: name, password, url } = bench.sample;
  const address = new URL(
    oauthAuthorizeUrl({ url, clientId, redirectUri: oobRedirectUri, challenge, state: 's' }),
  );
  const form = new URLSearchParams([...address.searchParams, ['username', name], ['password', password]]);
  const page = await fetch(`${address.origin}${address.pathname}`, { method: 'POST', body: form });
  const text = await page.text();
  return {
    code: /id="code"[^>]* value="([^"]*)"/.exec(text)?.[1] ?? assert.fail('the page shows no code'),
    title: /<title>([^<]*)/.exec(text)?.[1] ?? '',
  };
}

async function signedInAs(bench: Bench, name: string): Promise<ReturnType<typeof createPortalClient>> {
  const { token } = await signInWithPassword({
    ...tools(bench),
    username: name,
    password: bench.sample.password,
  });
  const tokens = { token: () => Promise.resolve(token), renew: () => Promise.resolve(undefined) };
  return createPortalClient({ ...tools(bench), kind: 'online', tokens });
}

/** A member without the privilege is told which one is missing, whatever the portal's refusal carries. */
async function tellsThePrivilege(bench: Bench): Promise<void> {
  const client = await signedInAs(bench, 'ana.viewer');
  const id = proListing(bench);
  const change = { users: [proHolder(bench, false)], entitlements: [], suppressCustomerEmail: true };
  for (const work of [() => client.provision(id, change), () => client.holders(id)]) {
    const problem = await work().then(
      () => assert.fail('it was allowed'),
      (error: unknown) => error,
    );
    assert.ok(isPortalError(problem));
    assert.deepEqual(problem.fault, { kind: 'forbidden', privilege: 'portal:admin:manageLicenses' });
  }
  assert.ok(bench.sample.state.listings.get(id)?.holders.has(change.users[0]?.toLowerCase() ?? ''));
}

export const signingIn: DecisionCases<
  'permissionCode' | 'permissionMessageCode' | 'pkceMismatch' | 'approvalTitle' | 'multifactor'
> = {
  permissionCode: { run: tellsThePrivilege },
  permissionMessageCode: { run: tellsThePrivilege },
  pkceMismatch: {
    async run(bench) {
      const { code } = await codeFromBrowser(bench, createPkce().challenge);
      const { verifier } = createPkce();
      const grant = { ...tools(bench), clientId: bench.sample.clientId, redirectUri: oobRedirectUri };
      assert.equal(await outcomeOf(exchangeCode({ ...grant, code, verifier })), 'signIn');
    },
  },
  approvalTitle: {
    async run(bench, alternative) {
      const { challenge, verifier } = createPkce();
      const { code, title } = await codeFromBrowser(bench, challenge);
      assert.equal(title.includes(code), alternative === 'code');
      // What a person copies is the code alone, and signs in, whatever the title is.
      const grant = { ...tools(bench), clientId: bench.sample.clientId, redirectUri: oobRedirectUri };
      const { accessToken } = await exchangeCode({ ...grant, code, verifier });
      const organization = await tryToken({ ...tools(bench), token: accessToken });
      assert.equal(organization.access.username, username(bench.sample.username));
    },
  },
  multifactor: {
    async run(bench, alternative) {
      const { password } = bench.sample;
      const signIn = signInWithPassword({ ...tools(bench), username: 'multi.factor', password });
      assert.equal(await outcomeOf(signIn), alternative === 'refuse' ? 'signIn' : 'done');
    },
  },
};
