// OAuth 2.0 authorization code with PKCE: by the extension's URI handler where the application has its address registered and the host can
// receive it, otherwise by pasting the code that the portal shows (wire reference 5.3).
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/emitter';
import { createPkce, exchangeCode, oauthAuthorizeUrl, oobRedirectUri } from '../../arcgis/oauth';
import type { SessionRecord } from '../../arcgis/token';
import { PortalError } from '../../core/problem';
import type { Clock } from '../../services/ports';
import { withAbort } from '../adapters';

export interface BrowserSignIn extends Disposable {
  /** Asks for the client id where it is not known. Throws CancellationError when given up. */
  signIn(
    url: string,
    clientId: string | undefined,
  ): Promise<{ readonly record: SessionRecord; readonly clientId: string }>;
}

/** The browser may take this long, ms. */
const waitLimitMs = 5 * 60_000;
const callbackPath = '/signed-in';

/** @param onUri fires with the addresses of this extension that are opened from outside of VS Code. */
export function createBrowserSignIn(
  context: vscode.ExtensionContext,
  onUri: vscode.Event<vscode.Uri>,
  clock: Clock,
): BrowserSignIn {
  const waiting = new Map<string, (query: URLSearchParams) => void>();
  const handler = onUri(uri => {
    const query = new URLSearchParams(uri.query);
    // An answer nobody waits for, or with a state that is not ours, is dropped: it may be forged.
    waiting.get(query.get('state') ?? '')?.(query);
  });

  async function receive(state: string): Promise<string> {
    const query = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        cancellable: true,
        title: vscode.l10n.t('Waiting for the browser…'),
      },
      (_progress, token) =>
        withAbort(
          token,
          signal =>
            new Promise<URLSearchParams>((resolve, reject) => {
              waiting.set(state, resolve);
              signal.addEventListener('abort', () => reject(new vscode.CancellationError()));
              clock.delay(waitLimitMs, signal).then(
                () =>
                  reject(
                    new PortalError(
                      { kind: 'timeout', ms: waitLimitMs },
                      vscode.l10n.t(
                        'The browser did not come back within 5 minutes. Try again, or choose to paste the code.',
                      ),
                    ),
                  ),
                () => undefined,
              );
            }),
        ),
    );
    const code = query.get('code');
    if (code === null) {
      throw new PortalError(
        { kind: 'signIn' },
        query.get('error_description') ?? vscode.l10n.t('The sign-in was cancelled in the browser.'),
      );
    }
    return code;
  }

  async function pickWay(): Promise<'callback' | 'paste'> {
    // The web workbench's callback address is different in every window: no application can have it registered.
    if (vscode.env.uiKind === vscode.UIKind.Web) return 'paste';
    const picked = await vscode.window.showQuickPick(
      [
        {
          way: 'callback' as const,
          label: vscode.l10n.t('Return here by itself'),
          detail: vscode.l10n.t('The application has {0} among its redirect addresses.', redirectUri()),
        },
        {
          way: 'paste' as const,
          label: vscode.l10n.t('Paste the code'),
          detail: vscode.l10n.t('The application has {0} among its redirect addresses.', oobRedirectUri),
        },
      ],
      { title: vscode.l10n.t('Sign in with the browser'), ignoreFocusOut: true },
    );
    if (picked === undefined) throw new vscode.CancellationError();
    return picked.way;
  }

  const redirectUri = (): string => `${vscode.env.uriScheme}://${context.extension.id}${callbackPath}`;

  return {
    signIn: async (url, known) => {
      const clientId =
        known ??
        (await vscode.window.showInputBox({
          title: vscode.l10n.t('Sign in with the browser'),
          prompt: vscode.l10n.t(
            'Client ID of the application that your administrator registered for this extension. It is kept with the portal.',
          ),
          ignoreFocusOut: true,
        }));
      if (clientId === undefined || clientId.trim() === '') throw new vscode.CancellationError();
      const way = await pickWay();
      const pkce = createPkce();
      const state = randomBytes(24).toString('base64url');
      const redirect = way === 'callback' ? redirectUri() : oobRedirectUri;
      const address = oauthAuthorizeUrl({
        url,
        clientId: clientId.trim(),
        redirectUri: redirect,
        challenge: pkce.challenge,
        state,
      });
      try {
        if (!(await vscode.env.openExternal(vscode.Uri.parse(address, true))))
          throw new vscode.CancellationError();
        const code =
          way === 'callback'
            ? await receive(state)
            : await vscode.window.showInputBox({
                title: vscode.l10n.t('Sign in with the browser'),
                prompt: vscode.l10n.t('Paste the code that the portal shows'),
                password: true,
                ignoreFocusOut: true,
              });
        if (code === undefined || code.trim() === '') throw new vscode.CancellationError();
        const record = await exchangeCode({
          url,
          clientId: clientId.trim(),
          code: code.trim(),
          redirectUri: redirect,
          verifier: pkce.verifier,
          fetch: globalThis.fetch,
          clock,
        });
        return { record, clientId: clientId.trim() };
      } finally {
        waiting.delete(state);
      }
    },
    dispose: () => {
      handler.dispose();
      waiting.clear();
    },
  };
}
