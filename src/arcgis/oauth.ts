// OAuth 2.0 authorization code with PKCE (wire reference 5.3).
import { createHash, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { createHttp } from './http';
import type { Params } from './http';
import { present } from './present';
import type { ProbeOptions } from './probe';
import { number, readAs, text } from './schemas';
import { requireSafeAddress } from './signIn';
import type { SessionRecord } from './token';

/** With this redirect the portal shows the code on a page, to be pasted. */
export const oobRedirectUri = 'urn:ietf:wg:oauth:2.0:oob';

/** Minutes that the refresh token lasts: the portal's default of 14 days. */
const refreshLifetimeMinutes = 20_160;

export interface Pkce {
  /** Stays here until the code is exchanged. */
  readonly verifier: string;
  /** base64url(SHA-256(verifier)), goes into the browser. */
  readonly challenge: string;
}

export function createPkce(): Pkce {
  const verifier = randomBytes(48).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** The page to open in the browser. Verify `state` when it comes back. */
export function oauthAuthorizeUrl(options: {
  readonly url: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly state: string;
}): string {
  const address = new URL(`${options.url.replace(/\/+$/, '')}/sharing/rest/oauth2/authorize`);
  address.search = new URLSearchParams({
    client_id: options.clientId,
    response_type: 'code',
    redirect_uri: options.redirectUri,
    code_challenge: options.challenge,
    code_challenge_method: 'S256',
    expiration: String(refreshLifetimeMinutes),
    state: options.state,
  }).toString();
  return address.href;
}

const WireTokens = v.object({
  access_token: v.pipe(v.string(), v.minLength(1)),
  expires_in: number,
  refresh_token: text,
  refresh_token_expires_in: number,
  username: text,
});

export interface OAuthGrant extends ProbeOptions {
  readonly clientId: string;
  readonly redirectUri: string;
}

/** The code for access and refresh tokens. Throws PortalError `signIn` when the portal refuses it. */
export function exchangeCode(
  options: OAuthGrant & { readonly code: string; readonly verifier: string },
): Promise<SessionRecord> {
  const { code, verifier } = options;
  return grant(options, { grant_type: 'authorization_code' }, { code, code_verifier: verifier });
}

/** A new access token; the refresh token stays the one it was. Throws PortalError `signIn` when the refresh token has ended. */
export async function refreshAccessToken(
  options: OAuthGrant & { readonly refreshToken: string; readonly refreshExpiresAt?: number | undefined },
): Promise<SessionRecord> {
  const { refreshToken, refreshExpiresAt } = options;
  const record = await grant(options, { grant_type: 'refresh_token' }, { refresh_token: refreshToken });
  return present<SessionRecord>({ refreshToken, refreshExpiresAt, ...record });
}

/** New access and refresh tokens; the old refresh token dies with the answer. */
export async function exchangeRefreshToken(
  options: OAuthGrant & { readonly refreshToken: string },
): Promise<SessionRecord> {
  const { refreshToken } = options;
  const record = await grant(
    options,
    { grant_type: 'exchange_refresh_token' },
    { refresh_token: refreshToken },
  );
  return { refreshToken, ...record };
}

/** Ends an access or refresh token at the portal. The portal says success for unknown ones, too. */
export async function revokeToken(
  options: ProbeOptions & { readonly clientId: string; readonly token: string },
): Promise<void> {
  requireSafeAddress(options.url);
  const { clientId, token, signal } = options;
  await createHttp(options).send({
    path: 'oauth2/revokeToken',
    action: 'write',
    anonymous: true,
    params: { client_id: clientId },
    secretParams: { auth_token: token },
    signal,
  });
}

/** A code or a refresh token may count once: the request is not repeated after a failure. */
async function grant(options: OAuthGrant, params: Params, secretParams: Params): Promise<SessionRecord> {
  requireSafeAddress(options.url);
  const { clientId, redirectUri, clock, signal } = options;
  const http = createHttp(options);
  const askedAt = clock.now();
  const reply = await readAs(
    http,
    {
      path: 'oauth2/token',
      action: 'write',
      anonymous: true,
      params: { ...params, client_id: clientId, redirect_uri: redirectUri },
      secretParams,
      signal,
    },
    WireTokens,
  );
  const after = (seconds: number | undefined): number | undefined =>
    seconds === undefined ? undefined : askedAt + seconds * 1000;
  return present<SessionRecord>({
    kind: 'oauth',
    accessToken: reply.access_token,
    expiresAt: after(reply.expires_in ?? 1800),
    refreshToken: reply.refresh_token,
    refreshExpiresAt: after(reply.refresh_token_expires_in),
    clientId,
    redirectUri,
  });
}
