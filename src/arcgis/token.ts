// From a kept session to the token of a request: refreshed early, once for all who wait, never twice for one refusal.
import { singleFlight } from '../core/async';
import { l10n } from '../core/l10n';
import { isPortalError, PortalError } from '../core/problem';
import { waitFor } from './abort';
import { exchangeRefreshToken, refreshAccessToken } from './oauth';
import type { TokenSource } from './portalClient';
import type { ProbeOptions } from './probe';

/** A session as it is kept among the secrets. `expiresAt` and `refreshExpiresAt` in epoch ms. */
export interface SessionRecord {
  readonly kind: 'oauth' | 'password' | 'token';
  readonly accessToken: string;
  /** Absent where the portal does not say: the token then lasts until it is refused. */
  readonly expiresAt?: number;
  /** The rest is for `oauth`. */
  readonly refreshToken?: string;
  readonly refreshExpiresAt?: number;
  readonly clientId?: string;
  readonly redirectUri?: string;
}

export interface TokenSourceOptions extends Omit<ProbeOptions, 'signal'> {
  /** The session as it is kept now; another window may have renewed it. `anew`: past every cache. */
  readonly read: (anew?: boolean) => Promise<SessionRecord | undefined>;
  /** Keeps a renewed session, unless the one it came from is not the kept one any longer; awaited before the new token is used. */
  readonly save: (record: SessionRecord, before: SessionRecord) => Promise<void>;
}

/** Tokens are renewed this long before they end (wire reference 5.3). */
const earlyMs = 5 * 60_000;
/** Another window that renews at the same moment needs this long to keep what it got, ms. */
const otherWindowMs = 1_000;
/** Below this rest of life the refresh token itself is exchanged. */
const exchangeBelowMs = 24 * 3_600_000;

/** The token source of one portal. Make one per portal: renewals are shared by all who use it, and a failed one is not remembered. */
export function createTokenSource(options: TokenSourceOptions): TokenSource {
  const { read, save, clock } = options;
  let refused: string | undefined;

  const endsSoon = (record: SessionRecord): boolean =>
    record.expiresAt !== undefined && record.expiresAt - earlyMs <= clock.now();
  const hasEnded = (record: SessionRecord): boolean =>
    record.expiresAt !== undefined && record.expiresAt <= clock.now();

  /** The renewed session; undefined when only a person can help. */
  const renewSession = singleFlight(async (): Promise<SessionRecord | undefined> => {
    const kept = await read();
    if (kept === undefined) return undefined;
    // Another request or another window was first.
    if (kept.accessToken !== refused && !endsSoon(kept)) return kept;
    try {
      const renewed = await refresh(kept, options);
      if (renewed === undefined) return undefined;
      await save(renewed, kept);
      // Somebody may have signed out or in meanwhile: what is kept decides, not what was renewed.
      return await read();
    } catch (error) {
      if (!isPortalError(error) || error.fault.kind !== 'signIn') throw error;
      // A refresh token that was exchanged is used up: another window may just have done so.
      for (const pauseMs of [0, otherWindowMs]) {
        if (pauseMs > 0) await clock.delay(pauseMs);
        const latest = await read(true);
        if (latest === undefined) return undefined;
        if (latest.accessToken !== kept.accessToken) return latest;
      }
      return undefined;
    }
  });

  return {
    token: async signal => {
      const kept = await waitFor(read(), signal);
      if (kept === undefined)
        throw signInNeeded(l10n.t('Nobody is signed in to this portal. Sign in again.'));
      if (kept.accessToken !== refused && !endsSoon(kept)) return kept.accessToken;
      if (kept.kind !== 'oauth' || kept.refreshToken === undefined) {
        if (hasEnded(kept))
          throw signInNeeded(l10n.t('The sign-in to this portal has ended. Sign in again.'));
        return kept.accessToken;
      }
      try {
        const renewed = await waitFor(renewSession(), signal);
        if (renewed !== undefined) return renewed.accessToken;
      } catch (error) {
        // The network may be back before the token ends.
        if (!isPortalError(error) || hasEnded(kept) || kept.accessToken === refused) throw error;
        return kept.accessToken;
      }
      throw signInNeeded(l10n.t('The sign-in to this portal has ended. Sign in again.'));
    },
    renew: async (token, signal) => {
      refused = token;
      const renewed = await waitFor(renewSession(), signal);
      return renewed === undefined || renewed.accessToken === token ? undefined : renewed.accessToken;
    },
  };
}

async function refresh(
  record: SessionRecord,
  options: TokenSourceOptions,
): Promise<SessionRecord | undefined> {
  const { refreshToken, refreshExpiresAt, clientId, redirectUri } = record;
  if (
    record.kind !== 'oauth' ||
    refreshToken === undefined ||
    clientId === undefined ||
    redirectUri === undefined
  ) {
    return undefined;
  }
  const { url, fetch, clock } = options;
  const grant = { url, fetch, clock, clientId, redirectUri, refreshToken };
  const isOld = refreshExpiresAt !== undefined && refreshExpiresAt - clock.now() < exchangeBelowMs;
  return isOld ? exchangeRefreshToken(grant) : refreshAccessToken({ ...grant, refreshExpiresAt });
}

function signInNeeded(text: string): PortalError {
  return new PortalError({ kind: 'signIn' }, text);
}
