// Signing in without a browser, and trying a token before it is kept (wire reference 5.2 and 5.4).
import * as v from 'valibot';
import { l10n } from '../core/l10n';
import type { Organization } from '../core/model';
import { isPortalError, PortalError } from '../core/problem';
import { createHttp, referer } from './http';
import { detectSite } from './portaladmin/kind';
import type { ProbeOptions } from './probe';
import { readAs, time } from './schemas';
import { organizationOf, readSelf } from './sharing/organization';
import { isLoopback } from './url';

export interface PasswordSignIn extends ProbeOptions {
  /** Case matters here, although it does not on the portal's own page. */
  readonly username: string;
  readonly password: string;
  /** How long the token should last, minutes; the organization may shorten it. 480 by default: one working day. */
  readonly lifetimeMinutes?: number;
}

export interface PasswordToken {
  readonly token: string;
  /** Epoch ms; absent where the portal does not say. */
  readonly expiresAt?: number;
}

const WireToken = v.object({ token: v.pipe(v.string(), v.minLength(1)), expires: time });

/**
 * `generateToken`: a token bound to this program's Referer. Credentials travel in the body, over https (or to this computer).
 * @throws PortalError `signIn` with code 400 for a wrong name or password and for accounts that cannot sign in this way; `badInput` for http.
 */
export async function signInWithPassword(options: PasswordSignIn): Promise<PasswordToken> {
  requireSafeAddress(options.url);
  const http = createHttp(options);
  const { username, password, lifetimeMinutes = 480, signal } = options;
  try {
    const reply = await readAs(
      http,
      {
        path: 'generateToken',
        // Not repeated after a failure: some portals lock an account after a few attempts.
        action: 'write',
        anonymous: true,
        params: { client: 'referer', referer, expiration: lifetimeMinutes },
        secretParams: { username, password },
        signal,
      },
      WireToken,
    );
    return { token: reply.token, ...(reply.expires === undefined ? {} : { expiresAt: reply.expires }) };
  } catch (error) {
    throw asSignInProblem(error);
  }
}

/**
 * Asks the portal who a token belongs to. Used before a token is stored.
 * @throws PortalError `signIn` when the portal does not accept it or sees nobody behind it.
 */
export async function tryToken(options: ProbeOptions & { readonly token: string }): Promise<Organization> {
  requireSafeAddress(options.url);
  const { token, signal } = options;
  const tokens = { token: () => Promise.resolve(token), renew: () => Promise.resolve(undefined) };
  const http = createHttp({ ...options, tokens });
  const self = await readSelf(http, signal);
  return organizationOf(self, await detectSite(http, self, signal), options.url);
}

/** Secrets go over https, or to this computer (wire reference 5.2). Throws PortalError `badInput`. */
export function requireSafeAddress(url: string): void {
  const { protocol, hostname, host } = new URL(url);
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return;
  throw new PortalError(
    { kind: 'badInput' },
    l10n.t('Signing in to {0} needs https. Change the address of the portal to https.', host),
  );
}

/** `Unable to generate token.` says the same for everything that keeps a password from working. */
function asSignInProblem(error: unknown): unknown {
  if (!isPortalError(error)) return error;
  const { fault } = error;
  const isRefusal =
    (fault.kind === 'refused' && (fault.code === undefined || fault.code < 500)) ||
    fault.kind === 'forbidden';
  if (!isRefusal) return error;
  return new PortalError(
    { kind: 'signIn', code: fault.kind === 'refused' ? (fault.code ?? 400) : 403 },
    l10n.t(
      'The portal did not accept this user name and password. Upper and lower case matter in the user name. Accounts of an identity provider (SAML, OpenID Connect) and accounts with multifactor authentication sign in with the browser.',
    ),
    { ...(error.request === undefined ? {} : { request: error.request }), details: error.details },
  );
}
