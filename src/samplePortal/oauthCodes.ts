import { createHash } from 'node:crypto';
import { State } from './state';

/** A code that the authorize page gave out; used once, within ten minutes. */
export interface AuthorizationCode {
  readonly username: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly method: string;
  /** Life of the refresh token, minutes. */
  readonly refreshMinutes: number;
  /** ms epoch. */
  readonly expires: number;
}

/** Codes that wait to be exchanged. They live in memory alone: a restart ends them. */
export class OAuthCodes {
  readonly #codes = new Map<string, AuthorizationCode>();

  add(code: AuthorizationCode): string {
    const text = State.secret(18);
    this.#codes.set(text, code);
    return text;
  }

  /** Takes a code out, so that nobody uses it twice. */
  take(text: string, now: number): AuthorizationCode | undefined {
    const code = this.#codes.get(text);
    this.#codes.delete(text);
    return code !== undefined && code.expires > now ? code : undefined;
  }
}

/** Whether a verifier belongs to a challenge (PKCE; wire reference 5.3). */
export function fitsChallenge({ challenge, method }: AuthorizationCode, verifier: string): boolean {
  if (challenge === '') return true;
  if (method === 'plain') return verifier === challenge;
  return createHash('sha256').update(verifier).digest('base64url') === challenge;
}

export const outOfBand = 'urn:ietf:wg:oauth:2.0:oob';

/**
 * Whether the sample application has registered a redirect address: the page that shows the code, a loopback page, and the URI
 * handler of the extension in any build of VS Code.
 */
export function isRegistered(redirectUri: string): boolean {
  if (redirectUri === outOfBand) return true;
  let url: URL;
  try {
    url = new URL(redirectUri);
  } catch {
    return false;
  }
  if (url.protocol === 'http:' || url.protocol === 'https:') {
    return ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  }
  return /^[a-z][a-z0-9+.-]*:$/.test(url.protocol) && url.host === 'entitlement-tools.arcgis-entitlements';
}
