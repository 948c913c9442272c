// VS Code's face of the sessions: several accounts, shown in the Accounts menu. The scope of a session is the id of its portal.
import * as vscode from 'vscode';
import { portalId, type PortalId } from '../../core/ids';
import type { SessionStore, StoredSession } from './sessionStore';

export const providerId = 'arcgisEntitlements';

export interface SignInFlow {
  /** Signs in to a saved portal, or (without one) adds a portal first. Throws CancellationError when the administrator gives up. */
  signIn(portal: PortalId | undefined): Promise<StoredSession>;
  /** Ends a session at the portal where that is possible, and forgets it. */
  signOut(session: StoredSession): Promise<void>;
}

function toSession(stored: StoredSession): vscode.AuthenticationSession {
  return {
    id: stored.id,
    accessToken: stored.record.accessToken,
    account: { id: `${stored.portalId}/${stored.username}`, label: stored.label },
    scopes: [stored.portalId],
  };
}

export function registerAuthentication(sessions: SessionStore, flow: SignInFlow): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  const provider: vscode.AuthenticationProvider = {
    onDidChangeSessions: changed.event,
    getSessions: async (scopes, options) =>
      (await sessions.all())
        .filter(stored => scopes?.every(scope => scope === stored.portalId) ?? true)
        .map(toSession)
        .filter(session => options.account === undefined || session.account.id === options.account.id),
    createSession: async (scopes, options) => {
      // An account that is named is signed in to its own portal, with its user name filled in.
      const scope = scopes[0] ?? options.account?.id.slice(0, options.account.id.lastIndexOf('/'));
      return toSession(await flow.signIn(scope === undefined ? undefined : portalId(scope)));
    },
    removeSession: async id => {
      const stored = (await sessions.all()).find(one => one.id === id);
      if (stored !== undefined) await flow.signOut(stored);
    },
  };
  return vscode.Disposable.from(
    changed,
    sessions.onDidChange(change =>
      changed.fire({
        added: change.added.map(toSession),
        removed: change.removed.map(toSession),
        changed: change.changed.map(toSession),
      }),
    ),
    vscode.authentication.registerAuthenticationProvider(providerId, vscode.l10n.t('ArcGIS'), provider, {
      supportsMultipleAccounts: true,
    }),
  );
}
