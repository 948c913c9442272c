// What is asked on the way into a portal.
import * as vscode from 'vscode';
import { normalizePortalAddress } from '../../arcgis/url';

export type Method = 'oauth' | 'password' | 'token';

/** Title of every question for a portal's sign-in. */
export const hostTitle = (url: string): string => vscode.l10n.t('Sign in to {0}', new URL(url).host);

/** A line that is not empty. @throws CancellationError on Escape. */
export async function ask(options: vscode.InputBoxOptions): Promise<string> {
  const text = await vscode.window.showInputBox({
    ...options,
    ignoreFocusOut: true,
    validateInput: value =>
      value.trim() === '' ? vscode.l10n.t('Enter a value, or press Escape to cancel.') : undefined,
  });
  if (text === undefined) throw new vscode.CancellationError();
  return options.password === true ? text : text.trim();
}

/** The address of a portal as it was typed; one that cannot be understood is not accepted. @throws CancellationError on Escape. */
export async function askAddress(): Promise<string> {
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Add a portal'),
    prompt: vscode.l10n.t(
      'Address of the portal as in your browser, or the short name of your ArcGIS Online organization',
    ),
    placeHolder: 'https://gis.example.com/portal',
    ignoreFocusOut: true,
    validateInput: value => {
      if (value.trim() === '') return undefined;
      try {
        normalizePortalAddress(value);
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  });
  if (text === undefined || text.trim() === '') throw new vscode.CancellationError();
  return text;
}

/** The way to sign in. @throws CancellationError on Escape. */
export async function pickMethod(url: string): Promise<Method> {
  const choices: readonly (vscode.QuickPickItem & { readonly method: Method })[] = [
    {
      method: 'oauth',
      label: `$(globe) ${vscode.l10n.t('Sign in with the browser')}`,
      detail: vscode.l10n.t(
        'OAuth 2.0; also for SAML and OpenID Connect. Needs the client ID of a registered application.',
      ),
    },
    {
      method: 'password',
      label: `$(key) ${vscode.l10n.t('User name and password')}`,
      detail: vscode.l10n.t(
        'For built-in accounts. The password is not kept: when the token ends, you are asked again.',
      ),
    },
    {
      method: 'token',
      label: `$(shield) ${vscode.l10n.t('Paste a token')}`,
      detail: vscode.l10n.t('A token or an API key with the privilege to manage licenses.'),
    },
  ];
  const picked = await vscode.window.showQuickPick(choices, {
    title: hostTitle(url),
    placeHolder: vscode.l10n.t('How do you want to sign in?'),
    ignoreFocusOut: true,
  });
  if (picked === undefined) throw new vscode.CancellationError();
  return picked.method;
}
