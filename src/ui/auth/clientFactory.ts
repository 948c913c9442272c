// A saved connection → a working client: its token from the sessions, and for the sample portal also its present address.
import * as vscode from 'vscode';
import { createPortalClient } from '../../arcgis/createPortalClient';
import { signInWithPassword } from '../../arcgis/signIn';
import { createTokenSource } from '../../arcgis/token';
import type { TokenSource } from '../../arcgis/portalClient';
import type { PortalConnection, SampleSource } from '../../core/model';
import { PortalError } from '../../core/problem';
import type { ClientFactory } from '../../services/connectionTypes';
import type { PortalPaces } from '../../services/portalPaces';
import type { Clock, Log } from '../../services/ports';
import type { SamplePortals } from '../sample/samplePortals';
import { pausingTokens } from './pausingTokens';
import type { SessionStore } from './sessionStore';
import type { SignInPause } from './signInPause';

interface Deps {
  readonly pause: SignInPause;
  readonly paces: PortalPaces;
  readonly sessions: SessionStore;
  readonly samples: SamplePortals;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeoutMs: () => number;
}

export function createClientFactory({
  paces,
  sessions,
  samples,
  pause,
  clock,
  log,
  timeoutMs,
}: Deps): ClientFactory {
  const fetch = globalThis.fetch;
  const signedOut = (): PortalError =>
    new PortalError(
      { kind: 'signIn' },
      vscode.l10n.t('You are signed out of this portal. Sign in to go on.'),
    );

  /** The session of a connection as a token source; renewed tokens are stored before they are used. */
  function sessionTokens(connection: PortalConnection): TokenSource {
    const source = createTokenSource({
      url: connection.url,
      fetch,
      clock,
      read: async anew =>
        (await (anew === true ? sessions.reread(connection.id) : sessions.of(connection.id)))?.record,
      save: async (record, before) => {
        const stored = await sessions.of(connection.id);
        if (stored?.record.accessToken === before.accessToken) await sessions.renew(stored.id, record);
      },
    });
    const token = async (signal?: AbortSignal): Promise<string> => {
      if ((await sessions.of(connection.id)) === undefined) throw signedOut();
      return source.token(signal);
    };
    return pausingTokens({ ...source, token }, pause, connection.id);
  }

  /** The sample portal's password is random and lies with its state: its tokens are renewed without a question, while the session lasts. */
  function sampleTokens(connection: PortalConnection, sample: SampleSource): TokenSource {
    let renewing: Promise<string> | undefined;
    const renew = async (): Promise<string> => {
      const stored = await sessions.of(connection.id);
      if (stored === undefined) throw signedOut();
      const run = await samples.ensure(sample);
      const { token, expiresAt } = await signInWithPassword({
        url: run.url,
        username: run.username,
        password: run.password,
        fetch,
        clock,
      });
      await sessions.renew(stored.id, {
        kind: 'password',
        accessToken: token,
        ...(expiresAt === undefined ? {} : { expiresAt }),
      });
      return token;
    };
    const renewOnce = (): Promise<string> => (renewing ??= renew().finally(() => (renewing = undefined)));
    return {
      token: async () => {
        const stored = await sessions.of(connection.id);
        if (stored === undefined) throw signedOut();
        const { accessToken, expiresAt } = stored.record;
        return expiresAt !== undefined && expiresAt - clock.now() < 60_000 ? renewOnce() : accessToken;
      },
      renew: async refused => {
        const stored = await sessions.of(connection.id);
        return stored !== undefined && stored.record.accessToken !== refused
          ? stored.record.accessToken
          : renewOnce();
      },
    };
  }

  /** Makes sure the sample portal runs, and sends the request to the port it has now. */
  function sampleFetch(sample: SampleSource): typeof globalThis.fetch {
    return async (input, init) => {
      const run = await samples.ensure(sample);
      const asked = new URL(input instanceof Request ? input.url : input);
      asked.host = new URL(run.url).host;
      return fetch(asked, init);
    };
  }

  return {
    tokenSource: connection =>
      connection.sample === undefined
        ? sessionTokens(connection)
        : sampleTokens(connection, connection.sample),
    createClient: (connection, tokens) =>
      createPortalClient({
        url: connection.url,
        kind: connection.kind,
        tokens,
        fetch: connection.sample === undefined ? fetch : sampleFetch(connection.sample),
        clock,
        timeoutMs,
        onRequest: record => {
          log.debug(`${record.method} ${record.path} ${record.status ?? ''} ${record.ms} ms`);
          paces.note(connection.id, record.fault);
        },
      }),
  };
}
