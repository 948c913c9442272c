// The URI that a program passes to a command as text.
import * as vscode from 'vscode';
import { PortalError } from '../core/problem';

/** @throws PortalError `badInput` for a text that is no URI with a scheme */
export function parsedUri(text: string): vscode.Uri {
  try {
    return vscode.Uri.parse(text, true);
  } catch (error) {
    throw new PortalError(
      { kind: 'badInput' },
      vscode.l10n.t(
        'The command was called with {0}, which is no URI such as file:///folder/entitlements.json.',
        text,
      ),
      { cause: error },
    );
  }
}
