// The question that a plan waits for when its sign-in has ended.
import * as vscode from 'vscode';
import { inertText } from '../../core/inertText';
import type { PortalId } from '../../core/ids';
import type { Connections } from '../../services/connectionTypes';
import type { SignInFlow } from './authenticationProvider';
import type { SessionStore } from './sessionStore';

interface Deps {
  readonly connections: Connections;
  readonly sessions: SessionStore;
  readonly flow: () => SignInFlow;
  readonly report: (error: unknown) => void;
}

/** Asks again after a sign-in that failed, was given up or was somebody else's; resolves to false when the administrator ends the work instead. */
export async function askForSignIn(
  { connections, sessions, flow, report }: Deps,
  portal: PortalId,
): Promise<boolean> {
  const signIn: vscode.MessageItem = { title: vscode.l10n.t('Sign In') };
  for (;;) {
    const connection = connections.get(portal);
    if (connection === undefined) return false;
    const before = (await sessions.of(portal))?.record.accessToken;
    const answer = await vscode.window.showWarningMessage(
      inertText(vscode.l10n.t('The sign-in to {0} has ended.', connection.name)),
      {
        modal: true,
        detail: inertText(
          vscode.l10n.t(
            'The plan waits. Sign in as {0} again, and it goes on where it is; Cancel ends it with what is not sent yet left out.',
            connection.username,
          ),
        ),
      },
      signIn,
    );
    if (answer !== signIn) return false;
    try {
      await flow().signIn(portal);
    } catch (error) {
      report(error);
    }
    const after = (await sessions.of(portal))?.record.accessToken;
    if (after !== undefined && after !== before) return true;
  }
}
