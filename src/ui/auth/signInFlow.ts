// Three ways in (issue section 3): OAuth 2.0 with PKCE, user name and password, a pasted token. A token is tried before it is stored;
// a password is never stored.
import * as vscode from 'vscode';
import { revokeToken } from '../../arcgis/oauth';
import { probePortal } from '../../arcgis/probe';
import { signInWithPassword, tryToken } from '../../arcgis/signIn';
import type { SessionRecord } from '../../arcgis/token';
import { normalizePortalAddress } from '../../arcgis/url';
import { inertText } from '../../core/inertText';
import type { PortalConnection, SampleSource } from '../../core/model';
import { isPortalError, PortalError } from '../../core/problem';
import type { Connections } from '../../services/connectionTypes';
import type { Clock, Log } from '../../services/ports';
import type { SamplePortals } from '../sample/samplePortals';
import type { SignInFlow } from './authenticationProvider';
import type { BrowserSignIn } from './browserSignIn';
import { savedAs } from './savedAs';
import type { SessionStore, StoredSession } from './sessionStore';
import type { SignInPause } from './signInPause';
import { ask, askAddress, hostTitle, pickMethod } from './signInQuestions';
import type { Method } from './signInQuestions';

export interface SignInDeps {
  readonly sessions: SessionStore;
  readonly connections: Connections;
  readonly samples: SamplePortals;
  readonly browser: BrowserSignIn;
  readonly pause: SignInPause;
  readonly clock: Clock;
  readonly log: Log;
}

/** What keybindings, tasks and tests may pass to `addPortal`; secrets are always typed. */
export interface AddPortalArguments {
  readonly url?: string;
  readonly method?: Method;
  readonly username?: string;
  readonly clientId?: string;
}

interface Entered {
  readonly record: SessionRecord;
  readonly clientId?: string;
}

export interface Connecting extends SignInFlow {
  addPortal(given: AddPortalArguments): Promise<PortalConnection>;
  connectSample(source: SampleSource): Promise<PortalConnection>;
}

export function createSignInFlow(deps: SignInDeps): Connecting {
  const { sessions, connections, samples, browser, clock } = deps;
  const fetch = globalThis.fetch;

  /** Tries the token, saves connection and session together. */
  async function keep(
    url: string,
    entered: Entered,
    known: PortalConnection | undefined,
    sample?: SampleSource,
  ): Promise<PortalConnection> {
    const organization = await tryToken({ url, token: entered.record.accessToken, fetch, clock }).catch(
      (error: unknown) => {
        throw entered.record.kind === 'token' ? asTokenProblem(error) : error;
      },
    );
    const connection = savedAs({
      url,
      organization,
      known,
      sample,
      clientId: entered.clientId,
      find: id => connections.get(id),
    });
    const owner = known ?? connections.get(connection.id);
    if (owner !== undefined && owner.orgId !== organization.orgId) {
      throw new PortalError(
        { kind: 'staleState' },
        vscode.l10n.t(
          '{0} now belongs to another organization ({1}). Remove it and add it anew, if that is what you want.',
          owner.name,
          organization.name,
        ),
      );
    }
    await connections.save(connection);
    await sessions.add({
      portalId: connection.id,
      username: connection.username,
      label: `${connection.username} (${sample === undefined ? new URL(url).host : vscode.l10n.t('sample portal')})`,
      record: entered.record,
    });
    if (known !== undefined && known.id !== connection.id) await leave(known, connection);
    return connection;
  }

  /** Somebody else signed in: who was there before is signed out, and stays in the list with the journal. */
  async function leave(before: PortalConnection, now: PortalConnection): Promise<void> {
    const session = await sessions.of(before.id);
    if (session !== undefined) await forget(session);
    void vscode.window.showInformationMessage(
      inertText(
        vscode.l10n.t(
          'You signed in as {0}, who has a portal of their own in the list now: {1}. {2} stays there, signed out, for {3}.',
          now.username,
          now.name,
          before.name,
          before.username,
        ),
      ),
    );
  }

  async function signOut(session: StoredSession): Promise<void> {
    // The plan that runs would end half-way.
    if (deps.pause.isHeld(session.portalId)) {
      throw new PortalError(
        { kind: 'badInput' },
        vscode.l10n.t(
          'A plan is being read or applied with this sign-in. Wait until it ends, or cancel it in the Plan view.',
        ),
      );
    }
    await forget(session);
  }

  async function forget(session: StoredSession): Promise<void> {
    await sessions.remove(session.id);
    const connection = connections.get(session.portalId);
    if (session.record.kind === 'oauth' && connection !== undefined) {
      // Best effort: the session is forgotten here whether the portal can be reached or not.
      await revokeToken({
        url: connection.url,
        clientId: session.record.clientId ?? '',
        token: session.record.refreshToken ?? session.record.accessToken,
        fetch,
        clock,
      }).catch(() => undefined);
    }
  }

  async function enter(
    url: string,
    method: Method,
    given: AddPortalArguments,
    known: PortalConnection | undefined,
  ): Promise<Entered> {
    if (method === 'oauth') return browser.signIn(url, given.clientId ?? known?.clientId);
    if (method === 'token') {
      const token = await ask({ title: hostTitle(url), prompt: vscode.l10n.t('Token'), password: true });
      // A token holds no blanks; what is copied often brings one along.
      return { record: { kind: 'token', accessToken: token.trim() } };
    }
    const name =
      given.username ??
      (await ask({
        title: hostTitle(url),
        prompt: vscode.l10n.t('User name (upper and lower case matter here)'),
        value: known?.username ?? '',
      }));
    const password = await ask({
      title: hostTitle(url),
      prompt: vscode.l10n.t('Password of {0}. It is used once and not kept.', name),
      password: true,
    });
    const { token, expiresAt } = await signInWithPassword({ url, username: name, password, fetch, clock });
    return {
      record: { kind: 'password', accessToken: token, ...(expiresAt === undefined ? {} : { expiresAt }) },
    };
  }

  async function addPortal(given: AddPortalArguments): Promise<PortalConnection> {
    const typed = given.url ?? (await askAddress());
    const address = normalizePortalAddress(typed);
    const probed = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: inertText(vscode.l10n.t('Looking for a portal at {0}…', address.url)),
      },
      () => probePortal({ url: address.url, fetch, clock }),
    );
    if (address.upgraded)
      void vscode.window.showInformationMessage(
        inertText(
          vscode.l10n.t('{0} is used in place of the http address: secrets go over https only.', probed.url),
        ),
      );
    const method = given.method ?? (await pickMethod(probed.url));
    return keep(probed.url, await enter(probed.url, method, given, undefined), undefined);
  }

  async function connectSample(source: SampleSource): Promise<PortalConnection> {
    const run = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Starting the sample portal…') },
      () => samples.ensure(source),
    );
    const { token, expiresAt } = await signInWithPassword({
      url: run.url,
      username: run.username,
      password: run.password,
      fetch,
      clock,
    });
    const known = connections
      .list()
      .find(one => one.sample?.flavor === source.flavor && one.sample.scale === source.scale);
    const record: SessionRecord = {
      kind: 'password',
      accessToken: token,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    };
    return keep(run.url, { record }, known, source);
  }

  return {
    addPortal,
    connectSample,
    signIn: async portal => {
      const known = portal === undefined ? undefined : connections.get(portal);
      const connection =
        known === undefined
          ? await addPortal({})
          : known.sample !== undefined
            ? await connectSample(known.sample)
            : await keep(known.url, await enter(known.url, await pickMethod(known.url), {}, known), known);
      const session = await sessions.of(connection.id);
      if (session === undefined) throw new vscode.CancellationError();
      return session;
    },
    signOut,
  };
}

/** Nobody was signed in by a token that was only just pasted: "sign in again" would mislead. */
function asTokenProblem(error: unknown): unknown {
  if (!isPortalError(error) || error.fault.kind !== 'signIn') return error;
  return new PortalError(
    error.fault,
    vscode.l10n.t(
      'The portal did not accept this token: it is mistyped, has expired, or was made for another application. Nothing was saved. Get a new one, or choose another way to sign in.',
    ),
    { ...(error.request === undefined ? {} : { request: error.request }), details: error.details },
  );
}
